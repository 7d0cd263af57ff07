//! Settles which name gets which identifier where several would have the same.
//!
//! Names that the lock knows keep theirs; a name spelled as its identifier goes before others.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::hashed;

/// Who is asked first what it wants to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// ComfyUI itself: no pack renames what is its own.
    Core,
    /// A custom node pack.
    Pack,
}

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

    /// Gives each of `names` an identifier: the locked one, else `plain`, else `spelled`, else a
    /// hash.
    pub(crate) fn assign<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
        locked: impl Fn(&str) -> Option<String>,
        plain: impl Fn(&str) -> String,
        spelled: impl Fn(&str) -> String,
    ) -> BTreeMap<&'n str, String> {
        self.assign_ranked(names.into_iter().map(|name| (Rank::Core, name)), locked, plain, spelled)
    }

    /// The same where names of ComfyUI itself go before those of packs.
    pub(crate) fn assign_ranked<'n>(
        &mut self,
        names: impl IntoIterator<Item = (Rank, &'n str)>,
        locked: impl Fn(&str) -> Option<String>,
        plain: impl Fn(&str) -> String,
        spelled: impl Fn(&str) -> String,
    ) -> BTreeMap<&'n str, String> {
        let mut ranks: BTreeMap<&str, Rank> = BTreeMap::new();
        for (rank, name) in names {
            let best = ranks.entry(name).or_insert(rank);
            *best = rank.min(*best);
        }
        let mut idents = BTreeMap::new();
        for &name in ranks.keys() {
            if let Some(ident) = locked(name).filter(|ident| self.taken.insert(ident.clone())) {
                idents.insert(name, ident);
            }
        }
        for rank in [Rank::Core, Rank::Pack] {
            let names = ranks.iter().filter(|(_, own)| **own == rank);
            let names: BTreeSet<&str> = names.map(|(name, _)| *name).collect();
            for steps in [&plain as &dyn Fn(&str) -> String, &spelled] {
                self.round(&names, &mut idents, steps);
            }
            for name in names {
                if !idents.contains_key(name) {
                    idents.insert(name, self.hash(&plain(name), name));
                }
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
        self.hash(&ident, &ident)
    }

    /// `ident` with a hash of `name`, hashed on while that is taken too.
    fn hash(&mut self, ident: &str, name: &str) -> String {
        let mut hash = hashed(ident, name);
        while !self.taken.insert(hash.clone()) {
            hash = hashed(ident, &hash);
        }
        hash
    }

    /// Keeps `ident` from everything that comes later.
    pub(crate) fn reserve(&mut self, ident: &str) {
        self.taken.insert(ident.to_owned());
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
    fn names_of_packs_yield_to_those_of_comfyui() {
        let names = [(Rank::Pack, "LoraLoader"), (Rank::Core, "Lora Loader")];

        let idents =
            Claims::default().assign_ranked(names, |_| None, class_ident, spelled_out_class_ident);

        assert_eq!(idents["Lora Loader"], "LoraLoader");
        assert!(idents["LoraLoader"].starts_with("LoraLoader_"));
    }

    #[test]
    fn derived_names_never_repeat() {
        let mut claims = Claims::default();

        let derived: BTreeSet<_> = (0..4).map(|_| claims.derive("Same".to_owned())).collect();

        assert_eq!(derived.len(), 4);
    }

    #[test]
    fn order_does_not_matter() {
        let one = assign(&["a b", "aB", "a-b"], &[]);

        assert_eq!(one, assign(&["a-b", "a b", "aB"], &[]));
    }
}
