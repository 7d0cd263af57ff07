//! Tries which assets a listing shows, in which order.

use serde_json::json;

use super::super::engine::Statement;
use super::super::queries::listing;
use super::super::{AssetFilter, AssetId, AssetRecord, JobRecord, Store, Timestamp};
use super::{asset_at, insert_finished, insert_one, job};

/// The file names that a listing shows.
async fn names(store: &Store, filter: &AssetFilter) -> Vec<String> {
    let assets = store.assets(filter).await.unwrap();
    assets.iter().map(|asset| asset.file.filename().to_owned()).collect()
}

/// One asset a job, the first one first.
async fn store_of(assets: &[AssetRecord]) -> Store {
    let store = Store::in_memory().await.unwrap();
    for asset in assets {
        insert_one(&store, &job(), asset).await;
    }
    store
}

#[tokio::test]
async fn the_newest_asset_comes_first() {
    let job = job();
    let store =
        store_of(&[asset_at(&job, "b", 2), asset_at(&job, "c", 3), asset_at(&job, "a", 1)]).await;

    assert_eq!(names(&store, &AssetFilter::default()).await, ["c", "b", "a"]);
}

#[tokio::test]
async fn of_one_moment_what_was_stored_last_comes_first() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert_finished(&store, &job, &[asset_at(&job, "a", 1), asset_at(&job, "b", 1)]).await;

    assert_eq!(names(&store, &AssetFilter::default()).await, ["b", "a"]);
}

#[tokio::test]
async fn pages_follow_on_each_other() {
    let job = job();
    let made = ["a", "b", "c", "d"].map(|name| asset_at(&job, name, 1));
    let store = store_of(&made).await;

    let first = AssetFilter { limit: 2, ..AssetFilter::default() };
    let second = AssetFilter { after: Some(made[2].id), ..first.clone() };

    assert_eq!(names(&store, &first).await, ["d", "c"]);
    assert_eq!(names(&store, &second).await, ["b", "a"]);
}

#[tokio::test]
async fn hidden_assets_are_shown_on_demand_only() {
    let asset = asset_at(&job(), "a", 1);
    let store = store_of(std::slice::from_ref(&asset)).await;
    let everything = AssetFilter { include_hidden: true, ..AssetFilter::default() };

    store.hide_asset(asset.id).await.unwrap();

    assert_eq!(names(&store, &AssetFilter::default()).await, [""; 0]);
    assert_eq!(names(&store, &everything).await, ["a"]);
}

#[tokio::test]
async fn workflow_and_session_are_matched_whole() {
    let job = job();
    let of = |name, workflow: &str, session: &str| AssetRecord {
        workflow_id: Some(workflow.to_owned()),
        session: Some(session.to_owned()),
        ..asset_at(&job, name, 1)
    };
    let store = store_of(&[of("a", "w", "s"), of("b", "w", "s2"), of("c", "w2", "s")]).await;
    let of_workflow = AssetFilter { workflow_id: Some("w".to_owned()), ..AssetFilter::default() };
    let of_both = AssetFilter { session: Some("s".to_owned()), ..of_workflow.clone() };

    assert_eq!(names(&store, &of_workflow).await, ["b", "a"]);
    assert_eq!(names(&store, &of_both).await, ["a"]);
}

#[tokio::test]
async fn assets_past_their_time_are_left_out() {
    let job = job();
    let store = store_of(&[asset_at(&job, "a", 1), asset_at(&job, "b", 2)]).await;
    let newer_than = Some(Timestamp::from_millis(1));

    let filter = AssetFilter { newer_than, ..AssetFilter::default() };

    assert_eq!(names(&store, &filter).await, ["b"]);
}

#[tokio::test]
async fn media_types_are_matched_by_their_beginning() {
    let job = job();
    let of =
        |name, mime: &str| AssetRecord { mime_type: mime.to_owned(), ..asset_at(&job, name, 1) };
    let store = store_of(&[of("a", "image/png"), of("b", "video/mp4"), of("c", "x_image/y")]).await;

    let filter = AssetFilter { mime_prefix: Some("image/".to_owned()), ..AssetFilter::default() };

    assert_eq!(names(&store, &filter).await, ["a"]);
}

