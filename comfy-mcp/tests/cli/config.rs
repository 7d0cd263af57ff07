//! Runs `comfy-mcp config` for every client.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{program, run, text};
use comfy_mcp::clients::Client;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_comfy-mcp");

/// What a client says first.
const HELLO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{
    "protocolVersion":"2025-06-18","capabilities":{},
    "clientInfo":{"name":"test","version":"1"}}}"#;

#[test]
fn what_a_client_starts_is_this_program() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();

    for client in Client::ALL {
        let arguments = ["config", &id(client), "--sandbox", "--log", "error"];
        let mut command = program(folder.path());
        command.args(arguments).env("COMFY_MCP_DEFAULT_IMAGE_STEPS", "30");

        let entry = entry(client, &text(&command.output().unwrap().stdout));

        let program = Path::new(entry["command"].as_str().unwrap());
        assert_eq!(program.canonicalize().unwrap(), Path::new(PROGRAM).canonicalize().unwrap());
        assert_eq!(entry["env"], json!({"COMFY_MCP_DEFAULT_IMAGE_STEPS": "30"}), "{client}");
        let answer = greeted(folder.path(), &entry);
        assert_eq!(answer["result"]["serverInfo"]["name"], "comfy-mcp", "{client}");
    }
}

#[test]
fn what_counts_here_counts_where_the_client_starts_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    let servers = ["--comfyui", "http://a:8188", "--comfyui", "http://b:8188"];

    let output = run(folder.path(), &[&["config", "cursor"], &servers[..]].concat());

    let entry = entry(Client::Cursor, &text(&output.stdout));
    let workflows = folder.path().canonicalize().unwrap().join("workflows");
    assert_eq!(
        entry["args"],
        json!([
            "serve",
            "--stdio",
            "--comfyui",
            "http://a:8188/",
            "--comfyui",
            "http://b:8188/",
            "--workflows",
            workflows
        ])
    );
}

#[test]
fn running_servers_are_reached_by_address() {
    let folder = tempfile::tempdir().unwrap();

    for client in Client::ALL {
        let output = run(folder.path(), &["config", &id(client), "--http", "--listen", "9001"]);

        if client == Client::ClaudeDesktop {
            assert!(text(&output.stderr).contains("use `--stdio`"), "{}", text(&output.stderr));
            assert_eq!(output.status.code(), Some(2));
            continue;
        }
        let entry = entry(client, &text(&output.stdout));
        let url = entry.get("url").or(entry.get("serverUrl")).unwrap();
        assert_eq!(url, "http://127.0.0.1:9001/mcp", "{client}");
    }
}

#[test]
fn claude_code_is_told_by_a_command_too() {
    let folder = tempfile::tempdir().unwrap();

    let output = run(folder.path(), &["config", "claude-code", "--sandbox"]);

    let told = text(&output.stderr);
    let command = format!("run `claude mcp add --scope user comfyui -- {PROGRAM} serve --stdio");
    assert!(told.contains(&command), "{told}");
}

#[test]
fn a_file_is_changed_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".cursor/mcp.json");
    let old = "{\n  // mine\n  \"mcpServers\": { \"other\": { \"command\": \"x\" } }\n}\n";
    fs::create_dir(folder.path().join(".cursor")).unwrap();
    fs::write(&file, old).unwrap();

    let output = run(folder.path(), &["config", "cursor", "--write", "--sandbox"]);

    let new = fs::read_to_string(&file).unwrap();
    let told = text(&output.stderr);
    assert!(new.contains("// mine") && new.contains("\"other\"") && new.contains("comfyui"));
    assert!(told.contains("mcp.json.bak` is what it was; restart Cursor"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join(".cursor/mcp.json.bak")).unwrap(), old);
    assert!(output.stdout.is_empty());
}

#[test]
fn a_broken_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".cursor/mcp.json");
    fs::create_dir(folder.path().join(".cursor")).unwrap();
    fs::write(&file, "{ mcpServers: {} }").unwrap();

    let output = run(folder.path(), &["config", "cursor", "--write", "--sandbox"]);

    let told = text(&output.stderr);
    assert!(told.contains("left as it was"), "{told}");
    assert!(told.contains("line 1, column 3 is not JSON"), "{told}");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ mcpServers: {} }");
}

#[test]
fn secrets_are_neither_printed_nor_written() {
    let folder = tempfile::tempdir().unwrap();

    for how in [&["--stdio"][..], &["--http"], &["--write"], &["--http", "--write"]] {
        for client in Client::ALL {
            let mut command = program(folder.path());
            command.args(["config", &id(client)]).args(how);
            command.args(["--comfyui", "http://me:s3cret@gpu-box:8188", "--token", "s3cret"]);
            command.env("COMFYUI_AUTH_HEADER", "Bearer s3cret").env("COMFYUI_API_KEY", "s3cret");

            let output = command.output().unwrap();

            let told = text(&output.stdout) + &text(&output.stderr);
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
    let cursor = fs::read_to_string(folder.path().join(".cursor/mcp.json")).unwrap();
    assert!(!cursor.contains("s3cret"), "{cursor}");
}

/// What the server of an entry answers to a client's first words, started as clients do.
fn greeted(folder: &Path, entry: &Value) -> Value {
    let texts = |key: &str| entry[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let variables = entry["env"].as_object().into_iter().flatten();
    let mut child = Command::new(entry["command"].as_str().expect("a command"))
        .args(texts("args"))
        .env_clear()
        .env("HOME", folder)
        .envs(variables.filter_map(|(name, value)| Some((name, value.as_str()?))))
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server");
    let mut input = child.stdin.take().expect("a pipe");
    writeln!(input, "{}", HELLO.replace('\n', "")).expect("a listener");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut answer = String::new();
    output.read_line(&mut answer).expect("an answer");
    drop(input);
    child.wait().expect("an end");
    serde_json::from_str(&answer).expect("JSON")
}

/// The name as the command line has it.
fn id(client: Client) -> String {
    let value = clap::ValueEnum::to_possible_value(&client).expect("a client with a name");
    value.get_name().to_owned()
}

/// The entry of the server in a snippet, read as the client reads it.
fn entry(client: Client, snippet: &str) -> Value {
    let root: Value = match client {
        Client::Codex => {
            let document: toml_edit::DocumentMut = snippet.parse().expect("TOML");
            toml(document.as_item())
        }
        _ => serde_json::from_str(snippet).expect("JSON"),
    };
    let section = match client {
        Client::Vscode => "servers",
        Client::Codex => "mcp_servers",
        Client::Zed => "context_servers",
        _ => "mcpServers",
    };
    root[section]["comfyui"].clone()
}

fn toml(item: &toml_edit::Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), toml(item))).collect();
    }
    match (item.as_array(), item.as_str()) {
        (Some(items), _) => items.iter().map(|item| item.as_str().expect("text")).collect(),
        (None, text) => Value::from(text.expect("text")),
    }
}
