//! Tries several processes on one file, and one that is killed.
//!
//! A child is this test program again, told by its environment to do one of the parts.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use comfy_graph_core::ids::JobId;
use serde_json::json;

use super::super::{JobEnd, JobState, Store};
use super::{asset, job};

const PART: &str = "COMFY_MCP_STORE_TEST_PART";
const FILE: &str = "COMFY_MCP_STORE_TEST_FILE";

/// What a child writes before the id of each job that is stored.
const STORED: &str = "stored ";

/// A child that plays `part` on the file.
fn child(part: &str, file: &Path) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::tests::processes::plays_the_part_of_a_child", "--nocapture"])
        .env(PART, part)
        .env(FILE, file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

/// The job that a line of a child tells of.
fn stored(line: &str) -> Option<JobId> {
    line.strip_prefix(STORED)?.parse().ok()
}

/// Does nothing, unless the program is a child.
#[tokio::test]
async fn plays_the_part_of_a_child() {
    let Ok(part) = std::env::var(PART) else { return };
    let store = Store::open(Path::new(&std::env::var(FILE).unwrap())).await.unwrap();
    match part.as_str() {
        "some" => store_jobs(&store, 100).await,
        "until killed" => store_jobs(&store, usize::MAX).await,
        _ => end_jobs(&store).await,
    }
}

async fn store_jobs(store: &Store, count: usize) {
    for _ in 0..count {
        let job = job();
        store.insert_job(&job, &json!({"6": {"text": "x".repeat(2000)}})).await.unwrap();
        writeln!(std::io::stdout(), "\n{STORED}{}", job.id).unwrap();
    }
}

/// Ends every job there is with two files.
async fn end_jobs(store: &Store) {
    for job in store.recent_jobs(u32::MAX).await.unwrap() {
        let end = JobEnd::new(JobState::Completed);
        let made = [asset(&job, "a.png"), asset(&job, "b.png")];
        store.finish_job(job.id, &end, &made).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let (mut child, mut lines) = child("until killed", &file);
    let mut told = Vec::new();
    while told.len() < 200 {
        told.extend(lines.next().and_then(|line| stored(&line.unwrap())));
    }

    child.kill().unwrap();
    child.wait().unwrap();
    // What the child wrote before the kill reached it counts too; the last line may be cut off.
    told.extend(lines.map_while(Result::ok).filter_map(|line| stored(&line)));

    let store = Store::open(&file).await.unwrap();
    for id in told {
        assert!(store.job(id).await.unwrap().is_some(), "job {id} is gone");
        assert!(store.prompt(id).await.unwrap().is_some(), "the prompt of job {id} is gone");
    }
}

#[tokio::test]
async fn two_processes_make_one_file_and_store_jobs_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");

    let children = ["some", "some"].map(|part| child(part, &file));
    let told = children.into_iter().flat_map(|(mut child, lines)| {
        let told: Vec<_> = lines.filter_map(|line| stored(&line.unwrap())).collect();
        assert!(child.wait().unwrap().success());
        told
    });
    let told: std::collections::BTreeSet<_> = told.collect();

    let store = Store::open(&file).await.unwrap();
    let jobs = store.recent_jobs(u32::MAX).await.unwrap();
    assert_eq!(told.len(), 200);
    assert_eq!(jobs.into_iter().map(|job| job.id).collect::<std::collections::BTreeSet<_>>(), told);
}

#[tokio::test]
async fn two_processes_that_end_the_same_jobs_store_each_file_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let store = Store::open(&file).await.unwrap();
    let jobs: Vec<_> = std::iter::repeat_with(job).take(50).collect();
    for job in &jobs {
        store.insert_job(job, &json!({})).await.unwrap();
    }

    let children = ["end", "end"].map(|part| child(part, &file));
    for (mut child, lines) in children {
        lines.for_each(drop);
        assert!(child.wait().unwrap().success());
    }

    for job in jobs {
        assert_eq!(store.assets_of(job.id).await.unwrap().len(), 2);
    }
}
