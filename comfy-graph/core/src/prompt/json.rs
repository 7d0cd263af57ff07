//! Shows a prompt as JSON that borrows its texts.

use super::{Object as Meta, Prompt, PromptNode, Value};
use crate::ids::ClassName;
use crate::json::{Json, Object};

impl Prompt {
    /// The prompt as JSON, in written order.
    #[must_use]
    pub fn to_json(&self) -> Object<'_> {
        Object::from_unique(self.nodes().map(|(id, node)| (id.as_str(), node.to_json())))
    }
}

impl PromptNode {
    fn to_json(&self) -> Json<'_> {
        let class = self.class_type.as_ref().map(ClassName::as_str);
        let inputs = self.inputs_json().into();
        let meta = (!self.meta.is_empty()).then(|| members(&self.meta).into());
        let known =
            [("class_type", class.map(Json::from)), ("inputs", Some(inputs)), ("_meta", meta)];
        let known = known.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let foreign = self.foreign.iter().map(|(key, value)| (key.as_str(), Json::from(value)));
        Object::from_unique(known.chain(foreign)).into()
    }

    /// The inputs alone as JSON.
    pub(crate) fn inputs_json(&self) -> Object<'_> {
        let inputs = self.inputs.iter().map(|(name, value)| (name.as_str(), value.to_json()));
        Object::from_unique(inputs)
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
    Object::from_unique(object.iter().map(|(key, value)| (key.as_str(), Json::from(value))))
}
