use std::fs;
use std::path::Path;

use serde_json::json;

use super::*;
use crate::error::with_cause;

fn common() -> CommonArgs {
    CommonArgs::default()
}

fn usable(common: &CommonArgs, server: &ServerArgs, surroundings: &Surroundings) -> Settings {
    Settings::resolve_usable(common, server, surroundings)
}

/// What comes of the environment alone.
fn of_variables(variables: &[(&str, &str)]) -> Settings {
    let surroundings = variables
        .iter()
        .fold(Surroundings::at("/here"), |all, (name, value)| all.variable(name, *value));
    usable(&common(), &ServerArgs::default(), &surroundings)
}

/// What comes of a configuration file alone, as far as it lies in `folder`.
fn of_file(folder: &Path, text: &str) -> Settings {
    let surroundings = Surroundings::at(folder);
    fs::create_dir_all(&surroundings.config_dir).unwrap();
    fs::write(surroundings.config_dir.join("config.json"), text).unwrap();
    usable(&common(), &ServerArgs::default(), &surroundings)
}

fn addresses(settings: &Settings) -> Vec<String> {
    settings.comfyui.value.endpoints().iter().map(ToString::to_string).collect()
}

fn told(settings: &Settings) -> Vec<String> {
    settings.errors().iter().map(|error| with_cause(error)).collect()
}

#[test]
fn nothing_needs_to_be_given() {
    let surroundings = Surroundings::at("/here");
    let settings = Settings::resolve(&common(), &ServerArgs::default(), &surroundings).unwrap();

    assert_eq!(addresses(&settings), ["http://127.0.0.1:8188/"]);
    assert_eq!(settings.comfyui.origin, Origin::Default);
    assert_eq!(settings.workflow_dir.value, Path::new("/here/.comfy-mcp/workflows"));
    assert_eq!(settings.data_dir.value, Path::new("/here/.comfy-mcp"));
    assert_eq!(settings.config_file.value, Path::new("/here/.comfy-mcp/config.json"));
    assert_eq!(settings.toolsets.value, Toolset::DEFAULT.into());
    assert_eq!(settings.asset_ttl.value, Some(Duration::from_secs(86_400)));
    assert_eq!(settings.log.value, "warn,comfy_mcp=info");
    assert_eq!(settings.listen().unwrap().value.to_string(), "127.0.0.1:9000");
}

#[test]
fn flags_count_before_variables_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"listen": "9001", "toolsets": ["core"], "data_dir": "records"}"#;
    of_file(folder.path(), text);
    let surroundings = Surroundings::at(folder.path())
        .variable("COMFY_MCP_LISTEN", "9002")
        .variable("COMFY_MCP_TOOLSETS", "batch,core");
    let server = ServerArgs { listen: Some("9003".to_owned()), ..ServerArgs::default() };

    let settings = usable(&common(), &server, &surroundings);

    let listen = settings.listen().unwrap();
    assert_eq!((listen.value.port(), &listen.origin), (9003, &Origin::Flag("--listen")));
    assert_eq!(settings.toolsets.value, [Toolset::Core, Toolset::Batch].into());
    assert_eq!(settings.data_dir.value, folder.path().join(".comfy-mcp/records"));
    assert_eq!(
        settings.data_dir.origin.to_string(),
        format!("`data_dir` at `{}:1:42`", settings.config_file.value.display())
    );
}

