//! Times what rustc takes for generated code: the stock catalogue, parts of it, a program on top,
//! and the types of the shipped workflows.
//!
//! `cargo bench -p comfy-codegen --bench compile` writes crates under `target/tmp/compile`, and
//! builds them under `target/bench-compile`, their dependencies first. Figures are seconds of user
//! CPU of cargo with all that it starts: the least of three, each the mean of several builds where
//! one is too short for a clock in steps of 10 ms. Ratios are to a crate without code.
//! `object_info.json` under `COMFY_CORPUS` adds a catalogue with prose and model files.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use comfy_codegen::write::{self, Mode};
use comfy_codegen::{Generator, Select, Settings, stock};
use comfy_graph_core::schema::Schema;

/// What a program uses of the catalogue, and the program itself.
const PROGRAM: &str = include_str!("../../examples/benches/graph/txt2img.rs");

/// Where the caption of a node class stands in the generated code, to be changed and back.
const CAPTION: [&str; 2] = ["title: \"KSampler\"", "title: \"Sampler\""];

/// How often the builds of a row are timed.
const RUNS: usize = 3;

/// How many builds are timed together where one takes a moment.
const SHORT: u32 = 8;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// One line of the report.
struct Row {
    what: &'static str,
    /// The package that is built.
    package: &'static str,
    before: Before,
    /// How many builds are timed together.
    builds: u32,
    /// Seconds that a check, then a build may take.
    budgets: [Option<f64>; 2],
}

/// What is done before each build.
#[derive(Clone, Copy)]
enum Before {
    /// Everything that was made of the package is removed.
    Clean,
    /// One node of it changes.
    Touch,
}

const fn row(what: &'static str, package: &'static str, builds: u32) -> Row {
    Row { what, package, before: Before::Clean, builds, budgets: [None, None] }
}

const ROWS: [Row; 7] = [
    row("a crate without code", "empty", SHORT),
    Row { budgets: [Some(4.0), Some(8.0)], ..row("all classes", "all", 1) },
    Row { before: Before::Touch, ..row("one node changed", "all", 1) },
    row("all, feature off", "off", SHORT),
    Row { budgets: [Some(0.1), None], ..row("classes of txt2img", "few", SHORT) },
    row("txt2img on all classes", "program", SHORT),
    // Nine files, each with 0.05 s beside what any crate takes.
    Row { budgets: [Some(0.5), Some(0.5)], ..row("the shipped workflows", "workflows", SHORT) },
];

const PROSE: Row = row("all, prose and models", "prose", 1);

fn main() -> Result<()> {
    let crates = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let corpus = std::env::var_os("COMFY_CORPUS").map(PathBuf::from);
    let rows = ROWS.iter().chain(corpus.is_some().then_some(&PROSE));
    let rows: Vec<&Row> = rows.collect();
    write_crates(&crates, corpus.as_deref())?;
    for (title, incremental) in [("incremental", "1"), ("not incremental", "0")] {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-compile");
        let bench = Bench { crates: &crates, target: target.join(incremental), incremental };
        say(&format!(
            "{title:24}   lines |    check      budget   ratio |    build      budget   ratio"
        ));
        bench.report(&rows)?;
    }
    Ok(())
}

/// Builds of the crates in one folder, in one mode.
struct Bench<'b> {
    crates: &'b Path,
    target: PathBuf,
    incremental: &'static str,
}

impl Bench<'_> {
    fn report(&self, rows: &[&Row]) -> Result<()> {
        let mut baseline = None;
        for row in rows {
            let times = [self.least(row, "check")?, self.least(row, "build")?];
            let [check, build] = *baseline.get_or_insert(times);
            let lines = lines(&self.crates.join(row.package).join("src"));
            let [check, build] = [(0, check), (1, build)].map(|(position, baseline)| {
                let (time, budget) =
                    (times[position], verdict(times[position], row.budgets[position]));
                format!("{time:6.3} s {budget:>11} {:5.1} x", time / baseline)
            });
            say(&format!("{:24} {lines:7} | {check} | {build}", row.what));
        }
        Ok(())
    }

    /// The least user CPU that `verb` takes for the package of `row`, in seconds.
    fn least(&self, row: &Row, verb: &str) -> Result<f64> {
        // Dependencies too, and what an incremental build begins from.
        self.cargo(verb, row.package)?;
        let mut least = f64::INFINITY;
        for _ in 0..RUNS {
            let builds = (0..row.builds).map(|_| self.seconds(row, verb));
            least = least.min(builds.sum::<Result<f64>>()? / f64::from(row.builds));
        }
        Ok(least)
    }

    fn seconds(&self, row: &Row, verb: &str) -> Result<f64> {
        match row.before {
            Before::Clean => self.cargo("clean", row.package)?,
            Before::Touch => touch(&self.crates.join(row.package))?,
        }
        let start = children()?;
        self.cargo(verb, row.package)?;
        Ok(children()? - start)
    }

    fn cargo(&self, verb: &str, package: &str) -> Result<()> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([verb, "--offline", "--quiet", "--package", package]).current_dir(self.crates);
        cargo.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", self.incremental);
        // Not what `cargo bench` itself was told.
        cargo.env_remove("RUSTFLAGS").env_remove("RUSTC_WRAPPER");
        let status = cargo.stdin(Stdio::null()).status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("cargo {verb} -p {package} failed").into())
        }
    }
}

