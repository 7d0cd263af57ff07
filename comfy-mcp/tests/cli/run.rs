//! Runs `comfy-mcp run` with the stand-in.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{run, text};

/// What `comfy-mcp run --sandbox` says to these arguments.
fn sandboxed(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["run", "--sandbox"], arguments].concat())
}

const SMALL: [&str; 6] = ["--width", "64", "--height", "48", "--steps", "2"];

#[test]
fn a_picture_is_made_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let request = ["generate_image", "--prompt", "a cat", "-o", "below/cat.webp"];

    let output = sandboxed(folder.path(), &[&request[..], &SMALL].concat());

    let kept = folder.path().join("below/cat.webp").canonicalize().unwrap();
    assert_eq!(Path::new(text(&output.stdout).trim()).canonicalize().unwrap(), kept);
    let bytes = fs::read(kept).unwrap();
    let format = image::guess_format(&bytes).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((format, picture.width(), picture.height()), (image::ImageFormat::WebP, 64, 48));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn help_tells_what_a_workflow_takes() {
    let folder = tempfile::tempdir().unwrap();

    let output = sandboxed(folder.path(), &["generate_image", "--help"]);

    let said = text(&output.stdout);
    for flag in
        ["--prompt <TEXT>", "--width <WHOLE>", "--output <FILE>", "--set <NODE.INPUT=VALUE>"]
    {
        assert!(said.contains(flag), "{flag}: {said}");
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_value_out_of_range_is_told_with_the_range() {
    let folder = tempfile::tempdir().unwrap();

    let output = sandboxed(folder.path(), &["generate_image", "--prompt", "a", "--steps", "0"]);

    let said = text(&output.stderr);
    assert!(said.contains("`steps`: `0` is below the minimum 1"), "{said}");
    assert!(said.contains("comfy-mcp run generate_image --help"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn an_unknown_workflow_is_told_with_the_closest() {
    let folder = tempfile::tempdir().unwrap();

    let output = sandboxed(folder.path(), &["generate_imge"]);

    let said = text(&output.stderr);
    assert!(said.contains("'generate_imge'") && said.contains("generate_image?"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn options_of_the_server_are_told_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let request = ["generate_image", "--prompt", "a", "--data-dir", "here"];

    let output = sandboxed(folder.path(), &request);

    let said = text(&output.stderr);
    assert!(said.contains("comfy-mcp run --data-dir … generate_image …"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
