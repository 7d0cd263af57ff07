//! Finds the folder that ComfyUI saves its outputs to.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::error::PublishError;
use super::settings::PublishSettings;

/// Where installers and people put ComfyUI, below the project, the folder above it or the home.
const GUESSES: [(Base, &str); 7] = [
    (Base::Project, "comfyui-desktop/output"),
    (Base::AboveProject, "comfyui-desktop/output"),
    (Base::Project, "ComfyUI/output"),
    (Base::Home, "comfyui-desktop/output"),
    (Base::AboveProject, "ComfyUI/output"),
    (Base::Home, "ComfyUI/output"),
    (Base::Home, "Documents/ComfyUI/output"),
];

#[derive(Debug, Clone, Copy)]
enum Base {
    Project,
    AboveProject,
    Home,
}

/// How many files are looked at to tell whether a folder is ComfyUI's.
const MAX_ENTRIES: usize = 10_000;

/// How many pictures make a folder one of outputs.
const ENOUGH_PICTURES: usize = 3;

/// The file that ComfyUI's own sources have in their empty folder for outputs.
const PLACEHOLDER: &str = "_output_images_will_be_put_here";

/// Who says where ComfyUI's output folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RootSource {
    /// The variable `COMFYUI_OUTPUT_ROOT`.
    Environment,
    /// What set_comfyui_output_root saved.
    Config,
    /// The usual places.
    AutoDetection,
}

impl RootSource {
    pub(super) fn detection_method(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Config => "config",
            Self::AutoDetection => "auto-detected",
        }
    }
}

/// A folder that may be ComfyUI's for outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriedPath {
    /// The folder.
    pub path: String,
    /// Whether there is such a folder.
    pub exists: bool,
    /// Whether it looks like one of outputs.
    pub is_valid: bool,
    /// Who names it.
    pub source: RootSource,
}

/// What the search gave.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) found: Option<(PathBuf, RootSource)>,
    pub(super) tried: Vec<TriedPath>,
    pub(super) warnings: Vec<String>,
}

/// Looks at each candidate until one will do.
///
/// What the user names will do if it is a folder, since a new one is still empty; a guess has to
/// look the part.
pub(super) fn search(
    settings: &PublishSettings,
    saved: Option<&Path>,
    project: Option<&Path>,
) -> Search {
    let mut search = Search::default();
    let named = |path: &Path| settings.cwd.join(path);
    let variable = settings.comfyui_output_root.as_deref();
    let candidates = variable.map(|path| (named(path), RootSource::Environment));
    let candidates = candidates
        .into_iter()
        .chain(saved.map(|path| (named(path), RootSource::Config)))
        .chain(guesses(settings, project).map(|path| (path, RootSource::AutoDetection)));
    for (path, source) in candidates {
        if search.consider(path, source) {
            break;
        }
    }
    search
}

impl Search {
    /// Whether `path` will do.
    fn consider(&mut self, path: PathBuf, source: RootSource) -> bool {
        let (exists, is_valid) = (path.is_dir(), looks_like_outputs(&path));
        let shown = path.display().to_string();
        let is_named = source != RootSource::AutoDetection;
        match (is_named, exists, is_valid) {
            (true, false, _) => self.warnings.push(format!("`{shown}` is no folder any more")),
            (true, true, false) => {
                self.warnings.push(format!("`{shown}` has nothing of ComfyUI in it yet"));
            }
            _ => {}
        }
        self.tried.push(TriedPath { path: shown, exists, is_valid, source });
        let will_do = is_valid || (is_named && exists);
        if will_do {
            self.found = Some((outputs_of(path), source));
        }
        will_do
    }
}

fn guesses(settings: &PublishSettings, project: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    GUESSES.into_iter().filter_map(move |(base, folder)| {
        let base = match base {
            Base::Project => project?,
            Base::AboveProject => project?.parent()?,
            Base::Home => settings.home.as_deref()?,
        };
        Some(base.join(folder))
    })
}

/// The folder that the user names, if it looks like one of outputs.
pub(super) fn check(settings: &PublishSettings, path: &str) -> Result<PathBuf, PublishError> {
    let given = || path.to_owned();
    let trimmed = path.trim();
    if trimmed.is_empty() || trimmed.contains('\0') {
        return Err(PublishError::InvalidPath { path: path.replace('\0', "\u{fffd}") });
    }
    let at_home = trimmed.strip_prefix("~/").zip(settings.home.as_deref());
    let folder = match at_home {
        Some((rest, home)) => home.join(rest),
        None => settings.cwd.join(trimmed),
    };
    if !folder.exists() {
        return Err(PublishError::RootPathNotFound { path: given() });
    }
    if !folder.is_dir() {
        return Err(PublishError::RootNotDirectory { path: given() });
    }
    if !looks_like_outputs(&folder) {
        return Err(PublishError::RootInvalid { path: given() });
    }
    let folder = outputs_of(folder);
    Ok(std::fs::canonicalize(&folder).unwrap_or(folder))
}

