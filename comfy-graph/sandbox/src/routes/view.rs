//! Serves files: `GET /view`.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use image::{DynamicImage, ImageFormat};

use super::{App, disk_trouble, in_trouble};
use crate::folders::{Area, inside, split_annotation};
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/view", get(view)).route("/view_metadata/{folder}", get(metadata))
}

type Params = Query<HashMap<String, String>>;

async fn metadata() -> StatusCode {
    StatusCode::NOT_FOUND
}

async fn view(State(shared): App, query: Params, headers: HeaderMap) -> Result<Response, Response> {
    let Query(query) = query;
    let text = |key: &str| query.get(key).map_or("", String::as_str);
    let (name, annotated) = split_annotation(text("filename"));
    if name.is_empty() || name.starts_with('/') || name.contains("..") {
        return Err(StatusCode::BAD_REQUEST.into_response());
    }
    let named = query.get("type").map_or(Some(Area::Output), |name| Area::parse(name));
    let Some(area) = annotated.or(named) else {
        return Err(StatusCode::BAD_REQUEST.into_response());
    };
    let Some(folder) = shared.folders.place(area, text("subfolder")) else {
        return Err(StatusCode::FORBIDDEN.into_response());
    };
    let name = name.rsplit('/').next().unwrap_or_default();
    let path = inside(&folder, name).filter(|path| path.is_file());
    let path = path.ok_or(StatusCode::NOT_FOUND.into_response())?;
    let bytes = fs::read(&path).map_err(|error| disk_trouble(&error))?;
    let channel = text("channel");
    if let Some(preview) = query.get("preview") {
        return Ok(named_file(name, preview_of(&bytes, preview, channel)?).into_response());
    }
    match channel {
        "rgb" => Ok(named_file(name, rgb(&bytes)?).into_response()),
        "a" => Ok(named_file(name, alpha(&bytes)?).into_response()),
        _ => Ok(plain(&path, name, bytes, &headers)),
    }
}

type Encoded = (&'static str, Vec<u8>);

fn named_file(name: &str, (mime, bytes): Encoded) -> impl IntoResponse + use<> {
    let disposition = format!("filename=\"{name}\"");
    ([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, Response> {
    image::load_from_memory(bytes).map_err(|_| in_trouble())
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Result<Encoded, Response> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).map_err(|_| in_trouble())?;
    Ok((format.to_mime_type(), out.into_inner()))
}

// The quality is read by the real server only: our WebP encoder knows lossless alone.
fn preview_of(bytes: &[u8], preview: &str, channel: &str) -> Result<Encoded, Response> {
    let picture = decode(bytes)?;
    let (format, quality) = preview.split_once(';').unwrap_or((preview, "90"));
    if format != "jpeg" || channel.contains('a') {
        return encode(&picture, ImageFormat::WebP);
    }
    let mut out = Vec::new();
    let quality = quality.parse::<u8>().unwrap_or(90).clamp(1, 100);
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| in_trouble())?;
    Ok(("image/jpeg", out))
}

fn rgb(bytes: &[u8]) -> Result<Encoded, Response> {
    encode(&DynamicImage::ImageRgb8(decode(bytes)?.to_rgb8()), ImageFormat::Png)
}

fn alpha(bytes: &[u8]) -> Result<Encoded, Response> {
    let mut picture = decode(bytes)?.to_rgba8();
    for pixel in picture.pixels_mut() {
        pixel.0 = [0, 0, 0, pixel.0[3]];
    }
    encode(&DynamicImage::ImageRgba8(picture), ImageFormat::Png)
}

fn plain(path: &Path, name: &str, bytes: Vec<u8>, request: &HeaderMap) -> Response {
    let etag = etag(&bytes);
    if request.get(header::IF_NONE_MATCH).is_some_and(|given| *given == *etag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    let mime = content_type(path);
    let (mime, attached) = match mime {
        "text/html" | "text/javascript" | "text/css" | "text/xml" | "image/svg+xml" => {
            set(header::CACHE_CONTROL, "no-store");
            let inline = mime == "image/svg+xml" && wants_image(request);
            if inline { (mime, "") } else { ("application/octet-stream", "attachment; ") }
        }
        _ => (mime, ""),
    };
    set(header::CONTENT_TYPE, mime);
    set(header::CONTENT_DISPOSITION, &format!("{attached}filename=\"{name}\""));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::ACCEPT_RANGES, "bytes");
    set(header::ETAG, &etag);
    match range(request, bytes.len()) {
        Some((start, end)) => {
            set(header::CONTENT_RANGE, &format!("bytes {start}-{}/{}", end - 1, bytes.len()));
            (StatusCode::PARTIAL_CONTENT, headers, bytes[start..end].to_vec()).into_response()
        }
        None => (headers, bytes).into_response(),
    }
}

fn wants_image(request: &HeaderMap) -> bool {
    request.get("sec-fetch-dest").is_some_and(|dest| dest == "image")
}

fn etag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("\"{:x}-{:x}\"", hasher.finish(), bytes.len())
}

fn range(request: &HeaderMap, len: usize) -> Option<(usize, usize)> {
    let (start, end) =
        request.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = if start.is_empty() {
        (len.checked_sub(end.parse().ok()?)?, len)
    } else {
        let last = end.parse::<usize>().map_or(len, |last| last.saturating_add(1));
        (start.parse().ok()?, last.min(len))
    };
    (start < end).then_some((start, end))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "json" => "application/json",
        "html" | "htm" => "text/html",
        "js" => "text/javascript",
        "css" => "text/css",
        "xml" => "text/xml",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "wav" => "audio/x-wav",
        _ => "application/octet-stream",
    }
}
