//! Gives numbers for seeds that are left out.
//!
//! There is no randomness here: whoever binds brings it along.

use std::fmt;

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
        // SplitMix64, by Steele, Lea and Flood.
        let mut state = start;
        Self::from_fn(move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        })
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
