//! Turns the literals of a prompt into what widgets hold, so that editors send the same again.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::dynamic_text;
use super::loss::LossReason;
use crate::json::Json;
use crate::schema::{Input, InputKind, NodeClass};
use crate::workflow::widgets::{Widget, first_choice};

/// What `widget` of a node of `class` holds for `literal`, with what becomes of it in an editor.
///
/// Nothing where the editor could not even export what it would have to hold.
pub(super) fn held<'v>(
    class: &NodeClass,
    widget: &Widget<'_>,
    literal: &'v Value,
) -> (Option<Json<'v>>, Option<LossReason>) {
    let Some(input) = widget.input() else { return (Some(unwrapped(literal, false)), None) };
    match literal {
        Value::String(text) => text_held(class, input, text),
        other if is_rewritten(class, input) => no_text_held(class, widget, input, other),
        Value::Null => {
            let loss = first_choice(input).map(|_| LossReason::NullChoice);
            (Some(Json::Null), loss)
        }
        Value::Array(_) => (Some(Json::from(literal)), Some(LossReason::Wrapped)),
        other => {
            let loss = (!is_exact(other)).then_some(LossReason::Digits);
            (Some(unwrapped(other, is_curve(input))), loss)
        }
    }
}

/// Editors refuse to export anything but text where they rewrite it; null they take for no text.
fn no_text_held(
    class: &NodeClass,
    widget: &Widget<'_>,
    input: &Input,
    literal: &Value,
) -> (Option<Json<'static>>, Option<LossReason>) {
    let held = match literal {
        Value::Null if names_files(class, input) => None,
        Value::Null => Some(String::new()),
        other => Some(other.to_string()),
    };
    let sent = match &held {
        Some(text) => Value::from(text.as_str()),
        None => widget.initial.as_ref().map_or(Value::Null, Json::to_value),
    };
    let spelled = |text: String| match has_dynamic_prompts(input) {
        true => dynamic_text::spelled(&text).unwrap_or(text),
        false => text,
    };
    (held.map(spelled).map(Json::from), Some(LossReason::Replaced(sent)))
}

/// Whether editors send another text than the widget holds.
fn is_rewritten(class: &NodeClass, input: &Input) -> bool {
    has_dynamic_prompts(input) || names_files(class, input)
}

fn has_dynamic_prompts(input: &Input) -> bool {
    matches!(&input.kind, InputKind::Text(widget) if widget.dynamic_prompts)
}

fn text_held<'v>(
    class: &NodeClass,
    input: &Input,
    text: &'v str,
) -> (Option<Json<'v>>, Option<LossReason>) {
    let as_it_is = Some(Json::from(text));
    if has_dynamic_prompts(input) {
        return match dynamic_text::spelled(text) {
            Some(spelled) => (Some(Json::Text(Cow::Owned(spelled))), None),
            None => (as_it_is, Some(LossReason::Backslashes)),
        };
    }
    let loss = if names_files(class, input) {
        token(text).map(|token| LossReason::Token(token.into()))
    } else {
        drops_start(class, input, text).then_some(LossReason::SamplerPrefix)
    };
    (as_it_is, loss)
}

/// Whether editors put dates and the values of widgets into the input.
fn names_files(class: &NodeClass, input: &Input) -> bool {
    class.flags.output_node && input.name.as_str() == "filename_prefix"
}

/// The first `%date:…%` or `%Node.widget%`; the server's own tokens have neither colon nor point.
fn token(text: &str) -> Option<String> {
    let mut parts = text.split('%').skip(1);
    let is_read = |part: &&str| part.starts_with("date:") || part.contains('.');
    let token = parts.by_ref().find(is_read)?;
    // What follows the last `%` is no token.
    parts.next().map(|_| format!("%{token}%"))
}

fn drops_start(class: &NodeClass, input: &Input, text: &str) -> bool {
    matches!(class.name.as_str(), "KSampler" | "KSamplerAdvanced")
        && input.name.as_str() == "sampler_name"
        && text.starts_with("sample_")
}

fn is_curve(input: &Input) -> bool {
    matches!(&input.kind, InputKind::Custom(widget) if widget.widget.as_deref() == Some("CURVE"))
}

/// The list in `{"__value__": […]}`, into which editors put lists; other values as they are.
///
/// Those of curves say so beside it.
fn unwrapped(literal: &Value, is_curve: bool) -> Json<'_> {
    let list = literal.as_object().and_then(|object| {
        let list = object.get("__value__").filter(|value| value.is_array())?;
        let kind = object.get("__type__").and_then(Value::as_str);
        let is_plain = match kind {
            None => !is_curve && object.len() == 1,
            Some(kind) => is_curve && kind == "CURVE" && object.len() == 2,
        };
        is_plain.then_some(list)
    });
    Json::from(list.unwrap_or(literal))
}

/// Whether JavaScript keeps every digit.
fn is_exact(literal: &Value) -> bool {
    match literal {
        Value::Number(number) => is_exact_number(number),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
        _ => true,
    }
}

fn is_exact_number(number: &Number) -> bool {
    // Like JavaScript, Rust writes the fewest digits that tell a float, then zeros.
    number.as_i128().is_none_or(|whole| (whole as f64).to_string() == whole.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_lists_that_editors_wrap_again_are_unwrapped() {
        let wrapped = json!({"__value__": [1]});
        let curve = json!({"__type__": "CURVE", "__value__": [1]});

        assert_eq!(unwrapped(&wrapped, false).to_string(), "[1]");
        assert_eq!(unwrapped(&curve, true).to_string(), "[1]");
        for (literal, is_curve) in [
            (&wrapped, true),
            (&curve, false),
            (&json!({"__value__": 1}), false),
            (&json!({"__value__": [1], "x": 1}), false),
        ] {
            assert_eq!(unwrapped(literal, is_curve), Json::from(literal));
        }
    }

    #[test]
    fn numbers_past_53_bits_are_exact_where_their_digits_are() {
        let exact = [json!(9_007_199_254_740_992_u64), json!(-1), json!(0.1), json!([1, {"a": 2}])];
        let lost = [json!(9_007_199_254_740_993_u64), json!(u64::MAX), json!([{"a": u64::MAX}])];

        assert!(exact.iter().all(is_exact));
        assert!(!lost.iter().any(is_exact));
    }

    #[test]
    fn tokens_of_editors_are_told_from_those_of_servers() {
        assert_eq!(token("%date:yyyy%/%width%").as_deref(), Some("%date:yyyy%"));
        assert_eq!(token("a/%KSampler.seed%").as_deref(), Some("%KSampler.seed%"));
        assert_eq!(token("%year%-%batch_num%"), None);
        assert_eq!(token("100%.of it"), None);
    }
}
