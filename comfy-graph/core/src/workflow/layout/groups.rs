//! Draws the boxes of a workflow around where their nodes went.

use super::boxes::Area;
use crate::json::{Json, Object};

/// The distance from a box to the nodes in it.
const MARGIN: f64 = 12.0;
/// The height of a box's title.
const HEADING: f64 = 34.0;
/// No person draws more.
const MAX_GROUPS: usize = 300;

fn frame(inside: Area) -> Area {
    let Area { x, y, width, height } = inside.grown(MARGIN);
    Area { x, y: y - HEADING, width, height: height + HEADING }
}

/// Which nodes the groups of a workflow hold, by group.
pub(super) struct Members(Vec<Vec<usize>>);

impl Members {
    /// Looks where the nodes are.
    pub(super) fn of(rest: &Object<'_>, areas: &[Area]) -> Self {
        let groups = rest.get("groups").and_then(Json::as_list).unwrap_or_default();
        let held = |group: &Json<'_>| {
            let bounding =
                bounding(group).unwrap_or(Area { x: 0.0, y: 0.0, width: 0.0, height: 0.0 });
            (0..areas.len()).filter(|&place| bounding.holds(&areas[place])).collect()
        };
        Self(groups.iter().take(MAX_GROUPS).map(held).collect())
    }

    /// By node, the smallest group around it.
    pub(super) fn clusters(&self, count: usize) -> Vec<Option<usize>> {
        let mut clusters = vec![None; count];
        for (group, members) in self.0.iter().enumerate() {
            for &member in members {
                let is_smaller =
                    clusters[member].is_none_or(|other: usize| members.len() < self.0[other].len());
                if is_smaller {
                    clusters[member] = Some(group);
                }
            }
        }
        clusters
    }

    /// Draws the groups around where their nodes are now.
    pub(super) fn refit(&self, rest: &mut Object<'_>, areas: &[Area]) {
        let Some(Json::List(groups)) = rest.get_mut("groups") else { return };
        for (group, members) in groups.iter_mut().zip(&self.0) {
            let inside = members.iter().map(|&member| areas[member]).reduce(Area::with);
            if let (Json::Object(group), Some(inside)) = (group, inside) {
                group.insert("bounding", frame(inside).to_json());
            }
        }
    }
}

fn bounding(group: &Json<'_>) -> Option<Area> {
    Area::from_json(group.as_object()?.get("bounding")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn area(x: f64, y: f64) -> Area {
        Area { x, y, width: 100.0, height: 100.0 }
    }

    #[test]
    fn groups_follow_their_nodes() {
        let json = Json::parse(r#"{"groups":[{"title":"a","bounding":[-10,-10,120,120]}]}"#);
        let mut rest = json.unwrap().as_object().unwrap().clone();
        let members = Members::of(&rest, &[area(0.0, 0.0), area(500.0, 0.0)]);

        members.refit(&mut rest, &[area(1000.0, 0.0), area(0.0, 0.0)]);

        assert_eq!(members.clusters(2), [Some(0), None]);
        assert_eq!(
            rest.get("groups").unwrap().to_string(),
            r#"[{"title":"a","bounding":[988,-46,124,158]}]"#
        );
    }
}
