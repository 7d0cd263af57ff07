//! Tells what nodes are there for, from the types of their sockets alone.

use super::net::{End, Net};
use crate::json::Json;
use crate::workflow::{EditorGraph, EditorNode};

/// What a node is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    /// Loads models or patches them.
    Models,
    /// Brings pictures, sounds and the like into the workflow.
    Input,
    /// Says what shall come out.
    Prompt,
    /// Makes latents, or says how.
    Sampling,
    /// Ends the workflow.
    Output,
}

impl Role {
    /// What the group is called.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Models => "Models",
            Self::Input => "Input",
            Self::Prompt => "Prompt",
            Self::Sampling => "Sampling",
            Self::Output => "Output",
        }
    }

    /// The colour of the group, from those the editor offers.
    pub(super) const fn color(self) -> &'static str {
        match self {
            Self::Models => "#b06634",
            Self::Input => "#8AA",
            Self::Prompt => "#88A",
            Self::Sampling => "#3f789e",
            Self::Output => "#8A8",
        }
    }
}

/// The role of each node of `graph`, whose links are those of `net`.
pub(super) fn roles(graph: &EditorGraph<'_>, net: &Net) -> Vec<Option<Role>> {
    let role = |(place, node): (usize, &EditorNode<'_>)| {
        let is_linked = |ends: &[Vec<End>]| !ends[place].is_empty();
        by_outputs(node, is_linked(&net.ins), is_linked(&net.outs))
    };
    let mut roles: Vec<_> = graph.nodes.iter().enumerate().map(role).collect();
    for (place, node) in graph.nodes.iter().enumerate() {
        if roles[place].is_none() && is_text(node) && feeds_prompts(net, &roles, place) {
            roles[place] = Some(Role::Prompt);
        }
    }
    roles
}

fn by_outputs(node: &EditorNode<'_>, has_producers: bool, has_consumers: bool) -> Option<Role> {
    if has_producers && !has_consumers {
        return Some(Role::Output);
    }
    let all = |is: fn(&str) -> bool| {
        let mut types = node.outputs.iter().map(|output| output.socket.as_text().unwrap_or("*"));
        !node.outputs.is_empty() && types.all(is)
    };
    if all(is_model) {
        Some(Role::Models)
    } else if all(|socket| socket == "CONDITIONING") {
        Some(Role::Prompt)
    } else if all(is_sampling) {
        Some(Role::Sampling)
    } else {
        (!has_producers && all(is_medium)).then_some(Role::Input)
    }
}

fn is_model(socket: &str) -> bool {
    matches!(socket, "MODEL" | "CLIP" | "VAE" | "CLIP_VISION" | "CONTROL_NET" | "GLIGEN")
        || socket.ends_with("_MODEL")
        || socket.ends_with("_ENCODER")
}

fn is_sampling(socket: &str) -> bool {
    matches!(socket, "LATENT" | "NOISE" | "GUIDER" | "SAMPLER" | "SIGMAS")
}

fn is_medium(socket: &str) -> bool {
    matches!(socket, "IMAGE" | "MASK" | "VIDEO" | "AUDIO" | "MESH") || socket.starts_with("FILE_3D")
}

fn is_text(node: &EditorNode<'_>) -> bool {
    !node.outputs.is_empty()
        && node.outputs.iter().all(|output| output.socket == Json::from("STRING"))
}

fn feeds_prompts(net: &Net, roles: &[Option<Role>], place: usize) -> bool {
    let consumers = &net.outs[place];
    !consumers.is_empty() && consumers.iter().all(|end| roles[end.node] == Some(Role::Prompt))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(outputs: &[&str], has_producers: bool, has_consumers: bool) -> Option<Role> {
        let mut node = EditorNode::new(crate::workflow::EditorId::Number(1), "A");
        let output = |socket: &&str| {
            crate::workflow::EditorOutput::new((*socket).to_owned(), (*socket).to_owned())
        };
        node.outputs = outputs.iter().map(output).collect();
        by_outputs(&node, has_producers, has_consumers)
    }

    #[test]
    fn sockets_tell_the_role() {
        assert_eq!(role(&["MODEL", "CLIP", "VAE"], false, true), Some(Role::Models));
        assert_eq!(role(&["UPSCALE_MODEL"], false, true), Some(Role::Models));
        assert_eq!(role(&["CONDITIONING", "CONDITIONING"], true, true), Some(Role::Prompt));
        assert_eq!(role(&["LATENT"], true, true), Some(Role::Sampling));
        assert_eq!(role(&["IMAGE", "MASK"], false, true), Some(Role::Input));
        assert_eq!(role(&["IMAGE"], true, true), None);
        assert_eq!(role(&["IMAGE"], true, false), Some(Role::Output));
        assert_eq!(role(&[], true, false), Some(Role::Output));
        assert_eq!(role(&[], false, false), None);
    }
}
