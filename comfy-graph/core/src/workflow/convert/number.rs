//! Writes JSON values as JavaScript does.

use serde_json::Value;

use crate::json::Json;

/// Up to here, JavaScript's numbers hold every whole number.
const EXACT: i128 = 1 << 53;

/// The value as the editor would send it: whole floats lose their point, long numbers digits.
pub(super) fn sent_value(json: &Json<'_>) -> Value {
    match json {
        Json::Int(whole) if (-EXACT..=EXACT).contains(whole) => json.to_value(),
        Json::Int(whole) => number(*whole as f64),
        Json::Big(digits) => digits.parse().map_or(Value::Null, number),
        Json::Float(float) => number(*float),
        Json::List(items) => items.iter().map(sent_value).collect(),
        Json::Object(object) => {
            object.iter().map(|(key, value)| (key.to_owned(), sent_value(value))).collect()
        }
        other => other.to_value(),
    }
}

/// NaN and the infinities become null.
fn number(float: f64) -> Value {
    let is_whole = float.fract() == 0.0;
    // The bounds are powers of two, which floats hold exactly.
    if is_whole && (-(2_f64.powi(63))..2_f64.powi(63)).contains(&float) {
        Value::from(float as i64)
    } else if is_whole && (0.0..2_f64.powi(64)).contains(&float) {
        Value::from(float as u64)
    } else {
        Value::from(float)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_javascript() {
        let cases = [
            ("8.0", "8"),
            ("-0.0", "0"),
            ("0.5", "0.5"),
            ("9007199254740993", "9007199254740992"),
            ("1125899906842624", "1125899906842624"),
            ("12345678901234567890", "12345678901234567168"),
            ("NaN", "null"),
            ("[1.0,{\"a\":-Infinity}]", "[1,{\"a\":null}]"),
        ];

        for (written, sent) in cases {
            let json = Json::parse(written).unwrap();
            assert_eq!(sent_value(&json).to_string(), sent, "{written}");
        }
    }
}
