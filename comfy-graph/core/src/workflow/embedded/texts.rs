//! Collects the texts of one container within a limit.

use super::cursor::Flaw;
use crate::json::{Json, locate_members};

/// How many bytes of text one container may hold, unpacked.
pub const MAX_TEXT: usize = 64 << 20;

/// Texts with their keys, in the file's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Texts {
    texts: Vec<(Option<String>, String)>,
    length: usize,
}

impl Texts {
    /// The text that a whole file is, however long.
    pub(super) fn of_whole(text: &str) -> Self {
        Self { texts: vec![(None, text.to_owned())], length: text.len() }
    }

    /// Keeps `text`, in UTF-8 or else Latin-1, under `key`.
    ///
    /// The limit is for the sum, since texts of a hostile file may overlap.
    pub(super) fn keep(&mut self, key: &[u8], text: &[u8]) -> Result<(), Flaw> {
        if key.len() + text.len() > self.room() {
            return Err(Flaw::Long);
        }
        self.push(decode(key), decode(text))
    }

    /// Keeps `text` that is decoded already.
    pub(super) fn push(&mut self, key: String, text: String) -> Result<(), Flaw> {
        let length = key.len() + text.len();
        if length > self.room() {
            return Err(Flaw::Long);
        }
        self.length += length;
        self.texts.push((Some(key), text));
        Ok(())
    }

    /// Unpacks zlib data into a text under `key`.
    pub(super) fn unpack(&mut self, key: &[u8], packed: &[u8]) -> Result<(), Flaw> {
        use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
        match decompress_to_vec_zlib_with_limit(packed, self.room()) {
            Ok(text) => self.keep(key, &text),
            Err(error) if error.status == TINFLStatus::HasMoreOutput => Err(Flaw::Long),
            Err(_) => Err(Flaw::Damaged),
        }
    }

    /// Keeps the members of the object that `path` leads to in the JSON text `header`.
    ///
    /// Texts are kept without their quotes, other values as they are written.
    pub(super) fn keep_members(&mut self, header: &[u8], path: &[&str]) -> Result<(), Flaw> {
        let header = std::str::from_utf8(header).map_err(|_| Flaw::Damaged)?;
        for (key, member) in locate_members(header, path) {
            let raw = &header[member.value];
            match Json::parse(raw) {
                Ok(Json::Text(text)) => self.push(key.into_owned(), text.into_owned())?,
                _ => self.push(key.into_owned(), raw.to_owned())?,
            }
        }
        Ok(())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.texts.iter().map(|(key, text)| (key.as_deref(), &**text))
    }

    /// The text of `key`, or else of another case of it, with the key as it is spelled.
    ///
    /// Of repeated keys the last counts, as for whoever reads them into a map.
    pub(super) fn get(&self, key: &str) -> Option<(&str, &str)> {
        let keyed = || self.iter().filter_map(|(name, text)| Some((name?, text)));
        let exact = keyed().filter(|(name, _)| *name == key).last();
        exact.or_else(|| keyed().filter(|(name, _)| name.eq_ignore_ascii_case(key)).last())
    }

    /// The text that a whole file is.
    pub(super) fn whole(&self) -> Option<&str> {
        self.iter().find_map(|(key, text)| key.is_none().then_some(text))
    }

    fn room(&self) -> usize {
        MAX_TEXT - self.length
    }
}

/// Texts without a declared encoding: ComfyUI writes ASCII, so only other programs matter here.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => latin_1(bytes),
    }
}

/// The text that `bytes` are in Latin-1.
pub(super) fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
