//! Reaches the routes that move files.
//!
//! Local paths and safe names are the business of `asset`.

use bytes::Bytes;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE};
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::Client;
use super::error::ClientError;
use super::file_ref::{FileKind, FileRef};
use super::http::Answer;

/// In which form the server is to send an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rendition {
    /// Encode the image anew.
    pub reencode: Option<Reencode>,
    /// Send only some of the channels.
    pub channel: Option<Channel>,
}

/// How the server is to encode an image anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reencode {
    /// WebP of this quality, 1 to 100.
    Webp(u8),
    /// JPEG of this quality, 1 to 100; drops transparency.
    Jpeg(u8),
}

/// Which channels of an image the server is to send, as PNG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Colour without transparency.
    Colour,
    /// Transparency alone.
    Alpha,
}

/// A file on its way from the server.
///
/// Dropping it ends the transfer.
///
/// ```no_run
/// # use comfy_graph::client::{Client, ClientError, FileRef};
/// # async fn run(client: Client, file: FileRef) -> Result<(), ClientError> {
/// let mut download = client.view(&file).await?;
/// while let Some(piece) = download.chunk().await? {
///     println!("{} bytes of {:?}", piece.len(), download.length());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Download<'a> {
    answer: Answer<'a>,
    name: String,
    received: u64,
}

impl std::fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("name", &self.name)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

impl Download<'_> {
    /// How long the server says the file is, in bytes.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.answer.response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Which media type the server says the file is.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.answer.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The next piece; `None` once the file is complete.
    ///
    /// # Errors
    ///
    /// [`ClientError::Timeout`] where the server falls silent, [`ClientError::SizeMismatch`] where
    /// the file ends early.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        let piece = self.answer.chunk().await?;
        match &piece {
            Some(piece) => self.received += piece.len() as u64,
            None => self.check_length()?,
        }
        Ok(piece)
    }

    /// The whole file.
    ///
    /// # Errors
    ///
    /// As for [`Download::chunk`].
    pub async fn bytes(mut self) -> Result<Bytes, ClientError> {
        let mut whole = bytes::BytesMut::new();
        while let Some(piece) = self.chunk().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    fn check_length(&self) -> Result<(), ClientError> {
        match self.length() {
            Some(announced) if announced != self.received => Err(ClientError::SizeMismatch {
                name: self.name.clone(),
                announced,
                received: self.received,
            }),
            _ => Ok(()),
        }
    }
}

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The first bytes: as many as were asked for, or the whole file where it is shorter.
    pub bytes: Bytes,
    /// How long the whole file is, in bytes, where the server says so.
    pub length: Option<u64>,
    /// Which media type the server says the file is.
    pub media_type: Option<String>,
}

impl Head {
    const fn empty() -> Self {
        Self { bytes: Bytes::new(), length: Some(0), media_type: None }
    }

    async fn read(mut answer: Answer<'_>, count: u64) -> Result<Self, ClientError> {
        let headers = answer.response.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let whole = text(CONTENT_RANGE).and_then(|range| range.rsplit_once('/'));
        let length = match whole {
            Some((_, length)) => length.parse().ok(),
            None => text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        };
        let media_type = text(CONTENT_TYPE).map(ToOwned::to_owned);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let mut bytes = bytes::BytesMut::new();
        // A server that knows no ranges sends everything; the rest is dropped with the connection.
        while bytes.len() < count
            && let Some(piece) = answer.chunk().await?
        {
            bytes.extend_from_slice(&piece);
        }
        bytes.truncate(count);
        Ok(Self { bytes: bytes.freeze(), length, media_type })
    }
}

/// A file on its way to the server. Any media: the route is named after images, but takes all.
///
/// ```
/// use comfy_graph::client::{FileKind, Upload};
///
/// let upload = Upload::new("cat.png", vec![0x89, b'P', b'N', b'G']).subfolder("pets").temp();
///
/// assert_eq!(upload.kind(), FileKind::Temp);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    name: String,
    bytes: Bytes,
    subfolder: String,
    kind: FileKind,
    overwrite: bool,
}

