//! Says how a client comes to the server: by starting it, or by its address.

use std::path::PathBuf;

use crate::settings::{Origin, Servers, Setting, Settings, Surroundings};

/// Settings without a flag that clients hand over in the environment.
const QUIET: [&str; 2] = ["COMFY_MCP_ASSET_TTL_HOURS", "COMFYUI_OUTPUT_ROOT"];

/// What the defaults of generations begin with.
const DEFAULTS: &str = "COMFY_MCP_DEFAULT_";

/// How a client comes to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Launch {
    /// It starts a program, which speaks over its standard input and output.
    Command {
        /// The program.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
        /// Variables it is given beside those of the client.
        environment: Vec<(String, String)>,
    },
    /// It sends requests to a server that runs already.
    Address {
        /// The address.
        url: String,
        /// Whether the server wants a token.
        token: Token,
    },
}

/// Whether the server wants a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// It does; clients find it in `COMFY_MCP_TOKEN`.
    Wanted,
    /// It lets anyone in who can reach it.
    NotWanted,
}

/// A secret that is set here, and that clients are not told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{origin} is a secret, so it is not written down; put `{member}` into `{}`",
    file.display()
)]
pub struct Omission {
    /// Where it was found.
    pub origin: Origin,
    /// The member of the configuration file that it can go to.
    pub member: &'static str,
    /// The configuration file.
    pub file: PathBuf,
}

impl Launch {
    /// Starting `program` with `arguments`.
    #[must_use]
    pub fn command(
        program: impl Into<String>,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self::Command { program: program.into(), arguments, environment: Vec::new() }
    }

    /// Starting `program` so that it goes by the same settings wherever it is started from.
    ///
    /// What stands in the configuration file is read there again.
    #[must_use]
    pub fn of_settings(
        program: impl Into<String>,
        settings: &Settings,
        surroundings: &Surroundings,
    ) -> Self {
        let mut arguments = vec!["serve".to_owned(), "--stdio".to_owned()];
        let mut pass = |flag: &str, value: String| {
            arguments.extend([flag.to_owned(), value]);
        };
        if is_passing(&settings.comfyui) {
            for endpoint in settings.comfyui.value.endpoints() {
                pass("--comfyui", endpoint.to_string());
            }
        }
        if is_passing(&settings.workflow_dir)
            || settings.workflow_dir.value == surroundings.current_dir.join("workflows")
        {
            pass("--workflows", settings.workflow_dir.value.display().to_string());
        }
        for (flag, path) in
            [("--data-dir", &settings.data_dir), ("--config", &settings.config_file)]
        {
            if is_passing(path) {
                pass(flag, path.value.display().to_string());
            }
        }
        if is_passing(&settings.toolsets) {
            let names = settings.toolsets.value.iter().map(ToString::to_string);
            pass("--toolsets", names.collect::<Vec<_>>().join(","));
        }
        if is_passing(&settings.log) {
            pass("--log", settings.log.value.clone());
        }
        if is_passing(&settings.comfyui) && settings.comfyui.value == Servers::Sandbox {
            arguments.push("--sandbox".to_owned());
        }
        Self::Command { program: program.into(), arguments, environment: quiet(surroundings) }
    }

    /// Reaching the server that listens by these settings.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OpenListen`](crate::settings::SettingsError::OpenListen), as for serving.
    pub fn address(settings: &Settings) -> Result<Self, crate::settings::SettingsError> {
        let listen = settings.listen()?.value;
        let host = if listen.ip().is_unspecified() {
            format!("127.0.0.1:{}", listen.port())
        } else {
            listen.to_string()
        };
        let base = settings.external_url.as_ref().map(|url| url.value.clone());
        let base = base.unwrap_or_else(|| format!("http://{host}"));
        let token = if settings.token.is_some() { Token::Wanted } else { Token::NotWanted };
        Ok(Self::Address { url: format!("{base}/mcp"), token })
    }

    /// The secrets that a started program would lack.
    #[must_use]
    pub fn omissions(settings: &Settings) -> Vec<Omission> {
        let of_servers = settings.credentials.iter().map(|origin| (origin, member_for(origin)));
        let cloud = settings.cloud_api_key.iter();
        let of_cloud = cloud.map(|key| (&key.origin, "comfy_cloud_api_key"));
        of_servers
            .chain(of_cloud)
            .filter(|(origin, _)| is_fleeting(origin))
            .map(|(origin, member)| {
                let file = settings.config_file.value.clone();
                Omission { origin: origin.clone(), member, file }
            })
            .collect()
    }
}

