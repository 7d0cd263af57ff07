//! Words each warning for people: what is wrong, what to do.

use super::phrases::{either, one_of, quoted, shown};
use super::warning::{Concern, Meant};

impl Concern {
    /// What is wrong, in one sentence without a final stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::UnknownInput { meant: Meant::UnderKey { selector, .. } } => format!(
                "belongs to another option of `{selector}` than the chosen one, so the server \
                 ignores it"
            ),
            Self::UnknownInput { .. } => {
                "the class has no such input, so the server ignores it".into()
            }
            Self::HiddenInput => {
                "the server fills this input in itself and ignores the value".into()
            }
            Self::UnknownLink { target, .. } => format!(
                "the class has no such input, so node `{target}` runs unchecked and then the call \
                 fails on an argument too many"
            ),
            Self::DanglingLink { target } => format!(
                "links to node `{target}`, which the prompt does not have; the server does not \
                 check this input, and its queue hangs until a restart"
            ),
            Self::WrappedLink { target, exists: true } => format!(
                "the server unwraps `__value__`, takes it for a link to node `{target}`, and uses \
                 what that node gives"
            ),
            Self::WrappedLink { target, exists: false } => format!(
                "the server unwraps `__value__` and takes it for a link to node `{target}`, which \
                 the prompt does not have; its queue hangs until a restart"
            ),
            Self::MissingDynamicKey { .. } => {
                "no option is chosen, so the inputs that options bring are ignored and the node \
                 fails once it runs"
                    .into()
            }
            Self::UnknownDynamicKey { received, .. } => format!(
                "{} is the key of no option, so the inputs that options bring are ignored and the \
                 node fails once it runs",
                shown(received)
            ),
            Self::AutogrowGap { missing } => {
                format!("`{missing}` is left out, yet later elements are given")
            }
            Self::AutogrowSurplus { limit } => {
                format!(
                    "the class takes {limit} elements at most, counted from 0, and fails on more"
                )
            }
            Self::MixedMatchTypes { received, other, expected } => format!(
                "gets `{received}` while `{other}`, which must have the same type, gets \
                 `{expected}`"
            ),
            Self::MatchTypeNotAllowed { received, allowed } => {
                format!("gets `{received}`, but the class takes `{allowed}` only")
            }
            Self::LiteralInSocket { received, expected, .. } => format!(
                "{} is given where only a link can bring `{expected}`; the node fails once it runs",
                shown(received)
            ),
            Self::DeadNode => "no output node needs it, so the server does not run it".into(),
            Self::OffStep { received, step, .. } => {
                format!("`{received}` is between the steps of {step} that editors round to")
            }
            Self::Truncated { received, becomes } => {
                format!("the server cuts `{received:?}` off to `{becomes}`")
            }
            Self::TextAsFlag { received } => {
                format!("the text {} counts as true, as any text does", quoted(received))
            }
            Self::NotANumber { received, becomes } => {
                format!("{} becomes `{becomes}`, which the server does not refuse", shown(received))
            }
            Self::TextOf { received, becomes } => {
                format!("{} becomes the text {}", shown(received), quoted(becomes))
            }
            Self::DeepChain { length } => format!(
                "{length} nodes each need the next; the server checks them by recursion and may \
                 run out of stack"
            ),
        }
    }

    /// What to do about it, in one sentence without a final stop.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::UnknownInput { meant } => meant.remedy("leave it out"),
            Self::HiddenInput => "leave it out".into(),
            Self::UnknownLink { meant, .. } => meant.remedy("remove the link"),
            Self::DanglingLink { target } => format!("add node `{target}` or remove the link"),
            Self::WrappedLink { target, .. } => format!(
                "write the link without `__value__`, or put anything but a number behind `{target}`"
            ),
            Self::MissingDynamicKey { keys } => format!("choose {}", one_of(keys)),
            Self::UnknownDynamicKey { closest, keys, .. } if closest.is_empty() => {
                format!("choose {}", one_of(keys))
            }
            Self::UnknownDynamicKey { closest, .. } => format!("choose {}", either(closest)),
            Self::AutogrowGap { missing } => {
                format!("give `{missing}`, or number the elements without a gap")
            }
            Self::AutogrowSurplus { .. } => "remove it, or split the elements over nodes".into(),
            Self::MixedMatchTypes { other, expected, .. } => {
                format!("link it to an output of type `{expected}`, or relink `{other}`")
            }
            Self::MatchTypeNotAllowed { allowed, .. } => {
                format!("link it to an output of type `{allowed}`")
            }
            Self::LiteralInSocket { expected, producers, .. } => {
                format!(
                    "link it to an output of type `{expected}`, such as of {}",
                    either(producers)
                )
            }
            Self::DeadNode => "link it to what an output node needs, or remove it".into(),
            Self::OffStep { nearest: (below, None), .. } => format!("give `{below}`"),
            Self::OffStep { nearest: (below, Some(above)), .. } => {
                format!("give `{below}` or `{above}`")
            }
            Self::Truncated { becomes, .. } => format!("give the whole number `{becomes}`"),
            Self::TextAsFlag { .. } => "give `true` or `false` without quotes".into(),
            Self::NotANumber { .. } => "give a finite number".into(),
            Self::TextOf { .. } => "give a text in quotes, which may be empty".into(),
            Self::DeepChain { .. } => "split the prompt, saving what is in between".into(),
        }
    }
}

impl Meant {
    /// What to do instead, or `otherwise`.
    fn remedy(&self, otherwise: &str) -> String {
        match self {
            Self::Unclear => otherwise.to_owned(),
            Self::Named(names) => format!("rename it to {}, or {otherwise}", either(names)),
            Self::UnderKey { selector, key } => {
                format!("choose `{key}` for `{selector}`, which brings this input, or {otherwise}")
            }
        }
    }
}