/// What a search for `text` finds among one asset of a job with these values.
async fn found(text: &str) -> Vec<String> {
    let store = Store::in_memory().await.unwrap();
    let values = json!({"prompt": "Ein \"Kätzchen\" 100% süß", "steps": 42, "loras": ["Ghibli"]});
    let values = values.as_object().unwrap().clone();
    let job = JobRecord { values, workflow_id: Some("flux_dev".to_owned()), ..job() };

    insert_finished(&store, &job, &[asset_at(&job, "ComfyUI_1.png", 1)]).await;

    names(&store, &AssetFilter { search: Some(text.to_owned()), ..AssetFilter::default() }).await
}

#[tokio::test]
async fn a_search_finds_words_of_any_case_in_values_and_names() {
    for text in ["KÄTZCHEN", "\"kätz", "42", "ghibli", "flux_dev", "comfyui_1", "generate süß"]
    {
        assert_eq!(found(text).await, ["ComfyUI_1.png"], "{text}");
    }
}

#[tokio::test]
async fn a_search_needs_every_word_to_the_letter() {
    for text in ["kätzchen hund", "1000%", "100_", "fluxxdev", "prompt"] {
        assert_eq!(found(text).await, [""; 0], "{text}");
    }
}

/// How SQLite goes about a listing, one step a line.
async fn plan(filter: &AssetFilter) -> String {
    let store = Store::in_memory().await.unwrap();
    let mut statement = listing(filter);
    statement.sql.to_mut().insert_str(0, "EXPLAIN QUERY PLAN ");

    let steps = store.engine.rows(statement, |row| {
        let _: [i64; 3] = [row.number()?, row.number()?, row.number()?];
        row.text()
    });

    steps.await.unwrap().join("\n")
}

#[tokio::test]
async fn listings_walk_an_index_and_sort_nothing() {
    let some = |text: &str| Some(text.to_owned());
    let all = AssetFilter::default();
    let moment = Some(Timestamp::from_millis(1));
    let filters = [
        all.clone(),
        AssetFilter { newer_than: moment, ..all.clone() },
        AssetFilter { search: some("cat"), ..all.clone() },
        AssetFilter { mime_prefix: some("image/"), ..all.clone() },
        AssetFilter { after: Some(AssetId::random()), ..all.clone() },
        AssetFilter { workflow_id: some("w"), ..all.clone() },
        AssetFilter { session: some("s"), newer_than: moment, ..all.clone() },
    ];

    for filter in filters {
        let plan = plan(&filter).await;
        assert!(plan.contains("assets USING INDEX assets_by_age"), "{filter:?}:\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{filter:?}:\n{plan}");
    }
}

#[tokio::test]
async fn a_hundred_thousand_assets_are_listed() {
    let store = store_of(&[asset_at(&job(), "0.png", 0)]).await;
    // One by one they would take half a minute where SQLite is built without optimisation.
    let multiplication = Statement::new(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
         INSERT INTO assets
         SELECT n + 1, format('00000000-0000-4000-8000-%012x', n), job_id, server, n || '.png',
             subfolder, kind, node, position, mime_type, width, height, bytes_size, sha256,
             saved_path, n, cached, hidden, replaced_by, tool, workflow_id, session
         FROM assets, numbers",
    );
    store.engine.execute(multiplication.bind(99_999_u32)).await.unwrap();

    let newest = AssetFilter { limit: 50_000, ..AssetFilter::default() };
    let half = store.assets(&newest).await.unwrap();
    let rest = AssetFilter { after: Some(half[49_999].id), ..newest };

    assert_eq!(half[0].file.filename(), "99999.png");
    assert_eq!(store.assets(&rest).await.unwrap()[49_999].file.filename(), "0.png");
}
