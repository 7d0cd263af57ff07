//! Names and writes the files that nodes save.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::folders::{Area, Folders, inside};

/// What a PNG file will hold besides its pixels.
#[derive(Debug)]
pub(crate) struct Png<'a> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 3 or 4.
    pub(crate) channels: usize,
    /// Keyword and text of each `tEXt` chunk; they come before the pixels.
    pub(crate) texts: &'a [(String, String)],
}

impl Png<'_> {
    /// The file's bytes, for 8-bit samples; `None` when these do not fit the size.
    pub(crate) fn encode(&self, samples: &[u8]) -> Option<Vec<u8>> {
        self.encode_depth(samples, png::BitDepth::Eight)
    }

    /// The file's bytes, for samples of 16 bits, high byte first.
    pub(crate) fn encode_16(&self, samples: &[u8]) -> Option<Vec<u8>> {
        self.encode_depth(samples, png::BitDepth::Sixteen)
    }

    fn encode_depth(&self, samples: &[u8], depth: png::BitDepth) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(match self.channels {
            1 => png::ColorType::Grayscale,
            3 => png::ColorType::Rgb,
            _ => png::ColorType::Rgba,
        });
        encoder.set_depth(depth);
        for (keyword, text) in self.texts {
            encoder.add_text_chunk(keyword.clone(), text.clone()).ok()?;
        }
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(samples).ok()?;
        writer.finish().ok()?;
        Some(out)
    }
}

/// The `tEXt` chunks of a PNG file; none for anything else.
pub(crate) fn png_texts(bytes: &[u8]) -> Vec<(String, String)> {
    let Ok(reader) = png::Decoder::new(io::Cursor::new(bytes)).read_info() else {
        return Vec::new();
    };
    let chunks = &reader.info().uncompressed_latin1_text;
    chunks.iter().map(|chunk| (chunk.keyword.clone(), chunk.text.clone())).collect()
}

/// What a prefix such as `run/%width%` is filled in from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A run of numbered files with one prefix.
#[derive(Debug)]
pub(crate) struct Series {
    folder: PathBuf,
    stem: String,
    pub(crate) subfolder: String,
    area: Area,
    next: u64,
}

impl Series {
    /// Finds the first free number for `prefix`; `None` when the prefix leaves the folder.
    pub(crate) fn open(folders: &Folders, area: Area, prefix: &str, size: Size) -> Option<Self> {
        let prefix = fill_in(prefix, size);
        let path = inside(&folders.area(area), &prefix)?;
        let stem = path.file_name()?.to_str()?.to_owned();
        let folder = path.parent()?.to_owned();
        let root = folders.area(area);
        let subfolder = folder.strip_prefix(&root).ok()?.to_str()?.to_owned();
        let next = 1 + highest(&folder, &stem);
        Some(Self { folder, stem, subfolder, area, next })
    }

    /// Writes the next file; gives the item that history shows.
    pub(crate) fn write(&mut self, batch: usize, ending: &str, bytes: &[u8]) -> io::Result<Value> {
        let stem = self.stem.replace("%batch_num%", &batch.to_string());
        let name = format!("{stem}_{:05}{ending}", self.next);
        self.next += 1;
        fs::create_dir_all(&self.folder)?;
        fs::write(self.folder.join(&name), bytes)?;
        Ok(json!({"filename": name, "subfolder": self.subfolder, "type": self.area.name()}))
    }
}

// A file counts when what stands before its number equals the prefix.
fn highest(folder: &Path, stem: &str) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let numbers = names.filter_map(|name| {
        let rest = name.strip_prefix(stem)?.strip_prefix('_')?;
        rest.split(['_', '.']).next()?.parse::<u64>().ok()
    });
    numbers.max().unwrap_or(0)
}

fn fill_in(prefix: &str, size: Size) -> String {
    if !prefix.contains('%') {
        return prefix.to_owned();
    }
    let now = civil_time(SystemTime::now());
    let mut filled = prefix.to_owned();
    let two = |number: u64| format!("{number:02}");
    for (token, value) in [
        ("%width%", size.width.to_string()),
        ("%height%", size.height.to_string()),
        ("%year%", now[0].to_string()),
        ("%month%", two(now[1])),
        ("%day%", two(now[2])),
        ("%hour%", two(now[3])),
        ("%minute%", two(now[4])),
        ("%second%", two(now[5])),
    ] {
        filled = filled.replace(token, &value);
    }
    filled
}

// Year to second in UTC. The real server takes its local time, which std cannot tell.
fn civil_time(time: SystemTime) -> [u64; 6] {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (mut days, seconds) = (since / 86_400, since % 86_400);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    [year, month, days + 1, seconds / 3600, seconds / 60 % 60, seconds % 60]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn numbers_go_on_from_the_highest_file() {
        let folders = Folders::create(None).unwrap();
        let open = || Series::open(&folders, Area::Output, "a/b", Size::default()).unwrap();

        let first = open().write(0, "_.png", b"x").unwrap();
        fs::write(folders.area(Area::Output).join("a/b_00041_.png"), b"x").unwrap();
        let second = open().write(0, "_.png", b"x").unwrap();

        assert_eq!(first, json!({"filename": "b_00001_.png", "subfolder": "a", "type": "output"}));
        assert_eq!(second["filename"], "b_00042_.png");
    }

    #[test]
    fn a_prefix_may_not_leave_the_folder() {
        let folders = Folders::create(None).unwrap();

        assert!(Series::open(&folders, Area::Output, "../x", Size::default()).is_none());
    }

    #[test]
    fn dates_are_civil() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_210_096);

        assert_eq!(civil_time(time), [2024, 2, 29, 12, 34, 56]);
    }
}
