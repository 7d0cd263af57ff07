//! Counts how the inputs of whole servers are typed, and which are left as bare JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;

use comfy_codegen::stock;
use comfy_graph_core::schema::{
    ChoiceSource, ComboForm, Input, InputKind, NodeClass, Schema, SocketType,
};

/// How many inputs of each kind there are, with one example.
type Counts = BTreeMap<&'static str, (usize, String)>;

#[test]
fn every_input_of_the_stock_snapshot_has_a_type() {
    let counts = counts(stock::schema());

    report("the stock snapshot", &counts);

    assert_eq!(counts.get(OPAQUE), None);
}

#[test]
fn every_input_of_an_older_server_has_a_type() {
    let Some(folder) = std::env::var_os("COMFY_CORPUS") else {
        eprintln!("skipped: COMFY_CORPUS does not name a corpus");
        return;
    };
    let json = std::fs::read(PathBuf::from(folder).join("object_info_0.3.64.json")).unwrap();
    let counts = counts(&Schema::from_object_info(&json).unwrap());

    report("ComfyUI 0.3.64", &counts);

    assert_eq!(counts.get(OPAQUE), None);
}

const OPAQUE: &str = "bare JSON: unreadable";

fn counts(schema: &Schema) -> Counts {
    let mut counts = Counts::new();
    for class in schema.classes() {
        count(class, &class.inputs, "", &mut counts);
    }
    counts
}

fn count(class: &NodeClass, inputs: &[Input], prefix: &str, counts: &mut Counts) {
    for input in inputs {
        let path = format!("{prefix}{}", input.name);
        let entry = counts.entry(kind(&input.kind)).or_default();
        entry.0 += 1;
        if entry.1.is_empty() {
            entry.1 = format!("{} {path}", class.name);
        }
        let inner = format!("{path}.");
        match &input.kind {
            InputKind::DynamicCombo(combo) => {
                combo
                    .options
                    .iter()
                    .for_each(|option| count(class, &option.inputs, &inner, counts));
            }
            InputKind::DynamicSlot(slot) => count(class, &slot.inputs, &inner, counts),
            InputKind::Autogrow(grow) => {
                count(class, std::slice::from_ref(&grow.element), &inner, counts);
            }
            _ => {}
        }
    }
}

/// What the generator makes of an input, or why it leaves it as JSON.
fn kind(kind: &InputKind) -> &'static str {
    match kind {
        InputKind::Int(_) => "value: i64 or u64",
        InputKind::Float(_) => "value: f64",
        InputKind::Boolean(_) => "value: bool",
        InputKind::Text(_) => "value: text",
        InputKind::Combo(combo) => match (&combo.source, combo.form) {
            _ if combo.multiselect => "choice: many of an enum",
            (ChoiceSource::Fixed, ComboForm::List) => "choice: enum, old list",
            (ChoiceSource::Fixed, ComboForm::Named) => "choice: enum",
            (ChoiceSource::Models(Some(_)), _) => "choice: file of a model folder",
            (ChoiceSource::Models(None), _) => "choice: model file",
            (ChoiceSource::Uploads, _) => "text: uploaded file",
            (ChoiceSource::Remote, _) => "text: list of a remote route",
            (ChoiceSource::Open, _) => "text: list filled in by users",
        },
        InputKind::Socket(SocketType::Any) => "link: anything",
        InputKind::Socket(SocketType::Union(_)) => "link: union",
        InputKind::Socket(_) => "link",
        InputKind::MatchType(_) => "link: match type",
        InputKind::DynamicSlot(_) => "link: dynamic slot",
        InputKind::DynamicCombo(_) => "options: dynamic combo",
        InputKind::Autogrow(_) => "elements: autogrow",
        InputKind::Custom(widget) if widget.socket.names().len() > 1 => {
            "value: union with literals"
        }
        InputKind::Custom(_) => "bare JSON: a widget of editors alone",
        InputKind::Opaque => OPAQUE,
    }
}

#[expect(clippy::print_stdout, reason = "the table is what the test is run for")]
fn report(name: &str, counts: &Counts) {
    let all: usize = counts.values().map(|(count, _)| count).sum();
    println!("{all} inputs of {name}, those of options and elements included:");
    for (kind, (count, example)) in counts {
        let share = 100.0 * *count as f64 / all as f64;
        println!("{count:>6} {share:>5.1} %  {kind:<38} such as {example}");
    }
}
