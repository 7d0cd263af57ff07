//! Gives numbers for seeds that are left out.
//!
//! There is no randomness here: whoever binds brings it along.

use std::fmt;

use crate::split_mix;

/// Where numbers for seeds come from.
///
/// ```
/// use comfy_graph_core::template::Seeds;
///
/// let (mut one, mut same) = (Seeds::starting_at(7), Seeds::starting_at(7));
/// assert_eq!(one.next(), same.next());
/// assert_ne!(one.next(), one.next());
/// ```
pub struct Seeds<'r>(Box<dyn FnMut() -> u64 + 'r>);

impl<'r> Seeds<'r> {
    /// Takes numbers from a generator of random ones.
    #[must_use]
    pub fn from_fn(random: impl FnMut() -> u64 + 'r) -> Self {
        Self(Box::new(random))
    }

    /// The same numbers each time, which look random.
    #[must_use]
    pub fn starting_at(start: u64) -> Self {
        let mut state = start;
        Self::from_fn(move || split_mix::next(&mut state))
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "numbers never end, unlike an iterator's")]
    pub fn next(&mut self) -> u64 {
        (self.0)()
    }

    /// The next number from `first` to `last`, both included.
    pub(super) fn within(&mut self, first: u64, last: u64) -> u64 {
        match last.checked_sub(first).and_then(|span| span.checked_add(1)) {
            Some(count) => first + self.next() % count,
            None => self.next(),
        }
    }
}

impl fmt::Debug for Seeds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seeds")
    }
}
