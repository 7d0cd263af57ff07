//! Reads the fields of operations, each of which says what it should hold.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::operation::{Given, InputRef, OutputRef, Rewire, SlotRef};
use super::read::BadOperation;
use crate::closest::closest;
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::json::Json;

/// The fields of one object that are not read yet.
pub(super) struct Fields {
    pub(super) op: &'static str,
    /// The fields that the object is in, dots included.
    within: String,
    object: Map<String, Value>,
    known: Vec<&'static str>,
}

impl Fields {
    /// The fields of the operation `op`.
    pub(super) const fn new(op: &'static str, object: Map<String, Value>) -> Self {
        Self { op, within: String::new(), object, known: Vec::new() }
    }

    pub(super) fn required<T: Field>(&mut self, field: &'static str) -> Result<T, BadOperation> {
        self.optional(field)?.ok_or_else(|| self.missing(field, T::EXPECTED))
    }

    /// The value of `field`; `None` where it is missing.
    pub(super) fn optional<T: Field>(
        &mut self,
        field: &'static str,
    ) -> Result<Option<T>, BadOperation> {
        self.known.push(field);
        let Some(value) = self.object.remove(field) else { return Ok(None) };
        let found = Json::from(&value).kind();
        let place = Place { op: self.op, field: format!("{}{field}", self.within) };
        match T::read(value, &place) {
            Ok(read) => Ok(Some(read)),
            Err(Misfit::Inside(error)) => Err(error),
            Err(Misfit::Itself) => Err(BadOperation::WrongField {
                op: self.op,
                field: place.field,
                expected: T::EXPECTED,
                found,
            }),
        }
    }

    /// The error of a missing field, which may be there under a name spelled nearly so.
    pub(super) fn missing(&self, field: &'static str, expected: &'static str) -> BadOperation {
        let given = self.object.keys().map(String::as_str);
        if let Some(odd) = closest(field, given).first() {
            let (op, odd) = (self.op, format!("{}{odd}", self.within));
            let (closest, known) = (vec![field], self.known.clone());
            return BadOperation::UnknownField { op, field: odd, closest, known };
        }
        let field = format!("{}{field}", self.within);
        BadOperation::MissingField { op: self.op, field, expected }
    }

    /// Refuses fields that nobody asked for.
    pub(super) fn end(self) -> Result<(), BadOperation> {
        let Some(odd) = self.object.keys().next() else { return Ok(()) };
        Err(BadOperation::UnknownField {
            op: self.op,
            field: format!("{}{odd}", self.within),
            closest: closest(odd, self.known.iter().copied()),
            known: self.known,
        })
    }
}

/// Where a value stands.
pub(super) struct Place {
    op: &'static str,
    field: String,
}

impl Place {
    fn fields(&self, object: Map<String, Value>) -> Fields {
        let (op, within) = (self.op, format!("{}.", self.field));
        Fields { op, within, object, known: Vec::new() }
    }
}

/// What is wrong with the value of a field.
pub(super) enum Misfit {
    /// It is of another kind.
    Itself,
    /// Something inside it is.
    Inside(BadOperation),
}

impl From<BadOperation> for Misfit {
    fn from(error: BadOperation) -> Self {
        Self::Inside(error)
    }
}

/// What a field can hold.
pub(super) trait Field: Sized {
    const EXPECTED: &'static str;

    fn read(value: Value, place: &Place) -> Result<Self, Misfit>;
}

impl Field for String {
    const EXPECTED: &'static str = "text";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Misfit::Itself),
        }
    }
}

impl Field for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        value.as_f64().ok_or(Misfit::Itself)
    }
}

impl Field for ClassName {
    const EXPECTED: &'static str = "the name of a node class";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        value.as_str().and_then(|name| Self::new(name).ok()).ok_or(Misfit::Itself)
    }
}

impl Field for InputName {
    const EXPECTED: &'static str = "the name of an input";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        value.as_str().and_then(|name| Self::new(name).ok()).ok_or(Misfit::Itself)
    }
}

impl Field for NodeId {
    const EXPECTED: &'static str = "the id of a node";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        let id = match value {
            Value::String(id) => id,
            Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() == 0.0) => {
                number.to_string()
            }
            _ => return Err(Misfit::Itself),
        };
        Self::new(id).map_err(|_| Misfit::Itself)
    }
}

impl Field for Rewire {
    const EXPECTED: &'static str = "`by_type` or `never`";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        serde_json::from_value(value).map_err(|_| Misfit::Itself)
    }
}

impl Field for SlotRef {
    const EXPECTED: &'static str = "the number or name of an output";

    fn read(value: Value, _: &Place) -> Result<Self, Misfit> {
        match value {
            Value::String(name) => Ok(Self::Name(name)),
            other => {
                let position = other.as_u64().and_then(|number| u16::try_from(number).ok());
                position.map(|position| Self::Number(Slot::new(position))).ok_or(Misfit::Itself)
            }
        }
    }
}

impl Field for OutputRef {
    const EXPECTED: &'static str = r#"an output such as {"node": "4", "slot": 0} or ["4", 0]"#;

    fn read(value: Value, place: &Place) -> Result<Self, Misfit> {
        let mut fields = match value {
            Value::Object(object) => place.fields(object),
            Value::Array(pair) => {
                let Ok([node, slot]) = <[Value; 2]>::try_from(pair) else {
                    return Err(Misfit::Itself);
                };
                place.fields(Map::from_iter([("node".into(), node), ("slot".into(), slot)]))
            }
            _ => return Err(Misfit::Itself),
        };
        let output = Self { node: fields.required("node")?, slot: fields.optional("slot")? };
        fields.end()?;
        Ok(output)
    }
}

impl Field for InputRef {
    const EXPECTED: &'static str = r#"an input such as {"node": "6", "input": "clip"}"#;

    fn read(value: Value, place: &Place) -> Result<Self, Misfit> {
        let Value::Object(object) = value else { return Err(Misfit::Itself) };
        let mut fields = place.fields(object);
        let input = Self { node: fields.required("node")?, input: fields.required("input")? };
        fields.end()?;
        Ok(input)
    }
}

impl Field for Given {
    const EXPECTED: &'static str = r#"a value, or a link such as ["4", 0]"#;

    /// `["4", 0]` is a link as in prompts; so is an object of `node` and `slot`, which no widget
    /// holds.
    fn read(value: Value, place: &Place) -> Result<Self, Misfit> {
        let is_pair = match &value {
            Value::Array(pair) => matches!(&pair[..], [Value::String(_), Value::Number(_)]),
            Value::Object(object) => {
                object.contains_key("node")
                    && object.keys().all(|key| key == "node" || key == "slot")
            }
            _ => false,
        };
        if is_pair {
            OutputRef::read(value, place).map(Self::Link)
        } else {
            Ok(Self::Literal(value))
        }
    }
}

impl Field for IndexMap<InputName, Given> {
    const EXPECTED: &'static str = "an object of inputs by name";

    fn read(value: Value, place: &Place) -> Result<Self, Misfit> {
        let Value::Object(object) = value else { return Err(Misfit::Itself) };
        let one = |(name, value): (String, Value)| {
            let field = format!("{}.{name}", place.field);
            let name = InputName::new(name).map_err(|_| Misfit::Itself)?;
            Ok((name, Given::read(value, &Place { op: place.op, field })?))
        };
        object.into_iter().map(one).collect()
    }
}
