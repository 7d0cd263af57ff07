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

/// What links can start from: one output of a node, or the node as a whole.
///
/// What an input takes of it, [`Offers`] tells of its [`Kind`](Self::Kind).
pub trait Linkable {
    /// [`Out`] where there is one output; the type itself where there are more.
    type Kind;

    /// The first output.
    fn first(&self) -> OutputRef;
}

impl<T> Linkable for Out<T> {
    type Kind = Self;

    fn first(&self) -> OutputRef {
        self.untyped()
    }
}

impl<T> Linkable for OutList<T> {
    type Kind = Out<T>;

    fn first(&self) -> OutputRef {
        self.each().untyped()
    }
}

// Unsized too: text where a link belongs is refused once, not once more for its size.
impl<S: Linkable + ?Sized> Linkable for &S {
    type Kind = S::Kind;

    fn first(&self) -> OutputRef {
        S::first(self)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot feed an input of type `{To}`",
    label = "no single output of that type",
    note = "pass one output of a node, such as `node.image`, or a node with exactly one that fits"
)]
/// Linkable of which inputs of type `To` take exactly one.
pub trait Offers<To> {
    /// Which one, counted from the first.
    const SLOT: u16;
}

impl<T: Feeds<To>, To> Offers<To> for Out<T> {
    const SLOT: u16 = 0;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot feed an input of type `{To}`",
    label = "no single output of that type",
    note = "pass one output of a node, such as `node.image`, or a node with exactly one that fits"
)]
/// The same as [`Linkable`], with a message that names the input's type as well.
pub trait LinkableTo<To>: Linkable {}

// Not recommended, so that text where a link belongs is refused by name of the input's type.
#[diagnostic::do_not_recommend]
impl<S: Linkable + ?Sized, To> LinkableTo<To> for S {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot feed an input of type `{To}`",
    label = "no single output of that type",
    note = "pass one output of a node, such as `node.image`, or a node with exactly one that fits"
)]
/// Something that can be wired to an input of type `To`.
///
/// An output of a fitting type, or a whole node that has exactly one.
pub trait Source<To>: LinkableTo<To, Kind: Offers<To>> {
    /// The output that is wired.
    fn link(&self) -> OutputRef;
}

// One impl for everything: the stock catalogue needs 683 fewer by it. Another for references
// alone would overlap, since any crate may implement `Linkable` for a reference to its own type.
impl<S: LinkableTo<To, Kind: Offers<To>> + ?Sized, To> Source<To> for S {
    fn link(&self) -> OutputRef {
        self.first().after(<S::Kind as Offers<To>>::SLOT)
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
pub trait Single: Linkable<Kind: One<Socket = Self::Socket>> {
    /// The type of the output.
    type Socket;

    /// The output.
    fn single(&self) -> Out<Self::Socket>;
}

#[diagnostic::do_not_recommend]
impl<S: Linkable<Kind: One> + ?Sized> Single for S {
    type Socket = <S::Kind as One>::Socket;

    fn single(&self) -> Out<Self::Socket> {
        self.first().typed()
    }
}

/// The kind of exactly one output.
///
/// A trait and not `Kind = Out<T>`, so that a wrong type is reported as that, not as no output.
pub trait One {
    /// The type of the output.
    type Socket;
}

impl<T> One for Out<T> {
    type Socket = T;
}
