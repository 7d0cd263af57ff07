//! Tries the life of a batch.

use serde_json::json;

use super::super::{BatchId, BatchItem, BatchItemState, BatchRecord, Store, StoreError};
use super::job_id;

/// A stored batch of so many pending items.
async fn batch_of(store: &Store, count: u32) -> (BatchRecord, Vec<BatchItem>) {
    let batch = BatchRecord::new();
    let items: Vec<_> =
        (0..count).map(|index| BatchItem::new(batch.id, index, json!({"n": index}))).collect();
    store.insert_batch(&batch, &items).await.unwrap();
    (batch, items)
}

fn submitted(item: &BatchItem) -> BatchItem {
    BatchItem { state: BatchItemState::Submitted, job: Some(job_id()), ..item.clone() }
}

#[tokio::test]
async fn a_batch_comes_back_as_it_was_stored() {
    let store = Store::in_memory().await.unwrap();
    let batch = BatchRecord {
        workflow_id: Some("w".to_owned()),
        session: Some("s".to_owned()),
        note: Some("a sweep".to_owned()),
        details: json!({"tool": "batch_generate"}),
        ..BatchRecord::new()
    };
    let mut items: Vec<_> = (0..2).map(|index| BatchItem::new(batch.id, index, json!(1))).collect();
    items[1].paths = vec!["/tmp/a.png".to_owned()];
    items[1].error = Some(json!("no"));

    store.insert_batch(&batch, &items).await.unwrap();

    assert_eq!(store.batch(batch.id).await.unwrap(), Some(batch.clone()));
    assert_eq!(store.batch_items(batch.id).await.unwrap(), items);
}

#[tokio::test]
async fn a_hundred_items_keep_their_order() {
    let store = Store::in_memory().await.unwrap();

    let (batch, items) = batch_of(&store, 100).await;

    assert_eq!(store.batch_items(batch.id).await.unwrap(), items);
}

#[tokio::test]
async fn there_is_no_batch_without_all_its_items() {
    let store = Store::in_memory().await.unwrap();
    let batch = BatchRecord::new();
    // Two items cannot have one place.
    let places = (0..100).chain([0]);
    let items: Vec<_> = places.map(|place| BatchItem::new(batch.id, place, json!(1))).collect();

    store.insert_batch(&batch, &items).await.unwrap_err();

    assert_eq!(store.batch(batch.id).await.unwrap(), None);
    assert_eq!(store.batch_items(batch.id).await.unwrap(), []);
}

#[tokio::test]
async fn of_two_who_take_an_item_one_has_it() {
    let store = Store::in_memory().await.unwrap();
    let (batch, items) = batch_of(&store, 1).await;
    let (first, second) = (submitted(&items[0]), submitted(&items[0]));

    assert!(store.update_batch_item(&first).await.unwrap());
    assert!(!store.update_batch_item(&second).await.unwrap());

    assert_eq!(store.batch_items(batch.id).await.unwrap(), [first]);
}

#[tokio::test]
async fn an_item_ends_once() {
    let store = Store::in_memory().await.unwrap();
    let (batch, items) = batch_of(&store, 1).await;
    let taken = submitted(&items[0]);
    let completed = BatchItem {
        state: BatchItemState::Completed,
        paths: vec!["/tmp/a.png".to_owned()],
        ..taken.clone()
    };
    let failed = BatchItem { state: BatchItemState::Failed, ..taken.clone() };

    store.update_batch_item(&taken).await.unwrap();
    assert!(store.update_batch_item(&completed).await.unwrap());
    assert!(!store.update_batch_item(&failed).await.unwrap());
    assert!(!store.update_batch_item(&items[0]).await.unwrap());

    assert_eq!(store.batch_items(batch.id).await.unwrap(), [completed]);
}

#[tokio::test]
async fn cancelling_a_batch_tells_which_jobs_to_stop() {
    let store = Store::in_memory().await.unwrap();
    let (batch, items) = batch_of(&store, 3).await;
    let taken = submitted(&items[1]);
    let completed = BatchItem { state: BatchItemState::Completed, ..submitted(&items[0]) };
    store.update_batch_item(&taken).await.unwrap();
    store.update_batch_item(&completed).await.unwrap();

    let jobs = store.cancel_batch(batch.id).await.unwrap();

    assert_eq!(jobs, [taken.job.unwrap()]);
    let cancelled = BatchItem { state: BatchItemState::Cancelled, ..items[2].clone() };
    assert_eq!(store.batch_items(batch.id).await.unwrap(), [completed, taken, cancelled]);
    assert!(store.batch(batch.id).await.unwrap().unwrap().cancelled);
}

#[tokio::test]
async fn a_cancelled_item_cannot_be_taken() {
    let store = Store::in_memory().await.unwrap();
    let (batch, items) = batch_of(&store, 1).await;

    store.cancel_batch(batch.id).await.unwrap();

    assert!(!store.update_batch_item(&submitted(&items[0])).await.unwrap());
}

#[tokio::test]
async fn a_batch_is_unfinished_while_an_item_is() {
    let store = Store::in_memory().await.unwrap();
    let (first, items) = batch_of(&store, 2).await;
    let (second, _) = batch_of(&store, 1).await;
    store.cancel_batch(second.id).await.unwrap();

    let failed = BatchItem { state: BatchItemState::Failed, ..items[0].clone() };
    store.update_batch_item(&failed).await.unwrap();
    store.update_batch_item(&submitted(&items[1])).await.unwrap();

    assert_eq!(store.unfinished_batches().await.unwrap(), [first]);
}

#[tokio::test]
async fn unknown_batches_and_items_are_named() {
    let store = Store::in_memory().await.unwrap();
    let (batch, items) = batch_of(&store, 1).await;
    let id = BatchId::random();
    let beyond = BatchItem { index: 7, ..submitted(&items[0]) };

    let cancelled = store.cancel_batch(id).await.unwrap_err();
    let updated = store.update_batch_item(&beyond).await.unwrap_err();

    assert!(matches!(cancelled, StoreError::UnknownBatch { id: named } if named == id));
    assert_eq!(
        updated.to_string(),
        format!("batch `{}` has no item 7; check_batch names those it has", batch.id)
    );
}
