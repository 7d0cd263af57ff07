//! Allows, item by item, what clippy would say of names and numbers that a server chose.

use std::f64::consts;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::types::{Bag, PresetPlan, RangePlan};

/// How many arguments clippy takes without a word.
const MOST_ARGUMENTS: usize = 7;

/// Operators whose traits have a method of the shape of a setter.
const OPERATORS: &[&str] =
    &["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// Beginnings of method names that say how `self` is taken.
const CONVENTIONS: &[&str] = &["as_", "from_", "is_", "to_"];

/// What clippy takes for an attempt at a constant, with the length from which it does.
const CONSTANTS: &[(f64, usize)] = &[
    (consts::E, 4),
    (consts::FRAC_1_PI, 4),
    (consts::FRAC_1_SQRT_2, 5),
    (consts::FRAC_2_PI, 5),
    (consts::FRAC_2_SQRT_PI, 5),
    (consts::FRAC_PI_2, 5),
    (consts::FRAC_PI_3, 5),
    (consts::FRAC_PI_4, 5),
    (consts::FRAC_PI_6, 5),
    (consts::FRAC_PI_8, 5),
    (consts::LN_2, 5),
    (consts::LN_10, 5),
    (consts::LOG10_2, 5),
    (consts::LOG2_10, 5),
    (consts::LOG10_E, 5),
    (consts::LOG2_E, 5),
    (consts::PI, 3),
    (consts::GOLDEN_RATIO, 4),
    (consts::SQRT_2, 5),
    (consts::TAU, 3),
];

/// Allows a name that is not camel case, where the server's own is not.
pub(super) fn allow_case(name: &str) -> TokenStream {
    let starts_small = name.chars().next().is_some_and(char::is_lowercase);
    let shouts = name.len() > 2 && name.chars().all(|letter| letter.is_ascii_uppercase());
    if starts_small || name.contains('_') {
        quote!(#[allow(non_camel_case_types, reason = "spelled as the server spells it")])
    } else if shouts {
        quote!(#[allow(clippy::upper_case_acronyms, reason = "spelled as the server spells it")])
    } else {
        TokenStream::new()
    }
}

/// Allows a long row of arguments, or of links, where that many inputs have no default.
pub(super) fn allow_arguments(count: usize, links: usize) -> TokenStream {
    let why = quote!(reason = "the node has that many inputs");
    let arguments =
        (count > MOST_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments, #why)]));
    let types = (links > MOST_ARGUMENTS).then(|| quote!(#[allow(clippy::type_complexity, #why)]));
    quote!(#arguments #types)
}

/// Allows a setter that is named like something else.
pub(super) fn allow_setter(name: &str) -> TokenStream {
    if OPERATORS.contains(&name) {
        quote!(#[allow(clippy::should_implement_trait, reason = "named as the input is")])
    } else if CONVENTIONS.iter().any(|prefix| name.starts_with(prefix)) {
        quote!(#[allow(clippy::wrong_self_convention, reason = "named as the input is")])
    } else {
        TokenStream::new()
    }
}

/// Allows numbers of the table of `bag` that come near a mathematical constant.
pub(super) fn allow_numbers(bag: &Bag) -> TokenStream {
    let preset = |preset: &PresetPlan| match preset {
        PresetPlan::Float(number) => is_near_constant(*number),
        _ => false,
    };
    let range = |range: &RangePlan| match range {
        RangePlan::Float(min, max) => is_near_constant(*min) || is_near_constant(*max),
        _ => false,
    };
    let near = bag.inputs.iter().any(|input| preset(&input.preset) || range(&input.range));
    allow_near(near)
}

/// Allows numbers near a mathematical constant, if there are any.
pub(super) fn allow_near(near: bool) -> TokenStream {
    if !near {
        return TokenStream::new();
    }
    quote!(#[allow(clippy::approx_constant, reason = "the server's own number")])
}

/// Whether clippy takes `number` for an attempt at a mathematical constant.
pub(crate) fn is_near_constant(number: f64) -> bool {
    let text = number.abs().to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    CONSTANTS.iter().any(|(constant, digits)| {
        let cut = constant.to_string().starts_with(&text);
        text.len() > *digits && (cut || format!("{constant:.decimals$}") == text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_near_a_constant_are_cut_or_rounded_ones() {
        // As text: clippy would take them for attempts at a constant.
        let near = |text: &str| is_near_constant(text.parse().unwrap());

        assert!(["3.14159", "-3.1416", "0.7071", "6.2831853"].into_iter().all(near));
        assert!(!["3.1", "3.5", "0.7", "1"].into_iter().any(near));
    }
}
