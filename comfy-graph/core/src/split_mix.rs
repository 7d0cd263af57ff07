//! Gives numbers that look random, the same ones for the same start.
//!
//! Templates take seeds from it, conversion draws lots. It keeps no secrets.

/// The next number of SplitMix64, by Steele, Lea and Flood.
pub(crate) const fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
