//! Writes and reads the fields of a workflow's type.
//!
//! Derives would do, but expand to so much that they cost more than all the rest of such a type.

use std::fmt;
use std::marker::PhantomData;

use comfy_graph_core::prompt::Object;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The fields of a workflow's type, by the names that arguments have.
pub trait WorkflowFields: Sized {
    /// Every name.
    const NAMES: &'static [&'static str];

    /// Writes the fields that are set.
    ///
    /// # Errors
    ///
    /// Those of the format.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Takes the fields out of `fields`.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for the first that is missing or of another type.
    fn read(fields: &mut Fields) -> Result<Self, FieldError>;
}

/// Fields that are read but not taken yet.
#[derive(Debug)]
pub struct Fields(Object);

/// A field that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum FieldError {
    /// It is not there.
    #[error("missing field `{field}`")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// It is of another type.
    #[error("field `{field}`: {source}")]
    Wrong {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl Fields {
    /// A field that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldError`] where it is missing or of another type.
    pub fn required<T: DeserializeOwned>(&mut self, field: &'static str) -> Result<T, FieldError> {
        let value = self.0.remove(field).ok_or(FieldError::Missing { field })?;
        serde_json::from_value(value).map_err(|source| FieldError::Wrong { field, source })
    }

    /// A field that may be missing, or null.
    ///
    /// # Errors
    ///
    /// [`FieldError`] where it is of another type.
    pub fn optional<T: DeserializeOwned>(
        &mut self,
        field: &'static str,
    ) -> Result<Option<T>, FieldError> {
        let value = self.0.remove(field).unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|source| FieldError::Wrong { field, source })
    }
}

/// Writes a field, unless it is not set.
///
/// # Errors
///
/// Those of the format.
pub fn put<M: SerializeMap, T: Serialize>(
    map: &mut M,
    field: &'static str,
    value: &Option<T>,
) -> Result<(), M::Error> {
    value.as_ref().map_or(Ok(()), |value| map.serialize_entry(field, value))
}

/// Writes all fields.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<W: WorkflowFields, S: Serializer>(
    fields: &W,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    fields.write(&mut map)?;
    map.end()
}

/// Reads all fields, and no others.
///
/// # Errors
///
/// Those of the format, for unknown fields, and [`FieldError`].
pub fn deserialize_fields<'de, W: WorkflowFields, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<W, D::Error> {
    struct Named<W>(PhantomData<W>);

    impl<'de, W: WorkflowFields> Visitor<'de> for Named<W> {
        type Value = W;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the arguments of a workflow")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<W, A::Error> {
            let mut fields = Object::new();
            while let Some(name) = map.next_key::<String>()? {
                if !W::NAMES.contains(&name.as_str()) {
                    return Err(A::Error::unknown_field(&name, W::NAMES));
                }
                fields.insert(name, map.next_value()?);
            }
            W::read(&mut Fields(fields)).map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_map(Named(PhantomData))
}
