//! Times reading, writing and searching schemas, with the peak of memory for a huge one.
//!
//! `cargo bench -p comfy-graph-core` reads `object_info.json` under `COMFY_CORPUS`, else the stock
//! snapshot. Times are medians; ratios are to parsing the same text into `serde_json::Value`.
#![allow(clippy::print_stdout, reason = "the report is what a benchmark is run for")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use comfy_graph_core::catalog::Catalog;
use comfy_graph_core::schema::{Contents, Drift, Fingerprint, Schema, Snapshot, SocketType};

/// The size of the huge schema; a server with many packs has sent as much.
const HUGE: usize = 100 << 20;

/// How many classes it has.
const CLASSES: usize = 2_700;

fn main() {
    // First, since the peak of memory is that of the whole process.
    huge("huge, 30 lists", 30);
    huge("huge, every list another", CLASSES);
    let json = server();
    let value = median(|| serde_json::from_slice::<serde_json::Value>(&json));
    report("parse to a Value", value, value);
    let schema = Schema::from_json(&json).expect("BUG: servers send schemas");
    report(&format!("lower {} classes", schema.classes().len()), lower(&json), value);
    report("fingerprint", median(|| Fingerprint::of(&schema)), value);
    if let Ok(snapshot) = Snapshot::from_object_info(&json, None, Contents::default()) {
        let take = || Snapshot::from_object_info(&json, None, Contents::default());
        report("take a snapshot", median(take), value);
        report("write it", median(|| snapshot.to_json()), value);
        let text = snapshot.to_json();
        report("lower a snapshot", lower(text.as_bytes()), value);
    }
    report("compare with itself", median(|| Drift::between(&schema, &schema)), value);
    let catalog = Catalog::new(&schema);
    report("make a catalog", median(|| Catalog::new(&schema)), value);
    report("search", median(|| catalog.search("image upscale")), value);
    report("search with a slip", median(|| catalog.search("upscael imgae")), value);
    let (model, image) = (SocketType::parse("MODEL"), SocketType::parse("IMAGE"));
    report("consumers", median(|| catalog.consumers(&image)), value);
    report("paths", median(|| catalog.paths(&model, &image, 5)), value);
}

/// A real server's answer, or the stock snapshot.
fn server() -> Vec<u8> {
    let stock = "../../comfy-codegen/src/stock/comfy.snapshot.json";
    let corpus = std::env::var_os("COMFY_CORPUS").map(PathBuf::from);
    let path = match corpus {
        Some(folder) => folder.join("object_info.json"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(stock),
    };
    std::fs::read(path).expect("BUG: the stock snapshot is part of the repository")
}

fn lower(json: &[u8]) -> f64 {
    median(|| Schema::from_json(json))
}

/// The median of a few runs, in milliseconds.
fn median<T>(work: impl Fn() -> T) -> f64 {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64() * 1_000.0
    };
    let mut times: Vec<_> = (0..31).map(time).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn report(what: &str, time: f64, value: f64) {
    println!("{what:28} {time:9.3} ms {:7.2} x", time / value);
}

/// Lowers a schema of 100 MiB, with `lists` different lists of files.
fn huge(what: &str, lists: usize) {
    let json = huge_schema(lists);
    // Resets the peak; without the right to, the peak is that of earlier work.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    let schema = Schema::from_json(json.as_bytes()).expect("BUG: it was written as JSON");
    let time = start.elapsed().as_secs_f64();
    let size = json.len() as f64;
    let peak = peak().map_or("unknown".to_owned(), |peak| format!("{:.2} x its size", peak / size));
    assert_eq!(schema.classes().len(), CLASSES);
    println!("{what:28} {:9.0} ms, peak of memory {peak}", time * 1_000.0);
}

fn huge_schema(lists: usize) -> String {
    let mut json = String::with_capacity(HUGE + HUGE / 64);
    let class = HUGE / CLASSES;
    for number in 0..CLASSES {
        let start = json.len();
        json.push(if number == 0 { '{' } else { ',' });
        let opening = "{\"input\":{\"required\":{\"lora_name\":[[";
        write!(json, "\"Loader{number}\":{opening}\"None\"").unwrap_or_default();
        for file in 0.. {
            let list = number % lists;
            write!(json, ",\"styles/{list}/some_trained_style_{file:05}.safetensors\"")
                .unwrap_or_default();
            if json.len() - start > class - 128 {
                break;
            }
        }
        json.push_str("]],\"strength\":[\"FLOAT\",{\"default\":1.0}]}},\"output\":[\"MODEL\"]}");
    }
    json.push('}');
    json
}

/// The most memory that the process ever held, in bytes; only Linux tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}
