//! Runs `comfy-mcp convert` over files of all kinds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A picture, a broken link, a node of a pack, choices in a text.
const WORKFLOW: &str = r#"{"nodes": [
    {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "links": [1, 2]}],
     "widgets_values": [64, 48, 1, 255]},
    {"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "link": 9}],
     "widgets_values": ["out/%date:yyyy%"]},
    {"id": 3, "type": "Sparkle", "inputs": [{"name": "image", "link": 2}],
     "properties": {"cnr_id": "sparkles"}, "widgets_values": [7]},
    {"id": 4, "type": "CLIPTextEncode", "widgets_values": ["a {red|blue} cat"]}
], "links": [[1, 1, 0, 2, 0, "IMAGE"], [2, 1, 0, 3, 0, "IMAGE"]], "version": 0.4}"#;

const PROMPT: &str = r#"{"1": {"class_type": "EmptyImage", "inputs": {"width": 64}}}"#;

#[test]
fn what_the_editor_refuses_is_left_out_with_a_note() {
    let scratch = Scratch::new("helpful");
    scratch.write("a.json", WORKFLOW);

    let output = convert(&scratch, &["a.json"]);

    let prompt: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(prompt["1"]["inputs"]["height"], 48);
    assert_eq!(prompt["3"]["class_type"], "Sparkle");
    assert_eq!(prompt["4"]["inputs"]["text"], "a red cat");
    let year = prompt["2"]["inputs"]["filename_prefix"].as_str().unwrap().strip_prefix("out/");
    assert!(year.unwrap().parse::<u16>().unwrap() >= 2026);
    assert_eq!(
        told(&output),
        "note: `a.json`: node `2`: the editor refuses to export this: input `images` of node `2` \
         names link 9, which is not in the file; connect it again\n\
         note: `a.json`: node `3`: class `Sparkle` is not in the schema; install `sparkles`, which \
         the file names as its pack\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn strict_conversion_refuses_it() {
    let scratch = Scratch::new("strict");
    scratch.write("a.json", WORKFLOW);

    let output = convert(&scratch, &["a.json", "--strict"]);

    let expected = "error: `a.json` cannot be converted\n  input `images` of node `2` names link \
                    9, which is not in the file; connect it again\n";
    assert_eq!(told(&output), expected);
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_folder_gets_one_file_of_the_same_name_each() {
    let scratch = Scratch::new("folder");
    scratch.write("in/a.json", WORKFLOW);
    scratch.write("in/b.json", PROMPT);
    scratch.write("in/c.json", "[1]");

    let output = convert(&scratch, &["in", "-o", "out", "--strict", "--json"]);

    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["file"], "in/a.json");
    assert!(lines[0]["error"].as_str().unwrap().contains("link 9"), "{}", lines[0]);
    assert_eq!(lines[1]["written"], "out/b.json");
    assert_eq!(lines[1]["nodes"], 1);
    assert!(lines[2]["error"].as_str().unwrap().contains("not a workflow"), "{}", lines[2]);
    let written: Vec<_> = fs::read_dir(scratch.0.join("out")).unwrap().collect();
    assert_eq!(written.len(), 1);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn prompts_become_workflows_that_give_the_same_prompt() {
    let scratch = Scratch::new("back");
    scratch.write("a.json", PROMPT);

    let drawn = run(&scratch, &["--to", "ui", "a.json", "-o", "b.json"]);
    let back = convert(&scratch, &["b.json"]);

    let expected = "note: `a.json`: node `1`, input `height`: it is not given, editors will send \
                    `512`\n";
    assert!(told(&drawn).starts_with(expected), "{}", told(&drawn));
    let prompt: serde_json::Value = serde_json::from_slice(&back.stdout).unwrap();
    assert_eq!(prompt["1"]["inputs"]["width"], 64);
    assert_eq!(prompt["1"]["class_type"], "EmptyImage");
    assert_eq!(back.status.code(), Some(0));
}

#[test]
fn dynamic_prompts_may_stay() {
    let scratch = Scratch::new("choices");
    scratch.write("a.json", WORKFLOW);

    let output = convert(&scratch, &["a.json", "--dynamic-prompts", "leave"]);

    assert!(text(&output.stdout).contains("a {red|blue} cat"));
}

#[test]
fn several_files_need_a_folder() {
    let scratch = Scratch::new("several");
    scratch.write("a.json", PROMPT);

    let output = convert(&scratch, &["a.json", "a.json"]);

    assert_eq!(told(&output), "error: 2 files cannot go into one; name a folder: `-o FOLDER/`\n");
    assert_eq!(output.status.code(), Some(2));
}

fn convert(scratch: &Scratch, arguments: &[&str]) -> Output {
    run(scratch, &[&["--to", "api"], arguments].concat())
}

fn run(scratch: &Scratch, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"));
    command.args(["convert", "--stock"]).args(arguments);
    command
        .current_dir(&scratch.0)
        .env_remove("COMFYUI_URL")
        .output()
        .expect("BUG: the test can write and read")
}

fn told(output: &Output) -> String {
    text(&output.stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("BUG: the test can write and read")
}

/// A folder that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("convert_{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("BUG: the test can write and read");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        let folder = path.parent().expect("BUG: files are in the scratch folder");
        fs::create_dir_all(folder).expect("BUG: the test can write and read");
        fs::write(path, text).expect("BUG: the test can write and read");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
