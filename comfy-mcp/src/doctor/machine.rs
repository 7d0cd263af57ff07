//! Looks at folders and ports of this machine.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::Path;

use tokio::net::TcpListener;
use uuid::Uuid;

use super::finding::{Finding, FindingCode};
use crate::settings::Settings;

/// How much room there should be for records and pictures.
const ROOM: u64 = 200 << 20;

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = data_dir(&settings.data_dir.value);
    findings.extend(output_root(settings));
    findings.push(listen(settings).await);
    findings
}

fn data_dir(path: &Path) -> Vec<Finding> {
    // The folder is made when it is needed, so what counts is the one it would be made in.
    let Some(there) = path.ancestors().find(|folder| folder.exists()) else {
        let what = format!("the data folder `{}` lies nowhere", path.display());
        let finding = Finding::new(FindingCode::DataDirUnwritable, what);
        return vec![finding.remedy("name another: `--data-dir DIR`")];
    };
    let mut findings = Vec::new();
    if let Err(error) = probe(there) {
        findings.push(unwritable(path, &error));
    }
    let room = fs4::available_space(there);
    if let Ok(room) = room
        && room < ROOM
    {
        findings.push(full(path, room));
    }
    if findings.is_empty() {
        let room = room.map_or_else(|_| String::new(), |room| format!(", {} are free", size(room)));
        let what = format!("the data folder `{}` can be written{room}", path.display());
        findings.push(Finding::new(FindingCode::DataDirFine, what));
    }
    findings
}

fn unwritable(path: &Path, error: &io::Error) -> Finding {
    if error.kind() == ErrorKind::StorageFull {
        return full(path, 0);
    }
    let what = format!("the data folder `{}` cannot be written: {error}", path.display());
    let finding = Finding::new(FindingCode::DataDirUnwritable, what);
    finding.remedy("make it yours, or name another: `--data-dir DIR`")
}

fn full(path: &Path, room: u64) -> Finding {
    let what = format!("the disk of `{}` is full: {} are free", path.display(), size(room));
    let finding = Finding::new(FindingCode::DiskFull, what);
    finding.remedy("make room, or name a folder on another disk: `--data-dir DIR`")
}

/// Writes a file into `folder`, and takes it away again.
fn probe(folder: &Path) -> io::Result<()> {
    let file = folder.join(format!(".comfy-mcp-doctor-{}", Uuid::new_v4().simple()));
    let written = OpenOptions::new().write(true).create_new(true).open(&file);
    written.and_then(|opened| {
        drop(opened);
        fs::remove_file(&file)
    })
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.into_iter().find(|(shift, _)| bytes >> shift > 0);
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(shift, unit)| format!("{} {unit}", bytes >> shift),
    )
}

fn output_root(settings: &Settings) -> Option<Finding> {
    let root = settings.output_root.as_ref().filter(|root| !root.value.is_dir())?;
    let what =
        format!("there is no folder `{}`, which {} names", root.value.display(), root.origin);
    let finding = Finding::new(FindingCode::OutputRootMissing, what);
    Some(finding.remedy("name the folder that ComfyUI writes its outputs to, or leave it out"))
}

async fn listen(settings: &Settings) -> Finding {
    let address = match settings.listen() {
        Ok(address) => address,
        Err(error) => {
            let finding = Finding::new(FindingCode::ListenRefused, error.to_string());
            return finding.remedy("standard input and output work all the same");
        }
    };
    match TcpListener::bind(address.value).await {
        Ok(_) => {
            let what = format!("`{}` is free to listen on", address.value);
            Finding::new(FindingCode::ListenFine, what)
        }
        Err(error) => refused(address.value, &error),
    }
}

fn refused(address: SocketAddr, error: &io::Error) -> Finding {
    if error.kind() == ErrorKind::AddrInUse {
        let what = format!("something listens on `{address}` already");
        let finding = Finding::new(FindingCode::PortTaken, what);
        return finding.remedy(
            "all is well if that is comfy-mcp; else choose another: `--listen 127.0.0.1:9001`",
        );
    }
    let what = format!("`{address}` cannot be listened on: {error}");
    let finding = Finding::new(FindingCode::ListenRefused, what);
    finding.remedy("choose an address of this machine, and a port above 1023")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_full_before_nothing_is_left() {
        let finding = full(Path::new("/data"), 5 << 20);

        assert_eq!(finding.code, FindingCode::DiskFull);
        assert_eq!(finding.what, "the disk of `/data` is full: 5 MiB are free");
        let error = io::Error::from(ErrorKind::StorageFull);
        assert_eq!(unwritable(Path::new("/data"), &error).code, FindingCode::DiskFull);
    }

    #[test]
    fn sizes_are_told_in_words() {
        let sizes = [0, 1023, 2048, 5 << 20, (3 << 30) + 1].map(size);

        assert_eq!(sizes, ["0 bytes", "1023 bytes", "2 KiB", "5 MiB", "3 GiB"]);
    }

    #[test]
    fn a_probe_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();

        let findings = data_dir(&folder.path().join("not/yet"));

        assert_eq!(findings[0].code, FindingCode::DataDirFine);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
