//! Writes the entry that each client wants.

use serde_json::{Map, Value, json};

use super::launch::{Launch, Token};
use super::place::Os;
use super::{Client, NAME};

/// The variable that holds the token.
const TOKEN: &str = "COMFY_MCP_TOKEN";

/// A server that a client does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// It starts servers itself.
    #[error("{client} takes no server by its address from this file; use `--stdio`")]
    NoAddress {
        /// The client.
        client: Client,
    },
    /// It takes secrets only where they would be written down.
    #[error("{client} takes no token from the environment; use `--stdio`")]
    NoToken {
        /// The client.
        client: Client,
    },
}

/// What stands under the server's name.
pub(super) fn entry(client: Client, launch: &Launch) -> Result<Map<String, Value>, ClientError> {
    match launch {
        Launch::Command { program, arguments, environment } => {
            let environment: Map<_, _> = environment
                .iter()
                .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
                .collect();
            Ok(command(client, program, arguments, environment))
        }
        Launch::Address { url, token } => address(client, url, *token),
    }
}

fn command(
    client: Client,
    program: &str,
    arguments: &[String],
    environment: Map<String, Value>,
) -> Map<String, Value> {
    let mut entry = Map::new();
    if matches!(client, Client::ClaudeCode | Client::Cursor | Client::Vscode) {
        entry.insert("type".to_owned(), "stdio".into());
    }
    entry.insert("command".to_owned(), program.into());
    entry.insert("args".to_owned(), arguments.into());
    if !environment.is_empty() {
        entry.insert("env".to_owned(), environment.into());
    }
    entry
}

fn address(client: Client, url: &str, token: Token) -> Result<Map<String, Value>, ClientError> {
    let mut entry = Map::new();
    match client {
        Client::ClaudeDesktop => return Err(ClientError::NoAddress { client }),
        Client::ClaudeCode | Client::Vscode => {
            entry.insert("type".to_owned(), "http".into());
            entry.insert("url".to_owned(), url.into());
        }
        Client::Cursor | Client::Codex | Client::Zed => {
            entry.insert("url".to_owned(), url.into());
        }
        Client::Windsurf => {
            entry.insert("serverUrl".to_owned(), url.into());
        }
    }
    if token == Token::Wanted {
        let (key, value) = token_member(client)?;
        entry.insert(key.to_owned(), value);
    }
    Ok(entry)
}

/// How the client is told to look the token up.
fn token_member(client: Client) -> Result<(&'static str, Value), ClientError> {
    let header = |token: String| {
        let header = format!("Bearer {token}");
        Ok(("headers", json!({"Authorization": header})))
    };
    match client {
        Client::ClaudeCode => header(format!("${{{TOKEN}}}")),
        Client::Cursor | Client::Vscode | Client::Windsurf => header(format!("${{env:{TOKEN}}}")),
        Client::Codex => Ok(("bearer_token_env_var", TOKEN.into())),
        Client::ClaudeDesktop | Client::Zed => Err(ClientError::NoToken { client }),
    }
}

/// The command that tells Claude Code, whatever the project.
pub(super) fn claude_mcp_add(launch: &Launch, os: Os) -> String {
    let mut words = vec!["claude".to_owned(), "mcp".to_owned(), "add".to_owned()];
    let quoted = |word: &str| quoted(word, os);
    match launch {
        Launch::Command { program, arguments, environment } => {
            words.extend(["--scope", "user"].map(str::to_owned));
            for (name, value) in environment {
                words.extend(["--env".to_owned(), quoted(&format!("{name}={value}"))]);
            }
            words.extend([NAME, "--"].map(str::to_owned));
            words.push(quoted(program));
            words.extend(arguments.iter().map(|argument| quoted(argument)));
        }
        Launch::Address { url, token } => {
            words.extend(["--scope", "user", "--transport", "http", NAME].map(str::to_owned));
            words.push(quoted(url));
            if *token == Token::Wanted {
                let variable =
                    if os == Os::Windows { format!("%{TOKEN}%") } else { format!("${TOKEN}") };
                words.extend([
                    "--header".to_owned(),
                    format!("\"Authorization: Bearer {variable}\""),
                ]);
            }
        }
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str, os: Os) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+\\".contains(letter);
    match os {
        _ if !word.is_empty() && word.chars().all(|letter| is_plain(letter) && letter != '\\') => {
            word.to_owned()
        }
        Os::Windows if word.chars().all(is_plain) && !word.is_empty() => word.to_owned(),
        Os::Windows => format!("\"{word}\""),
        Os::Linux | Os::Macos => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch() -> Launch {
        Launch::command("/opt/my tools/comfy-mcp", ["serve", "--stdio"])
    }

    fn http(token: Token) -> Launch {
        Launch::Address { url: "http://127.0.0.1:9000/mcp".to_owned(), token }
    }

    #[test]
    fn clients_look_the_token_up() {
        let entry = |client| Value::from(entry(client, &http(Token::Wanted)).unwrap());

        assert_eq!(
            entry(Client::ClaudeCode)["headers"]["Authorization"],
            "Bearer ${COMFY_MCP_TOKEN}"
        );
        assert_eq!(
            entry(Client::Cursor)["headers"]["Authorization"],
            "Bearer ${env:COMFY_MCP_TOKEN}"
        );
        assert_eq!(entry(Client::Codex)["bearer_token_env_var"], "COMFY_MCP_TOKEN");
    }

    #[test]
    fn what_a_client_does_not_take_is_told() {
        let told = |client, launch: &Launch| entry(client, launch).unwrap_err().to_string();

        assert_eq!(
            told(Client::ClaudeDesktop, &http(Token::NotWanted)),
            "Claude Desktop takes no server by its address from this file; use `--stdio`"
        );
        assert_eq!(
            told(Client::Zed, &http(Token::Wanted)),
            "Zed takes no token from the environment; use `--stdio`"
        );
    }

    #[test]
    fn commands_are_quoted_for_their_shell() {
        let linux = claude_mcp_add(&launch(), Os::Linux);
        let windows = Launch::command(r"C:\my tools\comfy-mcp.exe", ["serve", "--stdio"]);

        assert_eq!(
            linux,
            "claude mcp add --scope user comfyui -- '/opt/my tools/comfy-mcp' serve --stdio"
        );
        assert_eq!(
            claude_mcp_add(&windows, Os::Windows),
            r#"claude mcp add --scope user comfyui -- "C:\my tools\comfy-mcp.exe" serve --stdio"#
        );
        assert_eq!(
            claude_mcp_add(&http(Token::Wanted), Os::Linux),
            "claude mcp add --scope user --transport http comfyui http://127.0.0.1:9000/mcp \
             --header \"Authorization: Bearer $COMFY_MCP_TOKEN\""
        );
    }
}
