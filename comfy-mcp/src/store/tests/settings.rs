//! Tries what is remembered between starts.

use serde_json::json;

use super::Store;

#[tokio::test]
async fn what_was_put_last_is_got() {
    let store = Store::in_memory().await.unwrap();

    store.put_value("defaults", &json!({"image": {"steps": 20}})).await.unwrap();
    store.put_value("defaults", &json!({"image": {"steps": 8}})).await.unwrap();

    let value = store.get_value("defaults").await.unwrap();
    assert_eq!(value, Some(json!({"image": {"steps": 8}})));
}

#[tokio::test]
async fn there_is_nothing_where_nothing_was_put() {
    let store = Store::in_memory().await.unwrap();

    assert_eq!(store.get_value("defaults").await.unwrap(), None);
}
