//! Searches and replaces by regular expressions.
//!
//! Patterns are read by Rust's engine: look-around and back-references inside patterns are refused.

use regex::{Captures, Regex, RegexBuilder};

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;

pub(super) const NODES: &[(&str, Run)] =
    &[("RegexMatch", is_match), ("RegexExtract", extract), ("RegexReplace", replace)];

fn pattern(inputs: &Inputs) -> Result<Regex, Failure> {
    let mut builder = RegexBuilder::new(&inputs.text("regex_pattern")?);
    builder
        .case_insensitive(inputs.flag_or("case_insensitive", true)?)
        .multi_line(inputs.flag_or("multiline", false)?)
        .dot_matches_new_line(inputs.flag_or("dotall", false)?);
    let unread =
        |error: regex::Error| Failure::Raised { kind: "re.error", message: error.to_string() };
    builder.build().map_err(unread)
}

fn is_match(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    // A pattern that cannot be read matches nothing.
    let matches = pattern(inputs)
        .and_then(|pattern| Ok(pattern.is_match(&inputs.text("string")?)))
        .unwrap_or(false);
    Ok([Data::Flag(matches)].into())
}

fn extract(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let text = inputs.text("string")?;
    let Ok(pattern) = pattern(inputs) else { return Ok([Data::text("")].into()) };
    let group = inputs.count("group_index")?;
    let mut found = pattern.captures_iter(&text);
    let part = |captures: Captures<'_>, group: usize| {
        captures.get(group).map(|part| part.as_str().to_owned())
    };
    let joined = |parts: Vec<String>| parts.join("\n");
    let extracted = match &*inputs.text("mode")? {
        "First Match" => found.next().and_then(|captures| part(captures, 0)),
        // With groups in the pattern, all matches mean the first group of each.
        "All Matches" => {
            let group = usize::from(pattern.captures_len() > 1);
            Some(joined(found.filter_map(|captures| part(captures, group)).collect()))
        }
        "First Group" => found.next().and_then(|captures| part(captures, group)),
        _ => Some(joined(found.filter_map(|captures| part(captures, group)).collect())),
    };
    Ok([Data::text(extracted.unwrap_or_default())].into())
}

fn replace(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (text, with) = (inputs.text("string")?, inputs.text("replace")?);
    let count = if inputs.get("count").is_some() { inputs.count("count")? } else { 0 };
    let replaced =
        pattern(inputs)?.replacen(&text, count, |found: &Captures<'_>| fill(&with, found));
    Ok([Data::text(replaced)].into())
}

// `\1` and `\g<name>` stand for groups, as in the real server's language.
fn fill(with: &str, found: &Captures<'_>) -> String {
    let mut out = String::new();
    let mut rest = with;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let named = rest.strip_prefix("g<").and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = named {
            let group = name.parse().map_or_else(|_| found.name(name), |number| found.get(number));
            out.push_str(group.map_or("", |group| group.as_str()));
            rest = after;
        } else if digits > 0 {
            let group = rest[..digits].parse().ok().and_then(|number| found.get(number));
            out.push_str(group.map_or("", |group| group.as_str()));
            rest = &rest[digits..];
        } else if let Some(c) = rest.chars().next() {
            out.push(match c {
                'n' => '\n',
                't' => '\t',
                c => c,
            });
            rest = &rest[c.len_utf8()..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_filled_in() {
        let found = Regex::new("(a)(?P<n>b)").unwrap();

        let captures = found.captures("ab").unwrap();

        assert_eq!(fill(r"\2\g<1>\g<n>\n", &captures), "bab\n");
    }
}
