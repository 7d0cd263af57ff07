//! Runs jobs, one at a time, with real pixels wherever no model is needed.
//!
//! The families of node functions are one file each; `engine` knows none of them.

mod cache;
mod calling;
mod canvas;
mod combine;
mod composite;
mod engine;
mod filter;
mod formatting;
mod lanczos;
mod latent;
mod list;
mod load;
mod logic;
mod mask;
mod matching;
mod maths;
mod maths_functions;
mod metadata;
mod node;
mod picture;
mod progress;
mod resample;
mod resize;
mod sampling;
mod save;
mod schedule;
mod stand_in;
mod text;
mod value;

use std::io;
use std::sync::Arc;
use std::thread;

use serde_json::json;

use self::cache::Cache;
use self::node::Run;
use crate::faults::Moment;
use crate::server::Shared;
use crate::socket::Audience;

const FAMILIES: [&[(&str, Run)]; 16] = [
    canvas::NODES,
    combine::NODES,
    composite::NODES,
    filter::NODES,
    formatting::NODES,
    latent::NODES,
    list::NODES,
    load::NODES,
    logic::NODES,
    mask::NODES,
    matching::NODES,
    picture::NODES,
    resize::NODES,
    sampling::NODES,
    save::NODES,
    stand_in::NODES,
];

fn find(class: &str) -> Option<Run> {
    let nodes = FAMILIES.into_iter().flatten().chain(text::NODES).chain(maths::NODES);
    nodes.into_iter().find(|(name, _)| *name == class).map(|(_, run)| *run)
}

/// The node classes that the sandbox runs; any other fails with `SandboxUnsupported`.
#[must_use]
pub fn supported_classes() -> Vec<&'static str> {
    let nodes = FAMILIES.into_iter().flatten().chain(text::NODES).chain(maths::NODES);
    let mut classes: Vec<_> = nodes.map(|(name, _)| *name).collect();
    classes.sort_unstable();
    classes
}

/// Starts the thread that runs jobs until the queue is stopped.
pub(crate) fn spawn_worker(shared: Arc<Shared>) -> io::Result<thread::JoinHandle<()>> {
    let worker = thread::Builder::new().name("comfy-sandbox".to_owned());
    worker.spawn(move || work(&shared))
}

fn work(shared: &Shared) {
    let mut cache = Cache::default();
    while let Some(job) = shared.queue.take() {
        shared.announce_queue();
        let entry = engine::run(shared, &job, &mut cache);
        if shared.reach(&Moment::Outcome) {
            return;
        }
        if let Some(delay) = shared.faults.history_delay() {
            thread::sleep(delay);
        }
        shared.queue.finish(entry);
        shared.announce_queue();
        let over = json!({"node": null, "prompt_id": job.id});
        shared.send(Audience::Owner(job.owner().as_deref()), "executing", &over);
        shared.reach(&Moment::Finished);
    }
}
