//! Shows that names outlive what happens around them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use comfy_codegen::{Generator, Lock, Select, Settings, stock};
use comfy_graph_core::schema::Schema;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value as Json, json};

/// The item paths of generated code, each with the lines that say what it means.
type Items = BTreeMap<String, BTreeSet<String>>;

fn schema(object_info: &impl Serialize) -> Schema {
    let json = serde_json::to_vec(object_info).expect("JSON");
    Schema::from_object_info(&json).expect("a schema")
}

fn code_of(schema: &Schema, select: Select, lock: Lock) -> (String, Lock) {
    let settings = Settings { select, ..Settings::default() };
    let (file, lock) =
        Generator::new(schema, settings).lock(lock).single_file().expect("known classes");
    (file.text, lock)
}

fn code(object_info: &impl Serialize) -> (String, Lock) {
    code_of(&schema(object_info), Select::All, Lock::default())
}

/// The whole of ComfyUI, generated once for all tests.
fn stock_code() -> &'static (String, Lock) {
    static CODE: OnceLock<(String, Lock)> = OnceLock::new();
    CODE.get_or_init(|| code_of(stock::schema(), Select::All, Lock::default()))
}

/// The same beside the pack that collides with it.
fn pack_code() -> &'static (String, Lock) {
    static CODE: OnceLock<(String, Lock)> = OnceLock::new();
    CODE.get_or_init(|| code(&with_pack()))
}

/// Reads the public items of `code`: modules by their indentation, then what is in them.
fn items(code: &str) -> Items {
    let mut items = Items::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    for line in code.lines().filter(|line| !line.trim().is_empty()) {
        let depth = line.len() - line.trim_start().len();
        let text = line.trim();
        while path.last().is_some_and(|(outer, _)| *outer >= depth) && !text.starts_with('}') {
            path.pop();
        }
        let here: Vec<&str> = path.iter().map(|(_, name)| name.as_str()).collect();
        let here = here.join("::");
        if let Some(name) = opened(text) {
            items.entry(format!("{here}::{name}")).or_default();
            path.push((depth, name));
        } else if !text.starts_with("//") && !text.starts_with('}') {
            items.entry(here).or_default().insert(text.to_owned());
        }
    }
    items
}

/// The name of the item whose braces `line` opens.
fn opened(line: &str) -> Option<String> {
    let heads = ["pub mod ", "pub enum ", "pub struct ", "impl", "pub fn ", "fn ", "pub const "];
    let head = heads.iter().find(|head| line.starts_with(**head))?;
    let opens = line.ends_with('{') && !line.ends_with("{}");
    let name = if *head == "impl" { line } else { line.strip_prefix(head)? };
    let name = name.split(['(', ';']).next()?.trim_end_matches(['{', ' ', ':']);
    opens.then(|| name.to_owned())
}

/// What of `old` is not in `new`, but for `ALL`, tables and the like that may grow.
fn lost(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (items(old), items(new));
    let mut lost = Vec::new();
    for (path, lines) in &old {
        let Some(kept) = new.get(path) else {
            lost.push(path.clone());
            continue;
        };
        let missing = lines.difference(kept).filter(|line| !grows(line));
        lost.extend(missing.map(|line| format!("{path}: {line}")));
    }
    lost
}

/// Imports list what is used, and the rest of a list is printed wherever it fits.
fn grows(line: &str) -> bool {
    line.starts_with("pub use")
        || line.starts_with("use ")
        || line.ends_with("Wild};")
        || line.chars().all(|letter| letter.is_alphanumeric() || ", ".contains(letter))
}

fn class(module: &str, inputs: Json, outputs: Json) -> Json {
    json!({
        "input": { "required": inputs },
        "output": outputs.clone(),
        "output_name": outputs,
        "python_module": module,
    })
}

/// A pack whose every name is also one of ComfyUI, or would be once it is spelled in Rust.
fn pack() -> Map<String, Json> {
    let module = "custom_nodes.was-node-suite";
    let lists = json!({
        "mode": ["COMBO", { "options": ["a", "b"] }],
        "sampler_name": ["COMBO", { "options": ["euler", "Euler", "own"] }],
        "resize_type": ["COMFY_DYNAMICCOMBO_V3", { "options": [
            { "key": "scale dimensions", "inputs": { "required": { "width": ["TEXT", {}] } } },
            { "key": "Scale Dimensions", "inputs": {} },
        ] }],
        "any": ["IMAGE,MASK,LATENT,VAE,Clip-Vision", {}],
        "file": ["FILE_3D,MESH,SPLAT,MY_MESH", {}],
    });
    let sockets = json!(["Clip-Vision", "clip_vision", "ClipVision", "Image", "image", "Any"]);
    let names = [
        "Lora Loader",
        "lora_loader",
        "K Sampler",
        "KSamplerOut",
        "KSamplerLinks",
        "K-Sampler",
        "VAE Decode",
        "VAEDecodeOut",
        "Aardvark",
        "nodes",
        "options",
        "ResizeImageMaskNode ",
        "Resize Image Mask Node",
        "Sampler",
        "Checkpoint",
        "ImageScaleUpscale",
    ];
    let mut pack: Map<String, Json> = names
        .iter()
        .map(|name| ((*name).to_owned(), class(module, lists.clone(), sockets.clone())))
        .collect();
    // The same lists under the same input names, in a class that comes first of all.
    let stock = stock::object_info();
    for (index, owner) in ["KSampler", "ImageScale", "ResizeImageMaskNode"].iter().enumerate() {
        let mut copy = stock[*owner].clone();
        copy["python_module"] = json!("custom_nodes.aaa");
        copy["name"] = Json::Null;
        pack.insert(format!("AAA{index}"), copy);
    }
    pack
}

