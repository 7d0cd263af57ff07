//! Shows a picture in terminals that can.

use std::env;
use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_mcp::app::App;
use comfy_mcp::media::{Conversion, Format, Metadata, convert};

/// The longest side of a preview, in pixels.
const SIDE: u32 = 384;
/// How many characters of a picture one command of Kitty's protocol holds.
const PIECE: usize = 4096;

/// How a terminal takes pictures.
enum Protocol {
    Iterm,
    Kitty,
}

/// Shows the asset `id`, if it is a picture; a preview that does not come about is no failure.
pub(super) async fn show(app: &App, id: &str) {
    let Some(protocol) = protocol() else { return };
    let Ok(asset) = app.asset_named(id).await else { return };
    if !asset.mime_type.starts_with("image/") {
        return;
    }
    let Ok(bytes) = app.bytes_of(&asset).await else { return };
    let small = Conversion { max_dim: Some(SIDE), metadata: Metadata::Strip, quality: 85 };
    let Ok(picture) = convert(&bytes, Format::Png, small) else { return };
    let encoded = STANDARD.encode(&picture.bytes);
    let text = match protocol {
        Protocol::Iterm => {
            let size = picture.bytes.len();
            format!("\x1b]1337;File=inline=1;size={size};preserveAspectRatio=1:{encoded}\x07\n")
        }
        Protocol::Kitty => kitty(&encoded),
    };
    // A terminal that is gone has nobody before it.
    let _ = io::stdout().write_all(text.as_bytes());
}

fn protocol() -> Option<Protocol> {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found.contains(value));
    if env::var_os("KITTY_WINDOW_ID").is_some() || is("TERM", "kitty") || is("TERM", "ghostty") {
        return Some(Protocol::Kitty);
    }
    let programs = ["iTerm.app", "WezTerm", "vscode"];
    programs.iter().any(|program| is("TERM_PROGRAM", program)).then_some(Protocol::Iterm)
}

fn kitty(encoded: &str) -> String {
    let pieces: Vec<&str> = encoded
        .as_bytes()
        .chunks(PIECE)
        .map(|piece| str::from_utf8(piece).expect("BUG: Base64 is ASCII"))
        .collect();
    let last = pieces.len().saturating_sub(1);
    let commands = pieces.iter().enumerate().map(|(number, piece)| {
        let more = u8::from(number < last);
        let head = if number == 0 { format!("a=T,f=100,m={more}") } else { format!("m={more}") };
        format!("\x1b_G{head};{piece}\x1b\\")
    });
    commands.collect::<String>() + "\n"
}
