//! Follows what a sidecar says to nodes and parameters.

use super::{Extent, Hole, Making};
use crate::template::error::TemplateWarning;
use crate::template::inputs::{Facts, NoNode, given, nearest};
use crate::template::name::ParameterName;
use crate::template::parameter::Address;
use crate::template::sidecar::{Place, SidecarError, Target};

impl Making<'_> {
    /// Adds the inputs that the sidecar maps parameters to.
    pub(super) fn follow_mappings(&mut self) {
        for (parameter, targets) in &self.sidecar.override_mappings {
            for target in targets {
                match self.mapped(parameter, target) {
                    Ok(address) => {
                        let holes = self.holes.entry(parameter.clone()).or_default();
                        if !holes.iter().any(|hole| hole.address == address) {
                            let extent = Extent::Whole;
                            holes.push(Hole { address, extent, placeholder: None });
                        }
                    }
                    Err(_) if self.is_full() => return,
                    Err(error) => self.errors.push((*error).into()),
                }
            }
        }
    }

    /// The input that a mapping names.
    fn mapped(
        &self,
        parameter: &ParameterName,
        target: &Target,
    ) -> Result<Address, Box<SidecarError>> {
        let place = || self.sidecar.place(&["override_mappings", parameter.as_str()]);
        let node = self
            .inputs
            .node(&target.node)
            .map_err(|reason| Box::new(self.no_node(place(), &target.node, &reason)))?;
        let address = Address { node: node.clone(), input: target.input.clone() };
        let inputs = self.inputs.of(node);
        let is_given = given(self.prompt, &address).is_some();
        match self.inputs.facts(&address) {
            Some(Facts { domain: None, .. }) => {
                let (node, input) = (inputs.name.clone(), address.input);
                Err(Box::new(SidecarError::LinkOnly { place: place(), node, input }))
            }
            None if !is_given => Err(Box::new(SidecarError::UnknownInput {
                place: place(),
                node: inputs.name.clone(),
                closest: inputs.closest(address.input.as_str()),
                known: inputs.names(),
                input: address.input,
            })),
            _ => Ok(address),
        }
    }

    fn no_node(&self, place: Place, node: &str, reason: &NoNode) -> SidecarError {
        match reason {
            NoNode::Ambiguous(_) => SidecarError::AmbiguousNode { place, node: node.into() },
            NoNode::Unknown => SidecarError::UnknownNode {
                place,
                node: node.into(),
                closest: self.inputs.closest_nodes(node),
                known: self.inputs.ids(),
            },
        }
    }

    /// Looks for members of the sidecar that are about nothing.
    pub(super) fn check_sidecar(&mut self) {
        let sidecar = self.sidecar;
        for (key, names) in [
            ("defaults", sidecar.defaults.keys().collect::<Vec<_>>()),
            ("constraints", sidecar.constraints.keys().collect()),
        ] {
            for name in names.into_iter().filter(|name| !self.holes.contains_key(*name)) {
                // A mapping that failed has its own error.
                if sidecar.override_mappings.contains_key(name) || self.is_full() {
                    continue;
                }
                let known = self.holes.keys();
                let error = SidecarError::UnknownParameter {
                    place: sidecar.place(&[key, name.as_str()]),
                    parameter: name.clone(),
                    closest: nearest(name.as_str(), known.clone().map(ParameterName::as_str)),
                    known: known.cloned().collect(),
                };
                self.errors.push(error.into());
            }
        }
        for key in sidecar.other.keys() {
            const MEMBERS: [&str; 5] =
                ["name", "description", "defaults", "constraints", "override_mappings"];
            if let Some(closest) = nearest(key, MEMBERS).into_iter().next() {
                let place = sidecar.place(&[key]);
                self.warnings.push(TemplateWarning::UnknownMember { place, closest });
            }
        }
    }
}