/// The stock classes as servers write them: inputs stand in an order that sorted maps would lose.
fn stock_classes() -> IndexMap<String, Box<RawValue>> {
    serde_json::from_str(&stock::snapshot().object_info()).expect("JSON")
}

fn with_pack() -> IndexMap<String, Box<RawValue>> {
    let mut all = stock_classes();
    all.extend(pack().into_iter().map(|(name, class)| (name, to_raw_value(&class).expect("JSON"))));
    all
}

#[test]
fn a_pack_that_collides_renames_nothing_that_the_lock_knows() {
    let (before, lock) = stock_code();

    let (after, _) = code_of(&schema(&with_pack()), Select::All, lock.clone());

    assert_eq!(lost(before, &after), [] as [&str; 0]);
}

#[test]
fn a_pack_that_collides_renames_nothing_of_comfyui_without_a_lock_either() {
    let (before, _) = stock_code();

    let (after, _) = pack_code();

    assert_eq!(lost(before, after), [] as [&str; 0]);
}

#[test]
fn a_second_pack_renames_nothing_of_the_first() {
    let (before, lock) = code(&Json::Object(pack()));
    let mut both = pack();
    let module = "custom_nodes.was_node_suite";
    let mut twins = pack();
    twins.retain(|name, _| !name.starts_with("AAA"));
    for (name, mut class) in twins {
        class["python_module"] = json!(module);
        both.insert(format!("{name}+"), class.clone());
        both.insert(name.replace(' ', "-") + " ", class);
    }

    let (after, _) = code_of(&schema(&Json::Object(both)), Select::All, lock);

    assert_eq!(lost(&before, &after), [] as [&str; 0]);
}

#[test]
fn a_class_named_like_a_struct_of_another_leaves_it_alone() {
    let class = |output: &str| class("nodes", json!({}), json!([output]));
    let (before, lock) = code(&json!({ "Foo": class("IMAGE") }));

    let both = json!({ "Foo": class("IMAGE"), "FooOut": class("MASK") });
    let (after, _) = code_of(&schema(&both), Select::All, lock);

    assert_eq!(lost(&before, &after), [] as [&str; 0]);
}

#[test]
fn a_renamed_output_keeps_its_field() {
    let (before, lock) = code(&json!({ "Foo": class("nodes", json!({}), json!(["IMAGE"])) }));
    let mut renamed = class("nodes", json!({}), json!(["IMAGE"]));
    renamed["output_name"] = json!(["picture"]);

    let (after, _) = code_of(&schema(&json!({ "Foo": renamed })), Select::All, lock);

    assert_eq!(lost(&before, &after), [] as [&str; 0]);
}

#[test]
fn a_case_only_twin_leaves_the_known_choice_its_name() {
    let class = |values: &[&str]| json!({ "A": class("nodes", json!({ "x": ["COMBO", { "options": values }] }), json!([])) });
    let (before, lock) = code(&class(&["abc"]));

    let (after, _) = code_of(&schema(&class(&["abc", "Abc", "ABC"])), Select::All, lock);

    assert!(before.contains("Self::Abc => \"abc\""), "{before}");
    assert!(after.contains("Self::Abc => \"abc\""), "{after}");
}

#[test]
fn the_lock_of_a_run_changes_nothing_in_the_next() {
    let (code, lock) = pack_code();

    let (again, lock_again) = code_of(&schema(&with_pack()), Select::All, lock.clone());

    assert!(*code == again, "{:?}", lost(code, &again));
    assert_eq!(*lock, lock_again);
}

#[test]
fn the_order_of_classes_changes_nothing() {
    let mut backwards = with_pack();
    backwards.reverse();

    let backwards = schema(&backwards);
    let (back, back_lock) = code_of(&backwards, Select::All, Lock::default());

    let (forth, forth_lock) = pack_code();
    assert!(*forth == back, "{:?}", lost(forth, &back));
    assert_eq!(*forth_lock, back_lock);
}

#[test]
fn a_selection_changes_no_name() {
    let all = schema(&with_pack());
    let whole = items(&pack_code().0);

    for one in ["KSampler", "SaveVideo", "AAA0", "K Sampler", "ImageScale", "Sampler", "LoraLoader"]
    {
        let select = Select::Only(BTreeSet::from([one.to_owned()]));
        let (part, _) = code_of(&all, select, Lock::default());

        let unknown: Vec<_> = items(&part)
            .into_keys()
            .filter(|path| !path.is_empty() && !whole.contains_key(path))
            .collect();
        assert_eq!(unknown, [] as [&str; 0], "{one}");
    }
}

#[test]
fn a_folder_holds_what_a_single_file_does() {
    let all = schema(&with_pack());
    let (folder, lock) = Generator::new(&all, Settings::default()).folder().unwrap();

    let texts: Vec<&str> = folder.iter().map(|file| file.text.as_str()).collect();
    let (single, single_lock) = pack_code();
    assert_eq!(lines(&[single.as_str()]), lines(&texts));
    assert_eq!(*single_lock, lock);
}

/// The lines of code without what makes modules and headers.
fn lines(texts: &[&str]) -> Vec<String> {
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    let is_frame = |line: &&str| {
        line.starts_with("//")
            || line.starts_with("pub mod ")
            || line.is_empty()
            || *line == "}"
            || line.starts_with("#[allow(dead_code")
    };
    let mut lines: Vec<String> = lines.filter(|line| !is_frame(line)).map(str::to_owned).collect();
    lines.sort();
    lines
}
