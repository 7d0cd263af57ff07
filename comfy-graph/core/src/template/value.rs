//! Converts an argument to the value that inputs get.
//!
//! Texts become numbers or flags as the main seed makes them; what it lets through silently, such
//! as a fraction for a whole number, is refused here.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::domain::{Domain, Kind, StepRule};
use crate::closest::closest;
use crate::json::Json;
use crate::python;
use crate::schema::{Choice, ChoiceList, Number};

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// It is of another kind.
    #[error("{received} is not {expected}{}", because(reason.as_deref()))]
    Kind {
        /// What was given.
        received: Received,
        /// What is taken, such as `a whole number`.
        expected: &'static str,
        /// What Python says about it, where it is about a text.
        reason: Option<Box<str>>,
    },
    /// It is too small.
    #[error("{received} is below the minimum {min}")]
    BelowMin {
        /// What was given.
        received: Received,
        /// The smallest number.
        min: Number,
    },
    /// It is too large.
    #[error("{received} is above the maximum {max}")]
    AboveMax {
        /// What was given.
        received: Received,
        /// The largest number.
        max: Number,
    },
    /// It lies between two steps.
    #[error("{received} is no multiple of {step}{}; {}", counted_from(*base), either(nearest))]
    OffStep {
        /// What was given.
        received: Received,
        /// The distance between numbers.
        step: Number,
        /// Where counting starts.
        base: Number,
        /// The next numbers below and above.
        nearest: Box<(Number, Number)>,
    },
    /// It is not among the choices.
    #[error("{received} is no choice; {}", offered(closest, choices))]
    NotAChoice {
        /// What was given.
        received: Received,
        /// The choices it may have meant, the closest first.
        closest: Vec<Box<str>>,
        /// All choices.
        choices: Arc<ChoiceList>,
    },
}

/// A value that was given, shown short.
#[derive(Debug, Clone, PartialEq)]
pub struct Received(pub Box<Value>);

impl Received {
    fn new(value: &Value) -> Self {
        Self(Box::new(value.clone()))
    }
}

/// How many characters of a value messages show.
const SHOWN: usize = 80;

/// How many choices messages list.
const LISTED: usize = 12;

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &*self.0 {
            Value::Array(_) => return f.write_str("a list"),
            Value::Object(_) => return f.write_str("an object"),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match text.char_indices().nth(SHOWN) {
            None => write!(f, "`{text}`"),
            Some((end, _)) => write!(f, "`{}…`", &text[..end]),
        }
    }
}

fn because(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| format!(": {reason}"))
}

fn counted_from(base: Number) -> String {
    if base.as_f64() == 0.0 { String::new() } else { format!(" counted from {base}") }
}

fn either(nearest: &(Number, Number)) -> String {
    format!("use {} or {}", nearest.0, nearest.1)
}

fn offered(closest: &[Box<str>], choices: &ChoiceList) -> String {
    let quoted = |texts: &[String]| texts.join(", ");
    if !closest.is_empty() {
        let closest: Vec<_> = closest.iter().map(|text| format!("`{text}`")).collect();
        return format!("did you mean {}?", closest.join(" or "));
    }
    let all = choices.as_slice();
    let shown: Vec<_> = all.iter().take(LISTED).map(|choice| format!("`{choice}`")).collect();
    match all.len().checked_sub(LISTED) {
        None | Some(0) => format!("use one of {}", quoted(&shown)),
        Some(more) => format!("use one of {}, … ({more} more)", quoted(&shown)),
    }
}

