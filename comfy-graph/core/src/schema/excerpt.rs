//! Cuts some classes out of a snapshot without reading the rest.
//!
//! Snapshots use it where time counts, as in macros, whose code is seldom optimised. It knows how
//! `snapshot` writes its file; any other spelling is left to the reader of JSON.

use std::collections::BTreeSet;

/// What stands between the lists and the first class.
const CLASSES: &str = "\n],\"classes\":{\n";

/// What stands behind the last class.
const END: &str = "\n}}\n";

/// The snapshot in `text` with the classes called `names` alone; `None` where `text` is not
/// spelled as snapshots are written.
pub(super) fn of(text: &str, names: &BTreeSet<&str>) -> Option<String> {
    let (lists, classes) = text.strip_prefix('\u{feff}').unwrap_or(text).split_once(CLASSES)?;
    let classes = classes.strip_suffix(END)?;
    // An escape in a name hides where it ends.
    if !lists.starts_with("{\"format\":") || names.iter().any(|name| name.contains(['"', '\\'])) {
        return None;
    }
    let mut wanted = Vec::with_capacity(names.len());
    for line in classes.split('\n') {
        let (name, _) = line.strip_prefix('"')?.split_once("\":{")?;
        if names.contains(name) {
            wanted.push(line.strip_suffix(',').unwrap_or(line));
        }
    }
    Some(format!("{lists}{CLASSES}{}{END}", wanted.join(",\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Contents, Snapshot};

    const ANSWER: &[u8] = br#"{"A":{"input":{"required":{"x":[["long enough","to be shared"]]}}},
        "A b":{"input":{"required":{"y":[["long enough","to be shared"]]}}},"B":{}}"#;

    fn snapshot() -> String {
        Snapshot::from_object_info(ANSWER, Some("1"), Contents::default()).unwrap().to_json()
    }

    fn names(text: &str) -> String {
        let wanted = BTreeSet::from(["A b", "B", "C"]);
        let snapshot = Snapshot::of_classes(text.as_bytes(), &wanted).unwrap();
        let schema = snapshot.schema().unwrap();
        let names: Vec<_> = schema.classes().map(|class| class.name.as_str()).collect();
        names.join(" ")
    }

    #[test]
    fn only_the_wanted_classes_are_left_with_their_lists() {
        let text = snapshot();

        let excerpt = of(&text, &BTreeSet::from(["A b"])).unwrap();

        assert!(excerpt.contains(r#"["long enough","to be shared"]"#), "{excerpt}");
        assert!(excerpt.contains("\"A b\":") && !excerpt.contains("\"A\":"), "{excerpt}");
        assert_eq!(names(&text), "A b B");
    }

    #[test]
    fn any_other_spelling_gives_the_same_classes() {
        let pretty: serde_json::Value = serde_json::from_str(&snapshot()).unwrap();
        let pretty = serde_json::to_string_pretty(&pretty).unwrap();

        assert_eq!(of(&pretty, &BTreeSet::new()), None);
        assert_eq!(names(&pretty), "A b B");
        assert_eq!(names(std::str::from_utf8(ANSWER).unwrap()), "A b B");
    }

    #[test]
    fn a_name_with_an_escape_is_found_by_the_reader() {
        let answer = br#"{"a\":{b":{},"c":{}}"#;
        let text = Snapshot::from_object_info(answer, None, Contents::default()).unwrap().to_json();

        let snapshot = Snapshot::of_classes(text.as_bytes(), &BTreeSet::from(["a\":{b"])).unwrap();

        assert_eq!(snapshot.schema().unwrap().classes().len(), 1);
    }
}
