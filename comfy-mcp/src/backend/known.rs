//! Holds what is known of a server's node classes, with where it comes from.

use comfy_codegen::stock;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::validate::{Replacements, Validator};

use super::cache::Answers;

/// Where a schema comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// From the snapshot in this program: a ComfyUI without custom packs or models.
    Stock,
    /// From the server, the last time it was asked by an earlier process.
    Kept,
    /// From the server.
    Server,
}

/// What is known of a server's node classes.
#[derive(Debug)]
pub struct Known {
    /// The classes.
    pub schema: Schema,
    /// Where they come from.
    pub provenance: Provenance,
    replacements: Replacements,
    /// Of the answers, once the server itself gave them.
    pub(super) fingerprint: Option<u64>,
}

impl Known {
    /// What a ComfyUI without custom packs has.
    #[must_use]
    pub fn stock() -> Self {
        let schema = Schema::from_json(stock::json().as_bytes());
        Self {
            schema: schema.expect("BUG: the stock snapshot is damaged"),
            provenance: Provenance::Stock,
            replacements: Replacements::default(),
            fingerprint: None,
        }
    }

    /// What the answers of a server say; `None` where they describe no classes.
    pub(super) fn from_server(answers: &Answers) -> Option<Self> {
        let read = Self::from_answers(answers, Provenance::Server)?;
        Some(Self { fingerprint: Some(answers.fingerprint()), ..read })
    }

    /// The same of answers that were kept.
    pub(super) fn from_kept(answers: &Answers) -> Option<Self> {
        Self::from_answers(answers, Provenance::Kept)
    }

    fn from_answers(answers: &Answers, provenance: Provenance) -> Option<Self> {
        let schema = Schema::lazy(&answers.object_info).ok()?;
        let replacements = match &answers.replacements {
            Some(table) => Replacements::from_json(table).ok()?,
            None => Replacements::none(),
        };
        (!schema.is_empty()).then_some(Self { schema, provenance, replacements, fingerprint: None })
    }

    /// The same, after the server has given the same `answers`.
    pub(super) fn confirmed(&self, answers: &Answers) -> Self {
        Self {
            schema: self.schema.clone(),
            provenance: Provenance::Server,
            replacements: self.replacements.clone(),
            fingerprint: Some(answers.fingerprint()),
        }
    }

    /// Checks prompts as this server would.
    #[must_use]
    pub fn validator(&self) -> Validator<'_> {
        Validator::new(&self.schema).replacements(self.replacements.clone())
    }
}
