//! Narrows what a parameter takes to what the sidecar leaves.

use std::sync::Arc;

use serde_json::Value;

use super::Making;
use crate::schema::{Choice, Number};
use crate::template::domain::{Domain, Kind, Step, StepRule};
use crate::template::name::ParameterName;
use crate::template::sidecar::{Constraint, SidecarError};
use crate::template::value::{self, ValueError};

impl Making<'_> {
    /// The values that the sidecar leaves.
    pub(super) fn constrained(&mut self, name: &ParameterName, domain: Domain) -> Domain {
        let Some(constraint) = self.sidecar.constraints.get(name) else { return domain };
        let domain = match &constraint.choices {
            Some(choices) => self.chosen(name, choices, &domain),
            None => domain,
        };
        let limits = [("min", constraint.min), ("max", constraint.max), ("step", constraint.step)];
        let limit = limits.into_iter().find_map(|(key, limit)| limit.map(|_| key));
        let Some(limit) = limit else { return domain };
        // Nothing is known of such an input, so the limits say that it takes numbers.
        let kind = if domain.kind == Kind::Any { Kind::Float } else { domain.kind };
        let domain = Domain { kind, ..domain };
        if !kind.is_number() {
            let place = self.sidecar.place(&["constraints", name.as_str(), limit]);
            let error = SidecarError::NotANumber { place, parameter: name.clone(), kind };
            self.errors.push(error.into());
            return domain;
        }
        self.limited(name, constraint, domain)
    }

    fn limited(&mut self, name: &ParameterName, constraint: &Constraint, domain: Domain) -> Domain {
        let rule = StepRule::Enforced;
        let step = constraint.step.map(|size| Step { size, rule });
        let limits =
            Domain { min: constraint.min, max: constraint.max, step, ..Domain::of(domain.kind) };
        if let Some(both) = domain.and(&limits) {
            return both;
        }
        let error = SidecarError::NothingLeft {
            place: self.sidecar.place(&["constraints", name.as_str()]),
            parameter: name.clone(),
            min: domain.min,
            max: domain.max,
        };
        self.errors.push(error.into());
        domain
    }

    fn chosen(&mut self, name: &ParameterName, choices: &[Value], domain: &Domain) -> Domain {
        let mut kept: Vec<Choice> = Vec::with_capacity(choices.len());
        for choice in choices {
            match domain.convert(choice) {
                Ok(converted) if is_same_type(choice, &converted) => {
                    kept.push(as_choice(converted))
                }
                Ok(_) => self.bad_choice(name, value::of_other_type(choice, domain.kind)),
                Err(source) => self.bad_choice(name, source),
            }
        }
        let kind = if domain.kind.is_listed() { Kind::Choice } else { domain.kind };
        let choices = Some(Arc::new(kept.into_iter().collect()));
        Domain { kind, choices, ..domain.clone() }
    }

    fn bad_choice(&mut self, name: &ParameterName, source: ValueError) {
        let place = self.sidecar.place(&["constraints", name.as_str(), "enum"]);
        let error = SidecarError::BadChoice { place, parameter: name.clone(), source };
        self.errors.push(error.into());
    }
}

/// Whether a value of `enum` has the type of what it becomes: `"20"` is no whole number there.
fn is_same_type(written: &Value, converted: &Value) -> bool {
    std::mem::discriminant(written) == std::mem::discriminant(converted)
}

fn as_choice(value: Value) -> Choice {
    match value::number(&value) {
        Some(Number::Float(number)) => Choice::Float(number),
        Some(Number::Int(whole)) => i64::try_from(whole).map_or(Choice::Other(value), Choice::Int),
        None => match value {
            Value::String(text) => Choice::Text(text.into()),
            Value::Bool(flag) => Choice::Bool(flag),
            other => Choice::Other(other),
        },
    }
}
