//! Shows a prompt as JSON that borrows its texts.

use super::{Object as Meta, Prompt, PromptNode, Value};
use crate::ids::ClassName;
use crate::json::{Json, Object};

impl Prompt {
    /// The prompt as JSON, in written order.
    #[must_use]
    pub fn to_json(&self) -> Object<'_> {
        self.nodes().map(|(id, node)| (id.as_str(), node.to_json())).collect()
    }
}

impl PromptNode {
    fn to_json(&self) -> Json<'_> {
        let mut json = Object::new();
        if let Some(class) = self.class_type.as_ref().map(ClassName::as_str) {
            json.insert("class_type", class);
        }
        let inputs = self.inputs.iter().map(|(name, value)| (name.as_str(), value.to_json()));
        json.insert("inputs", inputs.collect::<Object<'_>>());
        if !self.meta.is_empty() {
            json.insert("_meta", members(&self.meta));
        }
        for (key, value) in &self.foreign {
            json.insert(key.as_str(), value);
        }
        json.into()
    }
}

impl Value {
    fn to_json(&self) -> Json<'_> {
        match self {
            Self::Link(link) => {
                let slot = i64::from(link.slot.position());
                Json::List(vec![Json::from(link.node.as_str()), Json::from(slot)])
            }
            Self::Literal(literal) => Json::from(literal),
        }
    }
}

fn members(object: &Meta) -> Object<'_> {
    object.iter().map(|(key, value)| (key.as_str(), Json::from(value))).collect()
}
