//! Tells which nodes the output nodes need, whether or not the server checks them.

use super::linked_id;
use crate::json::Object;
use crate::validate::literals::unwrapped;
use crate::validate::walk::Walk;

/// Whether each node is needed, by position; `None` where all are.
pub(super) fn needed(walk: &Walk<'_, '_, '_>, roots: &[usize]) -> Option<Vec<bool>> {
    let count = walk.nodes.len();
    if (0..count).all(|position| walk.reasons(position).is_some()) {
        return None;
    }
    // The server leaves out what follows a fault, so its own order does not tell.
    let mut needed = vec![false; count];
    let mut open = roots.to_vec();
    while let Some(position) = open.pop() {
        if std::mem::replace(&mut needed[position], true) {
            continue;
        }
        let inputs = walk.nodes.at(position).inputs.into_iter().flat_map(Object::iter);
        let ids = inputs.filter_map(|(_, value)| linked_id(unwrapped(value)));
        open.extend(ids.filter_map(|id| walk.nodes.position(id)).filter(|node| !needed[*node]));
    }
    Some(needed)
}
