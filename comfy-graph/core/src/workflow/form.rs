//! Tells the forms of saved workflows apart.
//!
//! Goes by what the JSON holds, since neither form has a marker that every writer sets.

use super::error::Stranger;
use crate::json::{Json, Object};

/// How a workflow is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// The API form: nodes by id, as `POST /prompt` takes them.
    Prompt,
    /// The editor's form of version 0.4, which it has written for years.
    Editor04,
    /// The editor's form of version 0.4 with texts as node ids, as old files have it.
    EditorTextIds,
    /// The editor's form of version 1, whose links are objects.
    Editor1,
}

/// The keys under which other JSON holds a workflow, best first.
const WRAPPERS: [&str; 3] = ["workflow", "prompt", "output"];

/// How many objects may wrap a workflow: a job of `/jobs` has two.
const MAX_WRAPPERS: usize = 2;

/// A workflow in JSON.
#[derive(Debug)]
pub(super) struct Found<'j, 'a> {
    pub(super) form: Form,
    /// The keys that lead to it from the root, one object deeper each.
    pub(super) path: Vec<&'static str>,
    pub(super) object: &'j Object<'a>,
}

/// Finds the workflow in `json`, wrapped or not.
pub(super) fn find<'j, 'a>(json: &'j Json<'a>) -> Result<Found<'j, 'a>, Stranger> {
    match json {
        Json::Object(object) => look_into(object, Vec::new()),
        Json::List(items) if items.iter().any(is_template_group) => Err(Stranger::TemplatesIndex),
        other => Err(Stranger::Plain(other.kind())),
    }
}

fn look_into<'j, 'a>(
    object: &'j Object<'a>,
    path: Vec<&'static str>,
) -> Result<Found<'j, 'a>, Stranger> {
    if let Some(form) = form_of(object) {
        return Ok(Found { form, path, object });
    }
    let mut stranger = None;
    for key in WRAPPERS {
        let Some(inner) = object.get(key).and_then(Json::as_object) else { continue };
        if path.len() == MAX_WRAPPERS {
            break;
        }
        let path = path.iter().copied().chain([key]).collect();
        match look_into(inner, path) {
            Ok(found) => return Ok(found),
            Err(inner) => stranger = stranger.or(Some(inner)),
        }
    }
    Err(stranger.unwrap_or_else(|| stranger_of(object)))
}

fn form_of(object: &Object<'_>) -> Option<Form> {
    if let Some(nodes) = object.get("nodes").and_then(Json::as_list) {
        return Some(editor_form(object, nodes));
    }
    is_prompt(object).then_some(Form::Prompt)
}

fn editor_form(object: &Object<'_>, nodes: &[Json<'_>]) -> Form {
    if is_version_1(object) {
        return Form::Editor1;
    }
    let has_text_id = |node: &Json<'_>| matches!(member(node, "id"), Some(Json::Text(_)));
    if nodes.iter().any(has_text_id) { Form::EditorTextIds } else { Form::Editor04 }
}

/// Goes by the links where there is no version.
fn is_version_1(object: &Object<'_>) -> bool {
    match object.get("version") {
        Some(Json::Int(version)) => *version >= 1,
        Some(Json::Float(version)) => *version >= 1.0,
        _ => {
            let links = object.get("links").and_then(Json::as_list).unwrap_or_default();
            matches!(links.first(), Some(Json::Object(_)))
        }
    }
}

/// Whether the members are nodes: one has a class, or all could be nodes of unknown classes.
fn is_prompt(object: &Object<'_>) -> bool {
    let has_class = |node: &Json<'_>| matches!(member(node, "class_type"), Some(Json::Text(_)));
    let has_inputs = |node: &Json<'_>| matches!(member(node, "inputs"), Some(Json::Object(_)));
    let mut nodes = object.iter().map(|(_, node)| node);
    nodes.clone().any(has_class) || (!object.is_empty() && nodes.all(has_inputs))
}

fn stranger_of(object: &Object<'_>) -> Stranger {
    let mut members = object.iter().map(|(_, value)| value);
    let is_entry = |entry: &Json<'_>| matches!(member(entry, "prompt"), Some(Json::List(_)));
    let is_class =
        |class: &Json<'_>| member(class, "input").is_some() && member(class, "output").is_some();
    let has_list = |key| matches!(object.get(key), Some(Json::List(_)));
    if object.is_empty() {
        Stranger::NoNodes
    } else if is_template_list(object) {
        Stranger::TemplatesIndex
    } else if ["prompt", "queue_running"].into_iter().any(has_list) || members.clone().any(is_entry)
    {
        Stranger::History
    } else if members.any(is_class) {
        Stranger::ObjectInfo
    } else {
        Stranger::Object
    }
}

