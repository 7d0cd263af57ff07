//! Reads the body of `POST /prompt` the way the route does.
//!
//! Reference A.2 and C.4. Whatever the route's code cannot use makes the server answer 500.

use super::crash::Crash;
use super::nodes::Targets;
use super::report::{Outcome, Refusal};
use crate::ids::JobId;
use crate::json::{Json, Object};
use crate::python;

/// Every key that the route reads.
const KEYS: [&str; 7] = [
    "client_id",
    "extra_data",
    "front",
    "number",
    "partial_execution_targets",
    "prompt",
    "prompt_id",
];

/// A body that has a prompt.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) prompt: Object<'a>,
    targets: Json<'a>,
    extra_data: Option<Json<'a>>,
    has_client_id: bool,
}

impl<'a> Body<'a> {
    /// The body around a prompt alone.
    pub(super) fn of_prompt(prompt: Object<'a>) -> Self {
        Self { prompt, targets: Json::Null, extra_data: None, has_client_id: false }
    }

    /// Reads a whole body.
    pub(super) fn read(body: Json<'a>) -> Result<Self, Outcome> {
        let mut body = match body {
            Json::Object(body) => body,
            odd => return Err(not_an_object(&odd)),
        };
        if let Some(number) = body.get("number")
            && python::float(number).is_err()
        {
            return Err(unusable("number", number, "a number"));
        }
        let Some(prompt) = body.remove("prompt") else {
            return Err(Outcome::Refused(Refusal::NoPrompt));
        };
        let id = body.get("prompt_id").filter(|id| **id != Json::Null);
        let is_job_id = |id: &Json<'_>| id.as_text().is_some_and(|id| id.parse::<JobId>().is_ok());
        if id.is_some_and(|id| !is_job_id(id)) {
            return Err(Outcome::Refused(Refusal::InvalidPromptId));
        }
        let prompt = match prompt {
            Json::Object(prompt) => prompt,
            odd => return Err(unusable("prompt", &odd, "an object of nodes by id")),
        };
        Ok(Self {
            prompt,
            targets: body.remove("partial_execution_targets").unwrap_or(Json::Null),
            extra_data: body.remove("extra_data"),
            has_client_id: body.contains("client_id"),
        })
    }

    /// Which output nodes are asked for, so far as the server can use what is given.
    pub(super) fn targets(&self) -> Targets<'_> {
        match &self.targets {
            Json::Null => Targets::All,
            Json::List(ids) => Targets::Ids(ids.iter().filter_map(Json::as_text).collect()),
            Json::Object(ids) => Targets::Ids(ids.iter().map(|(id, _)| id).collect()),
            Json::Text(text) => Targets::Within(text),
            odd => Targets::Unusable(odd.kind()),
        }
    }

    /// What the server makes of `outcome` once it has stored its own keys in `extra_data`.
    pub(super) fn after(extra_data: Option<&Json<'_>>, client: bool, outcome: Outcome) -> Outcome {
        let Some(extra_data) = extra_data else { return outcome };
        let accepted = matches!(outcome, Outcome::Accepted { .. });
        match extra_data {
            Json::Object(_) => outcome,
            // Python finds a key in a text or list, but stores none.
            Json::Text(_) | Json::List(_) if !accepted && !client => outcome,
            odd => unusable("extra_data", odd, "an object"),
        }
    }

    /// The prompt, with what [`Body::after`] needs.
    pub(super) fn into_parts(self) -> (Object<'a>, Option<Json<'a>>, bool) {
        (self.prompt, self.extra_data, self.has_client_id)
    }
}

/// Whether `json` is a whole body and no prompt: nothing in it is a node.
pub(super) fn is_body(json: &Object<'_>) -> bool {
    let is_node = |value: &Json<'_>| value.as_object().is_some_and(|o| o.contains("class_type"));
    let keys_fit = json.iter().all(|(key, _)| KEYS.contains(&key));
    (keys_fit || json.contains("prompt")) && !json.iter().any(|(_, value)| is_node(value))
}

/// Python looks for keys in lists and texts too, and fails only once it finds one.
fn not_an_object(body: &Json<'_>) -> Outcome {
    let finds = |key: &str| match body {
        Json::List(items) => items.iter().any(|item| item.as_text() == Some(key)),
        Json::Text(text) => text.contains(key),
        _ => true,
    };
    if ["number", "front", "prompt"].into_iter().any(finds) {
        return Outcome::Crashed(Crash::Body { found: body.kind() });
    }
    Outcome::Refused(Refusal::NoPrompt)
}

fn unusable(key: &'static str, found: &Json<'_>, expected: &'static str) -> Outcome {
    Outcome::Crashed(Crash::Key { key, found: found.kind(), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(body: &str) -> u16 {
        match Body::read(Json::parse(body).unwrap()).map(|_| ()) {
            Ok(()) => 200,
            Err(Outcome::Refused(_)) => 400,
            Err(_) => 500,
        }
    }

    #[test]
    fn bodies_without_prompt_are_refused() {
        for body in ["{}", r#"{"client_id":"x"}"#, "[1]", r#""x""#] {
            assert_eq!(status(body), 400, "{body}");
        }
    }

    #[test]
    fn what_python_cannot_use_crashes_the_server() {
        for body in [
            "5",
            "null",
            r#"["prompt"]"#,
            r#""a prompt""#,
            r#"{"prompt":null}"#,
            r#"{"prompt":[]}"#,
            r#"{"number":"x"}"#,
            r#"{"number":null,"prompt":{}}"#,
        ] {
            assert_eq!(status(body), 500, "{body}");
        }
    }

    #[test]
    fn a_job_id_has_one_spelling() {
        assert_eq!(status(r#"{"prompt":{},"prompt_id":null}"#), 200);
        assert_eq!(status(r#"{"prompt":{},"prompt_id":"x"}"#), 400);
        assert_eq!(status(r#"{"prompt":{},"prompt_id":7}"#), 400);
    }

    #[test]
    fn a_prompt_is_told_from_a_body() {
        let is_body = |text: &str| is_body(Json::parse(text).unwrap().as_object().unwrap());

        assert!(is_body(r#"{"prompt":{"1":{"class_type":"A"}},"x":1}"#) && is_body("{}"));
        assert!(!is_body(r#"{"prompt":{"class_type":"A"}}"#));
        assert!(!is_body(r#"{"1":{"class_type":"A"}}"#));
        assert!(!is_body(r#"{"prompt":{"class_type":"A"},"2":{"class_type":"B"}}"#));
    }
}
