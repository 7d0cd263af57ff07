//! Tells in plain words what the server's code stumbles over.

use super::{Advice, LINK, Subject, fitting};
use crate::json::Json;
use crate::python::Raised;
use crate::schema::{NodeClass, OutputType};
use crate::validate::own::{OwnCheck, Rule};
use crate::validate::phrases::{either, quoted, shown};
use crate::validate::problem::Stumble;

impl Subject<'_> {
    pub(super) fn raised(&self, raised: &Raised, stumble: Option<&Stumble>) -> Advice {
        let Some(stumble) = stumble else { return self.raised_on_node(raised) };
        let (name, received) = (self.name, shown(&stumble.received));
        match stumble.received.as_list() {
            Some([id, slot]) => self.broken_link((id, slot), stumble),
            _ => Advice::of(
                self.input.and_then(super::allowed::allowed),
                format!("give `{name}` a number: {received} cannot be compared with its limits"),
            ),
        }
    }

    fn broken_link(&self, (id, slot): (&Json<'_>, &Json<'_>), stumble: &Stumble) -> Advice {
        let name = self.name;
        let Some(id) = id.as_text() else {
            let fixed = match id {
                Json::Int(number) => format!(r#"["{number}", {slot}]"#),
                _ => r#"["4", 0]"#.to_owned(),
            };
            let next = format!("write the link of `{name}` as {fixed}, the id of a node as text");
            return Advice::of(Some(LINK.to_owned()), next);
        };
        let source = stumble.source.as_deref().and_then(|class| self.schema.class(class));
        let (id, name) = (quoted(id), quoted(name));
        match source {
            None => Advice::step(format!(
                "add node {id}, which {name} links to and the prompt does not have, or remove the \
                 link"
            )),
            Some(source) if source.outputs.is_empty() => Advice::step(format!(
                "link {name} to another node: node {id} ({}) has no outputs",
                source.name
            )),
            Some(source) => self.wrong_slot(slot, (&id, &name), source),
        }
    }

    fn wrong_slot(&self, slot: &Json<'_>, (id, name): (&str, &str), source: &NodeClass) -> Advice {
        let outputs = source.outputs.iter().enumerate();
        let outputs: Vec<_> = outputs
            .map(|(number, output)| match &output.socket {
                OutputType::Fixed(socket) => format!("{number} ({socket})"),
                OutputType::Template(_) => format!("{number} (as its inputs)"),
            })
            .collect();
        let wanted = self.input.and_then(|input| input.kind.socket());
        let fitting = wanted.and_then(|wanted| fitting(source, &wanted));
        let fitting = fitting.map_or("one of these".to_owned(), |slot| format!("output {slot}"));
        let (class, outputs, slot) = (&source.name, outputs.join(", "), shown(slot));
        Advice::of(
            Some(format!("outputs {outputs}")),
            format!(
                "link {name} to {fitting} of node {id} ({class}), which has no output {slot} but \
                 {outputs}"
            ),
        )
    }

    /// What is raised on no input in particular: by the node's own check, or for want of `inputs`.
    fn raised_on_node(&self, raised: &Raised) -> Advice {
        if raised.kind == "KeyError" && raised.message == "'inputs'" {
            let id = &self.node.id;
            return Advice::step(format!(
                "give node `{id}` an object `inputs`, which may be empty"
            ));
        }
        let own = self.class.and_then(|class| OwnCheck::of(class.name.as_str()));
        let Some((own, input)) = own.and_then(|own| Some((own, own.input()?))) else {
            let said = quoted(&raised.message);
            return Advice::step(format!("look at the node: the server's code fails with {said}"));
        };
        match &own.rule {
            Rule::AspectRatio { .. } => Advice::of(
                Some("an aspect ratio from `1:4` to `4:1`".to_owned()),
                format!("give `{input}` an aspect ratio such as `16:9`"),
            ),
            Rule::LinkTypes { types, .. } => {
                let types = either(types);
                Advice::of(
                    Some(format!("type {types}")),
                    format!("link `{input}` to an output of type {types}"),
                )
            }
            _ if raised.kind == "TypeError" => {
                Advice::step(format!("give `{input}` the name of a file"))
            }
            _ => Advice::step(format!("give `{input}` the name of a file as text, not a link")),
        }
    }
}
