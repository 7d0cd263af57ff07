//! Finds what an argument is about.

use super::Template;
use super::domain::{Domain, Kind};
use super::inputs::{NoNode, given};
use super::name::ParameterName;
use super::parameter::{Address, Parameter};
use crate::ids::{InputName, NodeId};
use crate::validate::NodeName;

/// What an argument sets.
pub(super) enum Meaning<'t> {
    Parameter(&'t Parameter),
    /// An input, with what it takes.
    Input(Address, Domain),
}

/// Why an argument sets nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaningless {
    Unknown,
    /// It names the title of several nodes.
    Ambiguous(Vec<NodeId>),
    /// The node lacks the input.
    NoInput(NodeId, InputName),
    /// The input takes links only.
    LinkOnly(NodeName, InputName),
}

/// The longest key that may be an address.
const LONGEST: usize = 1_000;

impl Template {
    /// What the argument `key` sets.
    pub(super) fn meaning(&self, key: &str) -> Result<Meaning<'_>, Meaningless> {
        if let Some(parameter) = self.parameters.get(key) {
            return Ok(Meaning::Parameter(parameter));
        }
        if let Some(setting) = self.settings.get(key) {
            return Ok(Meaning::Parameter(&setting.parameter));
        }
        let address = self.address(key)?;
        match self.inputs.facts(&address) {
            None => Ok(Meaning::Input(address, Domain::of(Kind::Any))),
            Some(facts) => match &facts.domain {
                Some(domain) => Ok(Meaning::Input(address, domain.clone())),
                None => {
                    let node = self.inputs.of(&address.node).name.clone();
                    Err(Meaningless::LinkOnly(node, address.input))
                }
            },
        }
    }

    /// The input that `6.text` or `My title.text` names.
    fn address(&self, key: &str) -> Result<Address, Meaningless> {
        if key.len() > LONGEST {
            return Err(Meaningless::Unknown);
        }
        let mut reason = Meaningless::Unknown;
        // Ids, titles and inputs may have dots of their own; the longest id goes first.
        for (dot, _) in key.rmatch_indices('.') {
            let Ok(input) = InputName::new(&key[dot + 1..]) else { continue };
            match self.inputs.node(&key[..dot]) {
                Ok(node) => {
                    let address = Address { node: node.clone(), input };
                    if self.has_input(&address) {
                        return Ok(address);
                    }
                    reason = Meaningless::NoInput(address.node, address.input);
                }
                Err(NoNode::Ambiguous(nodes)) => reason = Meaningless::Ambiguous(nodes),
                Err(NoNode::Unknown) => {}
            }
        }
        Err(reason)
    }

    fn has_input(&self, address: &Address) -> bool {
        self.inputs.facts(address).is_some() || given(&self.prompt, address).is_some()
    }

    /// Every name that arguments can have, addresses aside.
    pub(super) fn names(&self) -> Vec<ParameterName> {
        self.parameters.keys().chain(self.settings.keys()).cloned().collect()
    }
}