impl Domain {
    /// What inputs get for `value`: converted where that loses nothing, checked in any case.
    ///
    /// # Errors
    ///
    /// [`ValueError`] where inputs do not take it.
    pub fn convert(&self, value: &Value) -> Result<Value, ValueError> {
        let converted = match self.kind {
            Kind::Int => int(value)?,
            Kind::Float => float(value)?,
            Kind::Bool => flag(value)?,
            Kind::Text => text(value, self.kind)?,
            Kind::Upload(_) => return text(value, self.kind),
            Kind::Choice | Kind::Model(_) => text_or_choice(value, self)?,
            Kind::Any => value.clone(),
        };
        if self.kind.is_number() {
            self.check_number(value, &converted)?;
        }
        match &self.choices {
            None => Ok(converted),
            Some(choices) => chosen(&converted, choices),
        }
    }

    fn check_number(&self, given: &Value, converted: &Value) -> Result<(), ValueError> {
        let Some(number) = number(converted) else { return Ok(()) };
        let received = || Received::new(given);
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Err(ValueError::BelowMin { received: received(), min });
        }
        if let Some(max) = self.max.filter(|max| number > *max) {
            return Err(ValueError::AboveMax { received: received(), max });
        }
        let step = self.step.filter(|step| step.rule == StepRule::Enforced);
        let Some(step) = step.map(|step| step.size) else { return Ok(()) };
        let base = self.min.unwrap_or(Number::Int(0));
        match neighbours(number, step, base) {
            None => Ok(()),
            Some(nearest) => {
                let nearest = Box::new(nearest);
                Err(ValueError::OffStep { received: received(), step, base, nearest })
            }
        }
    }
}

/// The steps next to a number that lies between two.
fn neighbours(number: Number, step: Number, base: Number) -> Option<(Number, Number)> {
    if let (Number::Int(number), Number::Int(step), Number::Int(base)) = (number, step, base) {
        let past = number.checked_sub(base)?.checked_rem_euclid(step)?;
        let below = number - past;
        return (past != 0).then(|| (Number::Int(below), Number::Int(below + step)));
    }
    let (step, base) = (step.as_f64(), base.as_f64());
    let steps = (number.as_f64() - base) / step;
    // Decimal steps such as 0.1 have no exact binary form.
    let tolerance = 1e-9 * steps.abs().max(1.0);
    if (steps - steps.round()).abs() <= tolerance {
        return None;
    }
    let at = |steps: f64| Number::Float(tidy(steps.mul_add(step, base)));
    Some((at(steps.floor()), at(steps.ceil())))
}

