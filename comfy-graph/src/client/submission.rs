//! Sends a prompt.
//!
//! What goes along with it is chosen here, and an answer that got lost on the way is settled.
//! Following the job is the business of `job`.

use std::fmt;
use std::time::Duration;

use comfy_graph_core::ids::{JobId, NodeId};
use comfy_graph_core::prompt::{Object, Prompt};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ClientError;
use super::rejection::{NodeErrors, NodeProblems, Origins};
use super::{Client, Sighting};

/// How long to look for a job whose submit broke off.
const SEARCH: Duration = Duration::from_secs(15);
const SEARCH_PAUSE: Duration = Duration::from_millis(250);

/// Where in the queue a job starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    /// Behind everything.
    #[default]
    Back,
    /// Before everything that waits.
    Front,
}

/// What becomes of a prompt of which the server would run a part only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Partial {
    /// It is cancelled, and the submit fails with what is wrong.
    #[default]
    Refuse,
    /// The good part runs; the job tells what is wrong with the rest.
    Accept,
}

/// How the server makes previews while a job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PreviewMethod {
    /// Not at all.
    None,
    /// As the server sees fit.
    Auto,
    /// Quick and coarse.
    Latent2rgb,
    /// With a small decoder, if the server has its model.
    Taesd,
}

/// A prompt with everything that goes along with it.
///
/// Carries its own job id, so it is sent once: make another for another run.
///
/// ```
/// use comfy_graph::client::{Placement, PreviewMethod, Submission};
/// # use comfy_graph_core::prompt::Prompt;
/// # let prompt = Prompt::new();
/// let submission = Submission::from(prompt)
///     .placement(Placement::Front)
///     .preview(PreviewMethod::Latent2rgb)
///     .partner_api_key("comfyui-secret");
///
/// assert!(!format!("{submission:?}").contains("comfyui-secret"));
/// ```
pub struct Submission {
    pub(crate) prompt: Prompt,
    pub(crate) job: JobId,
    pub(crate) partial: Partial,
    pub(crate) origins: Origins,
    placement: Placement,
    targets: Vec<NodeId>,
    extra: Object,
    secrets: Object,
}

impl Submission {
    /// Uses this id in place of a random one; an id must never be used twice.
    #[must_use]
    pub fn job(mut self, id: JobId) -> Self {
        self.job = id;
        self
    }

    /// Where in the queue the job starts.
    #[must_use]
    pub fn placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Runs only these output nodes with what they need.
    #[must_use]
    pub fn targets(mut self, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        self.targets.extend(nodes);
        self
    }

    /// What to do where the server would run a part only.
    #[must_use]
    pub fn partial(mut self, partial: Partial) -> Self {
        self.partial = partial;
        self
    }

    /// The editor workflow that saved files are to carry, so that the editor can open them.
    #[must_use]
    pub fn workflow(self, workflow: Value) -> Self {
        self.file_metadata("workflow", workflow)
    }

    /// One more entry that saved files are to carry. No secrets: files travel.
    #[must_use]
    pub fn file_metadata(mut self, key: &str, value: Value) -> Self {
        let entry = self.extra.entry("extra_pnginfo").or_insert_with(|| Object::new().into());
        if let Some(entries) = entry.as_object_mut() {
            entries.insert(key.to_owned(), value);
        }
        self
    }

    /// The API key that partner nodes pay with.
    ///
    /// Old servers, 0.3.64 among them, show it to everyone who reads their queue while the job is
    /// in it.
    #[must_use]
    pub fn partner_api_key(mut self, key: &str) -> Self {
        self.secrets.insert("api_key_comfy_org".to_owned(), key.into());
        self
    }

    /// The session token that partner nodes pay with; shown like [`Submission::partner_api_key`].
    #[must_use]
    pub fn partner_token(mut self, token: &str) -> Self {
        self.secrets.insert("auth_token_comfy_org".to_owned(), token.into());
        self
    }

    /// How the server makes previews of this job.
    #[must_use]
    pub fn preview(self, method: PreviewMethod) -> Self {
        let method = serde_json::to_value(method).expect("BUG: a unit variant is a JSON string");
        self.extra("preview_method", method)
    }

    /// One more key of `extra_data`, for node packs that read it.
    #[must_use]
    pub fn extra(mut self, key: &str, value: Value) -> Self {
        self.extra.insert(key.to_owned(), value);
        self
    }

    /// Which line of the program made each node, for errors to point at.
    #[must_use]
    pub fn origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    fn body<'a>(&'a self, client_id: &'a str) -> Body<'a> {
        let mut extra_data = self.extra.clone();
        extra_data.extend(self.secrets.clone());
        Body {
            prompt: &self.prompt,
            client_id,
            prompt_id: self.job,
            front: self.placement == Placement::Front,
            partial_execution_targets: &self.targets,
            extra_data,
        }
    }
}

