//! Writes parameters as JSON Schema.

use serde_json::{Map, Value, json};

use super::domain::{Domain, Kind, Step, StepRule};
use super::parameter::Parameter;
use crate::schema::{Choice, Number};

impl Parameter {
    /// The JSON Schema of the parameter.
    ///
    /// Steps of fractions are left out unless a sidecar asks for them: no checker computes with
    /// decimals.
    #[must_use]
    pub fn to_json_schema(&self) -> Value {
        let mut schema = self.domain.to_json_schema();
        if !self.description.is_empty() {
            schema.insert("description".to_owned(), Value::from(&*self.description));
        }
        if let Some(default) = self.fallback.value() {
            schema.insert("default".to_owned(), default.clone());
        }
        Value::Object(schema)
    }
}

/// The JSON Schema of an object with these members and no others.
pub(super) fn of_object<'p>(parameters: impl Iterator<Item = &'p Parameter>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in parameters {
        properties.insert(parameter.name.to_string(), parameter.to_json_schema());
        if parameter.is_required() {
            required.push(Value::from(parameter.name.as_str()));
        }
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

impl Domain {
    fn to_json_schema(&self) -> Map<String, Value> {
        let mut schema = Map::new();
        let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
        if let Some(name) = self.json_type() {
            put("type", name.into());
        }
        if self.kind.is_number() {
            for (key, limit) in [("minimum", self.min), ("maximum", self.max)] {
                if let Some(limit) = limit {
                    put(key, json_number(limit));
                }
            }
        }
        if let Some(step) = self.multiple_of() {
            put("multipleOf", json_number(step));
        }
        if let Some(choices) = &self.choices
            && !matches!(self.kind, Kind::Upload(_))
        {
            let choices = choices.as_slice().iter().map(|choice| choice.to_json().to_value());
            put("enum", choices.collect());
        }
        schema
    }

    fn json_type(&self) -> Option<&'static str> {
        let is_text = |choice: &Choice| choice.as_text().is_some();
        match self.kind {
            Kind::Int => Some("integer"),
            Kind::Float => Some("number"),
            Kind::Bool => Some("boolean"),
            Kind::Text | Kind::Model(_) | Kind::Upload(_) => Some("string"),
            Kind::Choice => {
                let mut choices = self.choices.iter().flat_map(|choices| choices.as_slice());
                choices.all(is_text).then_some("string")
            }
            Kind::Any => None,
        }
    }

    /// The step, where steps from 0 are the same as steps from the minimum.
    fn multiple_of(&self) -> Option<Number> {
        let Step { size, rule } = self.step.filter(|_| self.kind.is_number())?;
        let min = self.min.unwrap_or(Number::Int(0));
        match (size, min) {
            (Number::Int(..=1), _) if rule == StepRule::Advised => None,
            (Number::Int(step), Number::Int(min)) => (min % step == 0).then_some(size),
            _ if rule == StepRule::Advised => None,
            _ => {
                let steps = min.as_f64() / size.as_f64();
                ((steps - steps.round()).abs() < 1e-9).then_some(size)
            }
        }
    }
}

fn json_number(number: Number) -> Value {
    number.to_json().to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multiple_of(min: i128, step: i128) -> Option<Number> {
        let step = Step { size: Number::Int(step), rule: StepRule::Advised };
        let min = Some(Number::Int(min));
        Domain { min, step: Some(step), ..Domain::of(Kind::Int) }.multiple_of()
    }

    #[test]
    fn steps_are_multiples_only_where_the_minimum_is_one() {
        assert_eq!(multiple_of(16, 8), Some(Number::Int(8)));
        assert_eq!(multiple_of(1, 4), None);
        assert_eq!(multiple_of(0, 1), None);
    }
}
