//! Describes node classes.

use super::input::{Input, Presence};
use super::socket::SocketType;
use crate::ids::ClassName;

/// What a server can run as a node: its inputs, outputs and flags.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeClass {
    /// The name prompts use.
    pub name: ClassName,
    /// The caption editors show; the name where the server has none.
    pub display_name: Box<str>,
    /// The server's explanation; absent from snapshots without docs.
    pub description: Option<Box<str>>,
    /// The menu path, parts separated by `/`; it changes often between versions.
    pub category: Box<str>,
    /// The Python module, such as `custom_nodes.was-node-suite`; `pack` reads it.
    pub python_module: Box<str>,
    /// Inputs in the server's order, required ones first.
    pub inputs: Vec<Input>,
    /// Names of the inputs that the server fills in itself.
    pub hidden: Vec<Box<str>>,
    /// Outputs by slot.
    pub outputs: Vec<Output>,
    /// What kind of node it is.
    pub flags: ClassFlags,
    /// Other words people search by; absent from snapshots without docs.
    pub search_aliases: Vec<Box<str>>,
}

impl NodeClass {
    /// Who brings the class.
    #[must_use]
    pub fn pack(&self) -> Pack<'_> {
        Pack::from_module(&self.python_module)
    }

    /// The input called `name`, without looking into dynamic ones.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name.as_str() == name)
    }

    /// Whether the class is declared by a schema, so far as is known.
    #[must_use]
    pub const fn is_v3(&self) -> bool {
        self.flags.v3
    }

    /// The inputs the server requires.
    pub fn required(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.presence == Presence::Required)
    }
}

/// Who brings a node class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pack<'a> {
    /// ComfyUI itself.
    Core,
    /// A custom node pack, by the name of its folder.
    Custom(&'a str),
}

impl<'a> Pack<'a> {
    /// Reads `nodes`, `comfy_extras.…`, `comfy_api_nodes.…` as core, `custom_nodes.X` as pack `X`.
    ///
    /// Any other module counts as a pack named by its first part.
    #[must_use]
    pub fn from_module(module: &'a str) -> Self {
        let (root, rest) = module.split_once('.').unwrap_or((module, ""));
        match root {
            "nodes" | "comfy_extras" | "comfy_api_nodes" | "" => Self::Core,
            "custom_nodes" if !rest.is_empty() => Self::Custom(rest),
            other => Self::Custom(other),
        }
    }
}

/// One output of a node class.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The caption, which may repeat and may change; the slot is the only stable address.
    pub name: Box<str>,
    /// What flows out.
    pub socket: OutputType,
    /// Whether it is a list, over which consumers are called once per element.
    pub is_list: bool,
    /// The server's explanation; absent from snapshots without docs.
    pub tooltip: Option<Box<str>>,
}

/// What flows out of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputType {
    /// Always this.
    Fixed(SocketType),
    /// The type of the inputs of this template.
    Template(Box<str>),
}

/// What kind of node a class makes; all `false` for most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassFlags {
    /// A root of execution: prompts need at least one.
    pub output_node: bool,
    /// Sends results to the editor without being a root.
    pub has_intermediate_output: bool,
    /// Takes all elements of its inputs in one call.
    pub is_input_list: bool,
    /// Runs at a partner and costs credits.
    pub api_node: bool,
    /// Kept for old workflows.
    pub deprecated: bool,
    /// May change without notice.
    pub experimental: bool,
    /// Hidden from menus.
    pub dev_only: bool,
    /// Declared by a schema instead of plain class members, so far as the server's answer shows it.
    pub v3: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_tell_the_pack() {
        assert_eq!(Pack::from_module("nodes"), Pack::Core);
        assert_eq!(Pack::from_module("comfy_extras.nodes_mask"), Pack::Core);
        assert_eq!(Pack::from_module("comfy_api_nodes.nodes_bfl"), Pack::Core);
        assert_eq!(
            Pack::from_module("custom_nodes.was-node-suite"),
            Pack::Custom("was-node-suite")
        );
        assert_eq!(Pack::from_module("elsewhere.x"), Pack::Custom("elsewhere"));
    }
}
