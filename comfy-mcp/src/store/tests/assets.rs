//! Tries what is kept of the files that jobs make.

use comfy_graph::client::{FileKind, FileRef};

use super::super::{
    AssetFacts, AssetId, AssetRecord, JobEnd, JobState, Store, StoreError, Timestamp,
};
use super::{asset, asset_at, finish, insert, insert_finished, insert_one, job};

#[tokio::test]
async fn an_asset_comes_back_as_it_was_stored() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let asset = AssetRecord {
        file: FileRef::new("a b.mp4", "video/x", FileKind::Temp),
        node: Some("9:1".parse().unwrap()),
        position: 2,
        mime_type: "video/mp4".to_owned(),
        width: Some(1280),
        height: Some(720),
        bytes_size: Some(5_000_000_000),
        sha256: Some("00ff".to_owned()),
        saved_path: Some("/tmp/a.mp4".to_owned()),
        created_at: Timestamp::from_millis(7),
        cached: true,
        hidden: true,
        workflow_id: Some("generate_video".to_owned()),
        session: Some("s1".to_owned()),
        ..asset(&job, "")
    };

    let stored = insert_one(&store, &job, &asset).await;

    assert_eq!(stored, asset);
    assert_eq!(store.asset(asset.id).await.unwrap(), Some(asset));
}

#[tokio::test]
async fn an_upload_is_of_no_job() {
    let store = Store::in_memory().await.unwrap();
    let upload = AssetRecord { job: None, ..asset(&job(), "a.png") };

    store.insert_asset(&upload).await.unwrap();

    assert_eq!(store.asset(upload.id).await.unwrap(), Some(upload));
}

#[tokio::test]
async fn a_job_finished_twice_keeps_its_first_assets() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let first = [asset(&job, "a.png"), asset(&job, "b.png")];
    let second = [asset(&job, "a.png"), asset(&job, "b.png"), asset(&job, "c.png")];

    insert_finished(&store, &job, &first).await;
    let stored = finish(&store, &job, &second).await;

    let ids: Vec<_> = stored.iter().map(|asset| asset.id).collect();
    assert_eq!(ids, [first[0].id, first[1].id, second[2].id]);
    assert_eq!(store.assets_of(job.id).await.unwrap(), stored);
}

#[tokio::test]
async fn one_file_of_two_nodes_is_two_assets() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let of_node =
        |node: &str| AssetRecord { node: Some(node.parse().unwrap()), ..asset(&job, "a.png") };

    let stored = insert_finished(&store, &job, &[of_node("1"), of_node("2")]).await;

    assert_eq!(stored.len(), 2);
    assert!(stored.iter().all(|asset| asset.replaced_by.is_none()));
}

#[tokio::test]
async fn assets_of_a_job_are_its_own_whatever_they_say() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let stray = AssetRecord { job: None, ..asset(&job, "a.png") };

    let stored = insert_finished(&store, &job, &[stray]).await;

    assert_eq!(stored[0].job, Some(job.id));
}

#[tokio::test]
async fn a_reused_file_name_is_a_new_asset() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (job(), job());
    let old = AssetRecord { width: Some(512), ..asset_at(&first, "a.png", 1) };
    let new = AssetRecord { width: Some(1024), ..asset_at(&second, "a.png", 2) };

    insert_one(&store, &first, &old).await;
    let stored = insert_one(&store, &second, &new).await;

    assert_eq!(stored, new);
    let overwritten = AssetRecord { replaced_by: Some(new.id), ..old.clone() };
    assert_eq!(store.asset(old.id).await.unwrap(), Some(overwritten));
}

#[tokio::test]
async fn the_next_writer_replaces_an_asset_not_the_last() {
    let store = Store::in_memory().await.unwrap();
    let jobs = [job(), job(), job()];
    let made = [1, 2, 3].map(|millis| asset_at(&jobs[0], "a.png", millis));

    for (job, asset) in jobs.iter().zip(&made) {
        insert_one(&store, job, asset).await;
    }

    assert_eq!(replaced_by(&store, &made[0]).await, Some(made[1].id));
    assert_eq!(replaced_by(&store, &made[1]).await, Some(made[2].id));
    assert_eq!(replaced_by(&store, &made[2]).await, None);
}

