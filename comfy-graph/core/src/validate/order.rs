//! Decides in which order inputs of a node are checked, where the server has none.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The order in which inputs of a node, as well as output nodes, are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// As the schema and the prompt list them.
    #[default]
    Written,
    /// Some other order, the same for the same number.
    Shuffled(u64),
}

impl Order {
    /// Sorts `items` by the names that `name` gives to [`Order::key`].
    pub(super) fn sort<T>(self, items: &mut [T], key: impl Fn(Self, &T) -> u64) {
        if self != Self::Written {
            items.sort_by_cached_key(|item| key(self, item));
        }
    }

    /// Where the item called `name` belongs.
    pub(super) fn key(self, name: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self, name).hash(&mut hasher);
        hasher.finish()
    }
}
