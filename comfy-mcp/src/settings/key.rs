//! Lists every setting by its names.

/// One setting: its flag, its environment variable, its member in the configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) flag: Option<&'static str>,
    pub(super) variable: Option<&'static str>,
    pub(super) member: Option<&'static str>,
}

impl Key {
    const fn new(flag: &'static str, variable: &'static str, member: &'static str) -> Self {
        Self { flag: Some(flag), variable: Some(variable), member: Some(member) }
    }

    /// One without a flag.
    const fn quiet(variable: &'static str, member: &'static str) -> Self {
        Self { flag: None, variable: Some(variable), member: Some(member) }
    }
}

pub(super) const COMFYUI: Key = Key::new("--comfyui", "COMFYUI_URL", "comfyui_url");
pub(super) const SANDBOX: Key = Key::new("--sandbox", "COMFY_MCP_SANDBOX", "sandbox");
pub(super) const AUTH_HEADER: Key = Key::quiet("COMFYUI_AUTH_HEADER", "comfyui_auth_header");
pub(super) const API_KEY: Key = Key::quiet("COMFYUI_API_KEY", "comfyui_api_key");
pub(super) const CLOUD_API_KEY: Key = Key::quiet("COMFY_CLOUD_API_KEY", "comfy_cloud_api_key");
pub(super) const WORKFLOWS: Key = Key::new("--workflows", "COMFY_MCP_WORKFLOW_DIR", "workflow_dir");
pub(super) const DATA_DIR: Key = Key::new("--data-dir", "COMFY_MCP_DATA_DIR", "data_dir");
pub(super) const TOOLSETS: Key = Key::new("--toolsets", "COMFY_MCP_TOOLSETS", "toolsets");
pub(super) const TOKEN: Key = Key::new("--token", "COMFY_MCP_TOKEN", "token");
pub(super) const LISTEN: Key = Key::new("--listen", "COMFY_MCP_LISTEN", "listen");
pub(super) const EXTERNAL_URL: Key =
    Key::new("--external-url", "COMFY_MCP_EXTERNAL_URL", "external_url");
pub(super) const ASSET_TTL: Key = Key::quiet("COMFY_MCP_ASSET_TTL_HOURS", "asset_ttl_hours");
pub(super) const OUTPUT_ROOT: Key = Key::quiet("COMFYUI_OUTPUT_ROOT", "comfyui_output_root");
pub(super) const LOG: Key = Key::new("--log", "COMFY_MCP_LOG", "log");

/// The file itself, so no member of it.
pub(super) const CONFIG: Key =
    Key { flag: Some("--config"), variable: Some("COMFY_MCP_CONFIG"), member: None };

/// The main seed's word for a log level of `debug`.
pub(super) const DEBUG_LOGGING: Key =
    Key { flag: None, variable: Some("DEBUG_LOGGING"), member: None };

/// What the defaults of generations are in the configuration file.
pub(super) const DEFAULTS: &str = "defaults";

/// What the variables with defaults of generations begin with.
pub(super) const DEFAULT_PREFIX: &str = "COMFY_MCP_DEFAULT_";

const ALL: [Key; 16] = [
    COMFYUI,
    SANDBOX,
    AUTH_HEADER,
    API_KEY,
    CLOUD_API_KEY,
    WORKFLOWS,
    DATA_DIR,
    TOOLSETS,
    TOKEN,
    LISTEN,
    EXTERNAL_URL,
    ASSET_TTL,
    OUTPUT_ROOT,
    LOG,
    CONFIG,
    DEBUG_LOGGING,
];

/// Every member that the configuration file may have.
pub(super) fn members() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().filter_map(|key| key.member).chain([DEFAULTS])
}

/// Every environment variable that is read by name.
pub(super) fn variables() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().filter_map(|key| key.variable)
}
