//! Reads and writes where nodes are, how large they are.

use crate::json::{Json, Object};
use crate::workflow::EditorNode;

/// A rectangle in the editor's units, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The height of the bar above a node that holds its title.
pub(super) const TITLE: f64 = 30.0;

impl Area {
    /// The smallest area around both.
    pub(super) fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Larger by `margin` on each side.
    pub(super) fn grown(self, margin: f64) -> Self {
        Self {
            x: self.x - margin,
            y: self.y - margin,
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
        }
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// Whether the middle of `other` lies inside.
    pub(super) fn holds(&self, other: &Self) -> bool {
        let (x, y) = (other.x + other.width / 2.0, other.y + other.height / 2.0);
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }

    /// Reads `[x, y, width, height]`.
    pub(super) fn from_json(json: &Json<'_>) -> Option<Self> {
        let [x, y, width, height] = json.as_list()? else { return None };
        let [x, y, width, height] = [number(x)?, number(y)?, number(width)?, number(height)?];
        Some(Self { x, y, width, height })
    }

    pub(super) fn to_json(self) -> Json<'static> {
        [self.x, self.y, self.width, self.height].into_iter().map(whole).collect()
    }
}

/// What a node takes up with its title: the size in the file, else a guess.
pub(super) fn area(node: &EditorNode<'_>) -> Area {
    let (x, y) = pair(node.rest.get("pos")).unwrap_or_default();
    let (width, height) = match pair(node.rest.get("size")) {
        Some((width, _)) if is_folded(node) => (width.min(FOLDED), 0.0),
        Some(size) => size,
        None => guess(node),
    };
    let (width, height) = (width.clamp(0.0, MAX_SIDE), height.clamp(0.0, MAX_SIDE));
    Area { x, y: y - TITLE, width, height: height + TITLE }
}

/// How wide folded nodes are at most.
const FOLDED: f64 = 200.0;
/// No node is larger; files may say anything.
const MAX_SIDE: f64 = 20_000.0;

fn is_folded(node: &EditorNode<'_>) -> bool {
    let flags = node.rest.get("flags").and_then(Json::as_object);
    flags.and_then(|flags| flags.get("collapsed")) == Some(&Json::Bool(true))
}

fn guess(node: &EditorNode<'_>) -> (f64, f64) {
    let rows = node.inputs.len().max(node.outputs.len()).clamp(2, 40);
    (250.0, 24.0 * rows as f64)
}

/// Puts a node, its title included, where its area starts.
pub(super) fn move_to(node: &mut EditorNode<'_>, (x, y): (f64, f64)) {
    move_pair(&mut node.rest, (x, y + TITLE));
}

/// Writes where something is.
pub(super) fn move_pair(owner: &mut Object<'_>, (x, y): (f64, f64)) {
    let pos: Json<'_> = [whole(x), whole(y)].into_iter().collect();
    owner.insert("pos", pos);
}

/// Two numbers in a list, or in an object with the keys `0` and `1`.
fn pair(json: Option<&Json<'_>>) -> Option<(f64, f64)> {
    match json? {
        Json::List(items) => match items.as_slice() {
            [x, y, ..] => Some((number(x)?, number(y)?)),
            _ => None,
        },
        Json::Object(object) => keyed(object),
        _ => None,
    }
}

fn keyed(object: &Object<'_>) -> Option<(f64, f64)> {
    Some((number(object.get("0")?)?, number(object.get("1")?)?))
}

fn number(json: &Json<'_>) -> Option<f64> {
    let number = match json {
        Json::Int(whole) => *whole as f64,
        Json::Float(number) => *number,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

fn whole(number: f64) -> Json<'static> {
    Json::from(number.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::EditorId;

    fn node(size: &'static str) -> EditorNode<'static> {
        let mut node = EditorNode::new(EditorId::Number(1), "A");
        node.rest.insert("size", Json::parse(size).unwrap());
        node
    }

    #[test]
    fn sizes_are_read_from_lists_and_objects() {
        for size in ["[200, 50]", r#"{"0": 200, "1": 50.0}"#] {
            let area = area(&node(size));

            assert_eq!((area.width, area.height), (200.0, 50.0 + TITLE), "{size}");
        }
    }

    #[test]
    fn what_is_no_size_is_guessed() {
        for size in ["null", "[1]", "[\"a\", 2]", "[1e999, 2]"] {
            assert_eq!(area(&node(size)).width, 250.0, "{size}");
        }
    }

    #[test]
    fn a_node_is_moved_with_its_title() {
        let mut node = node("[10, 10]");

        move_to(&mut node, (5.0, 100.0));

        assert_eq!(node.rest.get("pos").unwrap().to_string(), "[5,130]");
        assert_eq!(area(&node).y, 100.0);
    }
}
