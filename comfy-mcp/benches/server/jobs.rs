//! Measures what jobs cost: one, eight that take a while, sixty-four from as many clients.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::floor::{Floor, times};
use crate::peer::Peer;
use crate::stats::{Samples, Table};
use crate::{Place, graph};

/// Every graph has a colour of its own, or ComfyUI would answer from its cache.
fn colour() -> i64 {
    static NEXT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1);
    let start = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs() as i64);
    (start * 4096 + NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) & 0xff_ffff
}

pub(crate) async fn all(place: &Place, table: &mut Table) {
    let peer = Arc::new(Peer::start(&place.arguments(&place.url)).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    overhead(place, table, &peer).await;
    lag(place, table, &peer).await;
    eight(place, table, &peer).await;
    sixty_four(place, table).await;
}

async fn overhead(place: &Place, table: &mut Table, peer: &Peer) {
    let mut floor = Floor::connect(&place.url).await;
    let (mut own, mut bare) = (Samples::default(), Samples::default());
    for _ in 0..200 {
        bare.push(floor.run(graph(place, "blank", &[("COLOR", colour())])).await);
        let began = Instant::now();
        peer.call("blank", json!({"color": colour()})).await;
        own.push(began.elapsed());
    }
    let above = own.p50() - bare.p50();
    let figure = format!(
        "{:.2} ms, {above:.2} above {:.2}, {:.2} ×",
        own.p50(),
        bare.p50(),
        own.p50() / bare.p50()
    );
    table.row("a generation, p50", figure, "2 ms above", above <= 2.0);
}

/// The side of a picture whose scaling takes about a second at most.
fn side(number: i64) -> i64 {
    1200 + number * 300 % 1500
}

async fn lag(place: &Place, table: &mut Table, peer: &Arc<Peer>) {
    let floor = Floor::connect(&place.url).await;
    let (mut lags, mut pings) = (Samples::default(), Samples::default());
    for number in 0..20 {
        let arguments = json!({"color": colour(), "side": side(number)});
        let (running, worker) = (tokio::sync::watch::channel(true), Arc::clone(peer));
        let job = tokio::spawn(async move {
            let answer = worker.call("slow", arguments).await;
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            drop(running);
            (answer, now.as_secs_f64() * 1e3)
        });
        while !job.is_finished() {
            let began = Instant::now();
            peer.ask("ping", json!({})).await;
            pings.push(began.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (answer, answered) = job.await.expect("no panic");
        let id = answer["structuredContent"]["prompt_id"].as_str().unwrap_or_default();
        let (_, ended) = times(&floor.history(id).await);
        lags.push_ms((answered - ended).max(0.0));
    }
    let (p50, p95) = (lags.p50(), lags.p95());
    table.row("notice lag", format!("{p50:.1} ms p50, {p95:.1} p95"), "5 ms p95", p95 <= 5.0);
    let ping = pings.p50();
    table.row("ping while jobs run, p50", format!("{ping:.2} ms"), "1 ms", ping <= 1.0);
}

async fn eight(place: &Place, table: &mut Table, peer: &Arc<Peer>) {
    let floor = Floor::connect(&place.url).await;
    let began = Instant::now();
    let jobs = (0..8).map(|number| {
        let (peer, arguments) =
            (Arc::clone(peer), json!({"color": colour(), "side": side(number)}));
        tokio::spawn(async move { peer.call("slow", arguments).await })
    });
    let answers = futures_util::future::join_all(jobs.collect::<Vec<_>>()).await;
    let wall = began.elapsed().as_secs_f64();
    let mut needed = 0.0;
    for answer in answers {
        let answer = answer.expect("no panic");
        let id = answer["structuredContent"]["prompt_id"].as_str().unwrap_or_default();
        let (start, end) = times(&floor.history(id).await);
        needed += (end - start) / 1e3;
    }
    let ratio = wall / needed;
    let figure = format!("{wall:.2} s of {needed:.2} s, {ratio:.3} ×");
    table.row("8 jobs at once", figure, "1.02 ×", ratio <= 1.02);
}

/// Clients that each send one request, without a session.
async fn sixty_four(place: &Place, table: &mut Table) {
    const CLIENTS: usize = 64;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound").to_string();
    drop(listener);
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_comfy-mcp"))
        .args(["serve", "--listen", &address])
        .args(place.arguments(&place.url))
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the program starts");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut floor = Floor::connect(&place.url).await;
    let (mut own, mut bare) = (Samples::default(), Samples::default());
    for _ in 0..5 {
        let began = Instant::now();
        let mut ids = Vec::new();
        for _ in 0..CLIENTS {
            ids.push(floor.submit(graph(place, "blank", &[("COLOR", colour())])).await);
        }
        floor.over(ids.clone()).await;
        for id in &ids {
            floor.history(id).await;
        }
        bare.push(began.elapsed());
        let began = Instant::now();
        let calls = (0..CLIENTS).map(|_| tokio::spawn(one(address.clone())));
        for answer in futures_util::future::join_all(calls.collect::<Vec<_>>()).await {
            let answer = answer.expect("no panic");
            assert_eq!(answer["result"]["isError"], false, "{answer}");
        }
        own.push(began.elapsed());
    }
    let ratio = bare.p50() / own.p50();
    let figure = format!("{:.0} ms, {:.0} % of the rate without", own.p50(), ratio * 100.0);
    table.row("64 generations from 64 clients", figure, "95 %", ratio >= 0.95);
    // The process ends with its handle.
    let _ = child.start_kill();
}

async fn one(address: String) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().expect("BUG: no option is odd");
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "blank", "arguments": {"color": colour()}}});
    let request = http.post(format!("http://{address}/mcp")).json(&call);
    let request = request.header("accept", "application/json, text/event-stream");
    request.send().await.expect("it answers").json().await.expect("it answers in JSON")
}
