//! Joins, cuts and compares texts.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;

pub(super) const NODES: &[(&str, Run)] = &[
    ("StringConcatenate", concatenate),
    ("StringSubstring", substring),
    ("StringLength", length),
    ("CaseConverter", convert_case),
    ("StringTrim", trim),
    ("StringReplace", replace),
    ("StringContains", contains),
    ("StringCompare", compare),
];

fn one(text: String) -> Result<Outputs, Failure> {
    Ok([Data::text(text)].into())
}

fn concatenate(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    one([inputs.text("string_a")?, inputs.text("string_b")?].join(&*inputs.text("delimiter")?))
}

// Positions count characters; negative ones count from the end.
fn substring(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let chars: Vec<char> = inputs.text("string")?.chars().collect();
    let place = |name| {
        let at = inputs.int(name)?;
        let at = if at < 0 { at + chars.len() as i128 } else { at };
        Ok::<_, Failure>(at.clamp(0, chars.len() as i128) as usize)
    };
    let (start, end) = (place("start")?, place("end")?);
    one(chars.get(start..end).unwrap_or(&[]).iter().collect())
}

fn length(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::Int(inputs.text("string")?.chars().count() as i128)].into())
}

fn convert_case(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let text = inputs.text("string")?;
    one(match &*inputs.text("mode")? {
        "UPPERCASE" => text.to_uppercase(),
        "lowercase" => text.to_lowercase(),
        "Capitalize" => capitalised(&text),
        "Title Case" => titled(&text),
        _ => text.to_string(),
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.as_str().to_lowercase().chars()).collect()
}

// Every letter after something that is none starts a word.
fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for c in text.chars() {
        if in_word {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        in_word = c.is_alphabetic();
    }
    out
}

fn trim(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let text = inputs.text("string")?;
    one(match &*inputs.text("mode")? {
        "Left" => text.trim_start().to_owned(),
        "Right" => text.trim_end().to_owned(),
        _ => text.trim().to_owned(),
    })
}

fn replace(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    one(inputs.text("string")?.replace(&*inputs.text("find")?, &inputs.text("replace")?))
}

fn cased(text: &str, sensitive: bool) -> String {
    if sensitive { text.to_owned() } else { text.to_lowercase() }
}

fn contains(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let sensitive = inputs.flag("case_sensitive")?;
    let (text, part) = (inputs.text("string")?, inputs.text("substring")?);
    Ok([Data::Flag(cased(&text, sensitive).contains(&cased(&part, sensitive)))].into())
}

fn compare(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let sensitive = inputs.flag("case_sensitive")?;
    let a = cased(&inputs.text("string_a")?, sensitive);
    let b = cased(&inputs.text("string_b")?, sensitive);
    let holds = match &*inputs.text("mode")? {
        "Starts With" => a.starts_with(&b),
        "Ends With" => a.ends_with(&b),
        _ => a == b,
    };
    Ok([Data::Flag(holds)].into())
}