#[test]
fn several_addresses_make_a_pool() {
    let folder = tempfile::tempdir().unwrap();
    let expected = ["http://a:8188/", "https://b/"];

    let file = of_file(folder.path(), r#"{"comfyui_url": ["a", "https://b"]}"#);
    let common =
        CommonArgs { comfyui: vec![Secret::new("a"), Secret::new("https://b")], ..common() };
    let flags = usable(&common, &ServerArgs::default(), &Surroundings::at("/here"));

    assert_eq!(addresses(&file), expected);
    assert_eq!(addresses(&flags), expected);
    assert_eq!(addresses(&of_variables(&[("COMFYUI_URL", "a,https://b")])), expected);
}

#[test]
fn the_nearest_of_sandbox_and_servers_counts() {
    let sandbox = CommonArgs { sandbox: true, ..common() };
    let server = CommonArgs { comfyui: vec![Secret::new("a")], ..common() };
    let with_url = Surroundings::at("/here").variable("COMFYUI_URL", "b");
    let with_sandbox = Surroundings::at("/here").variable("COMFY_MCP_SANDBOX", "true");
    let none = ServerArgs::default();

    assert_eq!(usable(&sandbox, &none, &with_url).comfyui.value, Servers::Sandbox);
    assert_eq!(addresses(&usable(&server, &none, &with_sandbox)), ["http://a:8188/"]);
    assert_eq!(usable(&common(), &none, &with_sandbox).comfyui.value, Servers::Sandbox);
    let no_sandbox = with_url.variable("COMFY_MCP_SANDBOX", "false");
    assert_eq!(addresses(&usable(&common(), &none, &no_sandbox)), ["http://b:8188/"]);
}

#[test]
fn paths_start_where_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        of_file(folder.path(), r#"{"workflow_dir": "mine", "comfyui_output_root": "~/out"}"#);
    let flags = CommonArgs { workflows: Some("mine".into()), ..common() };
    let flags = usable(&flags, &ServerArgs::default(), &Surroundings::at("/here"));

    assert_eq!(file.workflow_dir.value, folder.path().join(".comfy-mcp/mine"));
    assert_eq!(file.output_root.unwrap().value, folder.path().join("out"));
    assert_eq!(flags.workflow_dir.value, Path::new("/here/mine"));
}

#[test]
fn workflows_of_the_folder_one_is_in_count_first() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();

    let settings = of_file(folder.path(), "{}");

    assert_eq!(settings.workflow_dir.value, folder.path().join("workflows"));
    assert_eq!(settings.workflow_dir.origin, Origin::Default);
}

#[test]
fn an_open_address_needs_a_token() {
    let open = of_variables(&[("COMFY_MCP_LISTEN", "0.0.0.0:9000")]);
    let guarded =
        of_variables(&[("COMFY_MCP_LISTEN", "0.0.0.0:9000"), ("COMFY_MCP_TOKEN", "t0ken")]);

    assert_eq!(
        open.listen().unwrap_err().to_string(),
        "variable `COMFY_MCP_LISTEN` opens `0.0.0.0:9000` to others without a token; set \
         `COMFY_MCP_TOKEN`, or listen on 127.0.0.1"
    );
    assert!(guarded.listen().is_ok());
}

#[test]
fn everything_that_cannot_be_used_is_told() {
    let settings = of_variables(&[
        ("COMFYUI_URL", "ftp://a"),
        ("COMFY_MCP_LISTEN", "a:b"),
        ("COMFY_MCP_ASSET_TTL_HOURS", "-1"),
        ("COMFY_MCP_EXTERNAL_URL", "host"),
        ("COMFY_MCP_SANDBOX", "maybe"),
        ("COMFY_MCP_TOOLSETS", "cor"),
        ("COMFYUI_AUTH_HEADER", "Bearer a\u{7}"),
    ]);

    assert_eq!(
        told(&settings),
        [
            "variable `COMFYUI_AUTH_HEADER` cannot be used: it is no header; write `Bearer \
             TOKEN`, or `Name: value`",
            "variable `COMFY_MCP_SANDBOX` cannot be used: `maybe` is neither true nor false",
            "variable `COMFYUI_URL` cannot be used: `ftp` is no scheme of a ComfyUI server; use \
             `http` or `https`",
            "variable `COMFY_MCP_TOOLSETS` cannot be used: `cor` is no toolset; did you mean \
             `core`?",
            "variable `COMFY_MCP_EXTERNAL_URL` cannot be used: it is no web address; write it as \
             `https://host/path`",
            "variable `COMFY_MCP_ASSET_TTL_HOURS` cannot be used: `-1` is no number of hours; \
             write 24, or 0 for ever",
            "variable `COMFY_MCP_LISTEN` cannot be used: `a:b` is no address to listen on; write \
             an IP address and a port: 127.0.0.1:9000",
        ]
    );
    assert_eq!(addresses(&settings), ["http://127.0.0.1:8188/"]);
}

