//! Draws boxes around nodes that belong together.
//!
//! New ones only where nothing else gets inside; those that a workflow has follow their nodes.

use super::boxes::Area;
use super::roles::Role;
use crate::json::{Json, Object};

/// The distance from a box to the nodes in it.
const MARGIN: f64 = 12.0;
/// The height of a box's title.
const HEADING: f64 = 34.0;
/// So many times what is in it, a box is still worth drawing.
const MAX_EMPTY: f64 = 2.5;
/// Above, boxes would not help the eye, and would take long to find.
const MAX_NODES: usize = 300;

/// A box with the places of the nodes in it.
struct Group {
    area: Area,
    members: Vec<usize>,
}

impl Group {
    /// The box as it is drawn.
    fn frame(&self) -> Area {
        frame(self.area)
    }
}

fn frame(inside: Area) -> Area {
    let Area { x, y, width, height } = inside.grown(MARGIN);
    Area { x, y: y - HEADING, width, height: height + HEADING }
}

/// Boxes around two or more nodes of one role, from left to right.
pub(super) fn by_role(areas: &[Area], roles: &[Option<Role>]) -> Vec<Json<'static>> {
    if areas.len() > MAX_NODES {
        return Vec::new();
    }
    let mut groups: Vec<Option<Group>> = (0..areas.len())
        .map(|place| Some(Group { area: areas[place], members: vec![place] }))
        .collect();
    let mut group_of: Vec<usize> = (0..areas.len()).collect();
    for (a, b) in pairs(areas, roles) {
        let (a, b) = (group_of[a], group_of[b]);
        if a != b
            && let Some(merged) = merged(&groups, a, b, areas)
        {
            merged.members.iter().for_each(|&member| group_of[member] = a);
            groups[a] = Some(merged);
            groups[b] = None;
        }
    }
    let mut groups: Vec<_> =
        groups.into_iter().flatten().filter(|group| group.members.len() > 1).collect();
    groups.sort_by(|a, b| a.area.x.total_cmp(&b.area.x).then(a.area.y.total_cmp(&b.area.y)));
    let numbered = groups.iter().zip(1_i64..).filter_map(|(group, number)| {
        let role = roles[*group.members.first()?]?;
        Some(json(number, role, group.frame()))
    });
    numbered.collect()
}

/// Two nodes of one role each, the nearest first.
fn pairs(areas: &[Area], roles: &[Option<Role>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for b in 0..areas.len() {
        let same = (0..b).filter(|&a| roles[a].is_some() && roles[a] == roles[b]);
        pairs.extend(same.map(|a| (a, b)));
    }
    let extent = |&(a, b): &(usize, usize)| {
        let Area { width, height, .. } = areas[a].with(areas[b]);
        width * height - size(areas[a]) - size(areas[b])
    };
    pairs.sort_by(|a, b| extent(a).total_cmp(&extent(b)));
    pairs
}

fn size(area: Area) -> f64 {
    area.width * area.height
}

/// Both groups as one, where nothing else gets inside.
fn merged(groups: &[Option<Group>], a: usize, b: usize, areas: &[Area]) -> Option<Group> {
    let (one, other) = (groups[a].as_ref()?, groups[b].as_ref()?);
    let area = one.area.with(other.area);
    let members: Vec<usize> = one.members.iter().chain(&other.members).copied().collect();
    let filled: f64 = members.iter().map(|&member| size(areas[member])).sum();
    let frame = frame(area);
    let is_free = |(place, group): (usize, &Option<Group>)| match group {
        Some(group) if place != a && place != b => {
            let taken = if group.members.len() > 1 { group.frame() } else { group.area };
            !taken.overlaps(&frame)
        }
        _ => true,
    };
    let is_tidy = size(area) <= MAX_EMPTY * filled && groups.iter().enumerate().all(is_free);
    is_tidy.then_some(Group { area, members })
}

fn json(number: i64, role: Role, frame: Area) -> Json<'static> {
    let fields = [
        ("id", Json::from(number)),
        ("title", Json::from(role.title())),
        ("bounding", frame.to_json()),
        ("color", Json::from(role.color())),
        ("font_size", Json::Int(24)),
        ("flags", Object::new().into()),
    ];
    Object::from_iter(fields).into()
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
        // No person draws more.
        Self(groups.iter().take(MAX_NODES).map(held).collect())
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
    fn neighbours_of_one_role_share_a_box() {
        let areas = [area(0.0, 0.0), area(0.0, 120.0), area(300.0, 0.0)];
        let roles = [Some(Role::Models), Some(Role::Models), Some(Role::Output)];

        let groups = by_role(&areas, &roles);

        assert_eq!(groups.len(), 1);
        let text = groups[0].to_string();
        assert!(text.contains(r#""title":"Models","bounding":[-12,-46,124,278]"#), "{text}");
    }

    #[test]
    fn no_box_is_drawn_around_other_nodes() {
        let areas = [area(0.0, 0.0), area(0.0, 120.0), area(0.0, 240.0)];
        let roles = [Some(Role::Models), None, Some(Role::Models)];

        assert_eq!(by_role(&areas, &roles), []);
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
