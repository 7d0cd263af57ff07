//! Prints how long the store takes, when asked to.
//!
//! `cargo test --release -p comfy-mcp --lib store::tests::measures -- --ignored --nocapture`

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::{AssetFilter, JobEnd, JobRecord, JobState, Store};
use super::{asset, insert_finished, job};

const ROUNDS: usize = 2000;

/// A prompt of the usual size, some 4 kB.
fn prompt() -> Value {
    let node = |number: usize| {
        let text = format!("a photograph of {number} cats, golden hour, 35 mm, shallow focus");
        let inputs = json!({"text": text, "clip": ["4", 1], "seed": number, "cfg": 7.5});
        (number.to_string(), json!({"class_type": "CLIPTextEncode", "inputs": inputs}))
    };
    (1..30).map(node).collect::<serde_json::Map<_, _>>().into()
}

fn usual_job() -> JobRecord {
    let values = json!({"prompt": "a cat on a mat, golden hour", "steps": 20, "seed": 4711});
    JobRecord { values: values.as_object().unwrap().clone(), ..job() }
}

/// Prints the middle and the slow end of what was measured.
fn print(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_nanos() as f64 / 1000.0;
    let (middle, slow, slowest) = (at(50), at(95), at(100));
    writeln!(
        std::io::stdout(),
        "{what:28} {middle:9.1} µs   p95 {slow:9.1} µs   max {slowest:9.1} µs"
    )
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints times, and checks nothing"]
async fn prints_how_long_a_job_takes() {
    // Where tools run too; from the thread of the test each message takes a detour.
    tokio::spawn(measure_jobs()).await.unwrap();
}

async fn measure_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).await.unwrap();
    let prompt = prompt();
    let (mut insertions, mut ends, mut both) = (Vec::new(), Vec::new(), Vec::new());
    let (mut assets, mut states) = (Vec::new(), Vec::new());

    for number in 0..ROUNDS {
        let job = usual_job();
        let made = [asset(&job, &format!("ComfyUI_{number:05}_.png"))];
        let begun = Instant::now();
        store.insert_job(&job, &prompt).await.unwrap();
        let inserted = begun.elapsed();
        let begun = Instant::now();
        store.update_state(job.id, JobState::Running, None).await.unwrap();
        states.push(begun.elapsed());
        let begun = Instant::now();
        store.finish_job(job.id, &JobEnd::new(JobState::Completed), &made).await.unwrap();
        let ended = begun.elapsed();
        let begun = Instant::now();
        store.asset(made[0].id).await.unwrap();
        assets.push(begun.elapsed());
        insertions.push(inserted);
        ends.push(ended);
        both.push(inserted + ended);
    }

    print("insert_job", insertions);
    print("update_state", states);
    print("finish_job, one asset", ends);
    print("insert_job + finish_job", both);
    print("asset(id)", assets);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints times, and checks nothing"]
async fn prints_how_long_opening_takes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut making, mut opening) = (Vec::new(), Vec::new());

    for number in 0..50 {
        let path = folder.path().join(format!("{number}.db"));
        let begun = Instant::now();
        let store = Store::open(&path).await.unwrap();
        making.push(begun.elapsed());
        insert_finished(&store, &job(), &[]).await;
        store.close().await.unwrap();
        let begun = Instant::now();
        let _store = Store::open(&path).await.unwrap();
        opening.push(begun.elapsed());
    }

    print("open, new file", making);
    print("open", opening);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints times, and checks nothing"]
async fn prints_how_long_listings_take_among_100_000_assets() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).await.unwrap();
    for number in 0..20_000 {
        let job = usual_job();
        let made: Vec<_> =
            (0..5).map(|place| asset(&job, &format!("ComfyUI_{number:05}_{place}.png"))).collect();
        insert_finished(&store, &job, &made).await;
    }
    let newest = AssetFilter { limit: 50, ..AssetFilter::default() };
    let search = |text: &str| AssetFilter { search: Some(text.to_owned()), ..newest.clone() };
    let cases = [
        ("50 newest", newest.clone()),
        ("search, all match", search("golden hour")),
        ("search, none matches", search("dog")),
        ("workflow, none matches", AssetFilter { workflow_id: Some("w".to_owned()), ..newest }),
    ];

    for (what, filter) in cases {
        let mut times = Vec::new();
        for _ in 0..20 {
            let begun = Instant::now();
            store.assets(&filter).await.unwrap();
            times.push(begun.elapsed());
        }
        print(what, times);
    }
}
