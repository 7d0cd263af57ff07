//! Settles which name gets which identifier where several would have the same.
//!
//! Names that the lock knows keep theirs; a name spelled as its identifier goes before others.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::hashed;

/// The identifiers of one namespace, by server name.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    taken: BTreeSet<String>,
}

impl Claims {
    /// Starts with identifiers that nothing else may have.
    pub(crate) fn reserving(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|ident| (*ident).to_owned()).collect() }
    }

    /// Gives each of `names` an identifier: the locked one, else `plain`, else `spelled`, else a hash.
    pub(crate) fn assign<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
        locked: impl Fn(&str) -> Option<String>,
        plain: impl Fn(&str) -> String,
        spelled: impl Fn(&str) -> String,
    ) -> BTreeMap<&'n str, String> {
        let names: BTreeSet<&str> = names.into_iter().collect();
        let mut idents = BTreeMap::new();
        for &name in &names {
            if let Some(ident) = locked(name).filter(|ident| self.taken.insert(ident.clone())) {
                idents.insert(name, ident);
            }
        }
        for steps in [&plain as &dyn Fn(&str) -> String, &spelled] {
            self.round(&names, &mut idents, steps);
        }
        for &name in &names {
            if !idents.contains_key(name) {
                let ident = hashed(&plain(name), name);
                self.taken.insert(ident.clone());
                idents.insert(name, ident);
            }
        }
        idents
    }

    /// Gives `spell(name)` to names that are alone in wanting it, or that are spelled that way.
    fn round<'n>(
        &mut self,
        names: &BTreeSet<&'n str>,
        idents: &mut BTreeMap<&'n str, String>,
        spell: &dyn Fn(&str) -> String,
    ) {
        let mut wanted: BTreeMap<String, Vec<&'n str>> = BTreeMap::new();
        for &name in names.iter().filter(|name| !idents.contains_key(**name)) {
            wanted.entry(spell(name)).or_default().push(name);
        }
        for (ident, names) in wanted {
            let verbatim = names.iter().find(|name| **name == ident);
            let alone = names.first().filter(|_| names.len() == 1);
            if let Some(name) = verbatim.or(alone)
                && self.taken.insert(ident.clone())
            {
                idents.insert(name, ident);
            }
        }
    }

    /// One more identifier beside the assigned ones: `ident`, or a hash of it where that is taken.
    pub(crate) fn derive(&mut self, ident: String) -> String {
        if self.taken.insert(ident.clone()) {
            return ident;
        }
        let derived = hashed(&ident, &ident);
        self.taken.insert(derived.clone());
        derived
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{class_ident, spelled_out_class_ident};

    fn assign(names: &[&str], lock: &[(&str, &str)]) -> BTreeMap<String, String> {
        let locked = |name: &str| {
            lock.iter().find(|(known, _)| *known == name).map(|(_, ident)| (*ident).to_owned())
        };
        let names = names.iter().copied();
        let idents = Claims::default().assign(names, locked, class_ident, spelled_out_class_ident);
        idents.into_iter().map(|(name, ident)| (name.to_owned(), ident)).collect()
    }

    #[test]
    fn the_name_that_is_spelled_like_the_identifier_gets_it() {
        let idents = assign(&["Lora Loader", "LoraLoader"], &[]);

        assert_eq!(idents["LoraLoader"], "LoraLoader");
        assert_eq!(idents["Lora Loader"], "Lora_Loader");
    }

    #[test]
    fn where_none_is_both_change() {
        let idents = assign(&["Lora Loader", "Lora-Loader"], &[]);

        assert!(idents["Lora Loader"].starts_with("LoraLoader_"));
        assert!(idents["Lora-Loader"].starts_with("LoraLoader_"));
        assert_ne!(idents["Lora Loader"], idents["Lora-Loader"]);
    }

    #[test]
    fn a_locked_name_keeps_its_identifier_from_newcomers() {
        let idents = assign(&["Lora Loader", "LoraLoader"], &[("Lora Loader", "LoraLoader")]);

        assert_eq!(idents["Lora Loader"], "LoraLoader");
        assert!(idents["LoraLoader"].starts_with("LoraLoader_"));
    }

    #[test]
    fn order_does_not_matter() {
        let one = assign(&["a b", "aB", "a-b"], &[]);

        assert_eq!(one, assign(&["a-b", "a b", "aB"], &[]));
    }
}
