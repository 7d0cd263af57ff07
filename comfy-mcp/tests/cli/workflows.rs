//! Runs `comfy-mcp workflows` over folders of all kinds.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::{program, run, text};

/// A workflow that every ComfyUI can run, with two parameters.
const BLANK: &str = r#"{
  "1": {"class_type": "EmptyImage", "inputs": {"width": "PARAM_INT_WIDTH", "height": 64,
        "batch_size": 1, "color": "PARAM_INT_COLOR"}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "blank"}}
}"#;

/// The same from the editor, with a placeholder in braces.
const EDITOR: &str = r#"{"nodes": [
    {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "links": [1]}],
     "widgets_values": [64, 48, 1, 255]},
    {"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "link": 1}],
     "widgets_values": ["{PARAM_FOLDER}/blank"]}
], "links": [[1, 1, 0, 2, 0, "IMAGE"]], "version": 0.4}"#;

/// A folder with workflows in its `workflows`.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let workflows = folder.path().join("workflows");
        fs::create_dir(&workflows).expect("a folder");
        for (name, text) in files {
            fs::write(workflows.join(name), text).expect("a file");
        }
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs the command where no ComfyUI answers.
    fn alone(&self, arguments: &[&str]) -> Output {
        run(self.path(), &[&["workflows"], arguments, &["--comfyui", "127.0.0.1:1"]].concat())
    }

    /// Runs the command with the stand-in.
    fn sandboxed(&self, arguments: &[&str]) -> Output {
        run(self.path(), &[&["workflows"], arguments, &["--sandbox"]].concat())
    }

    /// The names of all files in the folder of workflows.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("workflows")).expect("a folder");
        let names = entries.map(|entry| entry.expect("a file").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> Value {
        let text = fs::read_to_string(self.path().join("workflows").join(name)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    }
}

#[test]
fn workflows_are_listed_with_their_parameters() {
    let folder = Folder::with(&[("blank.json", BLANK), ("broken.json", "{")]);

    let output = folder.alone(&[]);

    let told = text(&output.stdout);
    assert!(told.contains("\nblank [width] color\n"), "{told}");
    assert!(told.contains("generate_image [model] prompt [negative_prompt]"), "{told}");
    assert!(told.contains("cannot be used: ") && told.contains("workflows/broken.json"), "{told}");
    let note = text(&output.stderr);
    assert!(note.starts_with("note: going by a ComfyUI without custom nodes"), "{note}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn programs_read_workflows_with_schemas() {
    let folder = Folder::with(&[("blank.json", BLANK)]);

    let output = folder.alone(&["list", "--json"]);

    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let workflows = listed["workflows"].as_array().unwrap();
    let blank = workflows.iter().find(|workflow| workflow["id"] == "blank").unwrap();
    assert_eq!(
        blank["parameters"][1],
        json!({"name": "color", "required": true, "type": "integer", "minimum": 0,
               "maximum": 16_777_215, "inputs": ["1.color"],
               "description": "Sets `color` of node `1` (EmptyImage)"})
    );
    assert!(blank["file"].as_str().unwrap().ends_with("workflows/blank.json"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_workflow_is_shown_with_what_it_takes() {
    let folder = Folder::with(&[]);

    let people = text(&folder.sandboxed(&["show", "generate_image"]).stdout);
    let programs = folder.sandboxed(&["show", "generate_image", "--json"]);

    let line = |name: &str| people.lines().find(|line| line.starts_with(name)).unwrap();
    let words = |name: &str| line(name).split("  ").map(str::trim).collect::<Vec<_>>().concat();
    assert_eq!(words("steps"), "stepswhole number201 to 150");
    assert_eq!(words("prompt"), "prompttextrequired");
    assert!(line("sampler_name").contains("euler, euler_cfg_pp, "), "{people}");
    assert!(people.contains("\nWhat else can be set\n"), "{people}");
    let programs: Value = serde_json::from_slice(&programs.stdout).unwrap();
    assert_eq!(programs["parameters"][0]["enum"], json!(["sandbox.safetensors"]));
    assert!(programs["settings"].as_array().unwrap().len() > 1);
}

#[test]
fn an_unknown_workflow_is_told_with_the_one_it_may_mean() {
    let folder = Folder::with(&[]);

    let output = folder.alone(&["show", "generat_image"]);

    let told = text(&output.stderr);
    let expected = "error: there is no workflow `generat_image`; did you mean `generate_image`?\n";
    assert!(told.ends_with(expected), "{told}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_the_server_would_refuse_is_told() {
    let sparkle = BLANK.replace("EmptyImage", "Sparkle");
    let folder = Folder::with(&[("blank.json", BLANK), ("sparkle.json", &sparkle)]);

    let all = folder.sandboxed(&["check"]);
    let one = folder.sandboxed(&["check", "blank"]);
    let other = folder.sandboxed(&["check", "sparkle", "--json"]);

    let told = text(&all.stdout);
    assert!(told.contains("fine: blank\n"), "{told}");
    let expected = "error: sparkle\n  NODE_MISSING: `sparkle` needs node class `Sparkle`, ";
    assert!(told.contains(expected), "{told}");
    assert_eq!(text(&one.stdout), "fine: blank\n");
    let other: Value = serde_json::from_slice(&other.stdout).unwrap();
    assert_eq!(other["workflows"][0]["findings"][0]["code"], "NODE_MISSING");
    assert_eq!((all.status.code(), one.status.code()), (Some(1), Some(0)));
}

#[test]
fn an_editor_workflow_becomes_a_tool() {
    let folder = Folder::with(&[]);
    fs::write(folder.path().join("Hires fix.json"), EDITOR).unwrap();

    let output = folder.alone(&["import", "Hires fix.json", "--description", "Blanks."]);

    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert_eq!(folder.files(), ["hires_fix.json", "hires_fix.meta.json"]);
    assert_eq!(folder.read("hires_fix.json")["1"]["class_type"], "EmptyImage");
    let prefix = &folder.read("hires_fix.json")["2"]["inputs"]["filename_prefix"];
    assert_eq!(prefix, "{PARAM_FOLDER}/blank");
    let said = json!({"name": "Hires Fix", "description": "Blanks."});
    assert_eq!(folder.read("hires_fix.meta.json"), said);
    assert!(told.contains("note: tool `hires_fix` takes folder\n"), "{told}");
    let path = folder.path().canonicalize().unwrap().join("workflows/hires_fix.json");
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
}

#[test]
fn a_picture_becomes_a_tool() {
    let folder = Folder::with(&[]);
    let file = fs::File::create(folder.path().join("a.png")).unwrap();
    let mut encoder = png::Encoder::new(file, 1, 1);
    encoder.add_text_chunk("workflow".to_owned(), EDITOR.to_owned()).unwrap();
    encoder.write_header().unwrap().write_image_data(&[0]).unwrap();

    let output = folder.alone(&["import", "a.png", "--name", "Blank-2"]);

    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.files(), ["Blank-2.json", "Blank-2.meta.json"]);
}

#[test]
fn the_standard_input_becomes_a_tool() {
    let folder = Folder::with(&[("in.txt", BLANK)]);
    let file = fs::File::open(folder.path().join("workflows/in.txt")).unwrap();

    let mut command = program(folder.path());
    command.args(["workflows", "import", "-", "--name", "blank", "--comfyui", "127.0.0.1:1"]);
    let output = command.stdin(file).output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.files(), ["blank.json", "blank.meta.json", "in.txt"]);
}

#[test]
fn nothing_is_written_over() {
    let folder = Folder::with(&[("blank.json", "{}"), ("other.meta.json", "{}")]);
    fs::write(folder.path().join("new.json"), BLANK).unwrap();

    for name in ["blank", "other"] {
        let output = folder.alone(&["import", "new.json", "--name", name]);

        let told = text(&output.stderr);
        assert!(told.contains("is there already; choose another name"), "{told}");
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(folder.files(), ["blank.json", "other.meta.json"]);
    assert_eq!(folder.read("blank.json"), json!({}));
}

#[test]
fn a_name_stays_in_the_folder() {
    let folder = Folder::with(&[]);
    fs::write(folder.path().join("new.json"), BLANK).unwrap();

    for name in ["../new", "a/b", "", "a.b"] {
        let output = folder.alone(&["import", "new.json", "--name", name]);

        let told = text(&output.stderr);
        assert!(told.contains(&format!("`{name}` is no name for a workflow")), "{told}");
    }
    assert!(folder.files().is_empty());
}

#[test]
fn what_the_server_would_refuse_is_written_only_if_that_is_said() {
    let folder = Folder::with(&[]);
    fs::write(folder.path().join("a.json"), BLANK.replace("EmptyImage", "Sparkle")).unwrap();

    let refused = folder.alone(&["import", "a.json"]);
    assert!(folder.files().is_empty());
    let told = text(&refused.stderr);
    assert!(told.contains("needs node class `Sparkle`"), "{told}");
    assert!(told.contains("nothing was written; `--unchecked` writes it"), "{told}");
    assert_eq!(refused.status.code(), Some(1));

    let written = folder.alone(&["import", "a.json", "--unchecked"]);
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(folder.files(), ["a.json", "a.meta.json"]);
}

#[test]
fn what_is_no_workflow_is_told() {
    let folder = Folder::with(&[]);
    fs::write(folder.path().join("a.json"), "[1]").unwrap();

    let output = folder.alone(&["import", "a.json"]);

    let told = text(&output.stderr);
    assert!(told.contains("error: `a.json` holds a list, not a workflow"), "{told}");
    assert_eq!(output.status.code(), Some(1));
    assert!(folder.files().is_empty());
}