/// The folder of outputs within `folder` where that is the whole of ComfyUI, else `folder`.
fn outputs_of(folder: PathBuf) -> PathBuf {
    let outputs = folder.join("output");
    let is_whole = is_comfyui(&folder) && outputs.is_dir();
    if is_whole { outputs } else { folder }
}

fn is_comfyui(folder: &Path) -> bool {
    ["models", "custom_nodes"].iter().all(|name| folder.join(name).is_dir())
}

/// Whether a folder shows signs of ComfyUI's outputs.
fn looks_like_outputs(folder: &Path) -> bool {
    let has_folder = || ["output", "temp"].iter().any(|name| folder.join(name).is_dir());
    let is_within = || folder.ends_with("output") && folder.parent().is_some_and(is_comfyui);
    folder.is_dir() && (has_folder() || is_within() || has_outputs(folder))
}

fn has_outputs(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let mut pictures = 0;
    for entry in entries.take(MAX_ENTRIES).flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name == PLACEHOLDER || (name.starts_with("ComfyUI_") && name.ends_with(".png")) {
            return true;
        }
        pictures += usize::from(is_picture(&name));
    }
    pictures >= ENOUGH_PICTURES
}

fn is_picture(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ["png", "jpg", "jpeg", "webp", "gif"].contains(&&*extension))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if file.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::write(path, "").unwrap();
            }
        }
        folder
    }

    #[test]
    fn any_sign_of_outputs_will_do() {
        let signs: [&[&str]; 6] = [
            &["ComfyUI_00001_.png"],
            &["output/"],
            &["temp/"],
            &["a.png", "b.JPG", "c.webp"],
            &["_output_images_will_be_put_here"],
            &["other.txt", "ComfyUI_x.png"],
        ];

        for files in signs {
            assert!(looks_like_outputs(folder(files).path()), "{files:?}");
        }
    }

    #[test]
    fn other_folders_will_not_do() {
        let others: [&[&str]; 4] =
            [&[], &["a.png", "b.png"], &["a.txt", "b.txt", "c.txt"], &["ComfyUI_1.txt"]];

        for files in others {
            assert!(!looks_like_outputs(folder(files).path()), "{files:?}");
        }
        assert!(!looks_like_outputs(Path::new("/there/is/no/such/folder")));
    }

    #[test]
    fn a_new_folder_beside_models_will_do() {
        let comfyui = folder(&["models/", "custom_nodes/", "output/"]);

        assert!(looks_like_outputs(&comfyui.path().join("output")));
    }

    #[test]
    fn of_a_whole_comfyui_its_outputs_are_taken() {
        let comfyui = folder(&["models/", "custom_nodes/", "output/"]);
        let settings = PublishSettings::new(comfyui.path(), comfyui.path());

        let root = check(&settings, &comfyui.path().display().to_string()).unwrap();

        assert!(root.ends_with("output"), "{root:?}");
    }

    #[test]
    fn the_usual_places_are_looked_at_in_order() {
        let home = folder(&["ComfyUI/output/ComfyUI_1.png", "work/site/package.json"]);
        let project = home.path().join("work/site");
        let mut settings = PublishSettings::new(&project, home.path());
        settings.home = Some(home.path().to_owned());

        let search = search(&settings, None, Some(&project));

        let found = home.path().join("ComfyUI/output");
        assert_eq!(search.found, Some((found, RootSource::AutoDetection)));
        let tried: Vec<_> = search.tried.iter().map(|tried| tried.is_valid).collect();
        assert_eq!(tried, [false, false, false, false, false, true]);
        assert!(search.warnings.is_empty());
    }

    #[test]
    fn the_variable_goes_before_what_was_saved() {
        let places = folder(&["one/", "two/ComfyUI_1.png"]);
        let mut settings = PublishSettings::new(places.path(), places.path());
        settings.comfyui_output_root = Some("one".into());

        let first = search(&settings, Some(Path::new("two")), None);
        settings.comfyui_output_root = Some("none".into());
        let second = search(&settings, Some(Path::new("two")), None);

        assert_eq!(first.found, Some((places.path().join("one"), RootSource::Environment)));
        assert_eq!(first.warnings.len(), 1);
        assert_eq!(second.found, Some((places.path().join("two"), RootSource::Config)));
        assert!(second.warnings[0].ends_with("none` is no folder any more"), "{second:?}");
    }
}