/// The member of the configuration file that takes credentials found there.
fn member_for(origin: &Origin) -> &'static str {
    match origin {
        Origin::Environment(variable) if &**variable == "COMFYUI_API_KEY" => "comfyui_api_key",
        // A password in an address is a header too, and there may be several addresses.
        _ => "comfyui_auth_header",
    }
}

/// Whether a program that is started elsewhere would not find the value.
fn is_passing<T>(setting: &Setting<T>) -> bool {
    is_fleeting(&setting.origin)
}

fn is_fleeting(origin: &Origin) -> bool {
    matches!(origin, Origin::Flag(_) | Origin::Environment(_))
}

fn quiet(surroundings: &Surroundings) -> Vec<(String, String)> {
    let named = |name: &str| Some((name.to_owned(), surroundings.get(name)?.to_owned()));
    let defaults = surroundings.beginning_with(DEFAULTS);
    let defaults = defaults.map(|(rest, value)| (format!("{DEFAULTS}{rest}"), value.to_owned()));
    QUIET.into_iter().filter_map(named).chain(defaults).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{CommonArgs, Secret, ServerArgs};

    fn settings(common: &CommonArgs, surroundings: &Surroundings) -> Settings {
        Settings::resolve(common, &ServerArgs::default(), surroundings).unwrap()
    }

    fn arguments(launch: &Launch) -> String {
        match launch {
            Launch::Command { arguments, .. } => arguments.join(" "),
            Launch::Address { url, .. } => url.clone(),
        }
    }

    #[test]
    fn what_a_client_would_not_know_is_passed_on() {
        let surroundings = Surroundings::at("/here")
            .variable("COMFYUI_URL", "gpu-box")
            .variable("COMFY_MCP_TOOLSETS", "batch,core")
            .variable("COMFY_MCP_DEFAULT_IMAGE_STEPS", "30");
        let common = CommonArgs { workflows: Some("mine".into()), ..CommonArgs::default() };

        let settings = settings(&common, &surroundings);
        let launch = Launch::of_settings("/bin/comfy-mcp", &settings, &surroundings);

        assert_eq!(
            arguments(&launch),
            "serve --stdio --comfyui http://gpu-box:8188/ --workflows /here/mine --toolsets \
             core,batch"
        );
        let Launch::Command { environment, .. } = launch else { panic!("it is a command") };
        let expected = ("COMFY_MCP_DEFAULT_IMAGE_STEPS".to_owned(), "30".to_owned());
        assert_eq!(environment, [expected]);
    }

    #[test]
    fn secrets_are_left_out_and_told() {
        let surroundings = Surroundings::at("/here").variable("COMFYUI_API_KEY", "abc");
        let address = Secret::new("http://me:abc@gpu-box:8188");
        let common = CommonArgs { comfyui: vec![address], ..CommonArgs::default() };

        let settings = settings(&common, &surroundings);
        let launch = Launch::of_settings("/bin/comfy-mcp", &settings, &surroundings);

        assert!(!arguments(&launch).contains("abc"), "{launch:?}");
        let told: Vec<_> = Launch::omissions(&settings).iter().map(ToString::to_string).collect();
        let secret = "is a secret, so it is not written down; put";
        let file = "into `/here/.comfy-mcp/config.json`";
        assert_eq!(
            told,
            [
                format!("variable `COMFYUI_API_KEY` {secret} `comfyui_api_key` {file}"),
                format!("`--comfyui` {secret} `comfyui_auth_header` {file}"),
            ]
        );
    }

    #[test]
    fn clients_reach_an_open_server_by_loopback() {
        let surroundings = Surroundings::at("/here")
            .variable("COMFY_MCP_LISTEN", "0.0.0.0:9001")
            .variable("COMFY_MCP_TOKEN", "abc");

        let launch = Launch::address(&settings(&CommonArgs::default(), &surroundings)).unwrap();

        let url = "http://127.0.0.1:9001/mcp".to_owned();
        assert_eq!(launch, Launch::Address { url, token: Token::Wanted });
    }
}
