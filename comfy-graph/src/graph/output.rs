//! Hands out what nodes produce, as values that can be wired.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::sockets::{Socket, Wild};
use super::source::{Feeds, Linkable};
use crate::ids::Slot;

/// A node of a graph; [`Graph::id`](crate::Graph::id) tells its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeRef {
    pub(super) graph: u16,
    pub(super) index: u32,
}

impl NodeRef {
    /// The output at `slot`, taken to be of type `T`.
    ///
    /// Generated code knows the types; with raw nodes it is the caller who does.
    #[must_use]
    pub const fn out<T>(self, slot: u16) -> Out<T> {
        Out { at: OutputRef { graph: self.graph, slot, index: self.index }, socket: PhantomData }
    }

    /// The list output at `slot`, its elements taken to be of type `T`.
    #[must_use]
    pub const fn out_list<T>(self, slot: u16) -> OutList<T> {
        OutList { element: self.out(slot) }
    }
}

/// One output of one node, without its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutputRef {
    pub(super) graph: u16,
    pub(super) slot: u16,
    pub(super) index: u32,
}

impl OutputRef {
    /// The node that produces it.
    #[must_use]
    pub const fn node(self) -> NodeRef {
        NodeRef { graph: self.graph, index: self.index }
    }

    /// Which of the node's outputs it is.
    #[must_use]
    pub const fn slot(self) -> Slot {
        Slot::new(self.slot)
    }

    /// The output `count` slots later.
    pub(super) const fn after(self, count: u16) -> Self {
        Self { slot: self.slot + count, ..self }
    }

    pub(super) const fn typed<T>(self) -> Out<T> {
        Out { at: self, socket: PhantomData }
    }
}

/// An output of socket type `T`, to be wired to inputs that take it.
pub struct Out<T> {
    at: OutputRef,
    socket: PhantomData<fn() -> T>,
}

impl<T> Out<T> {
    /// The same output without its type.
    #[must_use]
    pub const fn untyped(self) -> OutputRef {
        self.at
    }

    /// The same output as the wider type `To`, for lists whose elements must be of one type.
    #[must_use]
    pub const fn widen<To>(self) -> Out<To>
    where
        T: Feeds<To>,
    {
        Out { at: self.at, socket: PhantomData }
    }
}

impl Out<Wild> {
    /// The same output, taken to be of type `T`; the server does not check it either.
    #[must_use]
    pub const fn assume<T: Socket>(self) -> Out<T> {
        Out { at: self.at, socket: PhantomData }
    }
}

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Out<T> {}

impl<T> PartialEq for Out<T> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<T> Eq for Out<T> {}

impl<T> Hash for Out<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl<T> fmt::Debug for Out<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Out(node {}, slot {})", self.at.index, self.at.slot)
    }
}

/// A list output: inputs take it element by element, their nodes run once for each.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct OutList<T> {
    element: Out<T>,
}

impl<T> OutList<T> {
    /// What a consumer that runs once per element sees.
    #[must_use]
    pub const fn each(self) -> Out<T> {
        self.element
    }
}

impl<T> Clone for OutList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for OutList<T> {}

/// Something that belongs to one node of a graph: the node, its outputs, any one of them.
pub trait Handle {
    /// The node.
    fn node(&self) -> NodeRef;
}

impl Handle for NodeRef {
    fn node(&self) -> NodeRef {
        *self
    }
}

impl<S: Linkable> Handle for S {
    fn node(&self) -> NodeRef {
        self.first().node()
    }
}
