//! Reads editor workflows from JSON.
//!
//! Takes the values out of the JSON, whose keys stay to keep the places.

use std::borrow::Cow;
use std::fmt;

use super::id::{EditorId, LinkId, whole};
use super::link::EditorLink;
use super::node::{EditorInput, EditorNode, EditorOutput, Mode, WidgetValues};
use super::subgraph::{Port, Subgraph, SubgraphId};
use super::{EditorGraph, EditorVersion, EditorWorkflow};
use crate::json::{Json, Object};

/// How many subgraphs a file may define.
pub const MAX_DEFINITIONS: usize = 100_000;

/// An editor workflow that cannot be read, with the place of the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is {found}, not {expected}; save the workflow in ComfyUI again", Dotted(path))]
pub struct EditorError {
    /// The keys that lead to the part from the workflow, indices in lists as decimal text.
    pub path: Vec<Cow<'static, str>>,
    /// What belongs there.
    pub expected: &'static str,
    /// What is there.
    pub found: &'static str,
}

impl EditorError {
    fn new(found: Option<&Json<'_>>, expected: &'static str) -> Self {
        Self { path: Vec::new(), expected, found: found.map_or("missing", Json::kind) }
    }

    /// The same, seen from one level higher.
    fn under(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.path.push(key.into());
        self
    }

    /// The same, seen from the workflow: on the way up the keys were collected last to first.
    fn outermost(mut self) -> Self {
        self.path.reverse();
        self
    }
}

struct Dotted<'p>(&'p [Cow<'static, str>]);

impl fmt::Display for Dotted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

type Read<T> = Result<T, EditorError>;

pub(super) fn workflow(json: Json<'_>) -> Read<EditorWorkflow<'_>> {
    read_workflow(json).map_err(EditorError::outermost)
}

fn read_workflow(json: Json<'_>) -> Read<EditorWorkflow<'_>> {
    let mut rest = object(json)?;
    let root = graph(&mut rest)?;
    let version = version(&rest, &root);
    let (last_node, last_link) = last_ids(&mut rest, version);
    Ok(EditorWorkflow {
        version,
        last_node,
        last_link: last_link.map(LinkId::new),
        root,
        subgraphs: definitions(&mut rest)?,
        rest,
    })
}

/// Goes by the links where there is no version.
fn version(rest: &Object<'_>, root: &EditorGraph<'_>) -> EditorVersion {
    let is_1 = match rest.get("version") {
        Some(Json::Int(version)) => *version >= 1,
        Some(Json::Float(version)) => *version >= 1.0,
        _ => root.links.first().is_some_and(|link| !link.rest.is_empty()),
    };
    if is_1 { EditorVersion::V1 } else { EditorVersion::V04 }
}

fn last_ids(rest: &mut Object<'_>, version: EditorVersion) -> (Option<i64>, Option<i64>) {
    let number = |object: &Object<'_>, key: &str| object.get(key).and_then(whole);
    let state = match rest.get("state") {
        Some(Json::Object(state)) if version == EditorVersion::V1 => {
            (number(state, "lastNodeId"), number(state, "lastLinkId"))
        }
        _ => (None, None),
    };
    let node = number(rest, "last_node_id").or(state.0);
    (node, number(rest, "last_link_id").or(state.1))
}

fn definitions<'a>(rest: &mut Object<'a>) -> Read<Vec<Subgraph<'a>>> {
    let Some(Json::Object(definitions)) = rest.get_mut("definitions") else {
        return Ok(Vec::new());
    };
    let subgraphs = take(definitions, "subgraphs");
    let subgraphs = list(subgraphs, subgraph).map_err(|error| error.under("subgraphs"));
    let subgraphs = subgraphs.map_err(|error| error.under("definitions"))?;
    if subgraphs.len() > MAX_DEFINITIONS {
        let error = EditorError::new(None, "at most 100,000 definitions");
        return Err(EditorError { found: "a longer list", ..error }.under("definitions"));
    }
    Ok(subgraphs)
}

fn subgraph(json: Json<'_>) -> Read<Subgraph<'_>> {
    let mut rest = object(json)?;
    Ok(Subgraph {
        id: SubgraphId::new(text(&mut rest, "id")?),
        name: text_or_empty(&mut rest, "name"),
        inputs: members(&mut rest, "inputs", port)?,
        outputs: members(&mut rest, "outputs", port)?,
        graph: graph(&mut rest)?,
        rest,
    })
}

fn port(json: Json<'_>) -> Read<Port<'_>> {
    let mut rest = object(json)?;
    Ok(Port {
        name: text_or_empty(&mut rest, "name"),
        socket: take(&mut rest, "type").unwrap_or(Json::Null),
        links: members(&mut rest, "linkIds", link_id)?,
        rest,
    })
}

fn graph<'a>(rest: &mut Object<'a>) -> Read<EditorGraph<'a>> {
    Ok(EditorGraph { nodes: members(rest, "nodes", node)?, links: links(rest)? })
}

/// Broken rows are left out, as the editor does: what names them finds no link.
fn links<'a>(rest: &mut Object<'a>) -> Read<Vec<EditorLink<'a>>> {
    let rows = members(rest, "links", Ok)?;
    Ok(rows.into_iter().filter_map(link).collect())
}