/// The user CPU of all children that have ended, in seconds; only Linux tells.
fn children() -> Result<f64> {
    /// Steps in a second: what Linux shows to programs, whatever it counts in itself.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?;
    let cutime = fields.split_whitespace().nth(13).ok_or("/proc/self/stat has no cutime")?;
    Ok(cutime.parse::<f64>()? / TICKS)
}

fn verdict(time: f64, budget: Option<f64>) -> String {
    match budget {
        Some(budget) if time <= budget => format!("{budget} met"),
        Some(budget) => format!("{budget} missed"),
        None => String::new(),
    }
}

fn write_crates(crates: &Path, corpus: Option<&Path>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let graph = root.join("comfy-graph");
    let graph = format!("comfy-graph = {{ path = {graph:?}, default-features = false }}\n");
    // Public, or nothing would be built of it.
    let program = PROGRAM.replace("comfy_examples", "all").replace("pub(crate)", "pub");
    let words = program.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let few = Select::Words(words.map(str::to_owned).collect::<BTreeSet<_>>());

    let _ = fs::remove_dir_all(crates);
    let package =
        |name, rest: &str, code| write_crate(crates, name, &format!("{graph}{rest}"), code);
    package("empty", "", "")?;
    package("all", "", "pub mod comfy;\n")?;
    package("off", "[features]\nall = []\n", "#[cfg(feature = \"all\")]\npub mod comfy;\n")?;
    package("few", "", "pub mod comfy;\n")?;
    package("program", "all = { path = \"../all\" }\n", &program)?;
    generate(crates, "all", stock::schema(), Select::All)?;
    generate(crates, "off", stock::schema(), Select::All)?;
    generate(crates, "few", stock::schema(), few)?;
    let features = graph.replace("false }", "false, features = [\"macros\", \"schemars\"] }");
    write_crate(crates, "workflows", &features, &workflows(&root.join("workflows"))?)?;
    let members = ["all", "empty", "few", "off", "program", "workflows"];
    let mut members = members.map(|name| format!("\"{name}\"")).join(", ");
    if let Some(corpus) = corpus {
        let json = fs::read(corpus.join("object_info.json"))?;
        package("prose", "", "pub mod comfy;\n")?;
        generate(crates, "prose", &Schema::from_json(&json)?, Select::All)?;
        members.push_str(", \"prose\"");
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(crates.join("Cargo.toml"), workspace)?;
    // The same versions, which are on this machine.
    fs::copy(root.join("Cargo.lock"), crates.join("Cargo.lock"))?;
    Ok(())
}

/// A program with the type of every workflow in `folder`.
fn workflows(folder: &Path) -> Result<String> {
    let mut code = String::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().into_string().map_err(|name| format!("{name:?}"))?;
        if name.ends_with(".json") && !name.ends_with(".meta.json") {
            code.push_str(&format!("comfy_graph::workflow!({:?});\n", folder.join(name)));
        }
    }
    Ok(code)
}

fn write_crate(crates: &Path, name: &str, dependencies: &str, code: &str) -> Result<()> {
    let folder = crates.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let head = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
    fs::write(folder.join("Cargo.toml"), format!("{head}\n[dependencies]\n{dependencies}"))?;
    Ok(fs::write(folder.join("src/lib.rs"), code)?)
}

fn generate(crates: &Path, name: &str, schema: &Schema, select: Select) -> Result<()> {
    let settings = Settings { select, ..Settings::default() };
    let generated = Generator::new(schema, settings).folder();
    let (files, _) = generated.map_err(|unknown| format!("{unknown:?}"))?;
    write::folder(&crates.join(name).join("src/comfy"), &files, Mode::Write)?;
    Ok(())
}

/// Changes the caption of one node, or changes it back.
fn touch(package: &Path) -> Result<()> {
    let path = package.join("src/comfy/nodes.rs");
    let text = fs::read_to_string(&path)?;
    let [first, second] = CAPTION;
    let (from, to) = if text.contains(first) { (first, second) } else { (second, first) };
    let changed = text.replacen(from, to, 1);
    if changed == text {
        return Err(format!("`{first}` is not in {}", path.display()).into());
    }
    Ok(fs::write(path, changed)?)
}

/// How many lines the Rust files under `folder` have.
fn lines(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |path: PathBuf| match path.is_dir() {
        true => lines(&path),
        false => fs::read_to_string(path).unwrap_or_default().lines().count(),
    };
    entries.map(|entry| count(entry.path())).sum()
}

#[expect(clippy::print_stdout, reason = "the report is what a benchmark is run for")]
fn say(line: &str) {
    println!("{line}");
}
