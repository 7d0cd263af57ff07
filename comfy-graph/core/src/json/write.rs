//! Writes JSON text that Python reads back as the same value.

use std::fmt::{self, Write as _};

use super::{Json, Object};

/// Compact JSON, with Python's `NaN`, `Infinity` and `-Infinity` where a float is one.
impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Big(digits) => f.write_str(digits),
            Self::Float(number) => f.write_str(&float(*number)),
            Self::Text(text) => string(f, text),
            Self::List(items) => list(f, items),
            Self::Object(object) => write!(f, "{object}"),
        }
    }
}

/// Compact JSON.
impl fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('{')?;
        for (place, (key, value)) in self.iter().enumerate() {
            if place > 0 {
                f.write_char(',')?;
            }
            string(f, key)?;
            write!(f, ":{value}")?;
        }
        f.write_char('}')
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Json<'_>]) -> fmt::Result {
    f.write_char('[')?;
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        write!(f, "{item}")?;
    }
    f.write_char(']')
}

fn string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(c))?,
            _ => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        float_text(number)
    }
}

/// A finite float as Python spells it: `18.5`, `3.0`, `1e-05`.
pub(crate) fn float_text(number: f64) -> String {
    let shortest = format!("{number:e}");
    let digits = shortest.bytes().take_while(|b| *b != b'e').filter(u8::is_ascii_digit).count();
    // Between two shortest spellings equally near, Rust takes the greater one, Python the even one;
    // with their digits counted, Rust does as well.
    let scientific = format!("{number:.*e}", digits - 1);
    let (spelled, exponent) =
        scientific.split_once('e').expect("BUG: a float in `{:e}` has an exponent");
    let exponent: i32 = exponent.parse().expect("BUG: an exponent is a number");
    if !(-4..16).contains(&exponent) {
        return format!("{spelled}e{exponent:+03}");
    }
    let decimals = (digits as i32 - 1 - exponent).max(1);
    format!("{number:.*}", decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_spelled_as_python_does() {
        let floats = [18.5, 3.0, -0.0, 1e-5, 1e-4, 1e15, 1e16, 123_456.75, 5e-324, f64::MAX];

        assert_eq!(
            floats.map(float_text),
            [
                "18.5",
                "3.0",
                "-0.0",
                "1e-05",
                "0.0001",
                "1000000000000000.0",
                "1e+16",
                "123456.75",
                "5e-324",
                "1.7976931348623157e+308"
            ]
        );
    }

    #[test]
    fn of_two_spellings_equally_near_the_even_one_is_written() {
        let floats = [
            7_206_057_264_377_977.0 / 4.0,
            -1_470_634_881_288_417.0 / 8.0,
            3_823_956_816_132_343.0 / 4.0,
        ];

        assert_eq!(
            floats.map(float_text),
            ["1801514316094494.2", "-183829360161052.12", "955989204033085.8"]
        );
    }

    #[test]
    fn written_values_read_back_the_same() {
        let text = r#"{"a":[1,1.0,-Infinity,Infinity,null,true],"\"\\\b\f\n\r\t\u0000é":{}}"#;

        let json = Json::parse(text).unwrap();

        assert_eq!(json.to_string(), text);
    }

    #[test]
    fn not_a_number_is_written_with_pythons_token() {
        assert_eq!(Json::Float(f64::NAN).to_string(), "NaN");
    }
}
