//! Kills the sandbox at every point of a job: each time there is an answer within the deadline.

use std::time::Duration;

use comfy_graph::client::{Client, ClientError};
use comfy_graph::ids::NodeId;
use comfy_graph::job::{Finished, Outcome, WaitError};
use comfy_graph::{Graph, Handle, Node, RawNode, ty};
use comfy_sandbox::{Fault, Moment, Sandbox};

/// How long each wait may take; far more than any of them needs.
const DEADLINE: Duration = Duration::from_secs(20);

/// How long the client looks for a server that does not answer.
const PATIENCE: Duration = Duration::from_millis(400);

/// What became of a job on a server that was killed at `moment`.
#[derive(Debug)]
enum Ended {
    NotSubmitted(ClientError),
    Waited(Box<Result<Finished, WaitError>>),
}

fn graph() -> Graph {
    let mut graph = Graph::new();
    let blank = RawNode::named("EmptyImage")
        .extra_input("width", 64)
        .extra_input("height", 64)
        .extra_input("batch_size", 1)
        .extra_input("color", 255);
    let blank = graph.add(blank).node().out::<ty::Image>(0);
    let inverted = graph.add(RawNode::named("ImageInvert").extra_link("image", blank));
    let inverted = inverted.out::<ty::Image>(0);
    let save = RawNode::named("SaveImage").extra_input("filename_prefix", "killed");
    graph.add(save.extra_link("images", inverted));
    graph
}

#[expect(clippy::unwrap_used, reason = "a test of its own would be allowed to")]
async fn killed_at(moment: Moment) -> Ended {
    let sandbox = Sandbox::builder().fault(Fault::Kill(moment)).start().await.unwrap();
    let endpoint = sandbox.url().parse().unwrap();
    let client = Client::builder(endpoint).patience(PATIENCE).build().unwrap();
    let submission = graph().submission().unwrap();

    let ended = match client.submit(submission).await {
        Err(error) => Ended::NotSubmitted(error),
        Ok(job) => Ended::Waited(Box::new(job.wait(DEADLINE).await)),
    };
    sandbox.shutdown().await;
    ended
}

fn is_unreachable(ended: &Ended) -> bool {
    let Ended::Waited(waited) = ended else { return false };
    matches!(**waited, Err(WaitError::Unreachable { .. }))
}

fn was_interrupted(ended: &Ended) -> bool {
    let Ended::Waited(waited) = ended else { return false };
    matches!(&**waited, Ok(finished) if finished.outcome == Outcome::Interrupted)
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_submit_is_answered_its_fate_is_told() {
    for moment in [Moment::Submitted, Moment::Queued] {
        let ended = killed_at(moment.clone()).await;

        let Ended::NotSubmitted(error) = &ended else { panic!("{moment:?}: {ended:?}") };
        let told = matches!(error, ClientError::NotQueued { .. } | ClientError::AnswerLost { .. });
        assert!(told, "{moment:?}: {error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_job_runs_the_server_is_said_to_be_gone() {
    let nodes = ["1", "2", "3"].map(|id| Moment::Node(id.parse::<NodeId>().unwrap()));
    for moment in [Moment::Started].into_iter().chain(nodes) {
        let ended = killed_at(moment.clone()).await;

        // A fast job can be over before its submit is answered, and a dying server may still tell
        // that it stopped the job.
        let lost = matches!(&ended, Ended::NotSubmitted(ClientError::AnswerLost { .. }));
        let told = is_unreachable(&ended) || lost || was_interrupted(&ended);
        assert!(told, "{moment:?}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_last_message_the_result_is_known() {
    let ended = killed_at(Moment::Finished).await;

    match &ended {
        Ended::Waited(waited) => match &**waited {
            Ok(finished) => assert_eq!(finished.outcome, Outcome::Success),
            Err(error) => assert!(is_unreachable(&ended), "{error:?}"),
        },
        Ended::NotSubmitted(error) => {
            assert!(matches!(error, ClientError::AnswerLost { .. }), "{error:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_job_of_a_dead_server_is_reported_with_where_it_was() {
    let sandbox = Sandbox::builder().step_time(Duration::from_secs(30)).start().await.unwrap();
    let endpoint = sandbox.url().parse().unwrap();
    let client = Client::builder(endpoint).patience(PATIENCE).build().unwrap();
    let mut slow = Graph::new();
    let model = slow.add(
        RawNode::named("CheckpointLoaderSimple").extra_input("ckpt_name", "sandbox.safetensors"),
    );
    let text = RawNode::named("CLIPTextEncode").extra_input("text", "");
    let text = slow.add(text.extra_link("clip", model.out::<ty::Clip>(1)));
    let latent = RawNode::named("EmptyLatentImage").extra_input("width", 64);
    let latent = slow.add(latent.extra_input("height", 64).extra_input("batch_size", 1));
    let sampler = RawNode::named("KSampler")
        .extra_link("model", model.out::<ty::Model>(0))
        .extra_link("positive", text.out::<ty::Conditioning>(0))
        .extra_link("negative", text.out::<ty::Conditioning>(0))
        .extra_link("latent_image", latent.out::<ty::Latent>(0))
        .extra_input("seed", 1)
        .extra_input("steps", 20)
        .extra_input("cfg", 7.0)
        .extra_input("sampler_name", "euler")
        .extra_input("scheduler", "normal")
        .extra_input("denoise", 1.0);
    let sampled = slow.add(sampler);
    let image = RawNode::named("VAEDecode").extra_link("samples", sampled.out::<ty::Latent>(0));
    let image = slow.add(image.extra_link("vae", model.out::<ty::Vae>(2)));
    slow.add(RawNode::named("PreviewImage").extra_link("images", image.out::<ty::Image>(0)));
    client.submit(slow.submission().unwrap()).await.unwrap();
    let queued = client.submit(graph().submission().unwrap()).await.unwrap();

    sandbox.shutdown().await;
    let waited = queued.wait(DEADLINE).await;

    assert!(matches!(waited, Err(WaitError::Unreachable { .. })), "{waited:?}");
}
