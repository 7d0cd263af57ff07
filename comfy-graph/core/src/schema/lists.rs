//! Reads each list of choices once, however often a server repeats it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::choices::ChoiceList;
use super::wire::{Raw, read};

/// The lists read so far, by their text.
#[derive(Default)]
pub(super) struct Lists<'a> {
    by_text: HashMap<&'a str, Arc<ChoiceList>>,
    numbered: Vec<Arc<ChoiceList>>,
}

/// How a snapshot refers to one of its numbered lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    list: usize,
}

impl<'a> Lists<'a> {
    /// Starts with the numbered lists of a snapshot.
    pub(super) fn numbered(lists: Vec<Arc<ChoiceList>>) -> Self {
        Self { by_text: HashMap::new(), numbered: lists }
    }

    /// The list that `raw` spells out or refers to; `None` where it does neither.
    pub(super) fn shared(&mut self, raw: Raw<'a>) -> Option<Arc<ChoiceList>> {
        if let Some(known) = self.by_text.get(raw.get()) {
            return Some(Arc::clone(known));
        }
        let list = match read::<Reference>(raw) {
            Some(reference) => Arc::clone(self.numbered.get(reference.list)?),
            None => Arc::new(read(raw)?),
        };
        self.by_text.insert(raw.get(), Arc::clone(&list));
        Some(list)
    }
}
