//! Gives the nodes of a prompt ids that editors keep.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::loss::{LossReason, Losses};
use crate::ids::NodeId;
use crate::prompt::Prompt;
use crate::workflow::{EditorId, Loss};

/// The ids of a prompt's nodes, in the prompt's order.
pub(super) struct Ids<'p> {
    ids: IndexMap<&'p str, EditorId<'static>, RandomState>,
    last: i64,
}

impl<'p> Ids<'p> {
    /// Keeps every id that editors can; the others become numbers nobody has.
    pub(super) fn new(prompt: &'p Prompt, all: &mut Vec<Loss>) -> Self {
        let numbers = prompt.nodes().filter_map(|(id, _)| whole(id.as_str()));
        let mut last = numbers.fold(0, i64::max);
        let ids = prompt.nodes().map(|(id, _)| {
            let kept = kept(id.as_str()).unwrap_or_else(|| {
                last += 1;
                let renamed = NodeId::new(last.to_string()).expect("BUG: a number is not empty");
                Losses::new(id, all).of_node(LossReason::Renamed(renamed));
                EditorId::Number(last)
            });
            (id.as_str(), kept)
        });
        let ids = ids.collect();
        Self { ids, last }
    }

    /// The highest number among them.
    pub(super) const fn last(&self) -> i64 {
        self.last
    }

    /// The id of the node at `place` of the prompt.
    pub(super) fn at(&self, place: usize) -> &EditorId<'static> {
        &self.ids[place]
    }

    /// Which node of the prompt it is, counted from 0.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.ids.get_index_of(id)
    }
}

/// JavaScript counts exactly up to here.
const MAX_WHOLE: i64 = 1 << 53;

fn whole(id: &str) -> Option<i64> {
    let number: i64 = id.parse().ok()?;
    (number.to_string() == id && (0..MAX_WHOLE).contains(&number)).then_some(number)
}

fn kept(id: &str) -> Option<EditorId<'static>> {
    if RESERVED.contains(&id) {
        return None;
    }
    Some(whole(id).map_or_else(|| EditorId::Text(id.to_owned().into()), EditorId::Number))
}

/// Ids that stand for something else in the editor; the texts are what every JavaScript object has.
const RESERVED: &[&str] = &[
    "-1",
    "-10",
    "-20",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ClassName;
    use crate::prompt::PromptNode;

    fn drawn(ids: &[&str]) -> (Vec<String>, usize) {
        let node = || PromptNode::new(ClassName::new("A").unwrap());
        let prompt: Prompt = ids.iter().map(|id| (NodeId::new(*id).unwrap(), node())).collect();
        let mut losses = Vec::new();

        let drawn = Ids::new(&prompt, &mut losses);

        (
            ids.iter().map(|id| drawn.at(drawn.place(id).unwrap()).to_json().to_string()).collect(),
            losses.len(),
        )
    }

    #[test]
    fn numbers_stay_numbers_and_texts_stay_texts() {
        let (ids, losses) = drawn(&["0", "57:3", "007", "save", "9007199254740993", "-5"]);

        let texts = ["0", "\"57:3\"", "\"007\"", "\"save\"", "\"9007199254740993\"", "\"-5\""];
        assert_eq!(ids, texts);
        assert_eq!(losses, 0);
    }

    #[test]
    fn reserved_ids_give_way_to_new_numbers() {
        let (ids, losses) = drawn(&["-10", "8", "__proto__"]);

        assert_eq!(ids, ["9", "8", "10"]);
        assert_eq!(losses, 2);
    }
}
