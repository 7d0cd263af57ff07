//! Settles what counts where a parameter is not given.

use serde_json::Value;

use super::{Hole, Making};
use crate::template::domain::{Domain, Kind};
use crate::template::error::TemplateWarning;
use crate::template::inputs::given;
use crate::template::name::ParameterName;
use crate::template::parameter::{Address, Fallback};
use crate::template::sidecar::SidecarError;
use crate::template::value::ValueError;
use crate::template::words;

impl Making<'_> {
    pub(super) fn fallback(
        &mut self,
        name: &ParameterName,
        domain: &Domain,
        holes: &[Hole],
    ) -> Fallback {
        let required = self.sidecar.constraints.get(name).and_then(|found| found.required);
        if let Some(default) = self.sidecar.defaults.get(name) {
            return self.sidecar_default(name, default, (domain, required));
        }
        let is_kept = holes.iter().all(|hole| hole.placeholder.is_none());
        if is_kept && required != Some(true) {
            let value = holes.first().and_then(|hole| given(self.prompt, &hole.address));
            return Fallback::Kept(value.and_then(|value| value.as_literal()).cloned());
        }
        if !required.map_or_else(|| words::is_optional(name.as_str()), |required| !required) {
            return Fallback::None;
        }
        let mut facts = holes.iter().filter_map(|hole| self.inputs.facts(&hole.address));
        let is_seed = name.as_str() == "seed" || facts.clone().any(|facts| facts.is_seed);
        if domain.kind == Kind::Int && is_seed {
            return Fallback::Random;
        }
        // The main seed leaves the placeholder in place here, so nothing but a value will do.
        let default = facts.find_map(|facts| domain.convert(facts.default.as_ref()?).ok());
        if default.is_none() && required.is_some() {
            let place = self.sidecar.place(&["constraints", name.as_str(), "required"]);
            let parameter = name.clone();
            self.errors.push(SidecarError::OptionalWithoutDefault { place, parameter }.into());
        }
        default.map_or(Fallback::None, Fallback::NodeClass)
    }

    fn sidecar_default(
        &mut self,
        name: &ParameterName,
        default: &Value,
        (domain, required): (&Domain, Option<bool>),
    ) -> Fallback {
        let parameter = name.clone();
        if required == Some(true) {
            let place = self.sidecar.place(&["constraints", name.as_str(), "required"]);
            self.errors.push(SidecarError::RequiredWithDefault { place, parameter }.into());
            return Fallback::None;
        }
        match domain.convert(default) {
            Ok(value) => Fallback::Sidecar(value),
            // Models come and go with the server; the workflow is as good as before.
            Err(ValueError::NotAChoice { closest, .. })
                if matches!(domain.kind, Kind::Model(_)) =>
            {
                let place = self.sidecar.place(&["defaults", name.as_str()]);
                let warning = TemplateWarning::NotInstalled { place, parameter, closest };
                self.warnings.push(warning);
                Fallback::Sidecar(default.clone())
            }
            Err(source) => {
                let place = self.sidecar.place(&["defaults", name.as_str()]);
                self.errors.push(SidecarError::BadDefault { place, parameter, source }.into());
                Fallback::None
            }
        }
    }

    pub(super) fn description(&self, name: &ParameterName, holes: &[Hole]) -> Box<str> {
        let constraint = self.sidecar.constraints.get(name);
        if let Some(description) = constraint.and_then(|found| found.description.clone()) {
            return description;
        }
        if let Some(description) = words::description(name.as_str()) {
            return description.into();
        }
        let mut facts = holes.iter().filter_map(|hole| self.inputs.facts(&hole.address));
        facts.find_map(|facts| facts.tooltip.clone()).unwrap_or_else(|| {
            let inputs = holes.iter().map(|hole| self.spelled(&hole.address));
            format!("Sets {}", inputs.collect::<Vec<_>>().join(", ")).into()
        })
    }

    fn spelled(&self, address: &Address) -> String {
        format!("`{}` of {}", address.input, self.inputs.of(&address.node).name)
    }
}
