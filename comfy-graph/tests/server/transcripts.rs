//! Reads what real servers sent, where the captures are at hand.
//!
//! Set `COMFY_CORPUS` to the corpus folder; the captures lie in `reference/samples` beside it.

use std::path::{Path, PathBuf};

use comfy_graph::client::Event;
use serde_json::Value;

/// Every WebSocket capture; none, with a word about it, where the corpus is not at hand.
fn captures() -> Vec<PathBuf> {
    let Some(corpus) = std::env::var_os("COMFY_CORPUS") else {
        eprintln!("skipped: set COMFY_CORPUS to read the captures of real servers");
        return Vec::new();
    };
    let samples = Path::new(&corpus).parent().unwrap().join("reference/samples");
    let versions = ["v033", "v0364"].map(|version| samples.join(version));
    let files = versions.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let captures: Vec<_> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    assert!(captures.len() > 20, "{} captures in {}", captures.len(), samples.display());
    captures
}

/// Every event of a capture with the text it came from.
fn events(capture: &Path) -> Vec<(Value, Event)> {
    let text = std::fs::read_to_string(capture).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let texts = lines.filter_map(|mut line| line.get_mut("text").map(Value::take));
    texts.map(|text| (text.clone(), Event::from_text(&text.to_string()).unwrap())).collect()
}

#[test]
fn every_message_of_real_servers_is_typed() {
    for capture in captures() {
        for (text, event) in events(&capture) {
            let typed = !matches!(event, Event::Other { .. });
            assert!(typed, "{}: {text}", capture.display());
        }
    }
}

#[test]
fn each_capture_of_a_job_ends_with_its_last_message() {
    for capture in captures() {
        let events = events(&capture);
        let starts =
            events.iter().filter(|(_, event)| matches!(event, Event::ExecutionStart { .. }));
        let ends = events.iter().filter(|(_, event)| event.is_last());

        assert!(ends.count() >= starts.count(), "{}", capture.display());
    }
}
