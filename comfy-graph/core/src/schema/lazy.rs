//! Reads classes when they are asked for.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::class::NodeClass;
use super::error::SchemaError;
use super::place::Lowering;
use super::wire::each_class;
use super::{Classes, Schema};
use crate::ids::ClassName;

/// The answer of a server, of which each class is read when it is asked for.
#[derive(Debug)]
pub(super) struct Answer {
    text: Box<str>,
    slots: IndexMap<ClassName, Slot, RandomState>,
    all: OnceLock<Schema>,
}

/// Where a class stands in the text, then the class itself, unless it is malformed.
#[derive(Debug)]
struct Slot {
    place: Range<usize>,
    class: OnceLock<Option<Box<NodeClass>>>,
}

impl Answer {
    /// Finds the classes in `text`, reads none.
    pub(super) fn new(text: &str) -> Result<Self, SchemaError> {
        let start = text.as_ptr().addr();
        let mut slots = IndexMap::default();
        each_class(text, |name, raw| {
            // Names that are none are left out with a reason, once somebody asks for all.
            let Ok(name) = ClassName::new(name) else { return };
            let at = raw.get().as_ptr().addr() - start;
            let place = at..at + raw.get().len();
            slots.insert(name, Slot { place, class: OnceLock::new() });
        })
        .map_err(SchemaError::from_reader)?;
        Ok(Self { text: text.into(), slots, all: OnceLock::new() })
    }

    /// The class called `name`.
    pub(super) fn class(&self, name: &str) -> Option<&NodeClass> {
        if let Some(all) = self.all.get() {
            return all.class(name);
        }
        let (name, slot) = self.slots.get_key_value(name)?;
        slot.class.get_or_init(|| self.read(name, &slot.place)).as_deref()
    }

    fn read(&self, name: &ClassName, place: &Range<usize>) -> Option<Box<NodeClass>> {
        let raw = serde_json::from_str(&self.text[place.clone()]).ok()?;
        let mut lowering = Lowering::default();
        lowering.class(name.clone(), raw).map(Box::new)
    }

    /// All of it.
    pub(super) fn all(&self) -> &Schema {
        self.all.get_or_init(|| {
            Schema::answered(&self.text).expect("BUG: the classes were found in this text")
        })
    }

    /// Whether the answer names no class.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

impl Classes {
    /// The class called `name`.
    pub(super) fn get(&self, name: &str) -> Option<&NodeClass> {
        match self {
            Self::Read(classes) => classes.get(name),
            Self::Lazy(answer) => answer.class(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{
        "A": {"input": {"required": {"model": ["MODEL"]}}, "output": ["IMAGE"]},
        "Broken": 7,
        "": {},
        "B": {"input": {"required": {"steps": ["INT", {"default": NaN, "min": 1}]}}}
    }"#;

    fn lazy() -> Schema {
        Schema::lazy(ANSWER.as_bytes()).unwrap()
    }

    #[test]
    fn a_class_is_the_same_as_where_all_are_read_at_once() {
        let eager = Schema::from_object_info(ANSWER.as_bytes()).unwrap();

        for name in ["A", "B", "Broken", "", "None"] {
            assert_eq!(lazy().class(name), eager.class(name), "{name}");
        }
    }

    #[test]
    fn all_of_it_is_the_same_as_where_all_are_read_at_once() {
        let eager = Schema::from_object_info(ANSWER.as_bytes()).unwrap();

        assert_eq!(lazy(), eager);
        assert!(lazy().classes().eq(eager.classes()));
        assert_eq!(lazy().degradations(), eager.degradations());
        assert_eq!(lazy().holds_files(), eager.holds_files());
    }

    #[test]
    fn one_class_is_read_where_one_is_asked_for() {
        let Schema { classes: Classes::Lazy(answer), .. } = lazy() else { panic!("not lazy") };

        answer.class("A");

        assert!(answer.slots["A"].class.get().is_some());
        assert!(answer.slots["B"].class.get().is_none());
        assert!(answer.all.get().is_none());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for text in ["", "[]", "{\"A\": {"] {
            assert!(Schema::lazy(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_answer_without_classes_is_empty() {
        assert!(Schema::lazy(b"{}").unwrap().is_empty());
        assert!(!lazy().is_empty());
    }
}
