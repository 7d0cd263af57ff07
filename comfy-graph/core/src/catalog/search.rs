//! Ranks classes by how well they match words.

use crate::closest::edit_distance;
use crate::schema::NodeClass;

/// One class found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<'s> {
    /// The class.
    pub class: &'s NodeClass,
    /// What matched, of the word that matched least.
    pub matched: Matched,
}

/// What of a class matched; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matched {
    /// The whole name or caption.
    Name,
    /// Its beginning.
    Beginning,
    /// A word in it.
    Word,
    /// A search word that the class declares.
    Alias,
    /// The menu path.
    Category,
    /// The description.
    Description,
    /// A word in the name or caption, spelled nearly so.
    Nearly,
}

/// The words of every class, lower-case.
#[derive(Debug)]
pub(super) struct Index<'s> {
    entries: Vec<Entry<'s>>,
}

#[derive(Debug)]
struct Entry<'s> {
    class: &'s NodeClass,
    names: [Words; 2],
    aliases: Vec<Words>,
    category: Words,
    description: Words,
}

impl<'s> Index<'s> {
    pub(super) fn new(classes: &[&'s NodeClass]) -> Self {
        Self { entries: classes.iter().map(|class| Entry::new(class)).collect() }
    }

    pub(super) fn search(&self, query: &str) -> Vec<Hit<'s>> {
        let query = Query::new(query);
        if query.words.is_empty() {
            return Vec::new();
        }
        let mut hits = self.hits(|entry| entry.matched(&query));
        if hits.is_empty() {
            hits = self.hits(|entry| entry.matches_nearly(&query).then_some(Matched::Nearly));
        }
        hits.sort_by_key(|hit| {
            let (class, flags) = (hit.class, hit.class.flags);
            let last = (flags.deprecated || flags.dev_only, flags.api_node);
            (hit.matched, last, class.name.as_str().len(), &class.name)
        });
        hits
    }

    fn hits(&self, matched: impl Fn(&Entry<'s>) -> Option<Matched>) -> Vec<Hit<'s>> {
        let hit = |entry| Some(Hit { matched: matched(entry)?, class: entry.class });
        self.entries.iter().filter_map(hit).collect()
    }
}

/// What is searched: its words, and all of them run together.
struct Query {
    words: Vec<String>,
    joined: String,
}

impl Query {
    fn new(text: &str) -> Self {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        Self { joined: words.concat(), words }
    }
}

impl<'s> Entry<'s> {
    fn new(class: &'s NodeClass) -> Self {
        Self {
            class,
            names: [Words::new(class.name.as_str()), Words::new(&class.display_name)],
            aliases: class.search_aliases.iter().map(|alias| Words::new(alias)).collect(),
            category: Words::new(&class.category),
            description: Words::new(class.description.as_deref().unwrap_or_default()),
        }
    }

    fn matched(&self, query: &Query) -> Option<Matched> {
        if self.names.iter().any(|name| name.joined == query.joined) {
            return Some(Matched::Name);
        }
        if self.names.iter().any(|name| name.joined.starts_with(&query.joined)) {
            return Some(Matched::Beginning);
        }
        let words = query.words.iter().map(|word| self.word(word));
        words.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    fn word(&self, word: &str) -> Option<Matched> {
        let fields = [
            (self.names.iter().any(|name| name.has(word)), Matched::Word),
            (self.aliases.iter().any(|alias| alias.has(word)), Matched::Alias),
            (self.category.has(word), Matched::Category),
            (self.description.has(word), Matched::Description),
        ];
        fields.into_iter().find(|(matches, _)| *matches).map(|(_, matched)| matched)
    }

    fn matches_nearly(&self, query: &Query) -> bool {
        let names = || self.names.iter();
        names().any(|name| is_near(&query.joined, &name.joined))
            || query.words.iter().all(|word| names().any(|name| name.has_nearly(word)))
    }
}

/// A text without its separators, with the places where words start: `KSampler` has `k` and
/// `sampler`, and `ksampler` is found as well.
#[derive(Debug)]
struct Words {
    joined: String,
    starts: Vec<usize>,
}

impl Words {
    fn new(text: &str) -> Self {
        let mut words = Self { joined: String::with_capacity(text.len()), starts: Vec::new() };
        let mut before = ' ';
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter.is_alphanumeric() {
                let after = letters.peek().copied().unwrap_or(' ');
                if starts_word(before, letter, after) {
                    words.starts.push(words.joined.len());
                }
                words.joined.extend(letter.to_lowercase());
            }
            before = letter;
        }
        words
    }

    fn has(&self, word: &str) -> bool {
        self.starts.iter().any(|start| self.joined[*start..].starts_with(word))
    }

    fn has_nearly(&self, word: &str) -> bool {
        self.words().any(|other| is_near(word, other))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let ends = self.starts.iter().copied().skip(1).chain([self.joined.len()]);
        self.starts.iter().zip(ends).map(|(start, end)| &self.joined[*start..end])
    }
}

/// Whether `letter` starts a word: `CLIPText` is two words, so is `Load3D`.
fn starts_word(before: char, letter: char, after: char) -> bool {
    let hump = letter.is_uppercase() && (before.is_lowercase() || after.is_lowercase());
    let number = letter.is_numeric() && !before.is_numeric();
    !before.is_alphanumeric() || (hump && !before.is_numeric()) || number
}

/// One slip in four letters or more, two in eight or more.
fn is_near(word: &str, other: &str) -> bool {
    let allowed = match word.chars().count() {
        0..=3 => return word == other,
        4..=7 => 1,
        _ => 2,
    };
    word.len().abs_diff(other.len()) <= 4 * allowed && edit_distance(word, other) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::new(text).words().map(str::to_owned).collect()
    }

    #[test]
    fn names_are_split_where_people_see_words() {
        assert_eq!(words("CLIPTextEncode"), ["clip", "text", "encode"]);
        assert_eq!(words("KSampler (Advanced)"), ["k", "sampler", "advanced"]);
        assert_eq!(words("Load3D"), ["load", "3d"]);
        assert_eq!(words("image/upscaling"), ["image", "upscaling"]);
    }
}
