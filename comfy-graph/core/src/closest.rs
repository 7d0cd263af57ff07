//! Finds the names that a misspelt one may have meant.

/// How many suggestions a message has room for.
const SUGGESTIONS: usize = 3;

/// The candidates that `word` may have meant, the closest first, three at most.
///
/// Upper and lower case count as one; a third of the letters may be wrong.
///
/// ```
/// use comfy_graph_core::closest::closest;
///
/// assert_eq!(closest("ksampler", ["KSampler", "LoadImage"]), ["KSampler"]);
/// ```
#[must_use]
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    let near = |candidate: &'c str| {
        let distance = edit_distance(&word, &candidate.to_lowercase());
        (distance <= allowed).then_some((distance, candidate))
    };
    let mut found: Vec<_> = candidates.into_iter().filter_map(near).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(SUGGESTIONS).map(|(_, candidate)| candidate).collect()
}

/// How many letters must be added, dropped, replaced or swapped with their neighbour to turn `a`
/// into `b`.
#[must_use]
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // The last two rows of the table of distances between beginnings.
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(letter != other);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slip_counts_once() {
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("sampler", "sampler"), 0);
        assert_eq!(edit_distance("sampelr", "sampler"), 1);
        assert_eq!(edit_distance("samper", "sampler"), 1);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }

    #[test]
    fn the_closest_come_first_and_strangers_do_not_come() {
        let names = ["LoadImage", "LoadImages", "LoadLatent", "SaveImage", "VAEDecode"];

        assert_eq!(closest("LaodImage", names), ["LoadImage", "LoadImages", "SaveImage"]);
        assert_eq!(closest("qqqq", names), Vec::<&str>::new());
    }
}
