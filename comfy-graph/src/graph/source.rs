//! Decides at compile time which output may feed which input.
//!
//! The same rule as the server's, less its wildcard outputs: those have to say what they are first.

use super::output::{Out, OutList, OutputRef};
use super::sockets::{Any, Chosen, Combo, Socket};

#[diagnostic::on_unimplemented(
    message = "a `{Self}` output cannot feed an input of type `{To}`",
    label = "this is a `{Self}`, the input takes `{To}`",
    note = "ComfyUI converts nothing: look for a node that takes `{Self}` and gives `{To}`",
    note = "an output of type `Wild` is told its type first: `node.output.assume::<ty::Image>()`"
)]
/// An output type that inputs of type `To` take.
///
/// Holds for the type itself, for every union it belongs to, and for [`Any`].
pub trait Feeds<To> {}

impl<T: Socket> Feeds<T> for T {}

impl<T: Socket> Feeds<Any> for T {}

// What was widened to `Any` stays good for it.
impl Feeds<Any> for Any {}

impl<C> Feeds<Combo> for Chosen<C> {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot feed an input of type `{To}`",
    label = "no single output of that type",
    note = "pass one output of a node, such as `node.image`, or a node with exactly one that fits"
)]
/// Something that can be wired to an input of type `To`.
///
/// An output of a fitting type, or a whole node that has exactly one.
pub trait Source<To> {
    /// The output that is wired.
    fn link(&self) -> OutputRef;
}

impl<T: Feeds<To>, To> Source<To> for Out<T> {
    fn link(&self) -> OutputRef {
        self.untyped()
    }
}

impl<T: Feeds<To>, To> Source<To> for OutList<T> {
    fn link(&self) -> OutputRef {
        self.each().untyped()
    }
}

// Unsized too: text where a link belongs is refused once, not once more for its size.
impl<S: Source<To> + ?Sized, To> Source<To> for &S {
    fn link(&self) -> OutputRef {
        S::link(self)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not one output",
    label = "an output such as `node.image` belongs here",
    note = "inputs that must agree in type take single outputs, or nodes that have only one"
)]
/// Something with exactly one output, whose type decides the type of others.
///
/// Inputs of one match type take these, so that the compiler sees that they agree.
pub trait Single {
    /// The type of the output.
    type Socket;

    /// The output.
    fn single(&self) -> Out<Self::Socket>;
}

impl<T> Single for Out<T> {
    type Socket = T;

    fn single(&self) -> Out<T> {
        *self
    }
}

impl<T> Single for OutList<T> {
    type Socket = T;

    fn single(&self) -> Out<T> {
        self.each()
    }
}

impl<S: Single + ?Sized> Single for &S {
    type Socket = S::Socket;

    fn single(&self) -> Out<S::Socket> {
        S::single(self)
    }
}
