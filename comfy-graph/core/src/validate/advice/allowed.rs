//! Says what an input takes.

use crate::json::Json;
use crate::schema::{Choice, Input, InputKind, Number, SocketType};
use crate::validate::phrases::{one_of, shown};

/// The literals or the type that the input takes; `None` where there is nothing to say.
pub(super) fn allowed(input: &Input) -> Option<String> {
    match &input.kind {
        InputKind::Int(widget) => Some(range((widget.min, widget.max), "a whole number")),
        InputKind::Float(widget) => Some(range((widget.min, widget.max), "a number")),
        InputKind::Text(_) => Some("text".to_owned()),
        InputKind::Boolean(_) => Some("`true` or `false`".to_owned()),
        InputKind::Combo(combo) => choices(combo.choices.as_slice()),
        InputKind::DynamicCombo(combo) => {
            let keys: Vec<_> = combo.options.iter().map(|option| &*option.key).collect();
            Some(one_of(&keys))
        }
        kind => kind.socket().map(|socket| match socket {
            SocketType::Any => "any type".to_owned(),
            socket => format!("type `{socket}`"),
        }),
    }
}

/// What is offered; `None` where nothing is.
pub(super) fn choices(choices: &[Choice]) -> Option<String> {
    let choices: Vec<_> = choices.iter().map(Choice::to_string).collect();
    (!choices.is_empty()).then(|| one_of(&choices))
}

fn range(limits: (Option<Number>, Option<Number>), otherwise: &str) -> String {
    match limits {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => otherwise.to_owned(),
    }
}

/// What an editor starts with, for messages; `None` for inputs that editors only link.
pub(super) fn initial(kind: &InputKind) -> Option<String> {
    let value = match kind {
        InputKind::Int(widget) => match widget.default {
            Some(whole) => Json::Int(whole),
            None => widget.min.unwrap_or(Number::Int(0)).to_json(),
        },
        InputKind::Float(widget) => match widget.default {
            Some(number) => Json::Float(number),
            None => widget.min.unwrap_or(Number::Float(0.0)).to_json(),
        },
        InputKind::Text(widget) => Json::from(widget.default.as_deref().unwrap_or_default()),
        InputKind::Boolean(default) => Json::Bool(default.unwrap_or_default()),
        InputKind::Combo(combo) => combo.initial()?.to_json(),
        InputKind::DynamicCombo(combo) => Json::from(&*combo.options.first()?.key),
        InputKind::Custom(widget) => Json::from(widget.default.as_ref()?),
        _ => return None,
    };
    Some(shown(&value))
}

/// Whether editors make it a socket.
pub(super) const fn takes_link(kind: &InputKind) -> bool {
    matches!(
        kind,
        InputKind::Socket(_)
            | InputKind::MatchType(_)
            | InputKind::DynamicSlot(_)
            | InputKind::Custom(_)
    )
}
