//! Generates from a user's `build.rs`.
//!
//! A build never touches the network unless `COMFY_CODEGEN_URL` names a server; then a server that
//! is down is a warning, and the snapshot serves instead.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::source::{OFFLINE_VARIABLE, URL_VARIABLE};
use crate::write::{self, Mode};
use crate::{Generator, Loaded, Lock, Models, SchemaSource, Select, Settings, used};

/// Generates typed nodes when a package is built.
///
/// Reads `comfy.snapshot.json` of the package, else the stock snapshot, and keeps the names of
/// `comfy.lock` where there is one.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     comfy_codegen::BuildScript::new().used("src").write("nodes.rs")
/// }
/// ```
///
/// The program then takes it in with
/// `mod comfy { include!(concat!(env!("OUT_DIR"), "/nodes.rs")); }`.
#[derive(Debug, Clone)]
pub struct BuildScript {
    snapshot: PathBuf,
    lock: PathBuf,
    folders: Vec<PathBuf>,
    select: Select,
    models: Models,
}

impl BuildScript {
    /// Generates every class, unless told otherwise.
    #[must_use]
    pub fn new() -> Self {
        Self {
            snapshot: "comfy.snapshot.json".into(),
            lock: "comfy.lock".into(),
            folders: Vec::new(),
            select: Select::All,
            models: Models::Variants,
        }
    }

    /// Reads this snapshot instead of `comfy.snapshot.json`.
    #[must_use]
    pub fn snapshot(mut self, path: impl Into<PathBuf>) -> Self {
        self.snapshot = path.into();
        self
    }

    /// Generates the classes that the program in `folder` names; several folders add up.
    #[must_use]
    pub fn used(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// Generates these classes, by the server's names.
    #[must_use]
    pub fn only<C: Into<String>>(mut self, classes: impl IntoIterator<Item = C>) -> Self {
        self.select = Select::Only(classes.into_iter().map(Into::into).collect());
        self
    }

    /// Leaves model files out: their types keep `Other` alone, which takes any name.
    #[must_use]
    pub fn no_models(mut self) -> Self {
        self.models = Models::OtherOnly;
        self
    }

    /// Writes the code to `file` in cargo's `OUT_DIR`; what goes wrong stops the build with its
    /// reason.
    #[must_use]
    pub fn write(self, file: &str) -> ExitCode {
        match self.generate(file) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
                let causes: String = causes.map(|cause| format!(": {cause}")).collect();
                tell(&format!("error={}", format!("{error}{causes}").replace('\n', " ")));
                ExitCode::FAILURE
            }
        }
    }

    fn generate(&self, file: &str) -> Result<(), Box<dyn Error>> {
        tell(&format!("rerun-if-env-changed={URL_VARIABLE}"));
        tell(&format!("rerun-if-env-changed={OFFLINE_VARIABLE}"));
        for path in self.folders.iter().chain([&self.lock, &self.snapshot]) {
            tell(&format!("rerun-if-changed={}", path.display()));
        }
        let loaded = self.load()?;
        for degradation in loaded.schema.degradations() {
            tell(&format!("warning={degradation}"));
        }
        let settings = Settings { select: self.selection()?, models: self.models };
        let generator = Generator::new(&loaded.schema, settings).origin(loaded.origin());
        let (code, _) = generator.lock(Lock::at(&self.lock)?).single_file().map_err(first)?;
        let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; call this from build.rs")?;
        write::file(&Path::new(&folder).join(file), &code.text, Mode::Write)?;
        Ok(())
    }

    fn selection(&self) -> Result<Select, used::NoProgram> {
        if self.folders.is_empty() {
            return Ok(self.select.clone());
        }
        used::select(&self.folders)
    }

    fn load(&self) -> Result<Loaded, Box<dyn Error>> {
        if let Some(loaded) = asked_server() {
            return Ok(loaded);
        }
        let source = match self.snapshot.exists() {
            true => SchemaSource::File(self.snapshot.clone()),
            false => SchemaSource::Stock,
        };
        Ok(source.load()?)
    }
}

impl Default for BuildScript {
    fn default() -> Self {
        Self::new()
    }
}

/// The first of several errors, which are one for each class that is missing.
fn first<E: Error + 'static>(errors: Vec<E>) -> Box<dyn Error> {
    let first = errors.into_iter().next();
    first.map_or_else(|| "no class was found".into(), |error| Box::new(error) as Box<dyn Error>)
}

/// The schema of the server that the environment names; a warning where it gives none.
#[cfg(feature = "server")]
fn asked_server() -> Option<Loaded> {
    match SchemaSource::of_environment()?.load() {
        Ok(loaded) => Some(loaded),
        Err(error) => {
            tell(&format!("warning={error}; the snapshot serves instead"));
            None
        }
    }
}

/// Without the feature `server` there is nobody to ask.
#[cfg(not(feature = "server"))]
fn asked_server() -> Option<Loaded> {
    if env::var_os(URL_VARIABLE).is_some() {
        tell("warning=comfy-codegen has no feature `server`, so the snapshot serves");
    }
    None
}

/// Tells cargo something.
#[expect(clippy::print_stdout, reason = "cargo listens to build scripts there")]
fn tell(instruction: &str) {
    println!("cargo::{instruction}");
}