impl From<Prompt> for Submission {
    fn from(mut prompt: Prompt) -> Self {
        title_all(&mut prompt);
        Self {
            prompt,
            job: JobId::from_uuid(uuid::Uuid::new_v4()),
            partial: Partial::default(),
            origins: Origins::new(),
            placement: Placement::default(),
            targets: Vec::new(),
            extra: Object::new(),
            secrets: Object::new(),
        }
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("job", &self.job)
            .field("nodes", &self.prompt.len())
            .field("placement", &self.placement)
            .field("targets", &self.targets)
            .field("secrets", &self.secrets.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Gives untitled nodes their class as title: new servers fail on a replaced node without one.
fn title_all(prompt: &mut Prompt) {
    let untitled = |node: &comfy_graph_core::prompt::PromptNode| node.title().is_none();
    let ids: Vec<_> =
        prompt.nodes().filter(|(_, node)| untitled(node)).map(|(id, _)| id.clone()).collect();
    for id in ids {
        if let Some(node) = prompt.node_mut(id.as_str()) {
            let title = node.class_type.as_ref().map_or(id.as_str(), |class| class.as_str());
            node.rename(title.to_owned());
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    prompt: &'a Prompt,
    client_id: &'a str,
    prompt_id: JobId,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    front: bool,
    #[serde(skip_serializing_if = "<[NodeId]>::is_empty")]
    partial_execution_targets: &'a [NodeId],
    #[serde(skip_serializing_if = "Object::is_empty")]
    extra_data: Object,
}

#[derive(Deserialize)]
struct Accepted {
    #[serde(default)]
    node_errors: NodeErrors,
}

impl Client {
    /// Posts the prompt; gives back what is wrong with the part that will not run.
    pub(crate) async fn post_prompt(
        &self,
        submission: &Submission,
    ) -> Result<Vec<NodeProblems>, ClientError> {
        let client_id = self.client_id();
        let call = self.http().post(&["prompt"]).json(&submission.body(&client_id));
        let problems = match call.read::<Accepted>().await {
            Ok(accepted) => accepted.node_errors.into_problems(),
            Err(error) if may_be_queued(&error) => {
                self.settle(submission.job, error).await?;
                Vec::new()
            }
            Err(ClientError::Rejected(rejection)) => {
                return Err(Box::new(rejection.traced(&submission.origins)).into());
            }
            Err(error) => return Err(error),
        };
        Ok(problems)
    }

    /// Finds out whether `job` was queued although the answer was lost.
    async fn settle(&self, job: JobId, lost: ClientError) -> Result<(), ClientError> {
        tracing::warn!(%job, error = %lost, "looks up a submit that broke off");
        let until = tokio::time::Instant::now() + SEARCH.min(self.patience());
        let mut absent = 0;
        loop {
            let look = tokio::time::timeout_at(until, self.sight(job)).await;
            match look {
                Ok(Ok(Sighting::Nowhere)) => absent += 1,
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(_)) => absent = 0,
                Err(_) => return Err(ClientError::AnswerLost { job, source: Box::new(lost) }),
            }
            // Once is not enough: the server may still be reading the prompt.
            if absent == 2 {
                return Err(ClientError::NotQueued { job, source: Box::new(lost) });
            }
            let pause = tokio::time::Instant::now() + SEARCH_PAUSE;
            tokio::time::sleep_until(pause.min(until)).await;
        }
    }
}

/// Whether a failed submit leaves open what became of the prompt.
fn may_be_queued(error: &ClientError) -> bool {
    match error {
        ClientError::Unreachable { .. } => !error.is_refused(),
        ClientError::Timeout { .. } | ClientError::Malformed { .. } => true,
        // A proxy says this for a server that fell silent; the server itself never does.
        ClientError::Status { status, .. } => matches!(status, 502..=504),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn submission() -> Submission {
        let prompt = r#"{"1":{"class_type":"A","inputs":{}},
            "2":{"class_type":"B","inputs":{},"_meta":{"title":"Mine"}}}"#;
        Submission::from(serde_json::from_str::<Prompt>(prompt).unwrap())
    }

    fn body(submission: &Submission) -> Value {
        serde_json::to_value(submission.body("me")).unwrap()
    }

    #[test]
    fn every_node_is_sent_with_a_title() {
        let body = body(&submission());

        assert_eq!(body["prompt"]["1"]["_meta"]["title"], "A");
        assert_eq!(body["prompt"]["2"]["_meta"]["title"], "Mine");
    }

    #[test]
    fn what_is_not_asked_for_is_left_out() {
        let body = body(&submission());

        let keys: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys.len(), 3, "{keys:?}");
    }

    #[test]
    fn everything_asked_for_is_sent() {
        let submission = submission()
            .placement(Placement::Front)
            .targets([NodeId::from(2)])
            .workflow(json!({"id": "w"}))
            .preview(PreviewMethod::Latent2rgb)
            .partner_api_key("k")
            .partner_token("t");

        let body = body(&submission);

        assert_eq!(body["front"], true);
        assert_eq!(body["partial_execution_targets"], json!(["2"]));
        assert_eq!(
            body["extra_data"],
            json!({
                "extra_pnginfo": {"workflow": {"id": "w"}}, "preview_method": "latent2rgb",
                "api_key_comfy_org": "k", "auth_token_comfy_org": "t",
            })
        );
    }
}
