//! Takes files in: `/upload/image`, `/upload/mask`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{App, disk_trouble, in_trouble};
use crate::files;
use crate::folders::{Area, Folders, inside};
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/upload/image", post(image)).route("/upload/mask", post(mask))
}

/// How many numbered names are tried before giving up.
const MOST_CLASHES: usize = 10_000;

#[derive(Default)]
struct Form {
    file: Option<(String, Bytes)>,
    area: Option<String>,
    subfolder: String,
    overwrite: bool,
    original: Option<String>,
}

impl Form {
    async fn read(mut parts: Multipart) -> Result<Self, Response> {
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| in_trouble())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| error.into_response())?;
            let text = || String::from_utf8_lossy(&bytes).into_owned();
            match (name.as_str(), file_name) {
                ("image", Some(file_name)) => form.file = Some((file_name, bytes)),
                ("image", None) => return Err(in_trouble()),
                ("type", _) => form.area = Some(text()),
                ("subfolder", _) => form.subfolder = text(),
                ("overwrite", _) => form.overwrite = matches!(text().as_str(), "true" | "1"),
                ("original_ref", _) => form.original = Some(text()),
                _ => {}
            }
        }
        Ok(form)
    }
}

/// Where an upload goes.
struct Target {
    area: Area,
    subfolder: String,
    folder: PathBuf,
    name: String,
    overwrite: bool,
}

impl Target {
    fn new(folders: &Folders, form: &Form) -> Result<Self, Response> {
        let (name, _) = form.file.as_ref().ok_or(StatusCode::BAD_REQUEST.into_response())?;
        let area = match form.area.as_deref() {
            None => Area::Input,
            Some(name) => Area::parse(name).ok_or_else(in_trouble)?,
        };
        // The real server's parser cuts a Windows path down to its last part.
        let name = name.rsplit('\\').next().unwrap_or_default().to_owned();
        let refused = || StatusCode::BAD_REQUEST.into_response();
        let folder = folders.place(area, &form.subfolder).ok_or_else(refused)?;
        if name.is_empty() || inside(&folder, &name).is_none() {
            return Err(refused());
        }
        let (subfolder, overwrite) = (form.subfolder.clone(), form.overwrite);
        Ok(Self { area, subfolder, folder, name, overwrite })
    }

    // A file of the same bytes is reused, one of others gets a numbered neighbour.
    fn free_name(&self, bytes: &[u8]) -> io::Result<(String, bool)> {
        if self.overwrite {
            return Ok((self.name.clone(), true));
        }
        let (stem, ending) = match self.name.rfind('.') {
            Some(dot) if dot > 0 => self.name.split_at(dot),
            _ => (self.name.as_str(), ""),
        };
        for clash in 0..MOST_CLASHES {
            let name = match clash {
                0 => self.name.clone(),
                number => format!("{stem} ({number}){ending}"),
            };
            let path = self.folder.join(&name);
            if !path.exists() {
                return Ok((name, true));
            }
            if fs::read(&path)? == bytes {
                return Ok((name, false));
            }
        }
        Err(io::Error::other("too many files of one name"))
    }

    fn answer(&self, name: &str) -> Json<Value> {
        Json(json!({"name": name, "subfolder": self.subfolder, "type": self.area.name()}))
    }
}

async fn image(State(shared): App, parts: Multipart) -> Result<Json<Value>, Response> {
    let form = Form::read(parts).await?;
    let target = Target::new(&shared.folders, &form)?;
    let bytes = form.file.map(|(_, bytes)| bytes).unwrap_or_default();
    fs::create_dir_all(&target.folder).map_err(|error| disk_trouble(&error))?;
    let (name, is_new) = target.free_name(&bytes).map_err(|error| disk_trouble(&error))?;
    if is_new {
        fs::write(target.folder.join(&name), &bytes).map_err(|error| disk_trouble(&error))?;
    }
    Ok(target.answer(&name))
}

async fn mask(State(shared): App, parts: Multipart) -> Result<Json<Value>, Response> {
    let form = Form::read(parts).await?;
    let target = Target::new(&shared.folders, &form)?;
    let original =
        form.original.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let original = original.ok_or_else(in_trouble)?;
    let bytes = form.file.map(|(_, bytes)| bytes).unwrap_or_default();
    fs::create_dir_all(&target.folder).map_err(|error| disk_trouble(&error))?;
    let (name, _) = target.free_name(&bytes).map_err(|error| disk_trouble(&error))?;
    // As on the real server: without its original nothing is written, and the answer is the same.
    if let Some(original) = original_path(&shared.folders, &original) {
        let masked = with_alpha(&original, &bytes).ok_or_else(in_trouble)?;
        fs::write(target.folder.join(&name), masked).map_err(|error| disk_trouble(&error))?;
    }
    Ok(target.answer(&name))
}

fn original_path(folders: &Folders, original: &Value) -> Option<PathBuf> {
    let text = |key: &str, default| original[key].as_str().unwrap_or(default).to_owned();
    let area = Area::parse(&text("type", "output"))?;
    let folder = folders.place(area, &text("subfolder", ""))?;
    inside(&folder, &text("filename", "")).filter(|path| path.is_file())
}

fn with_alpha(original: &Path, mask: &[u8]) -> Option<Vec<u8>> {
    let bytes = fs::read(original).ok()?;
    let mut picture = image::load_from_memory(&bytes).ok()?.to_rgba8();
    let mask = image::load_from_memory(mask).ok()?.to_rgba8();
    if mask.dimensions() != picture.dimensions() {
        return None;
    }
    for (pixel, masking) in picture.pixels_mut().zip(mask.pixels()) {
        pixel[3] = masking[3];
    }
    let (width, height) = picture.dimensions();
    let texts = files::png_texts(&bytes);
    files::Png { width, height, channels: 4, texts: &texts }.encode(&picture)
}
