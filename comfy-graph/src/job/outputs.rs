//! Sorts what the nodes of a job showed.
//!
//! Keys differ by node pack, so files are known by their shape and their media by extension.
//! Nothing is dropped. Getting at the bytes of a file is the business of `asset`.

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Object;
use indexmap::IndexMap;
use serde_json::Value;

use crate::client::{FileKind, FileRef};

/// What the nodes of a job showed or saved, by node.
///
/// ```
/// use comfy_graph::job::{Media, Outputs};
///
/// let shown = r#"{"9": {"images": [{"filename": "a_00001_.mp4", "type": "output"}]}}"#;
/// let outputs = Outputs::new(serde_json::from_str(shown)?);
///
/// let video = outputs.files_of(Media::Video).next();
/// assert_eq!(video.map(|file| file.filename()), Some("a_00001_.mp4"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outputs {
    nodes: IndexMap<NodeId, NodeOutput>,
}

/// What one node showed or saved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NodeOutput {
    /// Each item, in the order the node gave them.
    pub items: Vec<OutputItem>,
    /// Everything as the node gave it.
    pub raw: Value,
}

/// One thing a node showed or saved.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OutputItem {
    /// A file on the server.
    File {
        /// Under which key the node gave it, such as `images`.
        key: String,
        /// The file.
        file: FileRef,
        /// What sort of file it is.
        media: Media,
        /// What else the node says about it, such as `frame_rate`.
        more: Object,
    },
    /// A text.
    Text {
        /// Under which key the node gave it, such as `text`.
        key: String,
        /// The text.
        text: String,
    },
    /// Anything else.
    Other {
        /// Under which key the node gave it.
        key: String,
        /// The value.
        value: Value,
    },
}

/// What sort of file one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Media {
    /// A picture, animated ones too.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// A mesh, a point cloud or splats.
    Model3d,
    /// Text for people or machines.
    Text,
    /// A latent.
    Latent,
    /// None of these.
    Other,
}

impl Media {
    /// The sort of a file with this extension, given under this key.
    ///
    /// The extension decides: films come under `images` too.
    #[must_use]
    pub fn of(extension: &str, key: &str) -> Self {
        match extension {
            "png" | "jpg" | "jpeg" | "webp" | "gif" | "bmp" | "tif" | "tiff" | "avif" | "exr"
            | "svg" | "apng" | "hdr" => Self::Image,
            "mp4" | "webm" | "mov" | "mkv" | "avi" | "m4v" | "ogv" => Self::Video,
            "flac" | "mp3" | "wav" | "ogg" | "opus" | "m4a" | "aac" => Self::Audio,
            "glb" | "gltf" | "obj" | "fbx" | "stl" | "ply" | "usdz" | "splat" | "spz"
            | "ksplat" => Self::Model3d,
            "txt" | "md" | "json" | "csv" | "srt" | "vtt" | "xml" | "yaml" => Self::Text,
            "latent" => Self::Latent,
            _ => Self::of_key(key),
        }
    }

    /// The sort that the key alone suggests.
    fn of_key(key: &str) -> Self {
        match key {
            "images" | "gifs" => Self::Image,
            "video" | "videos" => Self::Video,
            "audio" => Self::Audio,
            "3d" => Self::Model3d,
            "latents" => Self::Latent,
            _ => Self::Other,
        }
    }
}

impl Outputs {
    /// Sorts what each node showed, as events or history have it.
    #[must_use]
    pub fn new(shown: IndexMap<NodeId, Value>) -> Self {
        let nodes = shown.into_iter().map(|(node, raw)| (node, NodeOutput::new(raw)));
        Self { nodes: nodes.collect() }
    }

    /// What one node showed.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&NodeOutput> {
        self.nodes.get(id)
    }

    /// Every node that showed something.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&NodeId, &NodeOutput)> {
        self.nodes.iter()
    }

    /// Every item of every node.
    pub fn items(&self) -> impl Iterator<Item = (&NodeId, &OutputItem)> {
        self.nodes.iter().flat_map(|(id, node)| node.items.iter().map(move |item| (id, item)))
    }

    /// Every file, previews among the temporary ones included.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        self.nodes.values().flat_map(NodeOutput::files)
    }

    /// Every file of one sort.
    pub fn files_of(&self, wanted: Media) -> impl Iterator<Item = &FileRef> {
        self.items().filter_map(move |(_, item)| match item {
            OutputItem::File { file, media, .. } if *media == wanted => Some(file),
            _ => None,
        })
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.nodes.values().flat_map(NodeOutput::texts)
    }

    /// Whether no node showed anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

