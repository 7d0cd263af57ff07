//! Makes a flag of each parameter of a workflow.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args as _, Command};
use comfy_graph_core::template::{Kind, Parameter};
use comfy_mcp::defaults::Defaults;
use comfy_mcp::library::Entry;
use comfy_mcp::settings::CommonArgs;
use serde_json::{Map, Value};

/// How long a job is waited for, in seconds.
const PATIENCE: f64 = 3600.0;
/// How many choices help lists.
const LISTED: usize = 12;

/// The arguments that `flags` spell.
pub(super) fn read(
    entry: &Entry,
    defaults: &Defaults,
    flags: &[String],
) -> Result<Map<String, Value>, clap::Error> {
    let name = format!("comfy-mcp run {}", entry.id);
    let mut command = Command::new(name.clone())
        .bin_name(name)
        .about(entry.description.clone())
        .no_binary_name(true)
        .arg(output())
        .arg(set());
    let layers = defaults.effective(entry.namespace);
    for parameter in entry.parameters() {
        let given = entry.defaults().get(parameter.name.as_str()).cloned();
        let default = given.or_else(|| parameter.fallback.value().cloned());
        let default = default.or_else(|| layers.get(parameter.name.as_str()).cloned());
        command = command.arg(flag(parameter, default.as_ref()));
    }
    let matches = command.try_get_matches_from(flags).map_err(|error| advised(error, entry))?;
    let mut arguments = Map::new();
    for parameter in entry.parameters() {
        let name = parameter.name.as_str();
        if let Some(value) = matches.get_one::<String>(name) {
            arguments.insert(name.to_owned(), Value::from(value.as_str()));
        }
    }
    for setting in matches.get_many::<String>("set").into_iter().flatten() {
        let (address, value) = setting.split_once('=').unwrap_or((setting, ""));
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        arguments.insert(address.to_owned(), value);
    }
    if let Some(path) = matches.get_one::<String>("output-file") {
        arguments.insert("output_path".to_owned(), Value::from(path.as_str()));
    }
    arguments.insert("timeout_seconds".to_owned(), PATIENCE.into());
    Ok(arguments)
}

/// The error, with where options belong that are not the workflow's but the server's.
fn advised(mut error: clap::Error, entry: &Entry) -> clap::Error {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let given = given.trim_start_matches('-').to_owned();
    let common = CommonArgs::augment_args(Command::new("common"));
    let option = common.get_arguments().find(|option| option.get_long() == Some(&*given));
    if let Some(option) = option.filter(|_| error.kind() == ErrorKind::UnknownArgument) {
        let value = if option.get_action().takes_values() { " …" } else { "" };
        let tip = format!(
            "it belongs before the workflow: comfy-mcp run --{given}{value} {} …",
            entry.id
        );
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn output() -> Arg {
    let help = "Keep a copy here; PNG, JPEG or WebP by the ending";
    Arg::new("output-file").short('o').long("output").value_name("FILE").help(help)
}

fn set() -> Arg {
    let help = "Set any input by its address, such as 6.text=cat; may be repeated";
    Arg::new("set").long("set").value_name("NODE.INPUT=VALUE").action(ArgAction::Append).help(help)
}

fn flag(parameter: &Parameter, default: Option<&Value>) -> Arg {
    let name = parameter.name.to_string();
    let value = match parameter.domain.kind {
        Kind::Int => "WHOLE",
        Kind::Float => "NUMBER",
        Kind::Bool => "yes|no",
        Kind::Model(_) => "MODEL",
        Kind::Upload(_) => "FILE",
        Kind::Choice => "CHOICE",
        _ => "TEXT",
    };
    Arg::new(name.clone())
        .long(name.replace('_', "-"))
        .alias(name)
        .value_name(value)
        .allow_hyphen_values(true)
        .required(parameter.is_required() && default.is_none())
        .help(help(parameter, default))
}

/// What a parameter does, then its range, its choices, its default.
fn help(parameter: &Parameter, default: Option<&Value>) -> String {
    let domain = &parameter.domain;
    let mut facts = Vec::new();
    match (domain.min, domain.max) {
        (Some(min), Some(max)) => facts.push(format!("{min} to {max}")),
        (Some(min), None) => facts.push(format!("from {min}")),
        (None, Some(max)) => facts.push(format!("up to {max}")),
        (None, None) => {}
    }
    if let Some(choices) = &domain.choices {
        let all = choices.as_slice();
        let named = all.iter().take(LISTED).map(ToString::to_string).collect::<Vec<_>>();
        let more = if all.len() > LISTED { ", …" } else { "" };
        facts.push(format!("one of {}{more}", named.join(", ")));
    }
    if let Some(default) = default {
        let default = default.as_str().map_or_else(|| default.to_string(), ToOwned::to_owned);
        facts.push(format!("default {default}"));
    }
    match facts.is_empty() {
        true => parameter.description.to_string(),
        false => format!("{} [{}]", parameter.description, facts.join("; ")),
    }
}
