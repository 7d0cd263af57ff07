//! Goes through the settings one by one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use comfy_graph::client::Endpoint;
use comfy_graph_core::closest::closest;
use tracing_subscriber::EnvFilter;

use super::args::{CommonArgs, ServerArgs};
use super::defaults::{self, Defaults};
use super::error::{SettingsWarning, ValueError};
use super::file::Contents;
use super::key::{self, Key};
use super::layers::{Given, Layers};
use super::origin::{Origin, Setting};
use super::secret::Secret;
use super::servers::{Credentials, Servers, has_password};
use super::surroundings::Surroundings;
use super::toolset::Toolset;
use super::{Settings, listen};

/// How long assets are shown unless said.
const ASSET_TTL: Duration = Duration::from_secs(24 * 60 * 60);

/// What is logged unless said.
const LOG: &str = "warn,comfy_mcp=info";

/// The folder of workflows where the program starts, as on the main seed.
const WORKFLOWS: &str = "workflows";

pub(super) fn settings(
    common: &CommonArgs,
    server: &ServerArgs,
    surroundings: &Surroundings,
) -> Settings {
    let mut layers = Layers::new(surroundings);
    let config_file = config_file(&mut layers, common);
    let (credentials, mut of_credentials) = credentials(&mut layers);
    let (comfyui, of_password) = servers(&mut layers, common, &credentials);
    of_credentials.extend(of_password);
    let defaults = defaults::of_file(&layers.file);
    let settings = Settings {
        comfyui,
        credentials: of_credentials,
        cloud_api_key: secret(&mut layers, key::CLOUD_API_KEY, None),
        workflow_dir: workflow_dir(&mut layers, common),
        data_dir: layers
            .path(key::DATA_DIR, common.data_dir.as_ref())
            .unwrap_or_else(|| Setting::default(surroundings.data_dir.clone())),
        toolsets: toolsets(&mut layers, server),
        token: secret(&mut layers, key::TOKEN, server.token.as_ref()),
        external_url: layers.setting(
            key::EXTERNAL_URL,
            server.external_url.as_deref(),
            web_address,
        ),
        asset_ttl: layers
            .setting(key::ASSET_TTL, None, hours)
            .unwrap_or(Setting::default(Some(ASSET_TTL))),
        output_root: layers.path(key::OUTPUT_ROOT, None),
        log: log(&mut layers, common),
        listen: layers
            .setting(key::LISTEN, server.listen.as_deref(), |given| listen::read(given.text()))
            .unwrap_or(Setting::default(listen::DEFAULT)),
        defaults: Defaults {
            file: defaults.layer,
            environment: defaults::of_environment(surroundings),
        },
        current_dir: surroundings.current_dir.clone(),
        home: surroundings.home.clone(),
        warnings: [unknown_members(&layers.file), unknown_variables(surroundings)].concat(),
        config_file,
        errors: Vec::new(),
    };
    with_problems(settings, layers, defaults.errors, defaults.warnings)
}

fn with_problems(
    mut settings: Settings,
    layers: Layers<'_>,
    errors: Vec<super::SettingsError>,
    warnings: Vec<SettingsWarning>,
) -> Settings {
    settings.errors = layers.errors;
    settings.errors.extend(errors);
    settings.warnings.extend(warnings);
    settings
}

/// Finds the configuration file, then reads it into the layers.
fn config_file(layers: &mut Layers<'_>, common: &CommonArgs) -> Setting<PathBuf> {
    let default = || Setting::default(layers.surroundings.config_dir.join("config.json"));
    let given = layers.path(key::CONFIG, common.config.as_ref());
    let setting = given.unwrap_or_else(default);
    match Contents::read(&setting) {
        Ok(file) => layers.file = file,
        Err(error) => {
            layers.file = Contents::empty(&setting.value);
            layers.errors.push(error);
        }
    }
    setting
}

/// The credentials, with the origin of each.
fn credentials(layers: &mut Layers<'_>) -> (Credentials, Vec<Origin>) {
    let read = |given: &Given| Credentials::header(given.text());
    let header = layers.setting(key::AUTH_HEADER, None, read);
    let api_key = layers.setting(key::API_KEY, None, sendable);
    let of_header = header.as_ref().map(|header| header.origin.clone());
    let of_key = api_key.as_ref().map(|key| key.origin.clone());
    let header = header.map(|header| header.value);
    let credentials = Credentials { header, api_key: api_key.map(|key| key.value) };
    (credentials, of_header.into_iter().chain(of_key).collect())
}

/// A key that HTTP can carry.
fn sendable(given: &Given) -> Result<Secret, ValueError> {
    let (_, key) = Credentials::header(&format!("X-API-Key: {}", given.text()))?;
    Ok(key)
}