impl NodeOutput {
    /// Sorts what a node showed.
    #[must_use]
    pub fn new(raw: Value) -> Self {
        let mut items = Vec::new();
        for (key, values) in raw.as_object().into_iter().flatten() {
            match values {
                Value::Array(values) => items.extend(values.iter().map(|value| item(key, value))),
                value => items.push(item(key, value)),
            }
        }
        Self { items, raw }
    }

    /// Every file of the node.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        self.items.iter().filter_map(|item| match item {
            OutputItem::File { file, .. } => Some(file),
            _ => None,
        })
    }

    /// Every text of the node.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter_map(|item| match item {
            OutputItem::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
    }
}

fn item(key: &str, value: &Value) -> OutputItem {
    let key = key.to_owned();
    match value {
        Value::Object(fields) if fields.contains_key("filename") => file(key, fields),
        Value::String(path) if key == "result" => result(key, path),
        Value::String(text) => OutputItem::Text { key, text: text.clone() },
        value => OutputItem::Other { key, value: value.clone() },
    }
}

/// A file with what the node says about it.
fn file(key: String, fields: &Object) -> OutputItem {
    let value = Value::Object(fields.clone());
    let Ok(file) = serde_json::from_value::<FileRef>(value.clone()) else {
        return OutputItem::Other { key, value };
    };
    let own = ["filename", "subfolder", "type"];
    let more = fields.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let more = more.map(|(name, value)| (name.clone(), value.clone())).collect();
    OutputItem::File { media: Media::of(&file.extension(), &key), key, file, more }
}

/// Nodes for meshes give a path among the outputs as bare text.
fn result(key: String, path: &str) -> OutputItem {
    let (path, kind) = match path.rsplit_once(" [") {
        Some((path, "temp]")) => (path, FileKind::Temp),
        Some((path, "input]")) => (path, FileKind::Input),
        Some((path, "output]")) => (path, FileKind::Output),
        _ => (path, FileKind::Output),
    };
    let file = FileRef::new(path, "", kind);
    match Media::of(&file.extension(), &key) {
        Media::Other => OutputItem::Text { key, text: path.to_owned() },
        media => OutputItem::File { key, file, media, more: Object::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn items(shown: Value) -> Vec<OutputItem> {
        NodeOutput::new(shown).items
    }

    #[test]
    fn films_under_images_are_films() {
        let items = items(json!({
            "images": [{"filename": "a.mp4", "subfolder": "v", "type": "output", "fps": 24}],
            "animated": [true],
        }));

        // Keys come in whatever order this build keeps.
        let is_file = |item: &&OutputItem| matches!(item, OutputItem::File { .. });
        let (files, others): (Vec<_>, Vec<_>) = items.iter().partition(is_file);
        let [OutputItem::File { media, file, more, .. }] = *files else { panic!("{items:?}") };
        assert_eq!((*media, file.subfolder(), &more["fps"]), (Media::Video, "v", &json!(24)));
        assert!(matches!(*others, [OutputItem::Other { key, .. }] if key == "animated"));
    }

    #[test]
    fn a_mesh_given_as_a_path_is_a_file() {
        let items = items(json!({"result": ["3d/mesh_00001_.glb", null, {"x": 1}]}));

        let wanted = FileRef::new("mesh_00001_.glb", "3d", FileKind::Output);
        assert!(matches!(&items[0], OutputItem::File { file, media: Media::Model3d, .. }
            if *file == wanted));
        assert_eq!(items.len(), 3);
    }

    #[test]
    fn what_is_no_file_is_kept() {
        let items = items(json!({"text": ["a", null], "odd": 7}));

        assert_eq!(items.len(), 3);
        assert_eq!(NodeOutput::new(Value::Null).items, []);
    }

    #[test]
    fn a_file_of_an_unknown_kind_is_kept_as_it_is() {
        let items = items(json!({"images": [{"filename": "a.png", "type": "elsewhere"}]}));

        assert!(matches!(&items[0], OutputItem::Other { .. }));
    }
}
