//! Holds the definitions of subgraphs.

use std::borrow::Cow;
use std::fmt;

use super::EditorGraph;
use super::id::LinkId;
use crate::json::{Json, Object};

/// The id of a subgraph, which its hosts have as their class: mostly a UUID.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SubgraphId<'a>(Cow<'a, str>);

impl<'a> SubgraphId<'a> {
    /// The id spelled `text`.
    #[must_use]
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The id as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_json(&self) -> Json<'a> {
        Json::Text(self.0.clone())
    }
}

impl fmt::Display for SubgraphId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A graph that nodes of other graphs stand for; such a node is called a host.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Subgraph<'a> {
    /// The class of its hosts.
    pub id: SubgraphId<'a>,
    /// What people called it.
    pub name: Cow<'a, str>,
    /// What goes in, in the order of the hosts' inputs.
    pub inputs: Vec<Port<'a>>,
    /// What comes out, in the order of the hosts' outputs.
    pub outputs: Vec<Port<'a>>,
    /// What is inside.
    pub graph: EditorGraph<'a>,
    /// Every other key, such as `groups`; those with a field only keep their place here.
    pub rest: Object<'a>,
}

/// Where links enter or leave a subgraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Port<'a> {
    /// Its name, by which hosts know it.
    pub name: Cow<'a, str>,
    /// The socket type, or whatever the file has there.
    pub socket: Json<'a>,
    /// The links inside.
    pub links: Vec<LinkId>,
    /// Every other key, such as `id`; those with a field only keep their place here.
    pub rest: Object<'a>,
}
