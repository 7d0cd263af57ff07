//! Collects the texts that a picture carries besides its pixels.

use comfy_graph_core::workflow::{Embedded, FileName};

/// A text with its key, such as `prompt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) key: String,
    pub(super) text: String,
}

/// The texts of a picture, each key once; none where the format has no place for any.
pub(super) fn read(bytes: &[u8]) -> Vec<Text> {
    let Ok(embedded) = Embedded::read(bytes, FileName::default()) else { return Vec::new() };
    let mut texts: Vec<Text> = Vec::new();
    for (key, text) in embedded.texts() {
        let Some(key) = key else { continue };
        // Of repeated keys the last counts, as it does for readers.
        texts.retain(|text| text.key != key);
        texts.push(Text { key: key.to_owned(), text: text.to_owned() });
    }
    texts
}
