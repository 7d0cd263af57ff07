//! Settles what the program goes by: flags, then environment, then file, then defaults.
//!
//! Every command calls [`Settings::resolve`] once; nothing after it looks at flags, environment or
//! configuration file. `args` declares the flags, `key` lists the names, `layers` looks them up.

mod args;
mod defaults;
mod error;
mod file;
mod key;
mod layers;
mod listen;
mod origin;
mod resolve;
mod save;
mod secret;
mod servers;
mod surroundings;
mod toolset;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use args::{CommonArgs, ServerArgs};
pub use defaults::{Defaults, Layer, Namespace, UnknownNamespace};
pub use error::{ConfigSaveError, SettingsError, SettingsErrors, SettingsWarning, ValueError};
pub use origin::{Origin, Place, Setting};
pub use save::ConfigFile;
pub use secret::Secret;
pub use servers::Servers;
pub use surroundings::Surroundings;
pub use toolset::Toolset;

/// What the program goes by, each value with the place it was found in.
///
/// ```
/// use comfy_mcp::settings::{CommonArgs, Origin, ServerArgs, Settings, Surroundings};
///
/// let surroundings = Surroundings::at("/work").variable("COMFYUI_URL", "gpu-box:8188");
///
/// let settings =
///     Settings::resolve(&CommonArgs::default(), &ServerArgs::default(), &surroundings)?;
///
/// let server = &settings.comfyui.value.endpoints()[0];
/// assert_eq!(server.to_string(), "http://gpu-box:8188/");
/// assert_eq!(settings.comfyui.origin, Origin::Environment("COMFYUI_URL".into()));
/// # Ok::<(), comfy_mcp::settings::SettingsErrors>(())
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which ComfyUI to work with, credentials included.
    pub comfyui: Setting<Servers>,
    /// Where the credentials for ComfyUI were found.
    pub credentials: Vec<Origin>,
    /// The key for Comfy Cloud.
    pub cloud_api_key: Option<Setting<Secret>>,
    /// The folder of workflows, which need not be there.
    pub workflow_dir: Setting<PathBuf>,
    /// The folder of records and schemas, which need not be there.
    pub data_dir: Setting<PathBuf>,
    /// The configuration file, which need not be there.
    pub config_file: Setting<PathBuf>,
    /// Which groups of tools are on.
    pub toolsets: Setting<BTreeSet<Toolset>>,
    /// What clients have to send.
    pub token: Option<Setting<Secret>>,
    /// The address under which clients reach the server, without a slash at its end.
    pub external_url: Option<Setting<String>>,
    /// How long assets are shown; `None` for ever.
    pub asset_ttl: Setting<Option<Duration>>,
    /// The folder that ComfyUI writes its outputs to, where it was said.
    pub output_root: Option<Setting<PathBuf>>,
    /// What to log, as `tracing` filters.
    pub log: Setting<String>,
    /// Defaults of generations.
    pub defaults: Defaults,
    /// The folder the program was started in.
    pub current_dir: PathBuf,
    /// The home of the user, where it is known.
    pub home: Option<PathBuf>,
    listen: Setting<SocketAddr>,
    errors: Vec<SettingsError>,
    warnings: Vec<SettingsWarning>,
}

impl Settings {
    /// What flags and surroundings come to.
    ///
    /// # Errors
    ///
    /// Everything that was given and cannot be used.
    pub fn resolve(
        common: &CommonArgs,
        server: &ServerArgs,
        surroundings: &Surroundings,
    ) -> Result<Self, SettingsErrors> {
        let settings = Self::resolve_usable(common, server, surroundings);
        if settings.errors.is_empty() { Ok(settings) } else { Err(SettingsErrors(settings.errors)) }
    }

    /// The same, where what cannot be used counts as not given: for those who report it.
    #[must_use]
    pub fn resolve_usable(
        common: &CommonArgs,
        server: &ServerArgs,
        surroundings: &Surroundings,
    ) -> Self {
        resolve::settings(common, server, surroundings)
    }

    /// The address to listen on for HTTP.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OpenListen`] where others could reach it and no token keeps them out.
    pub fn listen(&self) -> Result<&Setting<SocketAddr>, SettingsError> {
        let address = self.listen.value;
        if address.ip().is_loopback() || self.token.is_some() {
            return Ok(&self.listen);
        }
        Err(SettingsError::OpenListen { address, origin: self.listen.origin.clone() })
    }

    /// What was given and cannot be used; nothing after [`Settings::resolve`].
    #[must_use]
    pub fn errors(&self) -> &[SettingsError] {
        &self.errors
    }

    /// What was given and does nothing.
    #[must_use]
    pub fn warnings(&self) -> &[SettingsWarning] {
        &self.warnings
    }
}

#[cfg(test)]
mod tests;
