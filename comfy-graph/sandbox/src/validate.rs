//! Gives a basic verdict on prompts, in the real server's shapes.
//!
//! The submit route is the only caller. This is a stand-in for comfy-graph-core's exact validator
//! and knows the common rules only.

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::{Link, Prompt, PromptNode, Value as Given};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use crate::python;
use crate::schema::{Class, Input, Schema};
use crate::server::Shared;

/// What becomes of a submitted prompt.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// These output nodes will run; errors are those of the others.
    Accepted { targets: Vec<String>, node_errors: Value },
    /// Nothing will run; the answer's body says why.
    Refused { body: Value },
}

/// The longest list of choices that an error spells out.
const LONGEST_CHOICES: usize = 20;

/// A top-level error without node errors.
pub(crate) fn refusal_body(kind: &str, message: &str, details: &str, extra: Value) -> Value {
    let error = json!({"type": kind, "message": message, "details": details, "extra_info": extra});
    json!({"error": error, "node_errors": {}})
}

/// Checks `prompt` and coerces its literals in place.
pub(crate) fn check(shared: &Shared, prompt: &mut Prompt, wanted: Option<&[String]>) -> Verdict {
    if let Some(body) = missing_class(&shared.schema, prompt) {
        return Verdict::Refused { body };
    }
    let roots = roots(&shared.schema, prompt, wanted);
    if roots.is_empty() {
        let body = refusal_body("prompt_no_outputs", "Prompt has no outputs", "", json!({}));
        return Verdict::Refused { body };
    }
    let mut check = Check { shared, prompt, errors: IndexMap::new(), verdicts: IndexMap::new() };
    let mut good = Vec::new();
    for root in &roots {
        if check.is_good(root) {
            good.push(root.to_string());
        }
    }
    let errors = check.errors;
    if good.is_empty() {
        return Verdict::Refused { body: all_failed(prompt, &errors, &roots) };
    }
    let node_errors = node_errors(prompt, &errors, &roots);
    Verdict::Accepted { targets: good, node_errors }
}

fn missing_class(schema: &Schema, prompt: &Prompt) -> Option<Value> {
    let unknown = |(_, node): &(&NodeId, &PromptNode)| {
        node.class_type.as_ref().is_none_or(|class| schema.class(class.as_str()).is_none())
    };
    let (id, node) = prompt.nodes().find(unknown)?;
    let class = node.class_type.as_ref().map(ToString::to_string);
    let title = node.title().map(str::to_owned).or_else(|| class.clone());
    let named = title.clone().unwrap_or_else(|| format!("Node ID '#{id}'"));
    let message = match class {
        Some(_) => format!("Node '{named}' not found. The custom node may not be installed."),
        None => format!(
            "Node '{named}' has no class_type. The workflow may be corrupted or a custom \
             node is missing."
        ),
    };
    let extra = json!({"node_id": id, "class_type": class, "node_title": title});
    Some(refusal_body("missing_node_type", &message, &format!("Node ID '#{id}'"), extra))
}

fn roots(schema: &Schema, prompt: &Prompt, wanted: Option<&[String]>) -> Vec<NodeId> {
    let is_root = |(id, node): &(&NodeId, &PromptNode)| {
        class_of(schema, node).is_some_and(|class| class.is_output())
            && wanted.is_none_or(|wanted| wanted.iter().any(|wanted| wanted == id.as_str()))
    };
    prompt.nodes().filter(is_root).map(|(id, _)| id.clone()).collect()
}

fn class_of<'a>(schema: &'a Schema, node: &PromptNode) -> Option<Class<'a>> {
    schema.class(node.class_type.as_ref()?.as_str())
}

fn all_failed(prompt: &Prompt, errors: &Errors, roots: &[NodeId]) -> Value {
    let own = roots.iter().filter_map(|root| errors.get(root)).flatten();
    let line = |error: &Value| {
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        format!("{}: {}", text("message"), text("details"))
    };
    let details = own.map(line).collect::<Vec<_>>().join("\n");
    let kind = "prompt_outputs_failed_validation";
    let mut body = refusal_body(kind, "Prompt outputs failed validation", &details, json!({}));
    body["node_errors"] = node_errors(prompt, errors, roots);
    body
}

