//! Reads the arguments that every generating tool takes beside those of its workflow.

use std::time::Duration;

use rmcp::model::JsonObject;
use serde_json::{Value, json};

use crate::arguments;
use crate::error::ToolError;

/// How long a call waits unless it says so: clients give up after a minute.
pub(crate) const WAIT: Duration = Duration::from_secs(50);
/// The longest wait that can be asked for.
const LONGEST_WAIT: u32 = 3600;
/// The most LoRAs of one call.
const MOST_LORAS: usize = 16;

/// The arguments that every generating tool takes.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Extras {
    pub(crate) wait: bool,
    pub(crate) timeout_seconds: f64,
    pub(crate) output_path: Option<String>,
    pub(crate) return_inline_preview: bool,
    pub(crate) loras: Vec<Lora>,
    /// Whether the user agrees to what the call costs; counts only where nobody can be asked.
    pub(crate) confirm: Option<bool>,
}

/// A LoRA to be put behind the model.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lora {
    pub(crate) name: String,
    #[serde(default = "one")]
    pub(crate) strength_model: f64,
    pub(crate) strength_clip: Option<f64>,
}

fn one() -> f64 {
    1.0
}

impl Default for Extras {
    fn default() -> Self {
        Self {
            wait: true,
            timeout_seconds: WAIT.as_secs_f64(),
            output_path: None,
            return_inline_preview: false,
            loras: Vec::new(),
            confirm: None,
        }
    }
}

impl Extras {
    /// Takes the extras out of `arguments`; what the workflow calls the same stays there.
    pub(crate) fn take(
        tool: &str,
        arguments: &mut JsonObject,
        is_parameter: impl Fn(&str) -> bool,
    ) -> Result<Self, ToolError> {
        let mut schema = Self::schema(true);
        schema.insert("confirm".to_owned(), json!({"type": "boolean"}));
        let mut taken = JsonObject::new();
        for name in schema.keys().filter(|name| !is_parameter(name)) {
            if let Some(value) = arguments.shift_remove(name) {
                taken.insert(name.clone(), value);
            }
        }
        let schema = json!({"properties": schema});
        let schema = schema.as_object().expect("BUG: it is an object");
        arguments::read(tool, schema, taken)
    }

    /// How long to wait for the job.
    pub(crate) fn deadline(&self) -> Duration {
        if self.wait {
            Duration::from_secs_f64(self.timeout_seconds.max(0.0))
        } else {
            Duration::ZERO
        }
    }

    /// The schemas of the extras; LoRAs only where the workflow has a place for them.
    pub(crate) fn schema(has_loras: bool) -> JsonObject {
        let mut extras = json!({
            "wait": {"type": "boolean", "description": "false: answer at once, see get_job"},
            "timeout_seconds": {"type": "number", "minimum": 0, "maximum": LONGEST_WAIT},
            "output_path": {"type": "string", "description": "save a copy here"},
            "return_inline_preview": {"type": "boolean"},
        });
        let extras = extras.as_object_mut().expect("BUG: it is an object");
        if has_loras {
            let number = || json!({"type": "number"});
            extras.insert(
                "loras".to_owned(),
                json!({
                    "type": "array", "maxItems": MOST_LORAS,
                    "items": {"type": "object", "required": ["name"], "properties": {
                        "name": {"type": "string"},
                        "strength_model": number(), "strength_clip": number(),
                    }},
                }),
            );
        }
        std::mem::take(extras)
    }
}

/// Operations that put LoRAs behind the model, in their order.
pub(crate) fn lora_edits(loras: &[Lora]) -> Value {
    let add = |lora: &Lora| {
        let mut add = json!({
            "op": "add_lora", "lora": lora.name, "strength_model": lora.strength_model,
        });
        if let Some(strength) = lora.strength_clip {
            add["strength_clip"] = strength.into();
        }
        add
    };
    loras.iter().map(add).collect()
}
