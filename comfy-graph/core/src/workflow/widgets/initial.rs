//! Knows what widgets hold before anybody gives them a value.

use crate::json::Json;
use crate::schema::{Choice, Combo, CustomWidget, Input, InputKind};

/// What the widget of `input` holds at first; nothing where JavaScript says `undefined`.
pub(super) fn initial(input: &Input) -> Option<Json<'_>> {
    match &input.kind {
        InputKind::Int(widget) => Some(widget.default.unwrap_or_default().into()),
        InputKind::Float(widget) => Some(widget.default.unwrap_or_default().into()),
        InputKind::Text(widget) => Some(widget.default.as_deref().unwrap_or_default().into()),
        InputKind::Boolean(default) => Some(default.unwrap_or_default().into()),
        InputKind::Combo(combo) => combo_initial(input, combo),
        InputKind::DynamicCombo(combo) => combo.options.first().map(|option| (*option.key).into()),
        InputKind::Custom(widget) => custom_initial(widget),
        _ => Some(Json::from("")),
    }
}

fn combo_initial<'w>(input: &'w Input, combo: &'w Combo) -> Option<Json<'w>> {
    let declared = combo.default.as_ref().map(Choice::to_json).filter(is_truthy);
    // Editors show this until the route has answered.
    let loading = super::is_remote(input).then(|| Json::from("Loading..."));
    declared.or_else(|| first_choice(input)).or(loading)
}

/// The first choice of a combo.
pub(in crate::workflow) fn first_choice(input: &Input) -> Option<Json<'_>> {
    match &input.kind {
        InputKind::Combo(combo) => combo.choices.as_slice().first().map(Choice::to_json),
        InputKind::DynamicCombo(combo) => combo.options.first().map(|option| (*option.key).into()),
        _ => None,
    }
}

fn custom_initial(widget: &CustomWidget) -> Option<Json<'_>> {
    let by_type = match widget.widget.as_deref() {
        Some("INT" | "FLOAT") => Some(Json::Int(0)),
        Some("STRING" | "TEXTAREA" | "MARKDOWN" | "PAINTER") => Some(Json::from("")),
        Some("BOOLEAN") => Some(Json::Bool(false)),
        Some("IMAGECOMPARE") => Some(["", ""].into_iter().collect()),
        _ => None,
    };
    widget.default.as_ref().map(Json::from).or(by_type)
}

fn is_truthy(json: &Json<'_>) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Int(whole) => *whole != 0,
        Json::Float(number) => *number != 0.0 && !number.is_nan(),
        Json::Text(text) => !text.is_empty(),
        Json::Big(_) | Json::List(_) | Json::Object(_) => true,
    }
}
