//! Measures what jobs cost: one, eight that take a while, sixty-four from as many clients.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::floor::{Floor, times};
use crate::peer::Peer;
use crate::stats::{Samples, Table};
use crate::{Measured, Place, colour, graph};

pub(crate) async fn all(place: &Place, table: &mut Table) -> Measured<()> {
    let peer = Arc::new(Peer::start(&place.arguments(&place.url)).await?);
    tokio::time::sleep(Duration::from_secs(2)).await;
    overhead(place, table, &peer).await?;
    lag(place, table, &peer).await?;
    eight(place, table, &peer).await?;
    sixty_four(place, table).await
}

async fn overhead(place: &Place, table: &mut Table, peer: &Peer) -> Measured<()> {
    let mut floor = Floor::connect(&place.url).await?;
    let (mut own, mut bare) = (Samples::default(), Samples::default());
    for _ in 0..200 {
        bare.push(floor.run(graph(place, "blank", &[("COLOR", colour())])?).await?);
        let began = Instant::now();
        peer.call("blank", json!({"color": colour()})).await?;
        own.push(began.elapsed());
    }
    let above = own.p50() - bare.p50();
    let figure = format!(
        "{:.2} ms, {above:.2} above {:.2}, {:.2} ×",
        own.p50(),
        bare.p50(),
        own.p50() / bare.p50()
    );
    table.time("a generation above the bare one, p50", figure, above, 2.0);
    Ok(())
}

/// The side that pictures are scaled to: jobs of a quarter of a second to one and a quarter.
pub(crate) fn side(number: i64) -> i64 {
    1000 + number * 300 % 1500
}

async fn lag(place: &Place, table: &mut Table, peer: &Arc<Peer>) -> Measured<()> {
    let floor = Floor::connect(&place.url).await?;
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
            peer.ask("ping", json!({})).await?;
            pings.push(began.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (answer, answered) = job.await?;
        let answer = answer?;
        let id = answer["structuredContent"]["prompt_id"].as_str().unwrap_or_default();
        let (_, ended) = times(&floor.history(id).await?);
        lags.push_ms((answered - ended).max(0.0));
    }
    let (p50, p95) = (lags.p50(), lags.p95());
    table.time("notice lag, p95", format!("{p50:.1} ms p50, {p95:.1} p95"), p95, 5.0);
    let ping = pings.p50();
    table.time("ping while jobs run, p50", format!("{ping:.2} ms"), ping, 1.0);
    Ok(())
}

/// By turns, since ComfyUI itself takes a break of half a second now and then.
async fn eight(place: &Place, table: &mut Table, peer: &Arc<Peer>) -> Measured<()> {
    const ROUNDS: usize = 7;
    let mut floor = Floor::connect(&place.url).await?;
    let (mut own, mut bare) = (Samples::default(), Samples::default());
    for _ in 0..ROUNDS {
        let graphs = (0..8)
            .map(|number| graph(place, "slow", &[("COLOR", colour()), ("SIDE", side(number))]));
        bare.push(floor.run_all(graphs.collect::<Result<_, _>>()?).await?);
        let began = Instant::now();
        let jobs = (0..8)
            .map(|number| peer.call("slow", json!({"color": colour(), "side": side(number)})));
        futures_util::future::try_join_all(jobs).await?;
        own.push(began.elapsed());
    }
    let ratio = own.p50() / bare.p50();
    let figure = format!("{:.0} ms, {:.0} without, {ratio:.3} ×", own.p50(), bare.p50());
    table.size("8 jobs at once", figure, "1.02 ×", ratio <= 1.02);
    Ok(())
}

/// Clients that each send one request, without a session.
async fn sixty_four(place: &Place, table: &mut Table) -> Measured<()> {
    const CLIENTS: usize = 64;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    drop(listener);
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_comfy-mcp"))
        .args(["serve", "--listen", &address])
        .args(place.arguments(&place.url))
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut floor = Floor::connect(&place.url).await?;
    let clients = (0..CLIENTS).map(|_| reqwest::Client::builder().no_proxy().build());
    let clients = clients.collect::<Result<Vec<_>, _>>()?;
    let (mut own, mut bare) = (Samples::default(), Samples::default());
    for _ in 0..9 {
        let graphs = (0..CLIENTS).map(|_| graph(place, "blank", &[("COLOR", colour())]));
        bare.push(floor.run_all(graphs.collect::<Result<_, _>>()?).await?);
        let began = Instant::now();
        let calls = clients.iter().map(|http| tokio::spawn(one(http.clone(), address.clone())));
        for answer in futures_util::future::join_all(calls.collect::<Vec<_>>()).await {
            let answer = answer??;
            if answer["result"]["isError"] != false {
                return Err(format!("a generation fails: {answer}").into());
            }
        }
        own.push(began.elapsed());
    }
    let ratio = bare.p50() / own.p50();
    let figure = format!("{:.0} ms, {:.0} % of the rate without", own.p50(), ratio * 100.0);
    table.size("64 generations from 64 clients", figure, "95 %", ratio >= 0.95);
    // The process ends with its handle.
    let _ = child.start_kill();
    Ok(())
}

async fn one(http: reqwest::Client, address: String) -> Measured<Value> {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "blank", "arguments": {"color": colour()}}});
    let request = http.post(format!("http://{address}/mcp")).json(&call);
    let request = request.header("accept", "application/json, text/event-stream");
    Ok(request.send().await?.json().await?)
}