fn link(json: Json<'_>) -> Option<EditorLink<'_>> {
    match json {
        Json::List(cells) => {
            let [id, origin, origin_slot, target, target_slot, ..] = &cells[..] else {
                return None;
            };
            Some(EditorLink {
                id: LinkId::new(whole(id)?),
                origin: EditorId::from_json(origin)?,
                origin_slot: whole(origin_slot)?,
                target: EditorId::from_json(target)?,
                target_slot: whole(target_slot)?,
                socket: cells.get(5).cloned().unwrap_or(Json::Null),
                rest: Object::new(),
            })
        }
        Json::Object(mut rest) => Some(EditorLink {
            id: LinkId::new(whole(&take(&mut rest, "id")?)?),
            origin: EditorId::from_json(&take(&mut rest, "origin_id")?)?,
            origin_slot: whole(&take(&mut rest, "origin_slot")?)?,
            target: EditorId::from_json(&take(&mut rest, "target_id")?)?,
            target_slot: whole(&take(&mut rest, "target_slot")?)?,
            socket: take(&mut rest, "type").unwrap_or(Json::Null),
            rest,
        }),
        _ => None,
    }
}

fn node(json: Json<'_>) -> Read<EditorNode<'_>> {
    let mut rest = object(json)?;
    Ok(EditorNode {
        id: id(&mut rest)?,
        class: text(&mut rest, "type")?,
        mode: mode(take(&mut rest, "mode")),
        title: optional_text(&mut rest, "title"),
        inputs: members(&mut rest, "inputs", input)?,
        outputs: members(&mut rest, "outputs", output)?,
        values: values(take(&mut rest, "widgets_values"))?,
        properties: properties(&mut rest),
        rest,
    })
}

fn id<'a>(rest: &mut Object<'a>) -> Read<EditorId<'a>> {
    let json = take(rest, "id");
    let id = json.as_ref().and_then(EditorId::from_json);
    id.ok_or_else(|| EditorError::new(json.as_ref(), "a whole number or text").under("id"))
}

fn mode(json: Option<Json<'_>>) -> Mode<'_> {
    match json {
        None | Some(Json::Int(0)) => Mode::Always,
        Some(Json::Int(2)) => Mode::Never,
        Some(Json::Int(4)) => Mode::Bypass,
        Some(other) => Mode::Other(other),
    }
}

fn input(json: Json<'_>) -> Read<EditorInput<'_>> {
    let mut rest = object(json)?;
    Ok(EditorInput {
        name: text_or_empty(&mut rest, "name"),
        socket: take(&mut rest, "type").unwrap_or(Json::Null),
        link: optional_link(&mut rest)?,
        widget: widget(&rest),
        rest,
    })
}

/// The widget's object stays where it is, since packs keep more in it than the name.
fn widget<'a>(rest: &Object<'a>) -> Option<Cow<'a, str>> {
    match rest.get("widget")?.as_object()?.get("name")? {
        Json::Text(name) => Some(name.clone()),
        _ => None,
    }
}