fn is_template_group(json: &Json<'_>) -> bool {
    json.as_object().is_some_and(is_template_list)
}

fn is_template_list(object: &Object<'_>) -> bool {
    matches!(object.get("templates"), Some(Json::List(_)))
}

fn member<'j, 'a>(json: &'j Json<'a>, key: &str) -> Option<&'j Json<'a>> {
    json.as_object()?.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Result<(Form, Vec<&'static str>), Stranger> {
        let json = Json::parse(text).expect("BUG: the test's JSON is broken");
        find(&json).map(|found| (found.form, found.path))
    }

    #[test]
    fn editor_forms_are_told_by_version_links_and_ids() {
        let cases = [
            (r#"{"nodes":[{"id":1}],"links":[],"version":0.4}"#, Form::Editor04),
            (r#"{"nodes":[],"links":[]}"#, Form::Editor04),
            (r#"{"nodes":[],"links":[[1,2,0,3,0,"A"]]}"#, Form::Editor04),
            (r#"{"nodes":[{"id":1},{"id":"b"}],"links":[],"version":0.4}"#, Form::EditorTextIds),
            (r#"{"nodes":[],"links":[],"version":1}"#, Form::Editor1),
            (r#"{"nodes":[],"links":[],"version":1.0}"#, Form::Editor1),
            (r#"{"nodes":[],"links":[{"id":1}]}"#, Form::Editor1),
        ];

        for (text, expected) in cases {
            assert_eq!(form(text), Ok((expected, vec![])), "{text}");
        }
    }

    #[test]
    fn prompts_are_told_by_their_nodes() {
        let cases = [
            r#"{"1":{"class_type":"A","inputs":{}}}"#,
            r#"{"prompt":{"class_type":"A","inputs":{}}}"#,
            r#"{"1":{"inputs":{"UNKNOWN":1}},"2":{"inputs":{}}}"#,
            r#"{"1":{"inputs":{}},"2":{"class_type":"A","inputs":{}}}"#,
        ];

        for text in cases {
            assert_eq!(form(text), Ok((Form::Prompt, vec![])), "{text}");
        }
    }

    #[test]
    fn a_wrapped_workflow_goes_before_a_wrapped_prompt() {
        let prompt = r#"{"1":{"class_type":"A","inputs":{}}}"#;
        let editor = r#"{"nodes":[],"links":[]}"#;
        let cases = [
            (format!(r#"{{"prompt":{prompt},"workflow":{editor}}}"#), Form::Editor04, "workflow"),
            (format!(r#"{{"prompt":{prompt},"workflow":{{}}}}"#), Form::Prompt, "prompt"),
            (format!(r#"{{"prompt":{prompt},"client_id":"c"}}"#), Form::Prompt, "prompt"),
            (format!(r#"{{"output":{prompt}}}"#), Form::Prompt, "output"),
        ];

        for (text, expected, key) in cases {
            assert_eq!(form(&text), Ok((expected, vec![key])), "{text}");
        }
        let job = format!(r#"{{"id":"j","workflow":{{"prompt":{prompt}}}}}"#);
        assert_eq!(form(&job), Ok((Form::Prompt, vec!["workflow", "prompt"])));
    }

    #[test]
    fn strangers_are_called_by_name() {
        let cases = [
            ("{}", Stranger::NoNodes),
            (r#"{"prompt":{}}"#, Stranger::NoNodes),
            (r#"[{"moduleName":"m","templates":[]}]"#, Stranger::TemplatesIndex),
            (r#"{"templates":[]}"#, Stranger::TemplatesIndex),
            (r#"{"A":{"input":{},"output":[]}}"#, Stranger::ObjectInfo),
            (r#"{"id":{"prompt":[1,"id",{}],"outputs":{}}}"#, Stranger::History),
            (r#"{"prompt":[1,"id",{}]}"#, Stranger::History),
            (r#"{"queue_running":[]}"#, Stranger::History),
            (r#"{"a":1}"#, Stranger::Object),
            (r#"{"prompt":{"prompt":{"prompt":{"prompt":{}}}}}"#, Stranger::Object),
            ("[]", Stranger::Plain("a list")),
            ("null", Stranger::Plain("null")),
        ];

        for (text, expected) in cases {
            assert_eq!(form(text), Err(expected), "{text}");
        }
    }
}
