//! Prints generated modules as if by hand.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{Unit, doc, ident};

/// One file of generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, relative to the folder or file that was asked for; empty for a single file.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The whole as one file, modules inside each other.
pub(crate) fn single(root: &Unit, header: &str) -> GeneratedFile {
    let (items, children) = (&root.items, root.children.iter().map(nested));
    let text = print(quote! { #items #(#children)* });
    // Plain comments: `include!` takes no documentation of the file itself.
    let about: String = root.doc.lines().map(|line| format!("// {line}\n")).collect();
    GeneratedFile { path: String::new(), text: format!("{header}{about}\n{text}") }
}

fn nested(unit: &Unit) -> TokenStream {
    let (name, about, items) = (ident(&unit.name), doc(&unit.doc), &unit.items);
    let children = unit.children.iter().map(nested);
    quote! { #about pub mod #name { #items #(#children)* } }
}

/// The whole as a folder, a file for each module.
pub(crate) fn folder(root: &Unit, header: &str) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    split(root, "", header, &mut files);
    files
}

fn split(unit: &Unit, folder: &str, header: &str, files: &mut Vec<GeneratedFile>) {
    let about = inner_doc(&unit.doc);
    let items = &unit.items;
    let names = unit.children.iter().map(|child| ident(&child.name));
    let text = print(quote! { #about #(pub mod #names;)* #items });
    let path = if unit.name.is_empty() {
        "mod.rs".to_owned()
    } else {
        format!("{folder}{}.rs", unit.name)
    };
    files.push(GeneratedFile { path, text: format!("{header}\n{text}") });
    let inner =
        if unit.name.is_empty() { folder.to_owned() } else { format!("{folder}{}/", unit.name) };
    for child in &unit.children {
        split(child, &inner, header, files);
    }
}

fn inner_doc(text: &str) -> TokenStream {
    let line = |line: &str| {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote!(#![doc = #line])
    };
    text.lines().map(line).collect()
}

/// Prints `tokens` with a blank line between items.
fn print(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("BUG: the generated code does not parse");
    spaced(&prettyplease::unparse(&file))
}

/// What an item, or what belongs to its head, starts with.
const STARTS: &[&str] = &["///", "#[", "pub ", "impl", "fn ", "type ", "const ", "use ", "mod "];

fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        let trimmed = line.trim_start();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let same_level = indent(line) == indent(previous);
        let before = previous.trim_start();
        let ended =
            before == "}" || before == "};" || before.ends_with(';') || before.ends_with("{}");
        let starts = STARTS.iter().any(|start| trimmed.starts_with(start));
        let both_use = before.starts_with("use ") && trimmed.starts_with("use ");
        let after_head = before.starts_with("//!") && !trimmed.starts_with("//!");
        if (same_level && ended && starts && !both_use) || (after_head && !trimmed.is_empty()) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    spaced
}
