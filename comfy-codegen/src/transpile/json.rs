//! Spells JSON values as Rust.

use std::fmt::Display;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value as Json};

use super::imports::Imports;

/// What becomes JSON by itself: numbers, flags, text; anything else by the macro `json!`.
pub(super) fn value(json: &Json, imports: &Imports) -> TokenStream {
    match json {
        Json::Bool(_) | Json::Number(_) | Json::String(_) => tokens(json),
        Json::Null | Json::Array(_) | Json::Object(_) => {
            let (json, tokens) = (imports.library("json"), tokens(json));
            quote!(#json!(#tokens))
        }
    }
}

/// What stands in `json!`.
pub(super) fn tokens(json: &Json) -> TokenStream {
    match json {
        Json::Null => quote!(null),
        Json::Bool(flag) => quote!(#flag),
        Json::Number(number) => self::number(number),
        Json::String(text) => quote!(#text),
        Json::Array(items) => {
            let items = items.iter().map(tokens);
            quote!([#(#items),*])
        }
        Json::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = tokens(value);
                quote!(#key: #value)
            });
            quote!({#(#members),*})
        }
    }
}

/// A number that keeps its kind: whole ones are `i32` where they say nothing else.
pub(super) fn number(number: &Number) -> TokenStream {
    let literal = match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(whole), ..) => int(whole),
        (None, Some(whole), _) => suffixed(whole, "u64"),
        (None, None, float) => Literal::f64_unsuffixed(float.unwrap_or_default()),
    };
    quote!(#literal)
}

fn int(whole: i64) -> Literal {
    match i32::try_from(whole) {
        Ok(small) => Literal::i32_unsuffixed(small),
        Err(_) => suffixed(whole, "i64"),
    }
}

/// A number that says its type, set apart as by hand.
pub(super) fn suffixed(number: impl Display, kind: &str) -> Literal {
    let text = format!("{number}_{kind}");
    text.parse().expect("BUG: a number is no literal")
}
