//! Tabulates the widgets that no node class declares.
//!
//! Reference E.6, measured on the editor's own node types. Upload buttons are not here: inputs
//! declare those.

use crate::json::Json;

/// A widget that editors add to nodes of one class.
#[derive(Debug, PartialEq)]
pub(super) struct Irregular {
    class: &'static str,
    /// The input it follows; `None` where it follows all of them.
    pub(super) after: Option<&'static str>,
    pub(super) name: &'static str,
    /// What it holds at first, as JSON.
    initial: &'static str,
    pub(super) sent: bool,
    /// Whether another one follows as long as the last holds something; then the name ends in 1.
    pub(super) repeats: bool,
}

impl Irregular {
    pub(super) fn initial(&self) -> Json<'static> {
        Json::parse(self.initial).expect("BUG: the table holds JSON")
    }
}

/// The rows of `class`, in order.
pub(super) fn irregulars(class: &str) -> &'static [Irregular] {
    let start = IRREGULARS.partition_point(|row| row.class < class);
    let count = IRREGULARS[start..].iter().take_while(|row| row.class == class).count();
    &IRREGULARS[start..start + count]
}

const fn row(
    (class, after): (&'static str, Option<&'static str>),
    name: &'static str,
    initial: &'static str,
    sent: bool,
) -> Irregular {
    Irregular { class, after, name, initial, sent, repeats: false }
}

/// Sorted by class, within a class in the editor's order.
const IRREGULARS: &[Irregular] = &[
    row(("CustomCombo", None), "index", "0", true),
    Irregular { repeats: true, ..row(("CustomCombo", None), "option1", "\"\"", true) },
    row(("ImageCropV2", None), "x", "0", false),
    row(("ImageCropV2", None), "y", "0", false),
    row(("ImageCropV2", None), "width", "512", false),
    row(("ImageCropV2", None), "height", "512", false),
    row(("Load3D", Some("model_file")), "upload 3d model", "\"upload3dmodel\"", true),
    row(("Load3D", Some("model_file")), "upload extra resources", "\"uploadExtraResources\"", true),
    row(("Load3D", Some("model_file")), "clear", "\"clear\"", true),
    row(("LoadImageOutput", Some("image")), "Auto-refresh after generation", "false", false),
    row(("LoadImageOutput", Some("image")), "refresh", "\"refresh\"", true),
    row(("Preview3D", None), "image", "\"\"", true),
    row(("RecordAudio", None), "audio", "\"\"", false),
    row(("SaveGLB", None), "image", "\"\"", true),
    row(("WebcamCapture", None), "capture", "\"\"", false),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_so_that_classes_are_found() {
        assert!(IRREGULARS.is_sorted_by_key(|row| row.class));
        for row in IRREGULARS {
            assert!(irregulars(row.class).contains(row), "{}", row.class);
        }
        assert_eq!(irregulars("KSampler"), []);
    }

    #[test]
    fn initial_values_are_json() {
        for row in IRREGULARS {
            assert_ne!(row.initial(), Json::Null, "{}", row.class);
        }
    }

    #[test]
    fn repeated_names_end_in_one() {
        assert!(IRREGULARS.iter().filter(|row| row.repeats).all(|row| row.name.ends_with('1')));
    }
}
