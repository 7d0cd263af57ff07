//! Puts an entry into a client's configuration without touching the rest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, TomlError, value};

use super::{Format, NAME, Snippet};
use crate::jsonc::{self, EditError};
use crate::replace::{Readers, replace};

/// Members that say how to come to a server; those of the other way have to go.
const WAYS: [&str; 8] =
    ["type", "command", "args", "env", "url", "serverUrl", "headers", "bearer_token_env_var"];

/// A configuration that was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The file cannot be read.
    #[error("cannot read `{}`; check its permissions", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no JSON that can be changed without losing something.
    #[error("the file is left as it was; correct it, or put the snippet into it yourself")]
    Json(#[from] EditError),
    /// The file is no TOML.
    #[error("the file is no TOML, so it is left as it was; correct it")]
    Toml(#[from] Box<TomlError>),
    /// Something else stands where the servers belong.
    #[error("`{member}` is no table, so the file is left as it was; correct it")]
    NoTable {
        /// The member.
        member: String,
    },
    /// The backup or the file cannot be written.
    #[error("cannot write `{}`; check path and permissions", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What became of a client's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It said so already.
    Unchanged,
    /// There was none before.
    Created,
    /// It was changed.
    Changed {
        /// What it was before.
        backup: PathBuf,
    },
}

pub(super) fn merged(snippet: &Snippet, text: &str) -> Result<String, MergeError> {
    match snippet.format {
        Format::Json => merged_json(snippet, text),
        Format::Toml => merged_toml(snippet, text),
    }
}

fn merged_json(snippet: &Snippet, text: &str) -> Result<String, MergeError> {
    let Snippet { section, entry, .. } = snippet;
    let mut text = text.to_owned();
    for stale in WAYS.iter().filter(|member| !entry.contains_key(**member)) {
        // Without an entry there is nothing to take out of it, and none must be made for that.
        if has_member(&text, &[section, NAME, stale]) {
            text = jsonc::set(&text, &[section, NAME, stale], &Value::Null)?;
        }
    }
    for (key, value) in entry {
        let place = [*section, NAME, key];
        match value {
            // Variables and headers of the user's own stay.
            Value::Object(members) if has_member(&text, &place) => {
                for (name, value) in members {
                    text = jsonc::set(&text, &[*section, NAME, key, name], value)?;
                }
            }
            value => text = jsonc::set(&text, &place, value)?,
        }
    }
    Ok(text)
}

fn has_member(text: &str, path: &[&str]) -> bool {
    let Ok(Some(root)) = jsonc::parse(jsonc::unmarked(text)) else { return false };
    let root = Value::from(root);
    path.iter().try_fold(&root, |value, key| value.get(key)).is_some()
}

fn merged_toml(snippet: &Snippet, text: &str) -> Result<String, MergeError> {
    let mut document: DocumentMut = text.parse().map_err(Box::new)?;
    let servers = table(document.as_table_mut(), snippet.section)?;
    if let Some(servers) = servers.as_table_mut() {
        // A heading of its own would say nothing.
        servers.set_implicit(true);
    }
    let servers = servers.as_table_like_mut().expect("BUG: it was made sure to be a table");
    let entry = table(servers, NAME)?;
    let entry = entry.as_table_like_mut().expect("BUG: it was made sure to be a table");
    for stale in WAYS.iter().filter(|member| !snippet.entry.contains_key(**member)) {
        entry.remove(stale);
    }
    for (key, value) in &snippet.entry {
        match value {
            Value::Object(members) => put_members(entry, key, members)?,
            value => drop(entry.insert(key, toml(value))),
        }
    }
    Ok(document.to_string())
}

fn put_members(
    entry: &mut dyn TableLike,
    key: &str,
    members: &Map<String, Value>,
) -> Result<(), MergeError> {
    let table = table(entry, key)?;
    let table = table.as_table_like_mut().expect("BUG: it was made sure to be a table");
    for (name, value) in members {
        table.insert(name, toml(value));
    }
    Ok(())
}

/// The table `key`, made where it is missing.
fn table<'t>(above: &'t mut dyn TableLike, key: &str) -> Result<&'t mut Item, MergeError> {
    let item = above.entry(key).or_insert_with(|| Item::Table(Table::new()));
    if item.is_table_like() {
        Ok(item)
    } else {
        Err(MergeError::NoTable { member: key.to_owned() })
    }
}

fn toml(json: &Value) -> Item {
    match json {
        Value::Array(items) => {
            let texts: Array = items.iter().filter_map(Value::as_str).collect();
            value(texts)
        }
        other => value(other.as_str().expect("BUG: an entry holds texts alone")),
    }
}

pub(super) fn write(snippet: &Snippet) -> Result<Written, MergeError> {
    let path = &snippet.file;
    let old = match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(MergeError::Unreadable { path: path.clone(), source }),
    };
    let new = merged(snippet, old.as_deref().unwrap_or_default())?;
    if old.as_ref() == Some(&new) {
        return Ok(Written::Unchanged);
    }
    let unwritable = |path: &Path, source| MergeError::Unwritable { path: path.to_owned(), source };
    let backup = old.map(|_| free_name(path));
    if let Some(backup) = &backup {
        fs::copy(path, backup).map_err(|source| unwritable(backup, source))?;
    }
    replace(path, new.as_bytes(), Readers::Anyone).map_err(|source| unwritable(path, source))?;
    Ok(backup.map_or(Written::Created, |backup| Written::Changed { backup }))
}