fn node_errors(prompt: &Prompt, errors: &Errors, roots: &[NodeId]) -> Value {
    let entry = |(id, errors): (&NodeId, &Vec<Value>)| {
        let class = prompt.node(id.as_str()).and_then(|node| node.class_type.as_ref());
        let dependent: Vec<_> =
            roots.iter().filter(|root| needs(prompt, root, id)).map(NodeId::as_str).collect();
        let entry = json!({"errors": errors, "dependent_outputs": dependent, "class_type": class});
        (id.to_string(), entry)
    };
    Value::Object(errors.iter().map(entry).collect())
}

fn needs(prompt: &Prompt, root: &NodeId, wanted: &NodeId) -> bool {
    let mut seen = IndexSet::from([root]);
    let mut next = 0;
    while let Some(id) = seen.get_index(next).copied() {
        next += 1;
        let links = prompt.node(id.as_str()).into_iter().flat_map(PromptNode::links);
        seen.extend(links.map(|(_, link)| &link.node));
    }
    seen.contains(wanted)
}

type Errors = IndexMap<NodeId, Vec<Value>>;

struct Check<'a> {
    shared: &'a Shared,
    prompt: &'a mut Prompt,
    errors: Errors,
    verdicts: IndexMap<NodeId, bool>,
}

impl Check<'_> {
    // Walks with an explicit stack: a prompt may chain more nodes than a thread has stack for.
    fn is_good(&mut self, root: &NodeId) -> bool {
        let mut order = vec![root.clone()];
        let mut seen = IndexSet::from([root.clone()]);
        let mut next = 0;
        while next < order.len() {
            for link in self.checked_links(&order[next].clone()) {
                if seen.insert(link.node.clone()) {
                    order.push(link.node);
                }
            }
            next += 1;
        }
        if let Some(cycle) = self.cycle(&seen) {
            self.report_cycle(&cycle);
            return false;
        }
        for id in order.iter().rev() {
            if !self.verdicts.contains_key(id) {
                let good = self.check_node(id);
                self.verdicts.insert(id.clone(), good);
            }
        }
        order.iter().all(|id| self.verdicts.get(id).copied().unwrap_or(true))
    }

    fn checked_links(&self, id: &NodeId) -> Vec<Link> {
        let Some(node) = self.prompt.node(id.as_str()) else { return Vec::new() };
        let Some(class) = class_of(&self.shared.schema, node) else { return Vec::new() };
        let inputs = class.inputs(node).into_iter();
        let links =
            inputs.filter_map(|input| node.inputs.get(input.name.as_str())?.as_link().cloned());
        links.filter(|link| self.prompt.node(link.node.as_str()).is_some()).collect()
    }

    fn cycle(&self, reached: &IndexSet<NodeId>) -> Option<Vec<NodeId>> {
        let nodes =
            reached.iter().filter_map(|id| Some((id.clone(), self.prompt.node(id.as_str())?)));
        let part: Prompt = nodes.map(|(id, node)| (id, node.clone())).collect();
        part.topological_order().err().map(|cycle| cycle.nodes().to_vec())
    }

    fn report_cycle(&mut self, cycle: &[NodeId]) {
        let label = |id: &NodeId| {
            let class = self.prompt.node(id.as_str()).and_then(|node| node.class_type.clone());
            format!("{id} ({})", class.map(String::from).unwrap_or_default())
        };
        let path: Vec<_> = cycle.iter().chain(cycle.first()).map(label).collect();
        let details = path.join(" -> ");
        for id in cycle {
            let extra = json!({"node_id": id, "cycle_nodes": cycle});
            let error = error("dependency_cycle", "Dependency cycle detected", &details, extra);
            self.errors.entry(id.clone()).or_insert_with(|| vec![error]);
        }
    }

    fn check_node(&mut self, id: &NodeId) -> bool {
        let Some(node) = self.prompt.node(id.as_str()).cloned() else { return false };
        let Some(class) = class_of(&self.shared.schema, &node) else { return false };
        let mut errors = Vec::new();
        for input in class.inputs(&node) {
            match self.check_input(&node, &input) {
                Ok(Some(coerced)) => self.set(id, &input.name, coerced),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        errors.extend(self.missing_file(&node));
        let good = errors.is_empty();
        if !good {
            self.errors.insert(id.clone(), errors);
        }
        good
    }

    fn set(&mut self, id: &NodeId, input: &str, value: Value) {
        let given = self.prompt.node_mut(id.as_str()).and_then(|node| node.inputs.get_mut(input));
        if let Some(given) = given {
            *given = Given::Literal(value);
        }
    }

    // The coerced literal, where it is one and differs.
    fn check_input(&self, node: &PromptNode, input: &Input<'_>) -> Result<Option<Value>, Value> {
        match node.inputs.get(input.name.as_str()) {
            None if input.required => Err(error(
                "required_input_missing",
                "Required input is missing",
                input.short,
                json!({"input_name": input.name}),
            )),
            None => Ok(None),
            Some(Given::Link(link)) => self.check_link(link, input).map(|()| None),
            Some(Given::Literal(Value::Array(items))) => Err(bad_link(items, input)),
            Some(Given::Literal(literal)) => check_literal(literal, input),
        }
    }

    fn check_link(&self, link: &Link, input: &Input<'_>) -> Result<(), Value> {
        let Some(node) = self.prompt.node(link.node.as_str()) else {
            return Err(raised(&format!("'{}'", link.node), "KeyError"));
        };
        let outputs = class_of(&self.shared.schema, node).map_or(&[][..], |class| class.outputs());
        let slot = usize::from(link.slot.position());
        let Some(received) = outputs.get(slot) else {
            return Err(raised("tuple index out of range", "IndexError"));
        };
        if fits(received, input.kind()) {
            return Ok(());
        }
        let (got, want) = (python::text(received), python::text(input.kind()));
        let details = format!("{}, received_type({got}) mismatch input_type({want})", input.short);
        let mut extra = about(input);
        extra["received_type"] = received.clone();
        extra["linked_node"] = json!(link);
        let message = "Return type mismatch between linked nodes";
        Err(error("return_type_mismatch", message, &details, extra))
    }

    fn missing_file(&self, node: &PromptNode) -> Option<Value> {
        let class = node.class_type.as_ref()?.as_str();
        if !matches!(class, "LoadImage" | "LoadImageMask" | "LoadImageOutput") {
            return None;
        }
        let name = node.inputs.get("image")?.as_literal()?.as_str()?;
        let found = self.shared.folders.annotated(name).is_some_and(|path| path.is_file());
        let details = format!("image - Invalid image file: {name}");
        let extra = json!({"input_name": "image"});
        let message = "Custom validation failed for node";
        (!found).then(|| error("custom_validation_failed", message, &details, extra))
    }
}

fn error(kind: &str, message: &str, details: &str, extra: Value) -> Value {
    json!({"type": kind, "message": message, "details": details, "extra_info": extra})
}

fn raised(details: &str, kind: &str) -> Value {
    let extra = json!({"exception_type": kind, "traceback": []});
    error("exception_during_validation", "Exception when validating node", details, extra)
}

fn about(input: &Input<'_>) -> Value {
    let options = input.spec.get(1).cloned().unwrap_or_else(|| json!({}));
    json!({"input_name": input.name, "input_config": [input.kind(), options]})
}

fn bad_link(items: &[Value], input: &Input<'_>) -> Value {
    if items.len() == 2 {
        return raised(&python::repr(&items[0]), "KeyError");
    }
    let mut extra = about(input);
    extra["received_value"] = json!(items);
    let message = "Bad linked input, must be a length-2 list of [node_id, slot_index]";
    error("bad_linked_input", message, input.short, extra)
}

fn fits(received: &Value, wanted: &Value) -> bool {
    let (Some(received), Some(wanted)) = (received.as_str(), wanted.as_str()) else {
        return received == wanted || (received.is_array() && *wanted == json!("COMBO"));
    };
    let names = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    let (received, wanted) = (names(received), names(wanted));
    let open = |name: &String| name == "*" || name == "COMFY_MATCHTYPE_V3";
    received.iter().any(|name| open(name) || wanted.contains(name)) || wanted.iter().any(open)
}

fn check_literal(literal: &Value, input: &Input<'_>) -> Result<Option<Value>, Value> {
    let unwrapped = literal.get("__value__").unwrap_or(literal);
    let value = match input.kind().as_str() {
        Some(kind) => coerce(kind, unwrapped, input)?,
        None => unwrapped.clone(),
    };
    check_bounds(&value, input)?;
    check_choice(&value, input)?;
    Ok((value != *literal).then_some(value))
}

fn coerce(kind: &str, value: &Value, input: &Input<'_>) -> Result<Value, Value> {
    let coerced = match (kind, value) {
        ("INT", Value::Number(number)) if number.is_f64() => number
            .as_f64()
            .filter(|float| float.is_finite())
            .map(|float| json!(float.trunc() as i64)),
        ("INT" | "FLOAT", Value::Bool(flag)) if kind == "INT" => Some(json!(i64::from(*flag))),
        ("INT", Value::String(text)) => text.trim().parse::<i64>().ok().map(|int| json!(int)),
        ("INT", Value::Number(_)) => Some(value.clone()),
        ("FLOAT", Value::Number(number)) => number.as_f64().map(|float| json!(float)),
        ("FLOAT", Value::Bool(flag)) => Some(json!(f64::from(u8::from(*flag)))),
        ("FLOAT", Value::String(text)) => text.trim().parse::<f64>().ok().map(|float| json!(float)),
        ("INT" | "FLOAT", _) => None,
        ("STRING", _) => Some(json!(python::text(value))),
        ("BOOLEAN", _) => Some(json!(python::is_truthy(value))),
        _ => Some(value.clone()),
    };
    coerced.ok_or_else(|| {
        let reason = match (kind, value) {
            ("INT", Value::String(text)) => {
                format!("invalid literal for int() with base 10: {}", python::quoted(text))
            }
            (_, Value::String(text)) => {
                format!("could not convert string to float: {}", python::quoted(text))
            }
            _ => format!("not a {kind} value"),
        };
        let details = format!("{}, {}, {reason}", input.short, python::text(value));
        let mut extra = about(input);
        extra["received_value"] = value.clone();
        extra["exception_message"] = json!(reason);
        let message = format!("Failed to convert an input value to a {kind} value");
        error("invalid_input_type", &message, &details, extra)
    })
}

fn check_bounds(value: &Value, input: &Input<'_>) -> Result<(), Value> {
    let Some(number) = value.as_f64() else { return Ok(()) };
    let bound = |key| input.option(key).filter(|bound| bound.as_f64().is_some());
    let refused = |kind: &str, word: &str, bound: &Value| {
        let message = format!("Value {} {word} of {}", python::text(value), python::text(bound));
        let mut extra = about(input);
        extra["received_value"] = value.clone();
        Err(error(kind, &message, input.short, extra))
    };
    match (bound("min"), bound("max")) {
        (Some(min), _) if Some(number) < min.as_f64() => {
            refused("value_smaller_than_min", "smaller than min", min)
        }
        (_, Some(max)) if max.as_f64().is_some_and(|max| number > max) => {
            refused("value_bigger_than_max", "bigger than max", max)
        }
        _ => Ok(()),
    }
}

fn check_choice(value: &Value, input: &Input<'_>) -> Result<(), Value> {
    let Some(choices) = input.choices() else { return Ok(()) };
    let is_file = input.option("image_upload").is_some_and(python::is_truthy);
    if is_file || choices.contains(value) {
        return Ok(());
    }
    let many = choices.len() > LONGEST_CHOICES;
    let listed = if many {
        format!("(list of length {})", choices.len())
    } else {
        python::repr(&json!(choices))
    };
    let details =
        format!("{}: {} not in {listed}", input.short, python::quoted(&python::text(value)));
    let mut extra = about(input);
    extra["received_value"] = value.clone();
    if many {
        extra["input_config"] = Value::Null;
    }
    Err(error("value_not_in_list", "Value not in list", &details, extra))
}
