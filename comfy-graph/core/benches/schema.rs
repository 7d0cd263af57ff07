//! x
use comfy_graph_core::schema::Schema;
use std::time::Instant;
fn med(n: usize, mut f: impl FnMut()) -> f64 {
    let mut v: Vec<f64> = (0..n)
        .map(|_| {
            let t = Instant::now();
            f();
            t.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    v.sort_by(f64::total_cmp);
    v[n / 2]
}
fn main() {
    let json = std::fs::read("/work/shared/corpus/object_info.json").expect("BUG: x");
    eprintln!(
        "value {:.2}",
        med(41, || {
            let _: serde_json::Value = serde_json::from_slice(&json).unwrap();
        })
    );
    eprintln!(
        "ignored {:.2}",
        med(41, || {
            let _: serde::de::IgnoredAny = serde_json::from_slice(&json).unwrap();
        })
    );
    eprintln!(
        "utf8 {:.2}",
        med(41, || {
            std::hint::black_box(std::str::from_utf8(&json).unwrap());
        })
    );
    eprintln!(
        "schema {:.2}",
        med(41, || {
            Schema::from_object_info(&json).unwrap();
        })
    );
}