fn optional_link(rest: &mut Object<'_>) -> Read<Option<LinkId>> {
    match take(rest, "link") {
        None | Some(Json::Null) => Ok(None),
        Some(json) => link_id(json).map(Some).map_err(|error| error.under("link")),
    }
}

fn output(json: Json<'_>) -> Read<EditorOutput<'_>> {
    let mut rest = object(json)?;
    Ok(EditorOutput {
        name: text_or_empty(&mut rest, "name"),
        socket: take(&mut rest, "type").unwrap_or(Json::Null),
        links: members(&mut rest, "links", link_id)?,
        rest,
    })
}

fn link_id(json: Json<'_>) -> Read<LinkId> {
    whole(&json).map(LinkId::new).ok_or_else(|| EditorError::new(Some(&json), "a whole number"))
}

fn values(json: Option<Json<'_>>) -> Read<WidgetValues<'_>> {
    match json {
        None | Some(Json::Null) => Ok(WidgetValues::Absent),
        Some(Json::List(values)) => Ok(WidgetValues::List(values)),
        Some(Json::Object(values)) => Ok(WidgetValues::Named(values)),
        Some(other) => {
            Err(EditorError::new(Some(&other), "a list or an object").under("widgets_values"))
        }
    }
}

fn properties<'a>(rest: &mut Object<'a>) -> Object<'a> {
    match rest.get_mut("properties") {
        Some(Json::Object(properties)) => std::mem::take(properties),
        _ => Object::new(),
    }
}

/// Takes the value of `key` out; an empty list or null stays to keep the place.
fn take<'a>(object: &mut Object<'a>, key: &str) -> Option<Json<'a>> {
    let json = object.get_mut(key)?;
    let place = if json.as_list().is_some() { Json::List(Vec::new()) } else { Json::Null };
    Some(std::mem::replace(json, place))
}

fn object(json: Json<'_>) -> Read<Object<'_>> {
    match json {
        Json::Object(object) => Ok(object),
        other => Err(EditorError::new(Some(&other), "an object")),
    }
}

/// The parts of the list under `key`; none where it is absent or null.
fn members<'a, T>(
    object: &mut Object<'a>,
    key: &'static str,
    read: impl FnMut(Json<'a>) -> Read<T>,
) -> Read<Vec<T>> {
    list(take(object, key), read).map_err(|error| error.under(key))
}

fn list<'a, T>(json: Option<Json<'a>>, mut read: impl FnMut(Json<'a>) -> Read<T>) -> Read<Vec<T>> {
    let items = match json {
        None | Some(Json::Null) => return Ok(Vec::new()),
        Some(Json::List(items)) => items,
        Some(other) => return Err(EditorError::new(Some(&other), "a list")),
    };
    let numbered = items.into_iter().enumerate();
    numbered.map(|(at, item)| read(item).map_err(|error| error.under(at.to_string()))).collect()
}

fn text<'a>(object: &mut Object<'a>, key: &'static str) -> Read<Cow<'a, str>> {
    match take(object, key) {
        Some(Json::Text(text)) => Ok(text),
        other => Err(EditorError::new(other.as_ref(), "text").under(key)),
    }
}

/// Anything but text stays where it is.
fn optional_text<'a>(object: &mut Object<'a>, key: &str) -> Option<Cow<'a, str>> {
    match object.get_mut(key)? {
        Json::Text(text) => Some(std::mem::take(text)),
        _ => None,
    }
}

fn text_or_empty<'a>(object: &mut Object<'a>, key: &str) -> Cow<'a, str> {
    optional_text(object, key).unwrap_or_default()
}
