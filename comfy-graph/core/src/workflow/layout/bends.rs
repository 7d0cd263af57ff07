//! Moves the points through which people led links.
//!
//! They stand halfway between the nodes that a link joins, since the old places would lead it
//! astray.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::boxes::{Area, move_pair};
use crate::json::{Json, Object};
use crate::workflow::{EditorGraph, EditorId, LinkId};

/// Moves all points of `graph`, which stand in `extra` or, in version 1, beside it.
pub(super) fn move_bends(rest: &mut Object<'_>, graph: &EditorGraph<'_>, areas: &[Area]) {
    let middles = middles(graph, areas);
    move_all(rest, &middles);
    if let Some(Json::Object(extra)) = rest.get_mut("extra") {
        move_all(extra, &middles);
    }
}

type Middles = HashMap<LinkId, (f64, f64), RandomState>;

fn middles(graph: &EditorGraph<'_>, areas: &[Area]) -> Middles {
    let places: HashMap<EditorId<'_>, usize, RandomState> =
        graph.nodes.iter().enumerate().map(|(place, node)| (node.id.normal(), place)).collect();
    let middle = |origin: &Area, target: &Area| {
        let x = (origin.x + origin.width + target.x) / 2.0;
        (x, (origin.y + target.y) / 2.0)
    };
    let links = graph.links.iter().filter_map(|link| {
        let origin = areas.get(*places.get(&link.origin.normal())?)?;
        let target = areas.get(*places.get(&link.target.normal())?)?;
        Some((link.id, middle(origin, target)))
    });
    links.collect()
}

fn move_all(owner: &mut Object<'_>, middles: &Middles) {
    let Some(Json::List(bends)) = owner.get_mut("reroutes") else { return };
    for bend in bends {
        let Json::Object(bend) = bend else { continue };
        let links = bend.get("linkIds").and_then(Json::as_list).unwrap_or_default();
        let middle = links.iter().find_map(|link| match link {
            Json::Int(id) => middles.get(&LinkId::new(i64::try_from(*id).ok()?)),
            _ => None,
        });
        if let Some(&middle) = middle {
            move_pair(bend, middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::json::Json;
    use crate::workflow::{EditorWorkflow, arrange};

    #[test]
    fn bends_stand_between_the_nodes_of_their_link() {
        let text = concat!(
            r#"{"nodes":[{"id":1,"type":"A","size":[100,50]},{"id":2,"type":"B"}],"#,
            r#""links":[[7,1,0,2,0,"IMAGE"]],"extra":{"reroutes":["#,
            r#"{"id":1,"pos":[-900,5],"linkIds":[7]},{"id":2,"pos":[3,4],"linkIds":[8]}]}}"#,
        );
        let mut workflow = EditorWorkflow::read(Json::parse(text).unwrap()).unwrap();

        arrange(&mut workflow);

        let extra = workflow.rest.get("extra").unwrap().to_string();
        assert!(extra.contains(r#"{"id":1,"pos":[145,0],"linkIds":[7]}"#), "{extra}");
        assert!(extra.contains(r#"{"id":2,"pos":[3,4],"linkIds":[8]}"#), "{extra}");
    }
}