#[tokio::test]
async fn an_asset_that_is_found_late_is_replaced_all_the_same() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (job(), job());
    let old = asset_at(&first, "a.png", 1);
    let new = asset_at(&second, "a.png", 2);

    insert_one(&store, &second, &new).await;
    let stored = insert_one(&store, &first, &old).await;

    assert_eq!(stored.replaced_by, Some(new.id));
    assert_eq!(replaced_by(&store, &new).await, None);
}

#[tokio::test]
async fn a_cached_file_replaces_nothing() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (job(), job());
    let old = asset_at(&first, "a.png", 1);
    let again = AssetRecord { cached: true, ..asset_at(&second, "a.png", 2) };

    insert_one(&store, &first, &old).await;
    insert_one(&store, &second, &again).await;

    assert_eq!(replaced_by(&store, &old).await, None);
}

#[tokio::test]
async fn files_of_other_folders_kinds_or_servers_are_other_files() {
    let store = Store::in_memory().await.unwrap();
    let first = job();
    let old = asset_at(&first, "a.png", 1);
    let others = [
        AssetRecord {
            file: FileRef::new("a.png", "x", FileKind::Output),
            ..asset_at(&first, "", 2)
        },
        AssetRecord { file: FileRef::new("a.png", "", FileKind::Temp), ..asset_at(&first, "", 2) },
        AssetRecord { server: "http://10.0.0.1/".to_owned(), ..asset_at(&first, "a.png", 2) },
    ];

    insert_one(&store, &first, &old).await;
    for other in others {
        insert_one(&store, &job(), &other).await;
    }

    assert_eq!(replaced_by(&store, &old).await, None);
}

#[tokio::test]
async fn facts_are_added_to_what_is_known() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let known = AssetRecord { width: Some(512), ..asset(&job, "a.png") };
    let facts = AssetFacts {
        height: Some(256),
        bytes_size: Some(99),
        sha256: Some("00ff".to_owned()),
        saved_path: Some("/tmp/a.png".to_owned()),
        ..AssetFacts::default()
    };

    insert_one(&store, &job, &known).await;
    store.set_asset_facts(known.id, &facts).await.unwrap();

    let expected = AssetRecord {
        height: facts.height,
        bytes_size: facts.bytes_size,
        sha256: facts.sha256,
        saved_path: facts.saved_path,
        ..known.clone()
    };
    assert_eq!(store.asset(known.id).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn unknown_assets_are_named() {
    let store = Store::in_memory().await.unwrap();
    let id = AssetId::random();

    let hidden = store.hide_asset(id).await.unwrap_err();
    let told = store.set_asset_facts(id, &AssetFacts::default()).await.unwrap_err();

    assert!(matches!(hidden, StoreError::UnknownAsset { id: named } if named == id));
    assert!(matches!(told, StoreError::UnknownAsset { id: named } if named == id));
    assert_eq!(store.asset(id).await.unwrap(), None);
}

#[tokio::test]
async fn a_job_ends_with_all_its_assets_or_not_at_all() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (job(), job());
    let taken = asset(&first, "a.png");
    // The same id with another file cannot be stored.
    let clash = AssetRecord { id: taken.id, ..asset(&second, "c.png") };

    insert_one(&store, &first, &taken).await;
    insert(&store, &second).await;
    let end = JobEnd::new(JobState::Completed);
    let result = store.finish_job(second.id, &end, &[asset(&second, "b.png"), clash]).await;

    assert!(matches!(result, Err(StoreError::Failed { .. })));
    assert_eq!(store.assets_of(second.id).await.unwrap(), []);
    assert_eq!(store.job(second.id).await.unwrap(), Some(second));
}

async fn replaced_by(store: &Store, asset: &AssetRecord) -> Option<AssetId> {
    store.asset(asset.id).await.unwrap().unwrap().replaced_by
}
