//! Makes random operations, most of which make sense on the graph at hand.

use serde_json::{Value as Literal, json};

use crate::ids::{InputName, NodeId};
use crate::schema::{Input, InputKind, Schema};
use crate::workflow::edit::outline::Outline;
use crate::workflow::edit::{Draft, DraftForm, Operation};

/// Numbers that look random, the same in each run.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: usize) -> usize {
        // Knuth's MMIX constants; the high bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }

    pub(super) fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let at = self.roll(items.len());
        items.get(at)
    }
}

/// Which operations to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinds {
    All,
    /// Those that mean the same in both forms.
    OfBothForms,
}

pub(super) struct Generator<'s> {
    pub(super) dice: Dice,
    pub(super) schema: &'s Schema,
    pub(super) kinds: Kinds,
    pub(super) next_id: u32,
}

impl Generator<'_> {
    /// An operation on a graph of which `outline` is the outline.
    pub(super) fn operation(&mut self, outline: &Outline, form: &DraftForm) -> Operation {
        let draft = Draft::new(self.schema, form.clone(), outline.clone());
        let ids: Vec<NodeId> = outline.prompt.nodes().map(|(id, _)| id.clone()).collect();
        let node = self.node(&ids);
        let count = if self.kinds == Kinds::All { 15 } else { 13 };
        let json = match self.dice.roll(count) {
            0 | 1 => {
                let (input, value) = (self.input(&draft, &node), self.value(&draft, &node));
                json!({"op": "set", "node": node, "input": input, "value": value})
            }
            2 => {
                let (from, input) = (self.output(&ids), self.input(&draft, &node));
                json!({"op": "connect", "from": from, "to": {"node": node, "input": input}})
            }
            3 => {
                let title = format!("title {}", self.dice.roll(9));
                json!({"op": "rename", "node": node, "title": title})
            }
            4 => {
                let id = self.fresh();
                json!({"op": "add", "class": self.class(), "id": id})
            }
            5 => json!({"op": "remove", "node": node}),
            6 => {
                let id = self.fresh();
                let to = json!({"node": node, "input": self.linked(&draft, &node)});
                json!({"op": "insert_between", "class": self.class(), "to": to, "id": id})
            }
            7 => json!({"op": "replace", "node": node, "class": self.class()}),
            8 => json!({"op": "bypass", "node": node}),
            9 => json!({"op": "mute", "node": node}),
            13 => json!({"op": "unbypass", "node": node}),
            11 => json!({"op": "add_lora", "lora": "x.safetensors"}),
            12 => json!({"op": "remove_lora", "lora": node}),
            10 => json!({"op": "remove", "node": node, "rewire": "never"}),
            _ => json!({"op": "disconnect", "node": node, "input": self.linked(&draft, &node)}),
        };
        Operation::from_json(json).expect("an operation")
    }

    fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn node(&mut self, ids: &[NodeId]) -> NodeId {
        let stranger = NodeId::from(99_999);
        if self.dice.roll(40) == 0 {
            stranger
        } else {
            self.dice.pick(ids).cloned().unwrap_or(stranger)
        }
    }

    fn class(&mut self) -> String {
        let names: Vec<_> = self.schema.classes().map(|class| class.name.as_str()).collect();
        let common = [
            "ImageScale",
            "LoraLoader",
            "VAEDecode",
            "KSampler",
            "ResizeImageMaskNode",
            "BatchImagesNode",
            "ImageInvert",
            "CLIPTextEncode",
        ];
        let pool: &[&str] = if self.dice.roll(2) == 0 { &names } else { &common };
        self.dice.pick(pool).map_or("None", |name| *name).to_owned()
    }

    fn output(&mut self, ids: &[NodeId]) -> Literal {
        let node = self.node(ids);
        match self.dice.roll(3) {
            0 => json!({"node": node}),
            1 => json!([node, self.dice.roll(3)]),
            _ => {
                let slot = self.dice.pick(&["IMAGE", "MODEL", "LATENT", "nonsense"]);
                json!({"node": node, "slot": slot})
            }
        }
    }

    fn input(&mut self, draft: &Draft<'_>, node: &NodeId) -> InputName {
        let mut names = vec!["nonsense".to_owned(), "images".to_owned()];
        if draft.outline.prompt.node(node.as_str()).is_some() {
            names.extend(draft.node(node).inputs.keys().map(ToString::to_string));
            names.extend(draft.node(node).inputs.keys().map(ToString::to_string));
            if let Some(class) = draft.class(node) {
                names.extend(class.inputs.iter().map(|input| input.name.to_string()));
            }
        }
        InputName::new(self.dice.pick(&names).expect("names").clone()).expect("a name")
    }

    fn linked(&mut self, draft: &Draft<'_>, node: &NodeId) -> InputName {
        let mut names = vec!["nonsense".to_owned()];
        if draft.outline.prompt.node(node.as_str()).is_some() {
            names.extend(draft.node(node).links().map(|(name, _)| name.to_string()));
        }
        let name = names.last().filter(|_| self.dice.roll(10) > 0).unwrap_or(&names[0]);
        InputName::new(name.clone()).expect("a name")
    }

    /// A value that some input of the node may take, or none does.
    fn value(&mut self, draft: &Draft<'_>, node: &NodeId) -> Literal {
        let declared = draft.outline.prompt.node(node.as_str()).and_then(|_| draft.class(node));
        let inputs: &[Input] = declared.map_or(&[], |class| &class.inputs);
        let key = inputs.iter().find_map(|input| match &input.kind {
            InputKind::DynamicCombo(combo) => {
                let keys: Vec<_> =
                    combo.options.iter().map(|option| option.key.to_string()).collect();
                self.dice.pick(&keys).cloned()
            }
            InputKind::Combo(combo) => combo.choices.as_slice().last().map(ToString::to_string),
            _ => None,
        });
        match self.dice.roll(7) {
            0 | 1 => json!(key.unwrap_or_else(|| "some text".to_owned())),
            2 => json!(self.dice.roll(64)),
            3 => json!(0.5),
            4 => json!(self.dice.roll(2) == 0),
            5 => json!(1_000_000_000_000_i64),
            _ => json!({"a": null}),
        }
    }
}
