//! Finds room for new nodes beside those they are linked to.

use crate::json::{Json, Object};
use crate::schema::{InputKind, NodeClass, TextWidget};
use crate::workflow::widgets::{Given, widgets};
use crate::workflow::{EditorGraph, EditorId, EditorNode};

/// A node on the canvas, its title bar included.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Area {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

const TITLE: f64 = 30.0;
const ROW: f64 = 20.0;
const WIDGET: f64 = 24.0;
const TEXT: f64 = 150.0;
const WIDTH: f64 = 270.0;
const TEXT_WIDTH: f64 = 400.0;
/// Between neighbours.
const GAP: f64 = 50.0;

impl Area {
    fn right(self) -> f64 {
        self.left + self.width
    }

    fn bottom(self) -> f64 {
        self.top + self.height
    }

    fn touches(self, other: Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }
}

/// Gives the node called `id` a size, and a position where it covers no other.
///
/// It goes to the right of what feeds it, else to the left of what it feeds, else to the right of
/// all.
pub(super) fn place(graph: &mut EditorGraph<'_>, id: &EditorId<'_>, class: &NodeClass) {
    let Some(at) = graph.nodes.iter().position(|node| node.id.is(id)) else { return };
    let (width, height) = size(&graph.nodes[at], class);
    let placed: Vec<(&EditorNode<'_>, Area)> =
        graph.nodes.iter().filter_map(|node| Some((node, area(node)?))).collect();
    let area_of =
        |id: &EditorId<'_>| placed.iter().find(|(node, _)| node.id.is(id)).map(|(_, area)| *area);
    let sources = graph.links.iter().filter(|link| link.target.is(id));
    let source = sources
        .filter_map(|link| area_of(&link.origin))
        .max_by(|a, b| a.right().total_cmp(&b.right()));
    let targets = graph.links.iter().filter(|link| link.origin.is(id));
    let target =
        targets.filter_map(|link| area_of(&link.target)).min_by(|a, b| a.left.total_cmp(&b.left));
    let (left, top) = match (source, target) {
        (Some(source), _) => (source.right() + GAP, source.top),
        (None, Some(target)) => (target.left - GAP - width, target.top),
        (None, None) => beside_all(placed.iter().map(|(_, area)| *area)),
    };
    let mut area = Area { left, top, width, height: height + TITLE };
    // Each step goes below another node, of which there are so many.
    while let Some((_, other)) = placed.iter().find(|(_, other)| area.touches(*other)) {
        area.top = other.bottom() + GAP;
    }
    let pair = |a: f64, b: f64| {
        [Json::Float(a.round()), Json::Float(b.round())].into_iter().collect::<Json<'static>>()
    };
    let rest = &mut graph.nodes[at].rest;
    rest.insert("pos", pair(area.left, area.top + TITLE));
    rest.insert("size", pair(width, height));
}

fn beside_all(areas: impl Iterator<Item = Area> + Clone) -> (f64, f64) {
    let right = areas.clone().map(Area::right).reduce(f64::max);
    let top = areas.map(|area| area.top).reduce(f64::min);
    (right.map_or(0.0, |right| right + GAP), top.unwrap_or_default())
}

fn area(node: &EditorNode<'_>) -> Option<Area> {
    let (left, top) = pair(&node.rest, "pos")?;
    let (width, height) = pair(&node.rest, "size").unwrap_or((WIDTH, 2.0 * ROW));
    let area = Area { left, top: top - TITLE, width, height: height + TITLE };
    let sides = [area.left, area.top, area.width, area.height];
    sides.iter().all(|side| side.is_finite()).then_some(area)
}

/// Two numbers, in a list or in an object with their positions as keys.
fn pair(rest: &Object<'_>, key: &str) -> Option<(f64, f64)> {
    let (first, second) = match rest.get(key)? {
        Json::List(list) => (list.first()?, list.get(1)?),
        Json::Object(object) => (object.get("0")?, object.get("1")?),
        _ => return None,
    };
    Some((number(first)?, number(second)?))
}

fn number(json: &Json<'_>) -> Option<f64> {
    match json {
        Json::Int(whole) => Some(*whole as f64),
        Json::Float(number) => Some(*number),
        _ => None,
    }
}

fn size(node: &EditorNode<'_>, class: &NodeClass) -> (f64, f64) {
    let shown = widgets(class, |_| Given::Nothing);
    let is_area =
        |kind: &InputKind| matches!(kind, InputKind::Text(TextWidget { multiline: true, .. }));
    let texts =
        shown.iter().filter(|(widget, _)| widget.input().is_some_and(|input| is_area(&input.kind)));
    let texts = texts.count();
    let rows = node.inputs.iter().filter(|input| input.widget.is_none()).count();
    let rows = rows.max(node.outputs.len()) as f64;
    let height = rows * ROW + (shown.len() - texts) as f64 * WIDGET + texts as f64 * TEXT + 10.0;
    (if texts > 0 { TEXT_WIDTH } else { WIDTH }, height)
}
