//! Fills values into texts: `{a:.2f}`.

use comfy_graph_core::json::Json;
use comfy_graph_core::python;

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;

pub(super) const NODES: &[(&str, Run)] = &[("StringFormat", format_text)];

/// The widest field that is padded.
const WIDEST: usize = 10_000;

fn format_text(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let pattern = inputs.text("f_string")?;
    let mut out = String::new();
    let mut rest = &*pattern;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let doubled = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
        if doubled {
            out.push_str(&rest[at..=at]);
            rest = &rest[at + 2..];
            continue;
        }
        let field = rest[at..].strip_prefix('{').and_then(|field| field.split_once('}'));
        let Some((field, after)) = field else {
            return Err(Failure::value("Single '}' encountered in format string"));
        };
        out.push_str(&filled(inputs, field)?);
        rest = after;
    }
    out.push_str(rest);
    Ok([Data::text(out)].into())
}

fn filled(inputs: &Inputs, field: &str) -> Result<String, Failure> {
    let (name, spec) = field.split_once(':').unwrap_or((field, ""));
    let (name, conversion) = name.split_once('!').unwrap_or((name, ""));
    let data = inputs.get(&format!("values.{name}"));
    let missing = || Failure::Raised { kind: "KeyError", message: format!("'{name}'") };
    let data = data.ok_or_else(missing)?;
    let spec = Spec::parse(spec)?;
    match (conversion, data) {
        ("", data) => spec.format(data),
        ("r", Data::Text(text)) => spec.format(&Data::text(python::repr(&Json::from(&**text)))),
        _ => spec.format(&Data::text(data.describe())),
    }
}

/// How one field is written: `[[fill]align][+][0][width][,][.precision][kind]`.
#[derive(Debug, Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    plus: bool,
    width: usize,
    commas: bool,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    fn parse(text: &str) -> Result<Self, Failure> {
        let unread = || Failure::value(format!("Invalid format specifier '{text}'"));
        let mut spec = Self::default();
        let mut chars: Vec<char> = text.chars().rev().collect();
        let is_align = |c: Option<&char>| c.is_some_and(|c| "<>^".contains(*c));
        if chars.len() > 1 && is_align(chars.get(chars.len() - 2)) {
            (spec.fill, spec.align) = (chars.pop(), chars.pop());
        } else if is_align(chars.last()) {
            spec.align = chars.pop();
        }
        spec.plus = take(&mut chars, '+');
        if take(&mut chars, '0') {
            spec.fill = spec.fill.or(Some('0'));
            spec.align = spec.align.or(Some('>'));
        }
        spec.width = number(&mut chars).unwrap_or(0).min(WIDEST);
        spec.commas = take(&mut chars, ',');
        if take(&mut chars, '.') {
            spec.precision = Some(number(&mut chars).ok_or_else(unread)?.min(100));
        }
        spec.kind = chars.pop();
        if chars.is_empty() { Ok(spec) } else { Err(unread()) }
    }

    fn format(&self, data: &Data) -> Result<String, Failure> {
        let body = match (data, self.kind) {
            (Data::Int(int), None | Some('d')) => int.to_string(),
            (Data::Int(int), Some('x')) => format!("{int:x}"),
            (Data::Int(int), Some('X')) => format!("{int:X}"),
            (Data::Int(int), Some('b')) => format!("{int:b}"),
            (Data::Int(int), Some('f' | '%' | 'e')) => self.float(*int as f64),
            (Data::Float(float), Some('f' | '%' | 'e')) => self.float(*float),
            (other, None | Some('s')) => self.cut(other.describe()),
            (_, Some(kind)) => {
                let message = format!("Unknown format code '{kind}' for this value");
                return Err(Failure::value(message));
            }
        };
        let body = if self.commas { grouped(&body) } else { body };
        let is_number = matches!(data, Data::Int(_) | Data::Float(_));
        let signed = self.plus && is_number && !body.starts_with('-');
        Ok(self.padded(if signed { format!("+{body}") } else { body }, is_number))
    }

    fn float(&self, value: f64) -> String {
        let precision = self.precision.unwrap_or(6);
        match self.kind {
            Some('%') => format!("{:.precision$}%", value * 100.0),
            Some('e') => {
                let text = format!("{value:.precision$e}");
                let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let exponent: i32 = exponent.parse().unwrap_or(0);
                let sign = if exponent < 0 { '-' } else { '+' };
                format!("{mantissa}e{sign}{:02}", exponent.abs())
            }
            _ => format!("{value:.precision$}"),
        }
    }

    fn cut(&self, text: String) -> String {
        match self.precision {
            Some(most) => text.chars().take(most).collect(),
            None => text,
        }
    }

    fn padded(&self, text: String, is_number: bool) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        let before = match self.align.unwrap_or(if is_number { '>' } else { '<' }) {
            '<' => 0,
            '^' => missing / 2,
            _ => missing,
        };
        let fill = |count: usize| String::from(self.fill.unwrap_or(' ')).repeat(count);
        fill(before) + &text + &fill(missing - before)
    }
}

fn take(chars: &mut Vec<char>, wanted: char) -> bool {
    chars.pop_if(|c| *c == wanted).is_some()
}

fn number(chars: &mut Vec<char>) -> Option<usize> {
    let mut digits = String::new();
    while let Some(digit) = chars.pop_if(|c| c.is_ascii_digit()) {
        digits.push(digit);
    }
    digits.parse().ok()
}

fn grouped(number: &str) -> String {
    let digits = number.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(number.len());
    let (whole, rest) = number.split_at(digits);
    let mut out = String::new();
    for (position, c) in whole.char_indices() {
        let left = whole.len() - position;
        if left.is_multiple_of(3) && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_read_as_python_reads_them() {
        let format = |spec: &str, data: Data| Spec::parse(spec).unwrap().format(&data).unwrap();

        assert_eq!(format(".2f", Data::Float(2.0)), "2.00");
        assert_eq!(format("05d", Data::Int(42)), "00042");
        assert_eq!(format(",", Data::Int(-1_234_567)), "-1,234,567");
        assert_eq!(format("*^7", Data::text("ab")), "**ab***");
        assert_eq!(format("", Data::Flag(true)), "True");
    }
}
