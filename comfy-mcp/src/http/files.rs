//! Sends the files of assets, for clients that do not reach ComfyUI.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;

use crate::app::App;
use crate::error::{Code, ToolError};
use crate::jobs;
use crate::store::AssetRecord;

/// `GET /files/{id}`: the file of an asset, piece by piece.
pub(super) async fn file(State(app): State<App>, Path(id): Path<String>) -> Response {
    match app.asset_named(&id).await {
        Ok(asset) => send(app, asset).await.unwrap_or_else(refuse),
        Err(error) => refuse(error),
    }
}

fn refuse(error: ToolError) -> Response {
    let status = match error.code {
        Code::AssetNotFoundOrExpired | Code::FileNotFound => StatusCode::NOT_FOUND,
        Code::StoreFailed | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_GATEWAY,
    };
    (status, axum::Json(error.to_json())).into_response()
}

async fn send(app: App, asset: AssetRecord) -> Result<Response, ToolError> {
    // Asked once before anything is sent, so that a file that is gone has a status of its own.
    let head = app.backend.client().head(&asset.file, 1).await;
    let length = head.map_err(|error| jobs::of_client(&error))?.length;
    let (sends, pieces) = tokio::sync::mpsc::channel(4);
    let file = asset.file.clone();
    tokio::spawn(async move {
        let mut download = match app.backend.client().view(&file).await {
            Ok(download) => download,
            Err(error) => return drop(sends.send(Err(error)).await),
        };
        loop {
            let piece = download.chunk().await;
            let is_last = !matches!(piece, Ok(Some(_)));
            if let Some(piece) = piece.transpose()
                && sends.send(piece).await.is_err()
            {
                return;
            }
            if is_last {
                return;
            }
        }
    });
    let body = stream::unfold(pieces, async |mut pieces| Some((pieces.recv().await?, pieces)));
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, asset.mime_type.clone());
    if let Some(length) = length {
        put(header::CONTENT_LENGTH, length.to_string());
    }
    let name = comfy_graph::asset::safe_name(asset.file.filename()).replace('"', "_");
    put(header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\""));
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
    // A drawing or a page that a workflow saved must not act in the name of this server.
    put(
        header::CONTENT_SECURITY_POLICY,
        "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'".to_owned(),
    );
    put(header::CACHE_CONTROL, "private, max-age=3600".to_owned());
    Ok(response)
}
