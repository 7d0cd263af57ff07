//! Finds what values all inputs of a parameter take.

use super::{Hole, Making};
use crate::template::domain::{Domain, Kind};
use crate::template::error::{TemplateError, TemplateWarning};
use crate::template::name::ParameterName;
use crate::template::parameter::Extent;
use crate::template::placeholder::Hint;
use crate::template::sidecar::SidecarError;

impl Making<'_> {
    /// The values that every hole takes, and that the hint asks for.
    pub(super) fn domain(
        &mut self,
        name: &ParameterName,
        holes: &[Hole],
        hint: Option<Hint>,
    ) -> Domain {
        let mut common: Option<Domain> = None;
        let mut is_mapped = false;
        for hole in holes {
            is_mapped |= hole.placeholder.is_none();
            let Some(taken) = self.taken(name, hole) else { continue };
            let taken = match hint {
                Some(hint) => self.hinted(name, hole, (taken, hint)),
                None => Some(taken),
            };
            common = match (common, taken) {
                (Some(common), Some(taken)) => Some(self.both(name, hole, (common, taken))),
                (common, taken) => common.or(taken),
            };
        }
        // What nothing is known of is text, as in the main seed; mapped inputs get what is given.
        let unknown = if is_mapped { Kind::Any } else { Kind::Text };
        common.unwrap_or_else(|| hint.map_or(Domain::of(unknown), Domain::of_hint))
    }

    /// What the input of a hole takes; `None` where nothing is known of it.
    fn taken(&mut self, name: &ParameterName, hole: &Hole) -> Option<Domain> {
        let inputs = self.inputs.of(&hole.address.node);
        let (parameter, node, input) =
            (name.clone(), inputs.name.clone(), hole.address.input.clone());
        let Some(declared) = &inputs.declared else {
            let warning = TemplateWarning::UnknownClass { parameter, node };
            if self.warnings.last() != Some(&warning) {
                self.warnings.push(warning);
            }
            return None;
        };
        let Some(facts) = declared.get(&input) else {
            self.warnings.push(TemplateWarning::UndeclaredInput {
                closest: inputs.closest(input.as_str()),
                known: inputs.names(),
                parameter,
                node,
                input,
            });
            return None;
        };
        match (&facts.domain, hole.extent) {
            (None, _) => {
                self.errors.push(TemplateError::LinkOnly { parameter, node, input });
                None
            }
            (Some(domain), Extent::Whole) => Some(domain.clone()),
            (Some(domain), Extent::Part) => {
                if domain.kind.is_number() || domain.kind == Kind::Bool {
                    let takes = domain.kind;
                    self.errors.push(TemplateError::PartOfValue { parameter, node, input, takes });
                    return None;
                }
                Some(Domain::of(Kind::Text))
            }
        }
    }

    fn hinted(
        &mut self,
        name: &ParameterName,
        hole: &Hole,
        (taken, hint): (Domain, Hint),
    ) -> Option<Domain> {
        // Within a longer text, whatever is printed becomes text.
        let hinted = match hole.extent {
            Extent::Part => Some(Domain::of_hint(hint)),
            Extent::Whole => taken.hinted(hint),
        };
        if hinted.is_none() {
            self.errors.push(TemplateError::HintClash {
                parameter: name.clone(),
                hint,
                node: self.inputs.of(&hole.address.node).name.clone(),
                input: hole.address.input.clone(),
                takes: taken.kind,
            });
        }
        hinted
    }

    fn both(
        &mut self,
        name: &ParameterName,
        hole: &Hole,
        (common, taken): (Domain, Domain),
    ) -> Domain {
        if let Some(both) = common.and(&taken) {
            return both;
        }
        let node = self.inputs.of(&hole.address.node).name.clone();
        let (parameter, input) = (name.clone(), hole.address.input.clone());
        let (takes, others) = (taken.kind, common.kind);
        let error = if hole.placeholder.is_some() {
            TemplateError::InputsClash { parameter, node, input, takes, others }
        } else {
            let place = self.sidecar.place(&["override_mappings", name.as_str()]);
            let (expected, found) = (others.name(), takes.name());
            SidecarError::MappingClash { place, parameter, node, input, expected, found }.into()
        };
        self.errors.push(error);
        common
    }
}
