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

/// The figures of a run.
#[derive(Debug)]
pub(crate) struct Table {
    url: String,
    rows: Vec<[String; 4]>,
}

impl Table {
    pub(crate) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), rows: Vec::new() }
    }

    /// A figure with its budget, as `within` says.
    pub(crate) fn row(&mut self, what: &str, figure: String, budget: &str, within: bool) {
        let verdict = if within { "" } else { "over" };
        eprintln!("{what}: {figure} (budget {budget}) {verdict}");
        self.rows.push([what.to_owned(), figure, budget.to_owned(), verdict.to_owned()]);
    }

    #[expect(clippy::print_stdout, reason = "the report of a benchmark")]
    pub(crate) fn print(&self) {
        println!("ComfyUI at {}", self.url);
        println!("| what | measured | budget | |\n| --- | --- | --- | --- |");
        for [what, figure, budget, verdict] in &self.rows {
            println!("| {what} | {figure} | {budget} | {verdict} |");
        }
    }
}