/// The first name for a backup that no file has.
fn free_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let numbered = |number: u32| match number {
        0 => path.with_file_name(format!("{name}.bak")),
        number => path.with_file_name(format!("{name}.bak{number}")),
    };
    let mut names = (0..).map(numbered);
    names.find(|name| !name.exists()).expect("BUG: there are more names than files")
}

#[cfg(test)]
mod tests {
    use super::super::{Client, Launch, Os};
    use super::*;
    use crate::settings::Surroundings;

    fn snippet(client: Client, folder: &Path) -> Snippet {
        let launch = Launch::command("/bin/comfy-mcp", ["serve", "--stdio"]);
        Snippet::new(client, &launch, Os::Linux, &Surroundings::at(folder)).unwrap()
    }

    fn http(client: Client) -> Snippet {
        let launch = Launch::Address {
            url: "http://127.0.0.1:9000/mcp".to_owned(),
            token: super::super::Token::NotWanted,
        };
        Snippet::new(client, &launch, Os::Linux, &Surroundings::at("/")).unwrap()
    }

    #[test]
    fn comments_and_other_servers_stay() {
        let text = "// mine\n{\n  \"theme\": \"One\", // dark\n  \"context_servers\": {\n    \
                    \"other\": {\"command\": \"x\"},\n  },\n}\n";

        let merged = snippet(Client::Zed, Path::new("/")).merged(text).unwrap();

        let entry = "\"comfyui\": {\n      \"command\": \"/bin/comfy-mcp\",\n      \"args\": \
                     [\"serve\", \"--stdio\"]\n    },\n  ";
        let (before, after) = text.split_at(text.rfind("},\n}").unwrap());
        let expected = format!("{before}  {entry}{after}");
        assert_eq!(merged, expected);
    }

    #[test]
    fn toml_keeps_its_comments() {
        let text = "# mine\nmodel = \"x\"\n\n[mcp_servers.other]\ncommand = \"y\" # why\n";

        let merged = snippet(Client::Codex, Path::new("/")).merged(text).unwrap();

        let entry = "\n[mcp_servers.comfyui]\ncommand = \"/bin/comfy-mcp\"\nargs = [\"serve\", \
                     \"--stdio\"]\n";
        assert_eq!(merged, format!("{text}{entry}"));
    }

    #[test]
    fn an_entry_that_is_there_keeps_what_is_not_ours() {
        let old =
            r#"{"mcpServers": {"comfyui": {"url": "http://old", "env": {"A": "1"}, "x": 1}}}"#;
        let toml = "[mcp_servers.comfyui]\nurl = \"http://old\"\ntool_timeout_sec = 90\n";

        let merged = snippet(Client::Cursor, Path::new("/")).merged(old).unwrap();
        let toml = snippet(Client::Codex, Path::new("/")).merged(toml).unwrap();

        let merged: Value = serde_json::from_str(&merged).unwrap();
        let entry = &merged["mcpServers"]["comfyui"];
        assert_eq!(entry["x"], 1);
        assert_eq!(entry["command"], "/bin/comfy-mcp");
        assert!(entry.get("url").is_none(), "{entry}");
        assert!(toml.contains("tool_timeout_sec = 90") && !toml.contains("http://old"), "{toml}");
    }

    #[test]
    fn the_way_to_the_server_may_change() {
        let stdio = snippet(Client::Cursor, Path::new("/"));
        let http = http(Client::Cursor);

        let there = http.merged(&stdio.text()).unwrap();
        let back = stdio.merged(&there).unwrap();

        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(value(&there), value(&http.text()));
        assert_eq!(value(&back), value(&stdio.text()));
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let snippet = snippet(Client::Cursor, folder.path());
        fs::create_dir_all(snippet.file.parent().unwrap()).unwrap();

        for text in ["{mcpServers: {}}", "[]", r#"{"mcpServers": []}"#] {
            fs::write(&snippet.file, text).unwrap();

            assert!(snippet.write().is_err(), "{text}");

            assert_eq!(fs::read_to_string(&snippet.file).unwrap(), text);
            let files = fs::read_dir(snippet.file.parent().unwrap()).unwrap();
            assert_eq!(files.count(), 1, "{text}");
        }
    }

    #[test]
    fn each_change_keeps_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let snippet = snippet(Client::Cursor, folder.path());

        let first = snippet.write().unwrap();
        let second = snippet.write().unwrap();
        fs::write(&snippet.file, "{}").unwrap();
        let third = snippet.write().unwrap();
        fs::write(&snippet.file, "{\"a\": 1}").unwrap();
        let fourth = snippet.write().unwrap();

        let backup = |name| folder.path().join(".cursor").join(name);
        assert_eq!((first, second), (Written::Created, Written::Unchanged));
        assert_eq!(third, Written::Changed { backup: backup("mcp.json.bak") });
        assert_eq!(fourth, Written::Changed { backup: backup("mcp.json.bak1") });
        assert_eq!(fs::read_to_string(backup("mcp.json.bak1")).unwrap(), "{\"a\": 1}");
    }
}
