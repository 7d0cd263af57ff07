//! What clients of new revisions hear that ask to be told of changes.

use rmcp::model::{ServerNotification, SubscriptionFilter};
use serde_json::json;

use super::tasks::task;
use crate::support::ears::Ears;
use crate::support::{Bench, Wishes, patient, slow_sandbox, small};

#[tokio::test]
async fn one_who_listens_hears_of_jobs_and_of_tools() {
    let bench = Bench::with(slow_sandbox(), Wishes::default().ears(Ears::with_tasks())).await;
    let task = task(&bench, "generate_image", small("a cat")).await;
    let uri = format!("comfy://job/{}", task.task_id);
    let of_job = SubscriptionFilter::builder().resource_subscription(&*uri).build();
    let mut of_job = bench.client.listen(of_job).await.unwrap();
    let of_tools = SubscriptionFilter::builder().tools_list_changed().build();
    let mut of_tools = bench.client.listen(of_tools).await.unwrap();

    // Who listens to a job only goes on listening when tools change.
    bench.call("set_defaults", json!({"image": {"width": 640}})).await;
    let heard = patient(of_tools.next()).await.unwrap();
    assert!(matches!(heard, Some(ServerNotification::ToolListChangedNotification(_))), "{heard:?}");

    bench.call("cancel_job", json!({"prompt_id": task.task_id})).await;
    let heard = patient(of_job.next()).await.unwrap();
    let Some(ServerNotification::ResourceUpdatedNotification(told)) = heard else {
        panic!("{heard:?}")
    };
    assert_eq!(told.params.uri, uri);
}
