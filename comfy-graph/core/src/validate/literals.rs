//! Checks one literal: its conversion, its limits, its choices.
//!
//! Reference C.2.3: the first failure ends the check of an input.

use std::borrow::Cow;

use super::problem::Problem;
use crate::json::Json;
use crate::python::{self, Raised};
use crate::schema::{Choice, Combo, Input, InputKind};

/// What an input holds once converted.
pub(super) type Converted<'p> = Cow<'p, Json<'p>>;

/// The literal as the server stores it in the prompt, or the rule it breaks.
pub(super) fn convert<'p>(
    literal: &'p Json<'p>,
    kind: &InputKind,
) -> Result<Converted<'p>, Problem> {
    let literal = unwrapped(literal);
    let refused = |expected, raised: Raised| Problem::InvalidInputType {
        expected,
        received: literal.clone().into_owned(),
        reason: raised.message.into(),
    };
    match (kind, literal) {
        (InputKind::Int(_), Json::Int(_)) => {}
        (InputKind::Int(_), odd) => {
            return python::int(odd).map(Cow::Owned).map_err(|raised| refused("INT", raised));
        }
        (InputKind::Float(_), Json::Float(_)) => {}
        (InputKind::Float(_), odd) => {
            let number = python::float(odd).map_err(|raised| refused("FLOAT", raised))?;
            return Ok(Cow::Owned(Json::Float(number)));
        }
        (InputKind::Text(_), Json::Text(_)) => {}
        (InputKind::Text(_), odd) => {
            return Ok(Cow::Owned(Json::Text(python::text(odd).into())));
        }
        (InputKind::Boolean(_), odd) => return Ok(Cow::Owned(Json::Bool(python::truth(odd)))),
        _ => {}
    }
    Ok(Cow::Borrowed(literal))
}

/// What is under `__value__`, by which lists are told from links.
pub(super) fn unwrapped<'p>(literal: &'p Json<'p>) -> &'p Json<'p> {
    let wrapped = literal.as_object().and_then(|object| object.get("__value__"));
    wrapped.unwrap_or(literal)
}

/// The limit that a converted literal breaks, if any.
pub(super) fn limits(value: &Json<'_>, input: &Input) -> Result<Option<Problem>, Raised> {
    let (min, max) = input.limits();
    if let Some(min) = min
        && python::less(value, &min.to_json())?
    {
        let received = value.clone().into_owned();
        return Ok(Some(Problem::ValueSmallerThanMin { received, min }));
    }
    if let Some(max) = max
        && python::greater(value, &max.to_json())?
    {
        let received = value.clone().into_owned();
        return Ok(Some(Problem::ValueBiggerThanMax { received, max }));
    }
    Ok(None)
}

/// The fault of a converted literal that the combo does not offer.
pub(super) fn choice(value: &Json<'_>, combo: &Combo) -> Option<Problem> {
    let offered = |value: &Json<'_>| {
        let choices = combo.choices.as_slice();
        match value {
            // No text equals anything else, and most choices are text.
            Json::Text(text) => choices.iter().any(|choice| choice.as_text() == Some(text)),
            odd => choices.iter().any(|choice| is_choice(odd, choice)),
        }
    };
    let values = match value {
        Json::List(values) if combo.multiselect => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    let invalid: Vec<_> = values.iter().filter(|value| !offered(value)).collect();
    if invalid.is_empty() {
        return None;
    }
    let invalid = invalid.into_iter().cloned().map(Json::into_owned).collect();
    let received = value.clone().into_owned();
    Some(Problem::ValueNotInList { received, invalid, choices: combo.choices.clone() })
}

fn is_choice(value: &Json<'_>, choice: &Choice) -> bool {
    choice.as_text().is_none() && python::equal(value, &choice.to_json())
}
