//! Names what flows over a link, with the server's rule of which output fits which input.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::choices::ChoiceList;

/// The type of an input or an output, as the server spells it.
#[derive(Debug, Clone, PartialEq)]
pub enum SocketType {
    /// `*`: anything fits.
    Any,
    /// One type, such as `IMAGE`.
    Named(TypeName),
    /// Several types in one string, such as `IMAGE,MASK`, in the server's order.
    Union(Vec<TypeName>),
    /// The list of choices that old nodes use as a type; equal lists fit.
    Choices(Arc<ChoiceList>),
}

/// The name of one socket type, such as `CLIP_VISION_OUTPUT`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName(Arc<str>);

impl TypeName {
    /// The name as the server spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TypeName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl SocketType {
    /// Reads a type string: `*`, one name, or names with commas between.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let names: Vec<_> = text.split(',').map(str::trim).collect();
        match names.as_slice() {
            names if names.contains(&"*") => Self::Any,
            [name] => Self::Named((*name).into()),
            names => Self::Union(names.iter().map(|name| (*name).into()).collect()),
        }
    }

    /// The names in this type: none for `*` and for lists of choices.
    #[must_use]
    pub fn names(&self) -> &[TypeName] {
        match self {
            Self::Named(name) => std::slice::from_ref(name),
            Self::Union(names) => names,
            Self::Any | Self::Choices(_) => &[],
        }
    }

    /// Whether the server lets an output of this type feed an input of type `input`.
    ///
    /// Nothing is widened: `INT` does not feed `FLOAT`. A list of choices feeds `COMBO`, yet
    /// `COMBO` feeds no list of choices.
    #[must_use]
    pub fn feeds(&self, input: &Self) -> bool {
        match (self, input) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Choices(sent), Self::Choices(expected)) => sent == expected,
            (Self::Choices(_), Self::Named(name)) => name.as_str() == COMBO,
            (_, Self::Choices(_)) | (Self::Choices(_), _) => false,
            (sent, expected) => sent.names().iter().any(|name| expected.names().contains(name)),
        }
    }

    /// Whether both have the same names, in any order.
    #[must_use]
    pub fn same_names(&self, other: &Self) -> bool {
        let set = |socket: &Self| socket.names().iter().cloned().collect::<BTreeSet<_>>();
        set(self) == set(other)
    }

    /// Whether an input of type `other` takes every output that an input of this type takes.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Any) => true,
            (Self::Any, _) => false,
            (Self::Choices(_), _) | (_, Self::Choices(_)) => self.feeds(other),
            _ => self.names().iter().all(|name| other.names().contains(name)),
        }
    }

    /// Whether inputs of both types take the same outputs.
    #[must_use]
    pub fn takes_same(&self, other: &Self) -> bool {
        self.is_within(other) && other.is_within(self)
    }
}

/// The type of the outputs that carry a choice.
pub const COMBO: &str = "COMBO";

impl fmt::Display for SocketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Choices(_) => f.write_str(COMBO),
            Self::Named(_) | Self::Union(_) => {
                let names: Vec<_> = self.names().iter().map(TypeName::as_str).collect();
                f.write_str(&names.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feeds(output: &str, input: &str) -> bool {
        SocketType::parse(output).feeds(&SocketType::parse(input))
    }

    #[test]
    fn a_type_feeds_itself_its_unions_and_the_wildcard() {
        assert!(feeds("IMAGE", "IMAGE"));
        assert!(feeds("IMAGE", "MASK, IMAGE"));
        assert!(feeds("IMAGE", "*"));
        assert!(feeds("*", "IMAGE"));
        assert!(feeds("IMAGE,LATENT", "LATENT,MASK"));
    }

    #[test]
    fn unions_take_what_their_parts_take() {
        let within = |a, b| SocketType::parse(a).is_within(&SocketType::parse(b));

        assert!(within("IMAGE", "MASK,IMAGE") && within("IMAGE,MASK", "*"));
        assert!(!within("IMAGE,MASK", "IMAGE") && !within("*", "IMAGE"));
        assert!(SocketType::parse("A,B").takes_same(&SocketType::parse("B, A")));
    }

    #[test]
    fn nothing_is_widened() {
        assert!(!feeds("INT", "FLOAT"));
        assert!(!feeds("BOOLEAN", "INT"));
        assert!(!feeds("STRING", "COMBO"));
    }

    #[test]
    fn choice_lists_feed_combos_but_not_the_other_way_round() {
        let list = SocketType::Choices(Arc::new(ChoiceList::from_iter(["a", "b"])));
        let combo = SocketType::parse("COMBO");

        assert!(list.feeds(&combo));
        assert!(!combo.feeds(&list));
        assert!(list.feeds(&list.clone()));
    }
}
