//! Turns a checked prompt into one that the engine runs.
//!
//! The submit route calls it. Nodes and inputs without a name, which no
//! [`Prompt`](comfy_graph_core::prompt::Prompt) can hold, are left out.

use comfy_graph_core::ids::{ClassName, InputName, NodeId, Slot};
use comfy_graph_core::json::{Json, Object};
use comfy_graph_core::prompt::{Link, Prompt, PromptNode, Value};
use comfy_graph_core::schema::Schema;

/// The prompt that the server checked against `schema` and converted.
pub(crate) fn prompt(checked: &Object<'_>, schema: &Schema) -> Prompt {
    let reader = Reader { checked, schema };
    let node = |(id, node): (&str, &Json<'_>)| {
        Some((NodeId::new(id).ok()?, reader.node(node.as_object()?)))
    };
    checked.iter().filter_map(node).collect()
}

struct Reader<'a> {
    checked: &'a Object<'a>,
    schema: &'a Schema,
}

impl Reader<'_> {
    fn node(&self, json: &Object<'_>) -> PromptNode {
        let mut node = PromptNode {
            class_type: class_of(json).and_then(|class| ClassName::new(class).ok()),
            inputs: [].into(),
            meta: [].into_iter().collect(),
            foreign: [].into_iter().collect(),
        };
        for (key, value) in json.iter() {
            match (key, value) {
                ("class_type", _) => {}
                ("inputs", Json::Object(inputs)) => {
                    let inputs = inputs.iter();
                    let named = inputs.filter_map(|(name, value)| {
                        Some((InputName::new(name).ok()?, self.value(value)))
                    });
                    node.inputs = named.collect();
                }
                ("_meta", Json::Object(meta)) => {
                    node.meta = meta.iter().map(|(k, v)| (k.to_owned(), v.to_value())).collect();
                }
                (key, value) => {
                    node.foreign.insert(key.to_owned(), value.to_value());
                }
            }
        }
        node
    }

    fn value(&self, json: &Json<'_>) -> Value {
        let link = json.as_list().and_then(|link| self.link(link));
        link.map_or_else(|| Value::Literal(json.to_value()), Value::Link)
    }

    // Slots index a Python list: -1 is the last, and a flag is a number.
    fn link(&self, link: &[Json<'_>]) -> Option<Link> {
        let [Json::Text(id), slot] = link else { return None };
        let position = match slot {
            Json::Int(position) => *position,
            Json::Bool(flag) => i128::from(*flag),
            _ => return None,
        };
        let position = if position < 0 { position + self.outputs(id) } else { position };
        let slot = Slot::new(u16::try_from(position).ok()?);
        Some(Link { node: NodeId::new(&**id).ok()?, slot })
    }

    fn outputs(&self, id: &str) -> i128 {
        let node = self.checked.get(id).and_then(Json::as_object);
        let class = node.and_then(class_of).and_then(|class| self.schema.class(class));
        class.map_or(0, |class| class.outputs.len() as i128)
    }
}

fn class_of<'j>(node: &'j Object<'_>) -> Option<&'j str> {
    node.get("class_type").and_then(Json::as_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runnable(prompt_text: &str) -> String {
        let info = br#"{"A":{"output":["INT","INT"]}}"#;
        let schema = Schema::from_object_info(info).unwrap();
        let checked = Json::parse(prompt_text).unwrap();
        serde_json::to_string(&prompt(checked.as_object().unwrap(), &schema)).unwrap()
    }

    #[test]
    fn odd_slots_become_the_outputs_they_index() {
        let text =
            r#"{"1":{"class_type":"A","inputs":{"a":["1",-1],"b":["1",true],"c":["1",1.5]}}}"#;

        let expected =
            r#"{"1":{"class_type":"A","inputs":{"a":["1",1],"b":["1",1],"c":["1",1.5]}}}"#;
        assert_eq!(runnable(text), expected);
    }

    #[test]
    fn what_has_no_name_is_left_out() {
        let text = r#"{"":{"class_type":"A"},"1":{"class_type":"A","inputs":{"":1},"_meta":0}}"#;

        assert_eq!(runnable(text), r#"{"1":{"class_type":"A","inputs":{},"_meta":0}}"#);
    }
}
