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
    numbered: Vec<Raw<'a>>,
}

/// How a snapshot refers to one of its numbered lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    list: usize,
}

impl<'a> Lists<'a> {
    /// Starts with the numbered lists of a snapshot.
    pub(super) fn numbered(numbered: Vec<Raw<'a>>) -> Self {
        Self { by_text: HashMap::new(), numbered }
    }

    /// The list that `raw` spells out or refers to; `None` where it does neither.
    pub(super) fn list(&mut self, raw: Raw<'a>) -> Option<Arc<ChoiceList>> {
        let text = self.text(raw)?;
        if let Some(known) = self.by_text.get(text.get()) {
            return Some(Arc::clone(known));
        }
        let list: Arc<ChoiceList> = Arc::new(read(text)?);
        self.by_text.insert(text.get(), Arc::clone(&list));
        Some(list)
    }

    /// The text of the list that `raw` spells out or refers to; `None` where it does neither.
    pub(super) fn text(&self, raw: Raw<'a>) -> Option<Raw<'a>> {
        match raw.get().as_bytes().first() {
            Some(b'[') => Some(raw),
            Some(b'{') => self.numbered.get(read::<Reference>(raw)?.list).copied(),
            _ => None,
        }
    }
}
