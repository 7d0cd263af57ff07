//! Draws the picture that stands where a model would have sampled one.
//!
//! Nobody must take it for a model's output, so it says what it is.

use crate::font;
use crate::pixels::{Pixels, TooLarge};

/// What the picture tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caption {
    pub(crate) seed: u64,
    pub(crate) steps: u64,
}

/// A batch of labelled gradients of `size`, width first.
pub(crate) fn draw(
    batch: usize,
    size: (usize, usize),
    caption: Caption,
) -> Result<Pixels, TooLarge> {
    let (width, height) = size;
    let lines = lines(size, caption);
    let block = Block::fit(&lines, size);
    Pixels::build([batch, height, width, 3], |b, y, x, c| {
        if let Some(ink) = block.ink(&lines, x, y) {
            return if ink { 1.0 } else { 0.0 };
        }
        gradient(caption.seed.wrapping_add(b as u64), (x, y), size)[c]
    })
}

fn lines((width, height): (usize, usize), caption: Caption) -> Vec<String> {
    if width < 200 || height < 100 {
        return vec!["SANDBOX".to_owned()];
    }
    vec![
        "SANDBOX PLACEHOLDER —".to_owned(),
        "not a model's output".to_owned(),
        format!("size {width}x{height}"),
        format!("seed {}", caption.seed),
        format!("steps {}", caption.steps),
    ]
}

/// Where the text goes, and how large.
struct Block {
    left: usize,
    top: usize,
    scale: usize,
    columns: usize,
    rows: usize,
}

/// Pixels from one letter to the next, and from one line to the next, before scaling.
const ADVANCE: (usize, usize) = (font::WIDTH + 1, font::HEIGHT + 3);

impl Block {
    fn fit(lines: &[String], (width, height): (usize, usize)) -> Self {
        let letters = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        // One blank pixel runs round the text.
        let (columns, rows) = (letters * ADVANCE.0 + 1, lines.len() * ADVANCE.1);
        let scale = (width / columns).min(height / rows).clamp(1, 8);
        let left = width.saturating_sub(columns * scale) / 2;
        let top = height.saturating_sub(rows * scale) / 2;
        Self { left, top, scale, columns, rows }
    }

    /// Letter or its dark ground; `None` outside the block.
    fn ink(&self, lines: &[String], x: usize, y: usize) -> Option<bool> {
        let column = x.checked_sub(self.left)? / self.scale;
        let row = y.checked_sub(self.top)? / self.scale;
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let (line, row) = (row / ADVANCE.1, row % ADVANCE.1);
        let inside = column.checked_sub(1).zip(row.checked_sub(1));
        let letter = inside.and_then(|(column, row)| {
            let c = lines[line].chars().nth(column / ADVANCE.0)?;
            Some((c, column % ADVANCE.0, row))
        });
        Some(letter.is_some_and(|(c, column, row)| {
            column < font::WIDTH && row < font::HEIGHT && font::has_ink(c, column, row)
        }))
    }
}

fn gradient(seed: u64, (x, y): (usize, usize), (width, height): (usize, usize)) -> [f32; 3] {
    let (from, to) = (colour(seed), colour(seed ^ 0x9e37_79b9_7f4a_7c15));
    let part = (x as f32 / width as f32 + y as f32 / height as f32) / 2.0;
    [0, 1, 2].map(|c| from[c] * (1.0 - part) + to[c] * part)
}

// The usual bit mixer, so that neighbouring seeds look different.
fn colour(seed: u64) -> [f32; 3] {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    [0, 8, 16].map(|shift| 0.2 + 0.6 * ((bits >> shift) & 0xff) as f32 / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pixels: &Pixels) -> String {
        let dot = |y: usize, x: usize| if pixels.at(0, y, x, 0) == 1.0 { '#' } else { ' ' };
        let line = |y: usize| (0..pixels.width).map(|x| dot(y, x)).collect::<String>();
        (0..pixels.height).map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn even_a_small_picture_says_what_it_is() {
        let picture = draw(1, (64, 64), Caption { seed: 1, steps: 1 }).unwrap();

        let letters = shown(&picture);
        assert!(letters.contains(" ####  ###  #   # ####  ####   ###  #   #"), "{letters}");
    }

    #[test]
    fn seeds_look_different() {
        let of = |seed| draw(1, (64, 64), Caption { seed, steps: 1 }).unwrap();

        assert_ne!(of(1), of(2));
        assert_eq!(of(1), of(1));
    }
}
