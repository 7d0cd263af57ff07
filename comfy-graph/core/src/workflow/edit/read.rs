//! Reads operations from JSON, field by field, so that errors name the field.
//!
//! Derived code would name neither the field of a wrong value nor what was probably meant.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use super::Edits;
use super::fields::{Field as _, Fields};
use super::operation::{
    Add, AddLora, Connect, Disconnect, InputRef, InsertBetween, OnNode, Operation, Remove,
    RemoveLora, Rename, Replace, Set,
};
use crate::closest::closest;
use crate::json::Json;
use crate::validate::either;

/// JSON that is no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadOperation {
    /// It is something else than an object.
    #[error(r#"an operation is an object such as {{"op": "remove", "node": "4"}}, not {found}"#)]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// It does not say what to do.
    #[error("the operation has no field `op`; give it one of {}", either(&OPERATIONS))]
    NoName,
    /// There is no such operation.
    #[error("there is no operation `{op}`; {}", meant(closest, &OPERATIONS))]
    UnknownName {
        /// What it is called.
        op: String,
        /// What was probably meant.
        closest: Vec<&'static str>,
    },
    /// A field is missing.
    #[error("`{op}` needs the field `{field}`: {expected}")]
    MissingField {
        /// The operation.
        op: &'static str,
        /// The field, with those that it is in before it.
        field: String,
        /// What it holds.
        expected: &'static str,
    },
    /// A field does not belong there.
    #[error("`{op}` has no field `{field}`; {}", meant(closest, known))]
    UnknownField {
        /// The operation.
        op: &'static str,
        /// The field, with those that it is in before it.
        field: String,
        /// What was probably meant.
        closest: Vec<&'static str>,
        /// The fields that there are.
        known: Vec<&'static str>,
    },
    /// A field holds something else than it should.
    #[error("field `{field}` of `{op}` is {found}, not {expected}")]
    WrongField {
        /// The operation.
        op: &'static str,
        /// The field, with those that it is in before it.
        field: String,
        /// What it holds.
        expected: &'static str,
        /// What it holds instead.
        found: &'static str,
    },
}

/// Every part of a list that is no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadOperations {
    /// The parts by their position in the list, counted from 0.
    pub mistakes: Vec<(usize, BadOperation)>,
}

impl std::error::Error for BadOperations {}

/// Writes a line for each mistake.
impl fmt::Display for BadOperations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line =
            |(position, error): &(usize, BadOperation)| format!("operation {position}: {error}");
        let lines: Vec<_> = self.mistakes.iter().map(line).collect();
        f.write_str(&lines.join("\n"))
    }
}

fn meant(closest: &[&str], known: &[&str]) -> String {
    format!("use {}", either(if closest.is_empty() { known } else { closest }))
}

/// Every operation, as JSON names it.
const OPERATIONS: [&str; 14] = [
    "add",
    "remove",
    "set",
    "connect",
    "disconnect",
    "insert_between",
    "replace",
    "bypass",
    "unbypass",
    "mute",
    "unmute",
    "add_lora",
    "remove_lora",
    "rename",
];

impl Operation {
    /// Reads one operation.
    ///
    /// # Errors
    ///
    /// [`BadOperation`] with the field that is missing, wrong, or does not belong there.
    pub fn from_json(json: Value) -> Result<Self, BadOperation> {
        let found = Json::from(&json).kind();
        let Value::Object(mut object) = json else {
            return Err(BadOperation::NotAnObject { found });
        };
        let op = match object.remove("op") {
            Some(Value::String(op)) => op,
            Some(odd) => {
                let (field, expected) = ("op".to_owned(), "the name of an operation");
                let found = Json::from(&odd).kind();
                return Err(BadOperation::WrongField { op: "op", field, expected, found });
            }
            None => return Err(BadOperation::NoName),
        };
        let Some(name) = OPERATIONS.into_iter().find(|name| *name == op) else {
            let closest = closest(&op, OPERATIONS);
            return Err(BadOperation::UnknownName { op, closest });
        };
        let mut fields = Fields::new(name, object);
        let operation = operation(&mut fields)?;
        fields.end()?;
        Ok(operation)
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Edits {
    /// Reads a list of operations; a single one is a list of one.
    ///
    /// # Errors
    ///
    /// [`BadOperations`] with every part that is no operation.
    pub fn from_json(json: Value) -> Result<Self, BadOperations> {
        let list = match json {
            Value::Array(list) => list,
            one => vec![one],
        };
        let (mut operations, mut mistakes) = (Vec::new(), Vec::new());
        for (position, one) in list.into_iter().enumerate() {
            match Operation::from_json(one) {
                Ok(operation) => operations.push(operation),
                Err(error) => mistakes.push((position, error)),
            }
        }
        if mistakes.is_empty() { Ok(Self { operations }) } else { Err(BadOperations { mistakes }) }
    }
}

impl<'de> Deserialize<'de> for Edits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

fn operation(fields: &mut Fields) -> Result<Operation, BadOperation> {
    Ok(match fields.op {
        "add" => Operation::Add(Add {
            class: fields.required("class")?,
            id: fields.optional("id")?,
            title: fields.optional("title")?,
            inputs: fields.optional("inputs")?.unwrap_or_default(),
            graph: fields.optional("graph")?,
        }),
        "remove" => Operation::Remove(Remove {
            node: fields.required("node")?,
            rewire: fields.optional("rewire")?.unwrap_or_default(),
        }),
        "set" => Operation::Set(Set {
            node: fields.required("node")?,
            input: fields.required("input")?,
            value: fields.required("value")?,
        }),
        "connect" => Operation::Connect(Connect {
            from: fields.required("from")?,
            to: fields.required("to")?,
        }),
        "disconnect" => Operation::Disconnect(Disconnect {
            node: fields.required("node")?,
            input: fields.required("input")?,
        }),
        "insert_between" => insert_between(fields)?,
        "replace" => Operation::Replace(Replace {
            node: fields.required("node")?,
            class: fields.required("class")?,
            inputs: fields.optional("inputs")?.unwrap_or_default(),
        }),
        "add_lora" => Operation::AddLora(AddLora {
            lora: fields.required("lora")?,
            strength_model: fields.optional("strength_model")?.unwrap_or(1.0),
            strength_clip: fields.optional("strength_clip")?,
            after: fields.optional("after")?,
            id: fields.optional("id")?,
        }),
        "remove_lora" => Operation::RemoveLora(RemoveLora { lora: fields.required("lora")? }),
        "rename" => Operation::Rename(Rename {
            node: fields.required("node")?,
            title: fields.required("title")?,
        }),
        on_node => {
            let node = OnNode { node: fields.required("node")? };
            match on_node {
                "bypass" => Operation::Bypass(node),
                "unbypass" => Operation::Unbypass(node),
                "mute" => Operation::Mute(node),
                _ => Operation::Unmute(node),
            }
        }
    })
}

fn insert_between(fields: &mut Fields) -> Result<Operation, BadOperation> {
    let insert = InsertBetween {
        class: fields.required("class")?,
        from: fields.optional("from")?,
        to: fields.optional("to")?,
        input: fields.optional("input")?,
        output: fields.optional("output")?,
        id: fields.optional("id")?,
        title: fields.optional("title")?,
        inputs: fields.optional("inputs")?.unwrap_or_default(),
    };
    if insert.from.is_none() && insert.to.is_none() {
        return Err(fields.missing("to", InputRef::EXPECTED));
    }
    Ok(Operation::InsertBetween(insert))
}
