//! Holds the links of editor workflows.

use super::id::{EditorId, LinkId};
use crate::json::{Json, Object};

/// A wire from an output to an input.
///
/// Slots count what the editor shows, not what the node class declares: where a file's own inputs
/// say otherwise, those are right about where a link ends.
#[derive(Debug, Clone, PartialEq)]
pub struct EditorLink<'a> {
    /// What inputs and outputs call it.
    pub id: LinkId,
    /// The node it starts from.
    pub origin: EditorId<'a>,
    /// Which output of that node, counted from 0.
    pub origin_slot: i64,
    /// The node it ends at.
    pub target: EditorId<'a>,
    /// Which input of that node, counted from 0.
    pub target_slot: i64,
    /// The socket type, or whatever the file has there.
    pub socket: Json<'a>,
    /// Every other key of a link written as an object, such as `parentId`.
    pub rest: Object<'a>,
}

impl<'a> EditorLink<'a> {
    /// A link of the type `socket`, from an output to an input, each given as node with slot.
    #[must_use]
    pub fn new(
        id: LinkId,
        (origin, origin_slot): (EditorId<'a>, i64),
        (target, target_slot): (EditorId<'a>, i64),
        socket: impl Into<Json<'a>>,
    ) -> Self {
        let (socket, rest) = (socket.into(), Object::new());
        Self { id, origin, origin_slot, target, target_slot, socket, rest }
    }
}
