//! Judges one literal that the server accepts for an input that takes literals.

use crate::json::Json;
use crate::python;
use crate::schema::{COMBO, InputKind, IntWidget, Number};
use crate::validate::warning::Concern;

/// Types whose values are plain JSON; `COMBO` outputs carry texts.
const PLAIN: [&str; 5] = ["INT", "FLOAT", "STRING", "BOOLEAN", COMBO];

/// Texts that mean yes to most people.
const YES: [&str; 6] = ["true", "yes", "on", "1", "enable", "enabled"];

/// Whether the server stores literals of this kind converted, never as lists.
pub(super) const fn is_converted(kind: &InputKind) -> bool {
    matches!(
        kind,
        InputKind::Int(_) | InputKind::Float(_) | InputKind::Text(_) | InputKind::Boolean(_)
    )
}

/// Whether only a link makes sense: no type that the input takes is plain.
pub(super) fn takes_links_only(kind: &InputKind) -> bool {
    let socket = match kind {
        InputKind::Socket(socket) => socket,
        InputKind::MatchType(template) => &template.allowed,
        InputKind::DynamicSlot(slot) => &slot.socket,
        _ => return false,
    };
    let names = socket.names();
    !names.is_empty() && !names.iter().any(|name| PLAIN.contains(&name.as_str()))
}

/// What is odd about a literal, which is unwrapped.
pub(super) fn concern(literal: &Json<'_>, kind: &InputKind) -> Option<Concern> {
    match (kind, literal) {
        (InputKind::Int(_), Json::Float(number)) if number.fract() != 0.0 => {
            let becomes = python::int(literal).ok()?;
            Some(Concern::Truncated { received: *number, becomes })
        }
        (InputKind::Int(widget), literal) => off_step(literal, widget),
        (InputKind::Float(_), literal) => not_a_number(literal),
        (InputKind::Boolean(_), Json::Text(text)) => text_as_flag(text),
        (InputKind::Text(_), Json::Null | Json::List(_) | Json::Object(_)) => {
            let becomes = python::text(literal).into();
            Some(Concern::TextOf { received: literal.clone().into_owned(), becomes })
        }
        _ => None,
    }
}

/// Editors round whole numbers to steps from the smallest value.
///
/// Fractions they round to as many digits as the step has, unless the class says otherwise, which a
/// schema does not keep: most fractions off the step are meant.
fn off_step(literal: &Json<'_>, widget: &IntWidget) -> Option<Concern> {
    let step = widget.step?.as_int().filter(|step| *step > 1)?;
    let number = match literal {
        Json::Int(whole) => *whole,
        odd => match python::int(odd).ok()? {
            Json::Int(whole) => whole,
            _ => return None,
        },
    };
    let max = widget.max.and_then(Number::as_int);
    let min = widget.min.map_or(Some(0), Number::as_int)?;
    let past = number.checked_sub(min)?.rem_euclid(step);
    if past == 0 || Some(number) == max {
        return None;
    }
    let below = number - past;
    let above = below.checked_add(step).filter(|above| max.is_none_or(|max| *above <= max));
    Some(Concern::OffStep {
        received: Number::Int(number),
        step: Number::Int(step),
        nearest: (Number::Int(below), above.map(Number::Int)),
    })
}

fn not_a_number(literal: &Json<'_>) -> Option<Concern> {
    let number = match literal {
        Json::Float(number) => *number,
        Json::Text(_) => python::float(literal).ok()?,
        _ => return None,
    };
    if number.is_finite() {
        return None;
    }
    let becomes = python::text(&Json::Float(number)).into();
    Some(Concern::NotANumber { received: literal.clone().into_owned(), becomes })
}

fn text_as_flag(text: &str) -> Option<Concern> {
    let says_yes = YES.iter().any(|yes| yes.eq_ignore_ascii_case(text.trim()));
    (!text.is_empty() && !says_yes).then(|| Concern::TextAsFlag { received: text.into() })
}
