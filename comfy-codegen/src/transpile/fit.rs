//! Tells whether the generated code takes a literal, so that it is sent unchanged.

use serde_json::{Value as Json, json};

use crate::plan::types::{InputPlan, PresetPlan, RangePlan};

/// Whether leaving the input out sends `value`.
pub(super) fn is_preset(input: &InputPlan, value: &Json) -> bool {
    preset(&input.preset).is_some_and(|preset| preset == *value)
}

fn preset(preset: &PresetPlan) -> Option<Json> {
    match preset {
        PresetPlan::None => None,
        PresetPlan::Int(number) => Some(Json::from(*number)),
        PresetPlan::Unsigned(number) => Some(Json::from(*number)),
        PresetPlan::Float(number) => Some(Json::from(*number)),
        PresetPlan::Bool(flag) => Some(Json::from(*flag)),
        PresetPlan::Text(text) => Some(Json::from(text.as_str())),
        PresetPlan::Json(text) => serde_json::from_str(text).ok(),
    }
}

/// Whether the graph's check takes `value`; the rule of `comfy_graph`.
pub(super) fn is_within(range: &RangePlan, value: &Json) -> bool {
    match range {
        RangePlan::None | RangePlan::Elements(..) => true,
        RangePlan::Int(min, max) => {
            let whole = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
            whole.is_some_and(|whole| (*min..=*max).contains(&whole))
        }
        RangePlan::Float(min, max) => {
            value.as_f64().is_some_and(|number| (*min..=*max).contains(&number))
        }
    }
}

/// The list in `{"__value__": […]}`, which is how prompts hold lists that are no links.
pub(super) fn wrapped(value: &Json) -> Option<&[Json]> {
    let list = value.get("__value__")?.as_array()?;
    (*value == json!({ "__value__": list })).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_counts_only_in_its_own_kind_of_number() {
        let input = InputPlan {
            wire: "cfg".to_owned(),
            ident: "cfg".to_owned(),
            param: crate::plan::types::Param::Link("Any".to_owned()),
            in_new: false,
            preset: PresetPlan::Float(8.0),
            range: RangePlan::None,
            doc: String::new(),
        };

        assert!(is_preset(&input, &json!(8.0)));
        assert!(!is_preset(&input, &json!(8)));
    }

    #[test]
    fn only_a_list_alone_is_wrapped() {
        assert_eq!(wrapped(&json!({"__value__": [1]})), Some([json!(1)].as_slice()));
        assert_eq!(wrapped(&json!({"__value__": [1], "more": 2})), None);
        assert_eq!(wrapped(&json!({"__value__": 1})), None);
    }
}