#[test]
fn a_broken_file_leaves_the_rest_alone() {
    let folder = tempfile::tempdir().unwrap();

    let settings = of_file(folder.path(), "{\n  \"listen\": \n}");

    let file = settings.config_file.value.display();
    assert_eq!(
        told(&settings),
        [format!(
            "`{file}:3:1` is not JSON; correct it, or remove the file: unexpected close brace"
        )]
    );
    assert!(settings.listen().is_ok());
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let common = CommonArgs { config: Some("none.json".into()), ..common() };

    let settings = usable(&common, &ServerArgs::default(), &Surroundings::at("/here"));

    let expected = "there is no configuration file `/here/none.json`, which `--config` names";
    assert_eq!(told(&settings), [expected]);
}

#[test]
fn misspelt_names_are_told_with_what_they_may_mean() {
    let folder = tempfile::tempdir().unwrap();
    let file = of_file(folder.path(), "{\"comfyui-url\": \"a\", \"theme\": 1}");
    let variables = of_variables(&[("COMFY_MCP_TOKN", "a"), ("COMFYUI_PATH", "b")]);

    let warnings: Vec<_> = file.warnings().iter().map(ToString::to_string).collect();
    let path = file.config_file.value.display();
    assert_eq!(
        warnings[0],
        format!("`comfyui-url` at `{path}:1:2` means nothing; did you mean `comfyui_url`?")
    );
    assert!(warnings[1].contains("`theme`") && warnings[1].contains("there are comfyui_url,"));
    let warnings: Vec<_> = variables.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        ["variable `COMFY_MCP_TOKN` means nothing; did you mean `COMFY_MCP_TOKEN`?"]
    );
}

#[test]
fn debug_logging_is_the_level_debug() {
    let log = |variables: &[(&str, &str)]| of_variables(variables).log.value;

    assert_eq!(log(&[("DEBUG_LOGGING", "true")]), "debug");
    assert_eq!(log(&[("DEBUG_LOGGING", "false")]), "warn,comfy_mcp=info");
    assert_eq!(log(&[("DEBUG_LOGGING", "true"), ("COMFY_MCP_LOG", "warn")]), "warn");
}

#[test]
fn assets_may_be_shown_for_ever() {
    let ttl = |hours| of_variables(&[("COMFY_MCP_ASSET_TTL_HOURS", hours)]).asset_ttl.value;

    assert_eq!(ttl("0"), None);
    assert_eq!(ttl("0.5"), Some(Duration::from_secs(1800)));
}

#[test]
fn defaults_of_generations_are_kept_by_layer() {
    let folder = tempfile::tempdir().unwrap();
    let settings = of_file(folder.path(), r#"{"defaults": {"image": {"steps": 30}}}"#);
    let variables = of_variables(&[("COMFY_MCP_DEFAULT_IMAGE_STEPS", "40")]);

    assert_eq!(json!(settings.defaults.file.get(Namespace::Image)), json!({"steps": 30}));
    assert_eq!(json!(variables.defaults.environment.get(Namespace::Image)), json!({"steps": 40}));
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let surroundings = Surroundings::at("/here")
        .variable("COMFYUI_URL", "http://me:s3cret@[host")
        .variable("COMFYUI_AUTH_HEADER", "Bearer s3cret")
        .variable("COMFYUI_API_KEY", "s3cret")
        .variable("COMFY_CLOUD_API_KEY", "s3cret")
        .variable("COMFY_MCP_EXTERNAL_URL", "https://me:s3cret@host");
    let common = CommonArgs { comfyui: vec![Secret::new("http://me:s3cret@host")], ..common() };
    let server = ServerArgs { token: Some(Secret::new("s3cret")), ..ServerArgs::default() };

    let of_flags = usable(&common, &server, &surroundings);
    let of_variables = usable(&CommonArgs::default(), &server, &surroundings);

    let shown = format!("{surroundings:?} {common:?} {server:?} {of_flags:?} {of_variables:?}")
        + &told(&of_flags).join("\n")
        + &told(&of_variables).join("\n");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(of_variables.errors().len(), 2, "{:?}", of_variables.errors());
}
