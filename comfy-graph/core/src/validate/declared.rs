//! Lists the inputs that a class declares for one of its nodes.
//!
//! Templates look them up; the check itself goes by `slots`.

use super::order::Order;
use super::slots::{Slot, Slots};
use crate::ids::InputName;
use crate::prompt::PromptNode;
use crate::schema::{DynamicCombo, Input, InputKind, NodeClass};

/// The inputs that a node can have, dynamic ones by the values given.
///
/// Where a value that decides about further inputs is not settled, such as a placeholder, those of
/// any option count.
#[derive(Debug)]
pub struct DeclaredInputs<'s> {
    inputs: Vec<(InputName, &'s Input)>,
}

impl<'s> DeclaredInputs<'s> {
    /// The inputs of a node of `class`.
    #[must_use]
    pub fn new(class: &'s NodeClass, node: &PromptNode) -> Self {
        let slots = Slots::new(&class.inputs, &node.inputs_json(), Order::Written).into_iter();
        let named = |slot: Slot<'s>| Some((InputName::new(slot.name).ok()?, slot.input));
        let mut inputs: Vec<_> = slots.filter_map(named).collect();
        for selector in &class.inputs {
            if let InputKind::DynamicCombo(combo) = &selector.kind
                && !inputs.iter().any(|(name, _)| *name == selector.name)
            {
                inputs.push((selector.name.clone(), selector));
                inputs.extend(of_any_option(&selector.name, combo, node));
            }
        }
        Self { inputs }
    }
}

/// The given inputs that some option of `selector` has.
fn of_any_option<'s>(
    selector: &InputName,
    combo: &'s DynamicCombo,
    node: &PromptNode,
) -> Vec<(InputName, &'s Input)> {
    let found = |name: &InputName| {
        let own = name.as_str().strip_prefix(selector.as_str())?.strip_prefix('.')?;
        let mut inputs = combo.options.iter().flat_map(|option| &option.inputs);
        Some((name.clone(), inputs.find(|input| input.name.as_str() == own)?))
    };
    node.inputs.keys().filter_map(found).collect()
}

/// Each input under the name that prompts use; for an element of an autogrow input, the element.
impl<'s> IntoIterator for DeclaredInputs<'s> {
    type Item = (InputName, &'s Input);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.inputs.into_iter()
    }
}
