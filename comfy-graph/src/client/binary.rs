//! Types the binary messages of the WebSocket.
//!
//! Pure. Each begins with the number of its type, big-endian; the layouts differ after that.

use bytes::{Buf, Bytes};
use comfy_graph_core::ids::{JobId, NodeId};
use serde::Deserialize;

use super::events::Event;
use super::json;

/// An image a node sends while the job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How it is encoded.
    pub format: ImageFormat,
    /// The encoded image.
    pub bytes: Bytes,
    /// Where it comes from, if the server says so.
    pub origin: Option<PreviewOrigin>,
}

/// How an image is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Something this client does not know.
    Unknown,
}

impl ImageFormat {
    /// The usual ending of such files, without the dot.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Unknown => "bin",
        }
    }
}

/// Which node a preview comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PreviewOrigin {
    /// The node, which may be one made at run time.
    #[serde(rename = "node_id")]
    pub node: NodeId,
    /// The job; `None` where its id is one that only old servers take.
    #[serde(default, rename = "prompt_id", deserialize_with = "lenient")]
    pub job: Option<JobId>,
    /// The node of the prompt that stands for it.
    #[serde(default, rename = "display_node_id")]
    pub display_node: Option<NodeId>,
}

fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<JobId>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

impl Event {
    /// Reads a binary message; `None` for one too short to have a type.
    #[must_use]
    pub fn from_binary(mut frame: Bytes) -> Option<Self> {
        let kind = frame.try_get_u32().ok()?;
        let known = match kind {
            1 => plain_preview(frame.clone()),
            3 => text(frame.clone()),
            4 => preview_with_origin(frame.clone()),
            _ => None,
        };
        Some(known.unwrap_or(Self::Binary { kind, bytes: frame }))
    }
}

/// Format number, then the image.
fn plain_preview(mut rest: Bytes) -> Option<Event> {
    let format = match rest.try_get_u32().ok()? {
        1 => ImageFormat::Jpeg,
        2 => ImageFormat::Png,
        _ => ImageFormat::Unknown,
    };
    Some(Event::Preview(Preview { format, bytes: rest, origin: None }))
}

/// Node id with its length before it, then the text.
fn text(mut rest: Bytes) -> Option<Event> {
    let node = std::str::from_utf8(&sized(&mut rest)?).ok()?.parse().ok()?;
    Some(Event::Text { node, text: String::from_utf8_lossy(&rest).into_owned() })
}

/// JSON with its length before it, then the image.
fn preview_with_origin(mut rest: Bytes) -> Option<Event> {
    #[derive(Deserialize)]
    struct Metadata {
        #[serde(default)]
        image_type: String,
        #[serde(flatten)]
        origin: PreviewOrigin,
    }
    let metadata: Metadata = json::read(&sized(&mut rest)?).ok()?;
    let format = match metadata.image_type.as_str() {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        _ => ImageFormat::Unknown,
    };
    Some(Event::Preview(Preview { format, bytes: rest, origin: Some(metadata.origin) }))
}

/// Cuts off a part that has its length before it.
fn sized(rest: &mut Bytes) -> Option<Bytes> {
    let length = usize::try_from(rest.try_get_u32().ok()?).ok()?;
    (length <= rest.len()).then(|| rest.split_to(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(parts: &[&[u8]]) -> Bytes {
        parts.concat().into()
    }

    #[test]
    fn a_plain_preview_has_a_format_only() {
        let event = Event::from_binary(frame(&[&[0, 0, 0, 1, 0, 0, 0, 2], b"png"])).unwrap();

        let wanted =
            Preview { format: ImageFormat::Png, bytes: Bytes::from_static(b"png"), origin: None };
        assert_eq!(event, Event::Preview(wanted));
    }

    #[test]
    fn a_preview_with_metadata_names_its_node() {
        let json = br#"{"node_id":"2","prompt_id":"x","image_type":"image/jpeg"}"#;
        let length = u32::try_from(json.len()).unwrap().to_be_bytes();

        let event = Event::from_binary(frame(&[&[0, 0, 0, 4], &length, json, b"jpg"])).unwrap();

        let Event::Preview(preview) = event else { panic!("{event:?}") };
        assert_eq!(preview.format, ImageFormat::Jpeg);
        assert_eq!(preview.origin.unwrap().node.as_str(), "2");
        assert_eq!(preview.bytes, "jpg");
    }

    #[test]
    fn a_text_names_its_node() {
        let event = Event::from_binary(frame(&[&[0, 0, 0, 3, 0, 0, 0, 1], b"2hello"])).unwrap();

        assert_eq!(event, Event::Text { node: NodeId::from(2), text: "hello".to_owned() });
    }

    #[test]
    fn what_lies_about_its_length_is_kept_as_it_is() {
        let event = Event::from_binary(frame(&[&[0, 0, 0, 3, 0, 0, 0, 9], b"2"])).unwrap();

        assert!(matches!(event, Event::Binary { kind: 3, .. }));
        assert_eq!(Event::from_binary(frame(&[&[0, 0]])), None);
    }
}
