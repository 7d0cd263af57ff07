//! Takes in what a program finds around it: environment, folders.
//!
//! Nothing else of the settings reads either, so tests bring surroundings of their own.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

/// The name of our folders below those of the platform.
const PROGRAM: &str = "comfy-mcp";

/// What a program finds around it.
///
/// ```
/// use comfy_mcp::settings::Surroundings;
///
/// let surroundings = Surroundings::at("/work").variable("COMFYUI_URL", "http://gpu-box:8188");
///
/// assert!(!format!("{surroundings:?}").contains("gpu-box"));
/// ```
#[derive(Clone)]
pub struct Surroundings {
    variables: BTreeMap<String, String>,
    /// Where relative paths start.
    pub current_dir: PathBuf,
    /// What `~` stands for, where it is known.
    pub home: Option<PathBuf>,
    /// Where our configuration file lies, unless said.
    pub config_dir: PathBuf,
    /// Where our records lie, unless said.
    pub data_dir: PathBuf,
}

impl Surroundings {
    /// Those of this process; without a home, our folders lie in `.comfy-mcp` where it started.
    #[must_use]
    pub fn of_process() -> Self {
        let current_dir = env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let variables = env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        let platform = etcetera::choose_base_strategy().ok();
        let surroundings = match platform {
            Some(platform) => Self {
                variables: BTreeMap::new(),
                current_dir,
                home: Some(platform.home_dir().to_owned()),
                config_dir: platform.config_dir().join(PROGRAM),
                data_dir: platform.data_dir().join(PROGRAM),
            },
            None => Self { home: None, ..Self::at(current_dir) },
        };
        variables.fold(surroundings, |all, (name, value)| all.variable(&name, value))
    }

    /// An empty environment at `folder`, with our folders in its `.comfy-mcp`.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let current_dir = folder.into();
        let own = current_dir.join(".comfy-mcp");
        Self {
            variables: BTreeMap::new(),
            home: Some(current_dir.clone()),
            current_dir,
            config_dir: own.clone(),
            data_dir: own,
        }
    }

    /// With this variable set; an empty one counts as none.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// What the variable says, where it says anything.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The variables that begin with `prefix`, without it, by name.
    pub(crate) fn beginning_with<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let rest = move |(name, value): (&'a String, &'a String)| {
            let value = value.trim();
            let name = name.strip_prefix(prefix)?;
            (!value.is_empty()).then_some((name, value))
        };
        self.variables.iter().filter_map(rest)
    }

    /// `path` from `folder`, with `~` for the home.
    pub(super) fn absolute(&self, path: &str, folder: &Path) -> PathBuf {
        let below_home = path.strip_prefix("~/").or((path == "~").then_some(""));
        match (below_home, &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => folder.join(path),
        }
    }
}

/// Shows names alone: values may be secrets.
impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.keys().collect();
        f.debug_struct("Surroundings")
            .field("variables", &names)
            .field("current_dir", &self.current_dir)
            .field("home", &self.home)
            .field("config_dir", &self.config_dir)
            .field("data_dir", &self.data_dir)
            .finish()
    }
}
