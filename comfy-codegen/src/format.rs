//! Prints generated modules as if by hand.

use proc_macro2::TokenStream;

use crate::emit::Unit;

/// One file of generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, relative to the folder or file that was asked for; empty for a single
    /// file.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Stands before each module of the root: in a program, whose items are not exported, whatever it
/// leaves unused would be a warning.
const UNUSED: &str =
    "#[allow(dead_code, unused_imports, reason = \"a program uses what it needs\")]\n";

fn head(depth: usize) -> &'static str {
    if depth == 0 { UNUSED } else { "" }
}

/// The whole as one file, modules inside each other.
pub(crate) fn single(root: &Unit, header: &str) -> GeneratedFile {
    // Plain comments: `include!` takes no documentation of the file itself.
    let about: String = root.doc.lines().map(|line| format!("// {line}\n")).collect();
    let mut text = format!("{header}{about}\n");
    write_items(root, 0, &mut text);
    GeneratedFile { path: String::new(), text }
}

fn write_items(unit: &Unit, depth: usize, text: &mut String) {
    for (position, item) in unit.items.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        indent(item, depth, text);
    }
    for (position, child) in unit.children.iter().enumerate() {
        if position > 0 || !unit.items.is_empty() {
            text.push('\n');
        }
        let doc: String = child.doc.lines().map(|line| format!("/// {line}\n")).collect();
        let head = head(depth);
        indent(&format!("{doc}{head}pub mod {} {{\n", child.name), depth, text);
        write_items(child, depth + 1, text);
        indent("}\n", depth, text);
    }
}

fn indent(item: &str, depth: usize, text: &mut String) {
    for line in item.lines() {
        if !line.is_empty() {
            text.extend(std::iter::repeat_n("    ", depth));
        }
        text.push_str(line);
        text.push('\n');
    }
}

/// The whole as a folder, a file for each module.
pub(crate) fn folder(root: &Unit, header: &str) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    split(root, "", header, &mut files);
    files
}

fn split(unit: &Unit, folder: &str, header: &str, files: &mut Vec<GeneratedFile>) {
    let about: String = unit.doc.lines().map(|line| format!("//! {line}\n")).collect();
    let head = head(usize::from(!unit.name.is_empty()));
    let module = |child: &Unit| format!("{head}pub mod {};\n", child.name);
    let modules: String = unit.children.iter().map(module).collect();
    let parts = std::iter::once(&modules).chain(&unit.items).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    let text = format!("{header}\n{about}\n{}", parts.join("\n"));
    let is_root = unit.name.is_empty();
    let path = if is_root { "mod.rs".to_owned() } else { format!("{folder}{}.rs", unit.name) };
    files.push(GeneratedFile { path, text });
    let inner = if is_root { folder.to_owned() } else { format!("{folder}{}/", unit.name) };
    for child in &unit.children {
        split(child, &inner, header, files);
    }
}

/// Prints `tokens` with a blank line between items.
pub(crate) fn print(tokens: TokenStream) -> String {
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
        if same_level && ended && starts {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    spaced
}
