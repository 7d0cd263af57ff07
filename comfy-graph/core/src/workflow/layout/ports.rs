//! Moves the ends of subgraphs, where links enter and leave, to both sides of their nodes.

use super::boxes::Area;
use super::place::COLUMN_GAP;
use crate::json::{Json, Object};

/// Moves the ends in `rest` beside `areas`.
pub(super) fn move_ports(rest: &mut Object<'_>, areas: &[Area]) {
    let Some(inside) = areas.iter().copied().reduce(Area::with) else { return };
    move_end(rest, "inputNode", |end| inside.x - COLUMN_GAP - end.width, inside.y);
    move_end(rest, "outputNode", |_| inside.x + inside.width + COLUMN_GAP, inside.y);
}

fn move_end(rest: &mut Object<'_>, key: &str, x: impl Fn(&Area) -> f64, y: f64) {
    let Some(Json::Object(end)) = rest.get_mut(key) else { return };
    if let Some(area) = end.get("bounding").and_then(Area::from_json) {
        end.insert("bounding", Area { x: x(&area), y, ..area }.to_json());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_stand_at_both_sides() {
        let text =
            r#"{"inputNode":{"bounding":[7,7,50,60]},"outputNode":{"bounding":[7,7,40,60]}}"#;
        let mut rest = Json::parse(text).unwrap().as_object().unwrap().clone();

        move_ports(&mut rest, &[Area { x: 0.0, y: 0.0, width: 200.0, height: 100.0 }]);

        let expected =
            r#"{"inputNode":{"bounding":[-140,0,50,60]},"outputNode":{"bounding":[290,0,40,60]}}"#;
        assert_eq!(rest.to_string(), expected);
    }
}
