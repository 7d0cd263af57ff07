//! Times generating the types of all node classes, and of the few that a program names.
//!
//! `cargo bench -p comfy-codegen --bench generate` takes the stock snapshot, then, under
//! `COMFY_CORPUS`, `object_info.json`, which has prose and model files too. Times are medians
//! beside the least, of CPU where Linux tells it, so that other programs matter little; ratios, of
//! the least, are to parsing the generated text with syn and printing it with prettyplease.

use std::collections::BTreeSet;
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use comfy_codegen::{GeneratedFile, Generator, Select, Settings, UnknownClass, stock};
use comfy_graph_core::schema::Schema;

/// What all classes may take, in milliseconds.
const BUDGET: f64 = 400.0;

/// A program that names the classes of `txt2img`.
const PROGRAM: &str = include_str!("../../examples/benches/graph/txt2img.rs");

fn main() -> Result<(), Box<dyn Error>> {
    time("the stock snapshot", stock::schema())?;
    if let Some(folder) = std::env::var_os("COMFY_CORPUS") {
        let json = std::fs::read(PathBuf::from(folder).join("object_info.json"))?;
        time("a server's answer", &Schema::from_json(&json)?)?;
    }
    Ok(())
}

fn time(what: &str, schema: &Schema) -> Result<(), Box<dyn Error>> {
    say(&format!("{what}: {} classes", schema.classes().len()));
    let all = single(schema, Select::All).map_err(first)?;
    let few = single(schema, words()).map_err(first)?;
    let files = folder(schema).map_err(first)?;

    let baseline =
        Times::of(|| syn::parse_file(&all.text).map(|file| prettyplease::unparse(&file)));
    baseline.report("parse and print the text", &baseline, size(&[&all]));
    let one = Times::of(|| single(schema, Select::All));
    one.report("all classes, one file", &baseline, size(&[&all]));
    let many = Times::of(|| folder(schema));
    many.report("all classes, a folder", &baseline, size(&files.iter().collect::<Vec<_>>()));
    let some = Times::of(|| single(schema, words()));
    some.report("the classes of txt2img", &baseline, size(&[&few]));

    let verdict = if one.median <= BUDGET { "met" } else { "missed" };
    say(&format!("budget {BUDGET} ms for all classes: {verdict}\n"));
    Ok(())
}

fn single(schema: &Schema, select: Select) -> Result<GeneratedFile, Vec<UnknownClass>> {
    let settings = Settings { select, ..Settings::default() };
    Ok(Generator::new(schema, settings).single_file()?.0)
}

fn folder(schema: &Schema) -> Result<Vec<GeneratedFile>, Vec<UnknownClass>> {
    Ok(Generator::new(schema, Settings::default()).folder()?.0)
}

/// The words of the program, as `BuildScript::used` finds them.
fn words() -> Select {
    let words = PROGRAM.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    Select::Words(words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>())
}

fn first(unknown: Vec<UnknownClass>) -> Box<dyn Error> {
    let first = unknown.into_iter().next();
    first.map_or_else(|| "no class was found".into(), |unknown| Box::new(unknown) as Box<dyn Error>)
}

/// What a few runs took, in milliseconds.
struct Times {
    median: f64,
    least: f64,
}

impl Times {
    fn of<T>(work: impl Fn() -> T) -> Self {
        let time = |_| {
            let (start, cpu) = (Instant::now(), cpu());
            black_box(work());
            let wall = start.elapsed().as_secs_f64() * 1_000.0;
            cpu.zip(self::cpu()).map_or(wall, |(start, end)| end - start)
        };
        let mut times: Vec<_> = (0..15).map(time).collect();
        times.sort_by(f64::total_cmp);
        Self { median: times[times.len() / 2], least: times[0] }
    }

    fn report(&self, what: &str, baseline: &Self, (lines, bytes): (usize, usize)) {
        let Self { median, least } = self;
        let ratio = least / baseline.least;
        let size = format!("{lines:7} lines {bytes:9} bytes");
        say(&format!("{what:26} {median:9.2} ms, least {least:8.2} ms {ratio:6.3} x {size}"));
    }
}

/// The CPU time of this thread in milliseconds; only Linux tells.
fn cpu() -> Option<f64> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = times.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e6)
}

fn size(files: &[&GeneratedFile]) -> (usize, usize) {
    let lines = files.iter().map(|file| file.text.lines().count()).sum();
    (lines, files.iter().map(|file| file.text.len()).sum())
}

#[expect(clippy::print_stdout, reason = "the report is what a benchmark is run for")]
fn say(line: &str) {
    println!("{line}");
}