/// The nearest layer that says anything counts, be it servers or the stand-in.
///
/// Passwords in addresses are credentials too, so their origin comes along.
fn servers(
    layers: &mut Layers<'_>,
    common: &CommonArgs,
    credentials: &Credentials,
) -> (Setting<Servers>, Option<Origin>) {
    let flag = common.sandbox.then_some("true");
    let sandbox = layers.setting(key::SANDBOX, flag, Given::flag);
    let sandbox = sandbox.filter(|sandbox| sandbox.value);
    let flags = common.comfyui.iter().map(|url| url.expose().to_owned()).collect();
    let given = layers.given(key::COMFYUI, flags);
    let is_nearer = |sandbox: &Setting<bool>| match &given {
        Some(given) => sandbox.origin.distance() <= given.origin.distance(),
        None => true,
    };
    if let Some(Setting { origin, .. }) = sandbox.filter(is_nearer) {
        return (Setting { value: Servers::Sandbox, origin }, None);
    }
    let default = || Setting::default(Servers::default(credentials));
    let Some(given) = given else { return (default(), None) };
    let addresses = given.list();
    let has_password = addresses.iter().any(|address| has_password(address));
    let of_password = has_password.then(|| given.origin.clone());
    let read = layers.read(given, |_| Servers::read(&addresses, credentials));
    (read.unwrap_or_else(default), of_password)
}

fn secret(layers: &mut Layers<'_>, key: Key, flag: Option<&Secret>) -> Option<Setting<Secret>> {
    layers.setting(key, flag.map(Secret::expose), |given| Ok(Secret::new(given.text())))
}

fn workflow_dir(layers: &mut Layers<'_>, common: &CommonArgs) -> Setting<PathBuf> {
    let given = layers.path(key::WORKFLOWS, common.workflows.as_ref());
    given.unwrap_or_else(|| {
        let here = layers.surroundings.current_dir.join(WORKFLOWS);
        let own = layers.surroundings.config_dir.join(WORKFLOWS);
        Setting::default(if here.is_dir() { here } else { own })
    })
}

fn toolsets(layers: &mut Layers<'_>, server: &ServerArgs) -> Setting<BTreeSet<Toolset>> {
    let given = layers.given(key::TOOLSETS, server.toolsets.clone());
    let read = given.and_then(|given| layers.read(given, |given| Toolset::read(&given.list())));
    read.unwrap_or_else(|| Setting::default(Toolset::DEFAULT.into()))
}

/// A web address as clients open it.
fn web_address(given: &Given) -> Result<String, ValueError> {
    let text = given.text();
    let is_address = text.contains("://") && !text.contains(['@', '?', '#']);
    if !is_address || text.parse::<Endpoint>().is_err() {
        return Err(ValueError::Url);
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn hours(given: &Given) -> Result<Option<Duration>, ValueError> {
    let refused = || ValueError::Hours { text: given.text().into() };
    let hours: f64 = given.text().parse().map_err(|_| refused())?;
    let time = Duration::try_from_secs_f64(hours * 3600.0).map_err(|_| refused())?;
    Ok((!time.is_zero()).then_some(time))
}

fn log(layers: &mut Layers<'_>, common: &CommonArgs) -> Setting<String> {
    let read = |given: &Given| match EnvFilter::try_new(given.text()) {
        Ok(_) => Ok(given.text().to_owned()),
        Err(_) => Err(ValueError::Log { text: given.text().into() }),
    };
    let log = layers.setting(key::LOG, common.log.as_deref(), read);
    let debug = layers.setting(key::DEBUG_LOGGING, None, Given::flag);
    let debug = debug.filter(|debug| debug.value);
    match (log, debug) {
        (Some(log), Some(debug)) if log.origin.distance() > debug.origin.distance() => {
            Setting { value: "debug".to_owned(), origin: debug.origin }
        }
        (Some(log), _) => log,
        (None, Some(debug)) => Setting { value: "debug".to_owned(), origin: debug.origin },
        (None, None) => Setting::default(LOG.to_owned()),
    }
}

fn unknown_members(file: &Contents) -> Vec<SettingsWarning> {
    let is_unknown = |name: &&str| !key::members().any(|known| known == *name);
    let unknown = file.members().map(|(name, _)| name).filter(is_unknown);
    let warning = |name: &str| SettingsWarning::UnknownMember {
        place: file.place(name),
        closest: closest(name, key::members()).first().map(|name| Box::from(*name)),
        known: key::members().collect::<Vec<_>>().join(", ").into(),
    };
    unknown.map(warning).collect()
}

/// Variables of ours that no setting is read from, where they are nearly one.
fn unknown_variables(surroundings: &Surroundings) -> Vec<SettingsWarning> {
    let mut warnings = Vec::new();
    for prefix in ["COMFY_MCP_", "COMFYUI_"] {
        for (rest, _) in surroundings.beginning_with(prefix) {
            let name = format!("{prefix}{rest}");
            let is_default = name.starts_with(key::DEFAULT_PREFIX);
            if is_default || key::variables().any(|known| known == name) {
                continue;
            }
            // Without the prefix, which makes any two names look alike.
            let known = key::variables().filter_map(|known| known.strip_prefix(prefix));
            if let Some(closest) = closest(rest, known).first() {
                let closest = format!("{prefix}{closest}").into();
                warnings.push(SettingsWarning::UnknownVariable { name: name.into(), closest });
            }
        }
    }
    warnings
}
