//! Adds LoRAs to the chain between a model loader and what uses the model, or removes them.

use serde_json::Value as Literal;

use super::draft::{Done, Draft};
use super::error::EditError;
use super::operation::{AddLora, Given, InputRef, OutputRef, RemoveLora};
use super::passage::Passed;
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::prompt::{Link, Value};

impl Draft<'_> {
    pub(super) fn add_lora(&mut self, lora: &AddLora) -> Done {
        let after = match &lora.after {
            Some(after) => self.movable(after)?,
            None => self.chain_end()?,
        };
        let Some(model) = self.slot_of(&after, "MODEL") else {
            return Err(EditError::NoModel { node: self.name(&after) });
        };
        let clip = self.slot_of(&after, "CLIP");
        if clip.is_none() && lora.strength_clip.is_some() {
            return Err(EditError::NoClip { node: self.name(&after) });
        }
        let class = if clip.is_some() { "LoraLoader" } else { "LoraLoaderModelOnly" };
        let class = ClassName::new(class).expect("BUG: the name is not empty");
        let consumers = self.consumers(&after);
        let node = self.add_plain(&class, lora.id.as_ref(), &after)?;
        self.give_lora(&node, lora)?;
        for (name, slot) in [("model", Some(model)), ("clip", clip)] {
            let Some(slot) = slot else { continue };
            let to = InputRef { node: node.clone(), input: named(name) };
            self.connect(&Link { node: after.clone(), slot }.into(), &to)?;
            let output = if name == "model" { "MODEL" } else { "CLIP" };
            let Some(output) = self.slot_of(&node, output) else { continue };
            for (end, _) in consumers.iter().filter(|(_, from)| *from == slot) {
                let from = OutputRef::from(Link { node: node.clone(), slot: output });
                self.connect(&from, end)?;
            }
        }
        Ok(())
    }

    fn give_lora(&mut self, node: &NodeId, lora: &AddLora) -> Done {
        let give = |draft: &mut Self, input: &str, value: Literal| {
            draft.give(node, &named(input), &Given::Literal(value))
        };
        give(self, "lora_name", Literal::from(&*lora.lora))?;
        give(self, "strength_model", Literal::from(lora.strength_model))?;
        if self.node(node).inputs.contains_key("strength_clip") {
            let strength = lora.strength_clip.unwrap_or(lora.strength_model);
            give(self, "strength_clip", Literal::from(strength))?;
        }
        Ok(())
    }

    pub(super) fn remove_lora(&mut self, lora: &RemoveLora) -> Done {
        let nodes = self.outline.prompt.nodes();
        let loras: Vec<NodeId> =
            nodes.map(|(id, _)| id.clone()).filter(|id| self.is_lora(id)).collect();
        let file = |draft: &Self, id: &NodeId| match draft.node(id).inputs.get("lora_name") {
            Some(Value::Literal(Literal::String(file))) => Some(file.clone()),
            _ => None,
        };
        let is_meant = |id: &&NodeId| {
            id.as_str() == lora.lora || file(self, id).is_some_and(|file| file == lora.lora)
        };
        let meant: Vec<NodeId> = loras.iter().filter(is_meant).cloned().collect();
        if meant.is_empty() {
            let loras = loras.iter().filter_map(|id| file(self, id)).map(Into::into).collect();
            return Err(EditError::NoSuchLora { lora: lora.lora.clone(), loras });
        }
        for node in meant {
            self.take_out(&node, Passed::Linked);
        }
        Ok(())
    }

    /// The end of the one chain from a loader over its LoRAs.
    fn chain_end(&self) -> Result<NodeId, EditError> {
        let nodes = self.outline.prompt.nodes().map(|(id, _)| id);
        let loaders = nodes.filter(|id| {
            let gives = self.slot_of(id, "MODEL");
            let is_loader = !self.takes_model(id) && !self.outline.is_border(id);
            let used = |slot| self.consumers(id).iter().any(|(_, from)| *from == slot);
            is_loader && gives.is_some_and(used)
        });
        let mut ends: Vec<NodeId> = loaders.map(|loader| self.last_lora(loader)).collect();
        match ends.len() {
            0 => Err(EditError::NoChain),
            1 => Ok(ends.remove(0)),
            _ => Err(EditError::ManyChains { ends }),
        }
    }

    fn last_lora(&self, loader: &NodeId) -> NodeId {
        let mut last = loader.clone();
        // Each step goes on to another node, of which a file with a cycle has no last.
        for _ in 0..self.outline.prompt.len() {
            let Some(model) = self.slot_of(&last, "MODEL") else { break };
            let consumers = self.consumers(&last).into_iter();
            let next = consumers
                .filter(|(_, slot)| *slot == model)
                .map(|(end, _)| end.node)
                .find(|node| self.is_lora(node));
            let Some(next) = next else { break };
            last = next;
        }
        last
    }

    fn is_lora(&self, node: &NodeId) -> bool {
        let class = self.class(node);
        let loads = class.is_some_and(|class| class.input("lora_name").is_some());
        loads && self.takes_model(node) && self.slot_of(node, "MODEL").is_some()
    }

    fn takes_model(&self, node: &NodeId) -> bool {
        if let Some(sockets) = self.outline.sockets(node) {
            return sockets.inputs.iter().any(|input| input.socket.to_string() == "MODEL");
        }
        let inputs = self.class(node).into_iter().flat_map(|class| &class.inputs);
        inputs.filter_map(|input| input.kind.socket()).any(|socket| socket.to_string() == "MODEL")
    }

    /// The first output of exactly this type.
    fn slot_of(&self, node: &NodeId, socket: &str) -> Option<Slot> {
        let outputs = self.outputs(node)?.into_iter();
        let mut found = outputs.filter(|output| output.socket.to_string() == socket);
        found.next().map(|output| output.slot)
    }
}

fn named(input: &str) -> InputName {
    InputName::new(input).expect("BUG: the name is not empty")
}
