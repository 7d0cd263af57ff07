//! Picks classes that give a type, for suggestions.

use crate::schema::{Input, InputKind, NodeClass, OutputType, Pack, Schema, SocketType};

/// How many classes a message has room for.
const SUGGESTIONS: usize = 3;

/// Up to three classes with an output that feeds `wanted`, the simplest first.
///
/// Those that turn `from` into it come before all others. Nothing gives `*`, since anything does.
pub(crate) fn producers<'s>(
    schema: &'s Schema,
    wanted: &SocketType,
    from: Option<&SocketType>,
) -> Vec<&'s NodeClass> {
    if *wanted == SocketType::Any {
        return Vec::new();
    }
    let gives = |class: &&NodeClass| {
        class.outputs.iter().any(|output| {
        matches!(&output.socket, OutputType::Fixed(sent) if is_exact(sent) && sent.feeds(wanted))
    })
    };
    let mut found: Vec<_> = schema.classes().filter(gives).collect();
    found.sort_by_cached_key(|class| {
        let converts = from.is_some_and(|from| links_to(class, from));
        // What only changes such a value needs another class first.
        (!converts, takes(class, wanted), burden(class))
    });
    found.truncate(SUGGESTIONS);
    found
}

const fn is_exact(sent: &SocketType) -> bool {
    matches!(sent, SocketType::Named(_) | SocketType::Choices(_))
}

/// Whether the class cannot do without a link of type `socket`.
fn takes(class: &NodeClass, socket: &SocketType) -> bool {
    let types = class.required().filter_map(|input| element(input).kind.socket());
    types.filter(|taken| *taken != SocketType::Any).any(|taken| socket.feeds(&taken))
}

/// Whether the class needs a link of type `socket`, which no literal can stand for.
fn links_to(class: &NodeClass, socket: &SocketType) -> bool {
    let feeds = |input: &Input| match &element(input).kind {
        InputKind::Socket(taken) => *taken != SocketType::Any && socket.feeds(taken),
        _ => false,
    };
    *socket != SocketType::Any && class.required().any(feeds)
}

/// What speaks against a class, the worst first: its kind, links it needs, all that it needs.
fn burden(class: &NodeClass) -> ([bool; 3], [usize; 2], &str) {
    let flags = class.flags;
    let is_odd = flags.deprecated || flags.dev_only || flags.experimental;
    let is_pack = class.pack() != Pack::Core;
    let is_link = |input: &&Input| {
        matches!(element(input).kind, InputKind::Socket(_) | InputKind::MatchType(_))
    };
    let links = class.required().filter(is_link).count();
    ([is_odd, flags.api_node, is_pack], [links, class.required().count()], class.name.as_str())
}

/// What the elements of an autogrow input take; any other input itself.
fn element(input: &Input) -> &Input {
    match &input.kind {
        InputKind::Autogrow(autogrow) => &autogrow.element,
        _ => input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{
        "Zap":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
        "Cloud":{"output":["IMAGE"],"api_node":true},
        "Old":{"output":["IMAGE"],"deprecated":true},
        "Packed":{"output":["IMAGE"],"python_module":"custom_nodes.p"},
        "VAEDecode":{"input":{"required":{"samples":["LATENT"],"vae":["VAE"]}},"output":["IMAGE"]},
        "Load":{"input":{"required":{"file":["STRING",{}]}},"output":["IMAGE","MASK"]},
        "Any":{"output":["*"]}}"#;

    fn names(wanted: &str, from: Option<&str>) -> Vec<String> {
        let schema = Schema::from_json(SCHEMA.as_bytes()).unwrap();
        let from = from.map(SocketType::parse);
        let found = producers(&schema, &SocketType::parse(wanted), from.as_ref());
        found.iter().map(|class| class.name.to_string()).collect()
    }

    #[test]
    fn simple_core_classes_come_first() {
        assert_eq!(names("IMAGE", None), ["Load", "VAEDecode", "Packed"]);
        assert_eq!(names("MASK", None), ["Load"]);
    }

    #[test]
    fn converters_come_before_all_others() {
        assert_eq!(names("IMAGE", Some("LATENT"))[0], "VAEDecode");
    }

    #[test]
    fn nothing_is_suggested_where_anything_fits() {
        assert_eq!(names("*", None), Vec::<String>::new());
        assert_eq!(names("MODEL", None), Vec::<String>::new());
    }
}
