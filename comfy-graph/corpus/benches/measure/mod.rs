//! Prints how long things take, beside parsing the same text.

use std::hint::black_box;
use std::time::Instant;

pub(crate) fn header() {
    println!("{:32} {:>9} {:>9} {:>9} {:>8}", "", "median", "95 %", "budget", "ratio");
}

/// One line: the times over all items, and how the median compares with parsing.
pub(crate) fn row<T, R>(
    what: &str,
    items: &[(T, &str)],
    budget: Option<f64>,
    work: impl Fn(&(T, &str)) -> R,
) {
    let mut times: Vec<f64> = items.iter().map(|item| median(|| work(item))).collect();
    let parse = |item: &(T, &str)| median(|| serde_json::from_str::<serde_json::Value>(item.1));
    let mut parsed: Vec<f64> = items.iter().map(parse).collect();
    times.sort_by(f64::total_cmp);
    parsed.sort_by(f64::total_cmp);
    let (middle, high) = (times.len() / 2, times.len() * 95 / 100);
    let budget = budget.map(|budget| format!("{budget:.0}")).unwrap_or_default();
    println!(
        "{what:32} {:9.1} {:9.1} {budget:>9} {:7.2}x",
        times[middle],
        times[high],
        times[middle] / parsed[middle]
    );
}

/// The median of a few runs, in microseconds.
fn median<T>(work: impl Fn() -> T) -> f64 {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64() * 1e6
    };
    let mut times: Vec<_> = (0..21).map(time).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
