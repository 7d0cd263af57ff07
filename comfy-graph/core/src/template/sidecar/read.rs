//! Reads a sidecar, collecting every mistake.

use indexmap::IndexMap;

use super::error::{Place, SidecarError, SidecarErrors};
use super::{Constraint, Sidecar, Target, place};
use crate::closest::closest;
use crate::ids::InputName;
use crate::json::{Json, Object};
use crate::schema::Number;
use crate::template::MOST_ERRORS;
use crate::template::name::ParameterName;
use crate::workflow::FileName;

/// What a constraint can hold.
const CONSTRAINTS: &[&str] = &["min", "max", "step", "enum", "required", "description"];

pub(super) fn sidecar(text: &str, file: FileName) -> Result<Sidecar, SidecarErrors> {
    // Some editors put a byte order mark first.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(source) => return Err(SidecarErrors(vec![SidecarError::NotJson { file, source }])),
    };
    let mut reading = Reading { text, file: &file, errors: Vec::new() };
    let mut sidecar = reading.members(&json);
    if !reading.errors.is_empty() {
        return Err(SidecarErrors(reading.errors));
    }
    (sidecar.file, sidecar.text) = (file, text.into());
    Ok(sidecar)
}

struct Reading<'t> {
    text: &'t str,
    file: &'t FileName,
    errors: Vec<SidecarError>,
}

