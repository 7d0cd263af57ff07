//! Estimates how large editors show a node.

use super::node::Sketch;
use crate::json::Json;
use crate::schema::{InputKind, SocketType, TypeName, Upload};
use crate::workflow::widgets::Held;

/// Width, then height without the title bar, in the editor's units.
pub(super) fn size(sketch: &Sketch<'_>) -> (i64, i64) {
    let sockets = sketch.sockets.iter().filter(|socket| !socket.widget).count();
    let outputs = sketch.class.map_or(1, |class| class.outputs.len());
    let slots = SLOT * count(sockets.max(outputs));
    let shown = || sketch.widgets.iter().filter(|(widget, _)| widget.saved);
    // Editors without the class show a line for each value.
    let unnamed = if sketch.class.is_none() { ROW * count(sketch.values().len()) } else { 0 };
    let rows = shown().map(row).sum::<i64>() + unnamed;
    let width = shown().map(widget_width).fold(slots_width(sketch), i64::max);
    (width.clamp(225, 420), slots + rows + preview(sketch) + 20)
}

/// The height of a row of sockets.
const SLOT: i64 = 20;
/// The height of a widget of one line, with its distance to the next.
const ROW: i64 = 24;
/// What an editor adds to show pictures.
const PICTURE: i64 = 260;
/// What it adds to play sounds.
const PLAYER: i64 = 60;
/// What it adds to show texts.
const TEXT: i64 = 90;
/// The width of a letter.
const LETTER: i64 = 7;

fn row((widget, held): &Held<'_>) -> i64 {
    match widget.input().map(|input| &input.kind) {
        Some(InputKind::Text(text)) if text.multiline => text_height(held.as_deref()),
        Some(InputKind::Custom(_)) => 4 * ROW,
        _ => ROW,
    }
}

/// Room for what is written, between four lines and sixteen.
fn text_height(held: Option<&Json<'_>>) -> i64 {
    let text = held.and_then(Json::as_text).unwrap_or_default();
    let lines: i64 = text.lines().map(|line| 1 + count(line.chars().count()) / 60).sum();
    16 * lines.clamp(4, 16) + ROW
}

fn widget_width((widget, held): &Held<'_>) -> i64 {
    let kind = widget.input().map(|input| &input.kind);
    if matches!(kind, Some(InputKind::Text(text)) if text.multiline) {
        return 400;
    }
    let value = held.as_deref().map_or(0, |held| match held {
        Json::Text(text) => text.chars().count(),
        _ => 6,
    });
    LETTER * count(widget.name.chars().count() + value) + 70
}

fn slots_width(sketch: &Sketch<'_>) -> i64 {
    let longest = |names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or(0);
    let inputs = longest(&mut sketch.sockets.iter().map(|socket| socket.name.chars().count()));
    let outputs = sketch.class.map_or(0, |class| {
        longest(&mut class.outputs.iter().map(|output| output.name.chars().count()))
    });
    let own = sketch.class.map_or_else(|| sketch.class_name(), |class| &class.display_name);
    let title = sketch.title().unwrap_or(own).chars().count();
    (LETTER * count(inputs + outputs) + 60).max(8 * count(title) + 60)
}

/// Room for what a node shows: what it was given to save, or the file it reads.
fn preview(sketch: &Sketch<'_>) -> i64 {
    let Some(class) = sketch.class else { return 0 };
    let given = sketch.sockets.iter().filter(|_| class.flags.output_node);
    let given = given.filter_map(|socket| socket.kind).filter_map(InputKind::socket);
    let uploads = class.inputs.iter().filter_map(|input| input.traits.upload);
    let uploaded = uploads.map(|upload| if upload == Upload::Audio { PLAYER } else { PICTURE });
    given.map(|socket| shown(&socket)).chain(uploaded).max().unwrap_or(0)
}

/// Room for what comes through a socket.
fn shown(socket: &SocketType) -> i64 {
    let room = |name: &TypeName| match name.as_str() {
        "IMAGE" | "VIDEO" | "MASK" | "MESH" => PICTURE,
        "AUDIO" => PLAYER,
        "STRING" => TEXT,
        _ => 0,
    };
    let any = if *socket == SocketType::Any { TEXT } else { 0 };
    socket.names().iter().map(room).fold(any, i64::max)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX).min(10_000)
}
