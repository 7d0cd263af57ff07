//! Settles what the match templates of a node stand for.

use comfy_graph_core::prompt::PromptNode;
use indexmap::IndexMap;

use super::links::Source;
use super::typed::{Carried, Typed};
use crate::plan::types::{InputPlan, NodePlan, Param, TemplatePlan};

/// What the templates of a node stand for, by type parameter.
pub(super) struct Matched {
    pub(super) carried: IndexMap<String, Carried>,
    /// Whether some template has no link that says it.
    pub(super) is_open: bool,
}

/// Settles the templates of `node` by the outputs that its inputs are wired to.
pub(super) fn matched<'s>(
    plan: &NodePlan<'_>,
    node: &PromptNode,
    typed: &Typed<'_>,
    source: impl Fn(&str) -> Option<&'s Source>,
) -> Matched {
    let mut matched = Matched { carried: IndexMap::new(), is_open: false };
    for template in &plan.templates {
        let inputs = plan.bag.inputs.iter().filter(|input| takes_part(input, template));
        let names = inputs.flat_map(|input| {
            let element = format!("{}.", input.wire);
            let is_own = move |name: &&str| *name == input.wire || name.starts_with(&element);
            node.inputs.keys().map(|name| name.as_str()).filter(is_own)
        });
        let sources: Vec<&Source> = names.filter_map(&source).collect();
        matched.is_open |= sources.is_empty();
        matched.carried.insert(template.param.clone(), settle(template, &sources, typed));
    }
    matched
}

fn takes_part(input: &InputPlan, template: &TemplatePlan) -> bool {
    let param = match &input.param {
        Param::Grow(element, _) => element,
        param => param,
    };
    matches!(param, Param::Match(name) if *name == template.param)
}

/// The first type that is one, and that the template allows.
fn settle(template: &TemplatePlan, sources: &[&Source], typed: &Typed<'_>) -> Carried {
    let allows = |carried: &Carried| {
        template.allowed.as_ref().is_none_or(|allowed| typed.feeds(carried, allowed))
    };
    let said = sources.iter().map(|source| &source.carried);
    let found = said.filter(|carried| **carried != Carried::Wild).find(|carried| allows(carried));
    match (found, &template.allowed) {
        (Some(carried), _) => carried.clone(),
        (None, None) => Carried::Wild,
        (None, Some(allowed)) => Carried::Type(typed.member(allowed).to_owned()),
    }
}
