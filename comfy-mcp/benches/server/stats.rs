//! Turns samples into rows that people compare.

use std::time::Duration;

/// Samples of one figure, in milliseconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    pub(crate) fn push_ms(&mut self, ms: f64) {
        self.0.push(ms);
    }

    /// The value that this part of the samples does not exceed.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn p50(&self) -> f64 {
        self.quantile(0.5)
    }

    pub(crate) fn p95(&self) -> f64 {
        self.quantile(0.95)
    }
}

/// What one graph without models took, from the submit to its history, where the budgets of this
/// file were set: p50 in milliseconds, on a real ComfyUI 0.33.0.
const REFERENCE: f64 = 4.02;

/// The figures of a run.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    slowness: f64,
    rows: Vec<[String; 5]>,
}

impl Table {
    /// The figures of a run with the ComfyUI at `url`, which takes `bare` ms for that one graph.
    pub(crate) fn new(url: &str, bare: f64) -> Self {
        let slowness = bare / REFERENCE;
        let title = format!(
            "ComfyUI at {url}: {bare:.2} ms for a graph without models, {slowness:.2} × what it \
             took where the budgets were set; the third column is divided by that"
        );
        eprintln!("{title}");
        Self { title, slowness, rows: Vec::new() }
    }

    /// A time in milliseconds, told by `figure`, with its budget.
    pub(crate) fn time(&mut self, what: &str, figure: String, ms: f64, budget: f64) {
        let there = ms / self.slowness;
        self.row(what, figure, (format!("{there:.2} ms"), format!("{budget} ms")), there <= budget);
    }

    /// A figure that does not depend on how fast the machine is.
    pub(crate) fn size(&mut self, what: &str, figure: String, budget: &str, within: bool) {
        self.row(what, figure, (String::new(), budget.to_owned()), within);
    }

    fn row(&mut self, what: &str, figure: String, told: (String, String), within: bool) {
        let verdict = if within { "" } else { "over" };
        let (there, budget) = told;
        eprintln!("{what}: {figure}; {there} (budget {budget}) {verdict}");
        self.rows.push([what.to_owned(), figure, there, budget, verdict.to_owned()]);
    }

    #[expect(clippy::print_stdout, reason = "the report of a benchmark")]
    pub(crate) fn print(&self) {
        println!("{}", self.title);
        println!("| what | measured | there | budget | |\n| --- | --- | --- | --- | --- |");
        for [what, figure, there, budget, verdict] in &self.rows {
            println!("| {what} | {figure} | {there} | {budget} | {verdict} |");
        }
    }
}