impl Upload {
    /// These bytes under this name, among the inputs.
    ///
    /// Folders in `name` are dropped. A file of the same name with other content makes the server
    /// choose another name: use the reference that comes back.
    #[must_use]
    pub fn new(name: &str, bytes: impl Into<Bytes>) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let subfolder = String::new();
        Self { name, bytes: bytes.into(), subfolder, kind: FileKind::Input, overwrite: false }
    }

    /// Puts the file into a folder, which the server makes where needed.
    #[must_use]
    pub fn subfolder(mut self, folder: &str) -> Self {
        self.subfolder = folder.replace('\\', "/").trim_matches('/').to_owned();
        self
    }

    /// Puts the file among the temporary ones, which a restart deletes.
    #[must_use]
    pub fn temp(mut self) -> Self {
        self.kind = FileKind::Temp;
        self
    }

    /// Replaces a file of the same name.
    #[must_use]
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }

    /// Which directory of the server the file goes to.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    fn into_form(self) -> Form {
        let part = Part::stream_with_length(self.bytes.clone(), self.bytes.len() as u64);
        let mut form = Form::new().part("image", part.file_name(self.name));
        form = form.text("type", self.kind.as_str());
        if !self.subfolder.is_empty() {
            form = form.text("subfolder", self.subfolder);
        }
        if self.overwrite { form.text("overwrite", "true") } else { form }
    }
}

impl Client {
    /// The file as it is stored.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 404 where there is no such file, else as for every route.
    pub async fn view(&self, file: &FileRef) -> Result<Download<'_>, ClientError> {
        self.view_as(file, Rendition::default()).await
    }

    /// The first `count` bytes of the file with its whole length, for little more than one round
    /// trip.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 404 where there is no such file, else as for every route.
    pub async fn head(&self, file: &FileRef, count: u64) -> Result<Head, ClientError> {
        let mut query = vec![("filename", file.filename()), ("type", file.kind().as_str())];
        if !file.subfolder().is_empty() {
            query.push(("subfolder", file.subfolder()));
        }
        let call = self.http().get(&["view"]).query(&query).first_bytes(count);
        let answer = match call.send().await {
            // An empty file has no first byte.
            Err(ClientError::Status { status: 416, .. }) => return Ok(Head::empty()),
            answer => answer?,
        };
        Head::read(answer, count).await
    }

    /// The image in another form, made by the server.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`]: 404 where there is no such file, 500 where it is no image.
    pub async fn view_as(
        &self,
        file: &FileRef,
        rendition: Rendition,
    ) -> Result<Download<'_>, ClientError> {
        let preview = rendition.reencode.map(|reencode| match reencode {
            Reencode::Webp(quality) => format!("webp;{quality}"),
            Reencode::Jpeg(quality) => format!("jpeg;{quality}"),
        });
        let mut query = vec![("filename", file.filename()), ("type", file.kind().as_str())];
        if !file.subfolder().is_empty() {
            query.push(("subfolder", file.subfolder()));
        }
        query.extend(preview.as_deref().map(|preview| ("preview", preview)));
        query.extend(rendition.channel.map(|channel| match channel {
            Channel::Colour => ("channel", "rgb"),
            Channel::Alpha => ("channel", "a"),
        }));
        let answer = self.http().get(&["view"]).query(&query).send().await?;
        Ok(Download { answer, name: file.to_string(), received: 0 })
    }

    /// Stores a file on the server; the reference says under which name.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 413 where it is too large, else as for every route.
    pub async fn upload(&self, upload: Upload) -> Result<FileRef, ClientError> {
        self.http().post(&["upload", "image"]).form(upload.into_form()).read().await
    }

    /// Stores `image` once more with the transparency of `mask`; the reference says where.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotStored`] where `image` does not exist: the server reports success then.
    pub async fn upload_mask(&self, mask: Upload, image: &FileRef) -> Result<FileRef, ClientError> {
        let original = json!({
            "filename": image.filename(), "subfolder": image.subfolder(), "type": image.kind(),
        });
        let form = mask.into_form().text("original_ref", original.to_string());
        let stored: FileRef = self.http().post(&["upload", "mask"]).form(form).read().await?;
        match self.view(&stored).await {
            Ok(_) => Ok(stored),
            Err(error) if error.is_missing() => {
                Err(ClientError::NotStored { name: stored.to_string() })
            }
            Err(error) => Err(error),
        }
    }
}