impl Reading<'_> {
    fn members(&mut self, json: &Json<'_>) -> Sidecar {
        let mut sidecar = Sidecar::default();
        let Some(members) = self.object(json, &[]) else { return sidecar };
        for (key, value) in members.iter() {
            match key {
                "name" => sidecar.name = self.text_at(value, &[key]),
                "description" => sidecar.description = self.text_at(value, &[key]),
                "defaults" => sidecar.defaults = self.defaults(value),
                "constraints" => {
                    sidecar.constraints = self.by_parameter(value, key, Self::constraint);
                }
                "override_mappings" => {
                    sidecar.override_mappings = self.by_parameter(value, key, Self::targets);
                }
                _ => {
                    sidecar.other.insert(key.to_owned(), value.to_value());
                }
            }
        }
        sidecar
    }

    fn defaults(&mut self, json: &Json<'_>) -> IndexMap<ParameterName, serde_json::Value> {
        let mut defaults =
            self.by_parameter(json, "defaults", |_, value, _| Some(value.to_value()));
        // As in a call, null stands for no value.
        defaults.retain(|_, value| !value.is_null());
        defaults
    }

    /// The members of an object whose keys are parameters.
    fn by_parameter<T>(
        &mut self,
        json: &Json<'_>,
        key: &str,
        mut read: impl FnMut(&mut Self, &Json<'_>, &[&str]) -> Option<T>,
    ) -> IndexMap<ParameterName, T> {
        let mut found = IndexMap::new();
        let Some(members) = self.object(json, &[key]) else { return found };
        for (name, value) in members.iter() {
            if self.is_full() {
                break;
            }
            let path = [key, name];
            match ParameterName::new(name) {
                Ok(parameter) => {
                    if let Some(value) = read(self, value, &path) {
                        found.insert(parameter, value);
                    }
                }
                Err(source) => {
                    let place = self.place(&path);
                    self.errors.push(SidecarError::BadName { place, source });
                }
            }
        }
        found
    }

    fn constraint(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Constraint> {
        let members = self.object(json, path)?;
        let mut constraint = Constraint::default();
        for (key, value) in members.iter() {
            if self.is_full() {
                break;
            }
            let path = &[path, &[key]].concat();
            match key {
                "min" => constraint.min = self.number(value, path),
                "max" => constraint.max = self.number(value, path),
                "step" => constraint.step = self.step(value, path),
                "enum" => constraint.choices = self.choices(value, path),
                "required" => constraint.required = self.flag(value, path),
                "description" => constraint.description = self.text_at(value, path),
                _ => self.unknown(key, path),
            }
        }
        if let (Some(min), Some(max)) = (constraint.min, constraint.max)
            && min > max
        {
            let place = self.place(&[path, &["min"]].concat());
            self.errors.push(SidecarError::MinAboveMax { place, min, max });
        }
        Some(constraint)
    }

    fn unknown(&mut self, key: &str, path: &[&str]) {
        let closest = closest(key, CONSTRAINTS.iter().copied());
        self.errors.push(SidecarError::UnknownConstraint {
            place: self.place(path),
            closest: closest.into_iter().map(Into::into).collect(),
            allowed: CONSTRAINTS,
        });
    }

    fn targets(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Vec<Target>> {
        const PAIRS: &str = "a list of pairs [node, input]";
        let Some(pairs) = json.as_list() else {
            self.wrong(json, path, PAIRS);
            return None;
        };
        let mut targets = Vec::with_capacity(pairs.len());
        for pair in pairs {
            match target(pair) {
                Some(target) => targets.push(target),
                None if self.is_full() => break,
                None => self.wrong(pair, path, PAIRS),
            }
        }
        Some(targets)
    }

    fn choices(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Vec<serde_json::Value>> {
        let Some(items) = json.as_list() else {
            self.wrong(json, path, "a list");
            return None;
        };
        if items.is_empty() {
            let place = self.place(path);
            self.errors.push(SidecarError::NoChoices { place });
        }
        Some(items.iter().map(Json::to_value).collect())
    }

    fn step(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Number> {
        let step = self.number(json, path)?;
        if step.as_f64() > 0.0 {
            return Some(step);
        }
        let place = self.place(path);
        self.errors.push(SidecarError::BadStep { place, step });
        None
    }

    fn number(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Number> {
        match json {
            Json::Int(whole) => Some(Number::Int(*whole)),
            Json::Float(number) if number.is_finite() => Some(Number::Float(*number)),
            other => {
                self.wrong(other, path, "a number");
                None
            }
        }
    }

    fn flag(&mut self, json: &Json<'_>, path: &[&str]) -> Option<bool> {
        if let Json::Bool(flag) = json {
            return Some(*flag);
        }
        self.wrong(json, path, "true or false");
        None
    }

    fn text_at(&mut self, json: &Json<'_>, path: &[&str]) -> Option<Box<str>> {
        let text = json.as_text().map(Into::into);
        // The seed's own files may spell an absent text as null.
        if text.is_none() && *json != Json::Null {
            self.wrong(json, path, "text");
        }
        text
    }

    fn object<'j, 'a>(&mut self, json: &'j Json<'a>, path: &[&str]) -> Option<&'j Object<'a>> {
        let object = json.as_object();
        if object.is_none() {
            self.wrong(json, path, "an object");
        }
        object
    }

    fn wrong(&mut self, json: &Json<'_>, path: &[&str], expected: &'static str) {
        let (place, found) = (self.place(path), json.kind());
        self.errors.push(SidecarError::WrongKind { place, expected, found });
    }

    fn is_full(&self) -> bool {
        self.errors.len() >= MOST_ERRORS
    }

    fn place(&self, path: &[&str]) -> Place {
        place(self.file, self.text, path)
    }
}

fn target(json: &Json<'_>) -> Option<Target> {
    let [node, input] = json.as_list()? else { return None };
    let node: Box<str> = match node {
        Json::Text(text) if !text.is_empty() => (**text).into(),
        Json::Int(number) => number.to_string().into(),
        _ => return None,
    };
    Some(Target { node, input: InputName::new(input.as_text()?).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sidecar, String> {
        let file = FileName::new("a.meta.json");
        Sidecar::from_json(text, file).map_err(|errors| errors.to_string())
    }

    #[test]
    fn what_the_seeds_docs_show_is_read() {
        let sidecar = read(
            r#"{"name": "My Custom Workflow", "description": "Does something cool",
                "defaults": {"steps": 30, "cfg": 7.5, "model": null},
                "constraints": {"width": {"min": 64, "max": 2048, "step": 64},
                                "steps": {"min": 1, "max": 100}},
                "override_mappings": {"strength": [["3", "denoise"], [4, "denoise"]]},
                "updated_at": "2026-01-01", "hash": null}"#,
        )
        .unwrap();

        assert_eq!(sidecar.description.as_deref(), Some("Does something cool"));
        assert_eq!(sidecar.defaults.len(), 2);
        assert_eq!(sidecar.constraints["width"].step, Some(Number::Int(64)));
        assert_eq!(&*sidecar.override_mappings["strength"][1].node, "4");
        assert_eq!(sidecar.other.len(), 2);
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let errors = read(
            "{\"name\": 5,\n\"defaults\": [],\n\"constraints\": {\"steps\": {\"min\": 9, \
             \"max\": 1, \"step\": 0,\n\"minimum\": 1, \"enum\": []}, \"My Steps\": {}, \
             \"cfg\": 1},\n\
             \"override_mappings\": {\"a\": [[\"3\"]], \"b\": \"3\"}}",
        )
        .unwrap_err();

        assert_eq!(
            errors.lines().collect::<Vec<_>>(),
            [
                "`name` of `a.meta.json`, line 1 is a number; write text",
                "`defaults` of `a.meta.json`, line 2 is a list; write an object",
                "`constraints.steps.step` of `a.meta.json`, line 3 is 0; write a number above 0",
                "`constraints.steps.minimum` of `a.meta.json`, line 4 constrains nothing; there is \
                 `min`, `max`, `step`, `enum`, `required`, `description`",
                "`constraints.steps.enum` of `a.meta.json`, line 4 offers nothing; list at least \
                 one value",
                "`constraints.steps.min` of `a.meta.json`, line 3 is 9, above the maximum 1; swap \
                 them",
                "`constraints.My Steps` of `a.meta.json`, line 4: `My Steps` names no parameter; \
                 write `my_steps`",
                "`constraints.cfg` of `a.meta.json`, line 4 is a number; write an object",
                "`override_mappings.a` of `a.meta.json`, line 5 is a list; write a list of pairs \
                 [node, input]",
                "`override_mappings.b` of `a.meta.json`, line 5 is text; write a list of pairs \
                 [node, input]",
            ]
        );
    }

    #[test]
    fn broken_files_are_told_as_such() {
        assert_eq!(read("{").unwrap_err(), "`a.meta.json` is not JSON, at line 1, column 2");
        assert_eq!(read("[]").unwrap_err(), "`a.meta.json`, line 1 is a list; write an object");
        assert!(read("\u{feff}{}").is_ok());
    }
}
