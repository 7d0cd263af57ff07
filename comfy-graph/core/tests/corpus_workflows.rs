//! Loads the workflows of real editors, where `COMFY_CORPUS` names them.

use std::path::{Path, PathBuf};

use comfy_graph_core::json::Json;
use comfy_graph_core::workflow::{Content, FileName, Form, WorkflowFile};

/// The path of `folder`; `None`, said on stderr, without a corpus or such a folder.
fn corpus(folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("COMFY_CORPUS") else {
        eprintln!("skipped: COMFY_CORPUS does not name a corpus");
        return None;
    };
    let folder = Path::new(&root).join(folder);
    folder.is_dir().then_some(folder)
}

/// The JSON files of a folder with their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = folder.read_dir().expect("BUG: the folder is there");
    let paths = entries.map(|entry| entry.expect("BUG: the folder can be read").path());
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("BUG: the file can be read");
        (path.display().to_string(), bytes)
    };
    paths.filter(|path| path.extension().is_some_and(|end| end == "json")).map(read).collect()
}

/// The workflow in `bytes`, which is never empty.
fn load(name: &str, bytes: &[u8]) -> WorkflowFile {
    match WorkflowFile::load(bytes, FileName::new(name)) {
        Ok(file) => file,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn editor_workflows_load_as_such() {
    for folder in ["ui", "uimutants/ui"] {
        let Some(folder) = corpus(folder) else { return };

        for (name, bytes) in files(&folder) {
            let file = load(&name, &bytes);

            let has_text_ids = name.ends_with("string_node_ids.json");
            let expected = if has_text_ids { Form::EditorTextIds } else { Form::Editor04 };
            assert_eq!(file.form(), expected, "{name}");
            assert_eq!(file.path().len(), 0, "{name}");
            let json = file.to_json();
            assert_eq!(json, Json::parse(file.text()).unwrap(), "{name}");
            let editor = file.to_editor().unwrap().expect("BUG: it is an editor workflow");
            assert_eq!(editor.to_json(), json, "{name} is written as it was read");
        }
    }
}

#[test]
fn prompts_load_with_every_node() {
    for folder in ["api", "api_embedded"] {
        let Some(folder) = corpus(folder) else { return };

        for (name, bytes) in files(&folder) {
            let file = load(&name, &bytes);

            let Content::Prompt(prompt) = file.content() else { panic!("{name}") };
            let json = file.to_json();
            assert_eq!(prompt.len(), json.as_object().unwrap().len(), "{name}");
        }
    }
}

#[test]
fn samples_load_in_the_form_they_show() {
    let Some(folder) = corpus("../reference/samples/ui_to_api") else { return };

    for (name, bytes) in files(&folder) {
        let text = std::str::from_utf8(&bytes).unwrap();
        let sample = Json::parse(text).unwrap();

        let workflow = sample.as_object().unwrap().get("ui").unwrap().to_string();
        let form = load(&name, workflow.as_bytes()).form();

        let expected = match &*Path::new(&name).file_stem().unwrap().to_string_lossy() {
            "string_ids" => Form::EditorTextIds,
            "v1_format" => Form::Editor1,
            _ => Form::Editor04,
        };
        assert_eq!(form, expected, "{name}");
    }
}
