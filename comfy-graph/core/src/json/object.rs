//! Keeps the members of a JSON object in the order in which Python's dict keeps them.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::Json;

/// One key with its value.
pub(super) type Member<'a> = (Cow<'a, str>, Json<'a>);

/// The members of an object, in the order in which their keys first appeared.
///
/// Looking a key up reads the members one by one: inputs are few, and prompts are walked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object<'a> {
    members: Vec<Member<'a>>,
}

impl<'a> Object<'a> {
    /// An object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Vec::new() }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.place(key).map(|place| &self.members[place].1)
    }

    /// The value of `key`, to change.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json<'a>> {
        self.place(key).map(|place| &mut self.members[place].1)
    }

    /// The member at `index`, in order.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<(&str, &Json<'a>)> {
        self.members.get(index).map(borrowed)
    }

    /// Whether `key` has a value.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// Gives `key` its value; returns the one it had, whose place the new one takes.
    pub fn insert(
        &mut self,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<Json<'a>>,
    ) -> Option<Json<'a>> {
        let (key, value) = (key.into(), value.into());
        if let Some(old) = self.get_mut(&key) {
            return Some(std::mem::replace(old, value));
        }
        self.members.push((key, value));
        None
    }

    /// Takes the member of `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Json<'a>> {
        self.place(key).map(|place| self.members.remove(place).1)
    }

    /// The members, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Json<'a>)> + Clone {
        self.members.iter().map(borrowed)
    }

    /// The members in order, with their values to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Json<'a>)> {
        self.members.iter_mut().map(|(key, value)| (&**key, value))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The same members without a borrow of the text they were read from.
    #[must_use]
    pub fn into_owned(self) -> Object<'static> {
        let owned = |(key, value): Member<'a>| (Cow::Owned(key.into_owned()), value.into_owned());
        Object { members: self.members.into_iter().map(owned).collect() }
    }

    /// The object of `members`, no key of which repeats.
    pub(crate) fn from_unique(members: impl IntoIterator<Item = (&'a str, Json<'a>)>) -> Self {
        let members = members.into_iter();
        Self { members: members.map(|(key, value)| (Cow::Borrowed(key), value)).collect() }
    }

    /// The object of `members`, whose keys may repeat.
    pub(super) fn from_members(members: Vec<Member<'a>>) -> Self {
        if repeats(&members) { members.into_iter().collect() } else { Self { members } }
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.members.iter().position(|(name, _)| name == key)
    }
}

fn borrowed<'m, 'a>((key, value): &'m Member<'a>) -> (&'m str, &'m Json<'a>) {
    (key, value)
}

/// Up to so many keys, comparing each with each beats hashing them.
const FEW: usize = 16;

fn repeats(members: &[Member<'_>]) -> bool {
    if members.len() > FEW {
        let mut seen = HashSet::with_capacity(members.len());
        return !members.iter().all(|(key, _)| seen.insert(&**key));
    }
    let repeated = |(place, (key, _)): (usize, &Member<'_>)| {
        members[..place].iter().any(|(before, _)| before == key)
    };
    members.iter().enumerate().any(repeated)
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<Json<'a>>> FromIterator<(K, V)> for Object<'a> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut object = Self::new();
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
        for (key, value) in members {
            let (key, value) = (key.into(), value.into());
            match places.entry(key) {
                Entry::Occupied(place) => object.members[*place.get()].1 = value,
                Entry::Vacant(free) => {
                    object.members.push((free.key().clone(), value));
                    free.insert(object.members.len() - 1);
                }
            }
        }
        object
    }
}

impl<'a> IntoIterator for Object<'a> {
    type Item = (Cow<'a, str>, Json<'a>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_value_takes_the_place_of_the_old() {
        let mut object = Object::from_iter([("a", 1), ("b", 2)]);

        assert_eq!(object.insert("a", 3), Some(Json::Int(1)));

        let members: Vec<_> = object.iter().collect();
        assert_eq!(members, [("a", &Json::Int(3)), ("b", &Json::Int(2))]);
    }

    #[test]
    fn the_last_of_many_repeated_keys_counts() {
        let keys = (0..100).map(|number| ((number % 40).to_string(), number));

        let object = Object::from_members(keys.map(|(k, v)| (k.into(), v.into())).collect());

        assert_eq!(object.len(), 40);
        assert_eq!(object.at(0), Some(("0", &Json::Int(80))));
        assert_eq!(object.at(39), Some(("39", &Json::Int(79))));
    }

    #[test]
    fn a_removed_member_leaves_the_others_in_order() {
        let mut object = Object::from_iter([("a", 1), ("b", 2), ("c", 3)]);

        assert_eq!(object.remove("a"), Some(Json::Int(1)));

        assert!(!object.contains("a"));
        assert_eq!(object.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["b", "c"]);
    }
}