/// Rounds off what binary fractions add.
fn tidy(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// The number that a converted value is.
pub(super) fn number(value: &Value) -> Option<Number> {
    let Value::Number(number) = value else { return None };
    Some(
        number
            .as_i128()
            .map_or_else(|| Number::Float(number.as_f64().unwrap_or(f64::NAN)), Number::Int),
    )
}

fn refused(value: &Value, kind: Kind, reason: Option<String>) -> ValueError {
    ValueError::Kind {
        received: Received::new(value),
        expected: kind.name(),
        reason: reason.map(Into::into),
    }
}

/// The error about a value whose type differs, although it could be converted.
pub(super) fn of_other_type(value: &Value, kind: Kind) -> ValueError {
    refused(value, kind, None)
}

fn int(value: &Value) -> Result<Value, ValueError> {
    let json = Json::from(value);
    let is_fraction = matches!(json, Json::Float(number) if number.fract() != 0.0);
    if is_fraction {
        return Err(refused(value, Kind::Int, None));
    }
    let whole =
        python::int(&json).map_err(|raised| refused(value, Kind::Int, said(value, raised)))?;
    let in_range = |whole: i128| i64::try_from(whole).is_ok() || u64::try_from(whole).is_ok();
    match whole {
        Json::Int(whole) if in_range(whole) => Ok(Json::Int(whole).to_value()),
        Json::Big(digits) if digits.starts_with('-') => Err(below_all(value)),
        Json::Int(..0) => Err(below_all(value)),
        _ => {
            let max = Number::Int(u64::MAX.into());
            Err(ValueError::AboveMax { received: Received::new(value), max })
        }
    }
}

fn below_all(value: &Value) -> ValueError {
    let min = Number::Int(i64::MIN.into());
    ValueError::BelowMin { received: Received::new(value), min }
}

/// What Python says, where it adds to the kind: about texts.
fn said(value: &Value, raised: python::Raised) -> Option<String> {
    value.is_string().then(|| raised.message.chars().take(2 * SHOWN).collect())
}

fn float(value: &Value) -> Result<Value, ValueError> {
    let number = python::float(&Json::from(value))
        .map_err(|raised| refused(value, Kind::Float, said(value, raised)))?;
    // A prompt is JSON, which has neither NaN nor the infinities.
    let number = serde_json::Number::from_f64(number);
    number.map(Value::Number).ok_or_else(|| refused(value, Kind::Float, None))
}

fn flag(value: &Value) -> Result<Value, ValueError> {
    const TRUE: [&str; 4] = ["1", "true", "yes", "y"];
    const FALSE: [&str; 4] = ["0", "false", "no", "n"];
    let Value::String(text) = value else {
        return match value {
            Value::Bool(_) => Ok(value.clone()),
            Value::Number(_) => Ok(Value::Bool(python::truth(&Json::from(value)))),
            _ => Err(refused(value, Kind::Bool, None)),
        };
    };
    let word = text.trim().to_lowercase();
    match (TRUE.contains(&&*word), FALSE.contains(&&*word)) {
        (true, _) => Ok(Value::Bool(true)),
        (_, true) => Ok(Value::Bool(false)),
        _ => Err(refused(value, Kind::Bool, Some("use true or false".to_owned()))),
    }
}

fn text(value: &Value, kind: Kind) -> Result<Value, ValueError> {
    match value {
        Value::String(_) => Ok(value.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(as_text(value).into()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(refused(value, kind, None)),
    }
}

/// The text that a value becomes within a longer one: what Python prints.
pub(super) fn as_text(value: &Value) -> String {
    python::text(&Json::from(value))
}

/// The value itself where a choice can equal it, else its text.
fn text_or_choice(value: &Value, domain: &Domain) -> Result<Value, ValueError> {
    match value {
        Value::Array(_) | Value::Object(_) if domain.choices.is_none() => {
            Err(refused(value, domain.kind, None))
        }
        _ if domain.choices.is_some() => Ok(value.clone()),
        _ => text(value, domain.kind),
    }
}

/// The choice that equals `value`, or is spelled like it.
fn chosen(value: &Value, choices: &Arc<ChoiceList>) -> Result<Value, ValueError> {
    let json = Json::from(value);
    let all = choices.as_slice();
    let equal = |choice: &&Choice| python::equal(&choice.to_json(), &json);
    let spelled = as_text(value);
    let same_text = |choice: &&Choice| as_text(&choice.to_json().to_value()) == spelled;
    let is_plain = matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_));
    let found = all.iter().find(equal).or_else(|| all.iter().find(|c| is_plain && same_text(c)));
    if let Some(choice) = found {
        return Ok(choice.to_json().to_value());
    }
    let texts = all.iter().filter_map(Choice::as_text);
    // What is far longer than any choice means none, and would take long to compare.
    let word = if spelled.len() > 1_000 { "" } else { &spelled };
    Err(ValueError::NotAChoice {
        received: Received::new(value),
        closest: closest(word, texts).into_iter().map(Into::into).collect(),
        choices: Arc::clone(choices),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::template::domain::Step;

    fn said(kind: Kind, value: Value) -> String {
        match Domain::of(kind).convert(&value) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn texts_become_numbers_as_python_reads_them() {
        assert_eq!(said(Kind::Int, json!(" 512 ")), "512");
        assert_eq!(said(Kind::Int, json!(12.0)), "12");
        assert_eq!(said(Kind::Int, json!(u64::MAX)), u64::MAX.to_string());
        assert_eq!(said(Kind::Float, json!("7.5")), "7.5");
        assert_eq!(said(Kind::Float, json!(7)), "7.0");
        assert_eq!(
            said(Kind::Int, json!("12.5")),
            "`12.5` is not a whole number: invalid literal for int() with base 10: '12.5'"
        );
    }

    #[test]
    fn numbers_that_would_lose_something_are_refused() {
        assert_eq!(said(Kind::Int, json!(12.5)), "`12.5` is not a whole number");
        assert_eq!(said(Kind::Float, json!("nan")), "`nan` is not a number");
        assert_eq!(said(Kind::Float, json!("1e999")), "`1e999` is not a number");
        let huge = format!("1{}", "0".repeat(40));
        assert!(said(Kind::Int, json!(huge)).ends_with("above the maximum 18446744073709551615"));
        assert_eq!(said(Kind::Int, json!([1])), "a list is not a whole number");
    }

    #[test]
    fn flags_come_from_the_seeds_words() {
        for yes in [json!("1"), json!("TRUE"), json!(" yes "), json!("Y"), json!(true), json!(2)] {
            assert_eq!(said(Kind::Bool, yes.clone()), "true", "{yes}");
        }
        for no in [json!("0"), json!("False"), json!("no"), json!("n"), json!(false), json!(0)] {
            assert_eq!(said(Kind::Bool, no.clone()), "false", "{no}");
        }
        assert_eq!(said(Kind::Bool, json!("banana")), "`banana` is not a flag: use true or false");
    }

    #[test]
    fn plain_values_become_text_as_python_prints_them() {
        assert_eq!(said(Kind::Text, json!(7.0)), "\"7.0\"");
        assert_eq!(said(Kind::Text, json!(true)), "\"True\"");
        assert_eq!(said(Kind::Text, json!({})), "an object is not text");
    }

    #[test]
    fn limits_are_inclusive() {
        let domain = Domain {
            min: Some(Number::Int(64)),
            max: Some(Number::Int(128)),
            step: Some(Step { size: Number::Int(64), rule: StepRule::Enforced }),
            ..Domain::of(Kind::Int)
        };
        let said = |value: i64| match domain.convert(&json!(value)) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        };

        assert_eq!(said(64), "64");
        assert_eq!(said(128), "128");
        assert_eq!(said(63), "`63` is below the minimum 64");
        assert_eq!(said(129), "`129` is above the maximum 128");
        assert_eq!(said(100), "`100` is no multiple of 64 counted from 64; use 64 or 128");
    }

    #[test]
    fn decimal_steps_count_as_people_write_them() {
        let step = Some(Step { size: Number::Float(0.1), rule: StepRule::Enforced });
        let domain = Domain { step, ..Domain::of(Kind::Float) };

        assert!(domain.convert(&json!(0.3)).is_ok() && domain.convert(&json!(12.7)).is_ok());
        let error = domain.convert(&json!(0.35)).unwrap_err();
        assert_eq!(error.to_string(), "`0.35` is no multiple of 0.1; use 0.3 or 0.4");
    }

    #[test]
    fn choices_keep_their_type_whatever_was_given() {
        let choices = ChoiceList::from_iter([Choice::Int(4), Choice::from("euler")]);
        let domain = Domain { choices: Some(Arc::new(choices)), ..Domain::of(Kind::Choice) };

        assert_eq!(domain.convert(&json!("4")), Ok(json!(4)));
        assert_eq!(domain.convert(&json!(4.0)), Ok(json!(4)));
        let error = |value| domain.convert(&value).unwrap_err().to_string();
        assert_eq!(error(json!("Eulr")), "`Eulr` is no choice; did you mean `euler`?");
        assert_eq!(error(json!("zzzzz")), "`zzzzz` is no choice; use one of `4`, `euler`");
    }

    #[test]
    fn values_are_shown_short() {
        let error = Domain::of(Kind::Int).convert(&json!("é".repeat(10_000))).unwrap_err();

        assert!(error.to_string().chars().count() < 300, "{error}");
    }
}
