//! Publishes into projects that are made here.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use comfy_mcp::error::Code;
use comfy_mcp::media::{Picture, PictureFormat};
use comfy_mcp::publish::{
    Content, PublishError, PublishRequest, PublishSettings, Published, Publisher, Source, Status,
    Transfer,
};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

const ASSET: &str = "0b3eacbc-25b0-497c-9d63-6d66d9e67387";

/// A project, with ComfyUI's output folder beside it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("BUG: there is room for a folder");
        for made in ["project/public", "comfyui/models", "comfyui/custom_nodes", "comfyui/output"] {
            fs::create_dir_all(folder.path().join(made)).expect("BUG: folders are made");
        }
        Self { folder }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// What ComfyUI saved.
    fn save(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.at("comfyui/output").join(path);
        fs::create_dir_all(path.parent().expect("BUG: it lies in a folder"))
            .expect("BUG: folders are made");
        fs::write(path, content).expect("BUG: files are written");
    }

    fn settings(&self) -> PublishSettings {
        let mut settings = PublishSettings::new(self.at("project"), self.at("config"));
        settings.comfyui_output_root = Some(self.at("comfyui/output"));
        settings
    }

    fn publish(&self, path: &str, request: &PublishRequest) -> Result<Published, PublishError> {
        Publisher::new(self.settings()).publish(&stored(path), request)
    }

    fn code(&self, path: &str, request: &PublishRequest) -> Code {
        self.publish(path, request).expect_err("BUG: it is refused").code()
    }

    fn published(&self, name: &str) -> PathBuf {
        self.at("project/public/gen").join(name)
    }

    fn manifest(&self) -> Value {
        let text = fs::read(self.published("manifest.json")).expect("BUG: there is one");
        serde_json::from_slice(&text).expect("BUG: it is JSON")
    }

    /// The names of what lies in the folder that is published into.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.published("")).expect("BUG: the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.flatten().map(name).collect();
        names.sort();
        names
    }
}

fn stored(path: &str) -> Source {
    fetched(path, Content::File(path.into()))
}

fn fetched(path: &str, content: Content) -> Source {
    let file_name = path.rsplit('/').next().unwrap_or_default().to_owned();
    Source { asset_id: ASSET.to_owned(), file_name, content }
}

fn named(name: &str) -> PublishRequest {
    PublishRequest { target_filename: Some(name.to_owned()), ..PublishRequest::default() }
}

fn keyed(key: &str) -> PublishRequest {
    PublishRequest { manifest_key: Some(key.to_owned()), ..PublishRequest::default() }
}

fn optimized(request: PublishRequest) -> PublishRequest {
    PublishRequest { web_optimize: true, ..request }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut state = 1_u32;
    let pixels = RgbImage::from_fn(120, 80, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([x as u8, y as u8, (state >> 24) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("BUG: pictures are written");
    bytes.into_inner()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("BUG: it is an object").keys().map(String::as_str).collect()
}

#[test]
fn a_named_picture_is_copied_as_it_is() {
    let place = Place::new();
    let png = picture(ImageFormat::Png);
    place.save("deep/a.png", &png);

    let published = place.publish("deep/a.png", &named("hero.png")).unwrap();

    assert_eq!(fs::read(place.published("hero.png")).unwrap(), png);
    assert_eq!(fs::read(&published.dest_path).unwrap(), png);
    assert_eq!(published.dest_url, "/gen/hero.png");
    assert_eq!(place.names(), ["hero.png", "publish_log.jsonl"]);
}

#[test]
fn the_answer_has_the_keys_of_the_seed() {
    let place = Place::new();
    let png = picture(ImageFormat::Png);
    place.save("a.png", &png);

    let published = place.publish("a.png", &named("hero.png")).unwrap();

    let answer = serde_json::to_value(&published).unwrap();
    assert_eq!(
        answer,
        json!({
            "dest_url": "/gen/hero.png",
            "dest_path": fs::canonicalize(place.published("hero.png")).unwrap(),
            "bytes_size": png.len(),
            "mime_type": "image/png",
            "width": 120,
            "height": 80,
            "compression_info": {
                "compressed": false,
                "original_size": png.len(),
                "original_dimensions": [120, 80],
                "quality": null,
                "final_dimensions": [120, 80],
                "downscaled": false,
                "final_size": png.len(),
            },
        })
    );
}

#[test]
fn a_keyed_picture_is_named_by_its_asset_and_entered() {
    let place = Place::new();
    for (file, format, name) in [
        ("a.png", ImageFormat::Png, "asset_0b3eacbc.png"),
        ("a.jpg", ImageFormat::Jpeg, "asset_0b3eacbc.jpg"),
        ("a.webp", ImageFormat::WebP, "asset_0b3eacbc.webp"),
    ] {
        place.save(file, picture(format));

        let published = place.publish(file, &keyed("hero-image")).unwrap();

        assert_eq!(published.dest_url, format!("/gen/{name}"));
        assert_eq!(place.manifest(), json!({ "hero-image": name }));
    }
}

#[test]
fn without_a_key_there_is_no_manifest() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));

    place.publish("a.png", &named("hero.png")).unwrap();

    assert!(!place.published("manifest.json").exists());
}

#[test]
fn the_manifest_keeps_other_keys() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::create_dir(place.published("")).unwrap();
    fs::write(place.published("manifest.json"), r#"{"z": "z.png", "a": ["of another"]}"#).unwrap();

    let both = PublishRequest { manifest_key: Some("logo".to_owned()), ..named("logo.png") };
    place.publish("a.png", &both).unwrap();

    let manifest = json!({"z": "z.png", "a": ["of another"], "logo": "logo.png"});
    assert_eq!(place.manifest(), manifest);
}

#[test]
fn optimized_pictures_keep_to_the_limit() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    let request = PublishRequest { max_bytes: 4_000, ..optimized(named("hero.webp")) };

    let published = place.publish("a.png", &request).unwrap();

    let bytes = fs::read(place.published("hero.webp")).unwrap();
    assert!(bytes.len() <= 4_000, "{}", bytes.len());
    assert_eq!(PictureFormat::of(&bytes), Some(PictureFormat::Webp));
    assert_eq!(published.mime_type, "image/webp");
    assert!(published.compression_info.compressed);
    assert_eq!(published.compression_info.final_size, published.bytes_size);
    let picture = Picture::decode(&bytes).unwrap();
    assert_eq!((published.width, published.height), (picture.width(), picture.height()));
    assert_eq!(published.compression_info.original_dimensions, [120, 80]);
}

#[test]
fn optimized_pictures_are_called_webp() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));

    let published = place.publish("a.png", &optimized(named("hero.png"))).unwrap();

    assert_eq!(published.dest_url, "/gen/hero.webp");
    assert_eq!(published.warnings, ["web_optimize makes WebP: `hero.png` became `hero.webp`"]);
    assert!(!place.published("hero.png").exists());
    let keyed = place.publish("a.png", &optimized(keyed("hero"))).unwrap();
    assert_eq!(keyed.dest_url, "/gen/asset_0b3eacbc.webp");
}

#[test]
fn what_cannot_be_compressed_is_told_with_the_smallest() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    let request = PublishRequest { max_bytes: 10, ..optimized(named("hero.webp")) };

    let error = place.publish("a.png", &request).unwrap_err();

    let message = error.to_string();
    assert!(
        message.starts_with("Image cannot be compressed below 10 bytes. Smallest achieved: "),
        "{message}"
    );
    assert_eq!(error.code(), Code::ValidationError);
}

#[test]
fn files_are_of_the_format_that_their_name_promises() {
    let place = Place::new();
    for (format, from) in
        [(ImageFormat::Png, "a.png"), (ImageFormat::Jpeg, "a.jpg"), (ImageFormat::WebP, "a.webp")]
    {
        place.save(from, picture(format));
        for (name, mime_type) in [
            ("b.png", "image/png"),
            ("b.jpg", "image/jpeg"),
            ("b.jpeg", "image/jpeg"),
            ("b.webp", "image/webp"),
        ] {
            let published = place.publish(from, &named(name)).unwrap();
            let bytes = fs::read(place.published(name)).unwrap();
            let format = PictureFormat::of(&bytes).map(PictureFormat::mime_type);
            assert_eq!((format, &*published.mime_type), (Some(mime_type), mime_type), "{from}");
            assert_eq!(published.bytes_size, bytes.len() as u64);
        }
    }
}

#[test]
fn a_lying_source_name_does_not_matter() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Jpeg));

    let published = place.publish("a.png", &keyed("hero")).unwrap();

    assert_eq!(published.dest_url, "/gen/asset_0b3eacbc.jpg");
}

#[test]
fn what_is_no_picture_is_refused_and_leaves_no_trace() {
    let place = Place::new();
    place.save("a.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0");
    place.save("a.png", b"not really a picture");
    let requests = [keyed("hero"), named("hero.png"), optimized(keyed("hero"))];

    for request in &requests {
        for file in ["a.mp4", "a.png"] {
            assert_eq!(place.code(file, request), Code::ValidationError, "{file}: {request:?}");
        }
    }
    let message = place.publish("a.mp4", &keyed("hero")).unwrap_err().to_string();
    assert!(message.starts_with("`a.mp4` is `video/mp4`; only PNG, JPEG and WebP"), "{message}");
    assert!(!place.published("").exists());
}

#[test]
fn of_a_gif_the_first_frame_is_published_under_another_name() {
    let place = Place::new();
    place.save("a.gif", picture(ImageFormat::Gif));

    let published = place.publish("a.gif", &optimized(keyed("hero"))).unwrap();

    assert_eq!(published.dest_url, "/gen/asset_0b3eacbc.webp");
    assert_eq!(place.code("a.gif", &keyed("hero")), Code::ValidationError);
}

#[test]
fn a_cut_off_picture_is_not_converted() {
    let place = Place::new();
    let png = picture(ImageFormat::Png);
    place.save("a.png", &png[..png.len() / 2]);

    assert_eq!(place.code("a.png", &named("hero.jpg")), Code::PublishFailed);
}

#[test]
fn names_and_keys_are_checked_first() {
    let nowhere = Publisher::new(PublishSettings::new("/", "/"));
    let code =
        |request: PublishRequest| nowhere.publish(&stored("a.png"), &request).unwrap_err().code();

    assert_eq!(code(named("../hero.png")), Code::InvalidTargetFilename);
    assert_eq!(code(named("hero.mp4")), Code::InvalidTargetFilename);
    assert_eq!(code(keyed("Hero")), Code::InvalidManifestKey);
    let both = PublishRequest { manifest_key: Some(String::new()), ..named("hero.png") };
    assert_eq!(code(both), Code::InvalidManifestKey);
    assert_eq!(code(PublishRequest::default()), Code::ManifestKeyRequired);
}

#[test]
fn sources_lie_in_the_output_folder() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::write(place.at("comfyui/secret.png"), picture(ImageFormat::Png)).unwrap();
    let outside = [
        "../secret.png".to_owned(),
        "deep/../../secret.png".to_owned(),
        "..\\secret.png".to_owned(),
        "/etc/hostname".to_owned(),
        place.at("comfyui/secret.png").display().to_string(),
        "a.png\0.png".to_owned(),
    ];

    for path in &outside {
        assert_eq!(place.code(path, &named("hero.png")), Code::SourcePathOutsideRoot, "{path:?}");
    }
    let within = place.at("comfyui/output/a.png").display().to_string();
    assert!(place.publish(&within, &named("hero.png")).is_ok());
}

#[test]
fn subfolders_may_be_named_as_on_windows() {
    let place = Place::new();
    place.save("deep/er/a.png", picture(ImageFormat::Png));

    assert!(place.publish("deep\\er/a.png", &named("hero.png")).is_ok());
}

#[test]
fn a_source_that_is_gone_is_told() {
    let place = Place::new();
    fs::create_dir(place.at("comfyui/output/folder.png")).unwrap();

    assert_eq!(place.code("none.png", &named("hero.png")), Code::ValidationError);
    assert_eq!(place.code("folder.png", &named("hero.png")), Code::ValidationError);
}

#[test]
fn bytes_need_no_output_folder() {
    let place = Place::new();
    let publisher = Publisher::new(PublishSettings::new(place.at("project"), place.at("config")));
    let png = picture(ImageFormat::Png);

    let stored = publisher.publish(&stored("a.png"), &named("hero.png"));
    let fetched =
        publisher.publish(&fetched("a.png", Content::Bytes(png.clone())), &named("hero.png"));

    assert_eq!(stored.unwrap_err().code(), Code::ComfyuiOutputRootNotFound);
    assert_eq!(fs::read(fetched.unwrap().dest_path).unwrap(), png);
}

#[test]
fn a_file_that_is_not_to_be_overwritten_stays() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::create_dir(place.published("")).unwrap();
    fs::write(place.published("hero.png"), "mine").unwrap();
    let careful = PublishRequest { overwrite: false, ..named("hero.png") };

    let error = place.publish("a.png", &careful).unwrap_err();

    assert_eq!(error.code(), Code::ValidationError);
    assert!(error.to_string().contains("overwrite=False"), "{error}");
    assert_eq!(fs::read_to_string(place.published("hero.png")).unwrap(), "mine");
    assert!(place.publish("a.png", &named("hero.png")).is_ok());
}

#[test]
fn a_damaged_manifest_is_left_alone_and_nothing_is_published() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::create_dir(place.published("")).unwrap();
    for damaged in ["[]", "{", ""] {
        fs::write(place.published("manifest.json"), damaged).unwrap();

        assert_eq!(place.code("a.png", &keyed("hero")), Code::PublishFailed);

        assert_eq!(fs::read_to_string(place.published("manifest.json")).unwrap(), damaged);
        assert_eq!(place.names(), [".manifest.lock", "manifest.json"]);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::write(place.at("project/public/gen"), "a file").unwrap();

    assert_eq!(place.code("a.png", &named("hero.png")), Code::PublishRootNotWritable);
    let info = Publisher::new(place.settings()).info(Transfer::Http);
    assert_eq!((info.status, info.publish_root.writable), (Status::Error, false));
    assert_eq!(info.error_code, Some(Code::PublishRootNotWritable));
}

#[test]
fn each_publication_is_a_line_of_the_log_without_private_paths() {
    let place = Place::new();
    place.save("deep/a.png", picture(ImageFormat::Png));

    place.publish("deep/a.png", &named("hero.png")).unwrap();
    let published = place.publish("deep/a.png", &keyed("hero")).unwrap();

    let log = fs::read_to_string(place.published("publish_log.jsonl")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let mut line = lines[1].clone();
    let timestamp = line.as_object_mut().unwrap().shift_remove("timestamp").unwrap();
    assert!(timestamp.as_str().unwrap().ends_with('Z'), "{timestamp}");
    assert_eq!(
        line,
        json!({
            "asset_id": ASSET,
            "target_filename": "asset_0b3eacbc.png",
            "source_path": "deep/a.png",
            "dest_path": "public/gen/asset_0b3eacbc.png",
            "bytes_size": published.bytes_size,
        })
    );
    assert!(!log.contains(&*place.at("").to_string_lossy()), "{log}");
}

#[test]
fn threads_share_a_manifest() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));

    std::thread::scope(|scope| {
        for thread in 0..6 {
            let place = &place;
            scope.spawn(move || {
                for round in 0..6 {
                    place.publish("a.png", &keyed(&format!("k{thread}-{round}"))).unwrap();
                }
            });
        }
    });

    assert_eq!(place.manifest().as_object().unwrap().len(), 36);
    let left = [".manifest.lock", "asset_0b3eacbc.png", "manifest.json", "publish_log.jsonl"];
    assert_eq!(place.names(), left);
    let log = fs::read_to_string(place.published("publish_log.jsonl")).unwrap();
    assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{log}");
}

/// The variable that makes a process of this test publish into the place that it names.
const TOLD: &str = "COMFY_MCP_TEST_PUBLISHES_INTO";

/// How many keys each process enters.
const ROUNDS: usize = 12;

#[test]
fn processes_share_a_manifest() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    let this = std::env::current_exe().unwrap();

    let start = |_| {
        let mut command = Command::new(&this);
        command.args(["--exact", "a_process_that_is_told_to_publishes"]);
        command.env(TOLD, place.folder.path()).spawn().unwrap()
    };
    let processes: Vec<_> = (0..4).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }

    assert_eq!(place.manifest().as_object().unwrap().len(), 4 * ROUNDS);
}

/// One of the processes of [`processes_share_a_manifest`]; otherwise there is nothing to do.
#[test]
fn a_process_that_is_told_to_publishes() {
    let Some(folder) = std::env::var_os(TOLD).map(PathBuf::from) else { return };
    let mut settings = PublishSettings::new(folder.join("project"), folder.join("config"));
    settings.comfyui_output_root = Some(folder.join("comfyui/output"));
    let publisher = Publisher::new(settings);

    for round in 0..ROUNDS {
        let key = keyed(&format!("p{}-{round}", std::process::id()));
        publisher.publish(&stored("a.png"), &key).unwrap();
    }
}

#[test]
fn a_lock_file_that_was_left_behind_locks_nothing() {
    let place = Place::new();
    place.save("a.png", picture(ImageFormat::Png));
    fs::create_dir(place.published("")).unwrap();
    fs::write(place.published(".manifest.lock"), "1234").unwrap();

    assert!(place.publish("a.png", &keyed("hero")).is_ok());
}

#[test]
fn the_setup_is_told_with_the_keys_of_the_seed() {
    let place = Place::new();
    place.save("ComfyUI_00001_.png", "");

    let info = Publisher::new(place.settings()).info(Transfer::DiskOnly);

    let told = serde_json::to_value(&info).unwrap();
    let project = place.at("project");
    assert_eq!(
        told,
        json!({
            "project_root": {"path": project, "detection_method": "cwd"},
            "publish_root": {
                "path": fs::canonicalize(&project).unwrap().join("public/gen"),
                "exists": false,
                "writable": true,
            },
            "comfyui_output_root": {
                "path": place.at("comfyui/output"),
                "exists": true,
                "detection_method": "environment",
                "configured": true,
            },
            "comfyui_tried_paths": [{
                "path": place.at("comfyui/output"),
                "exists": true,
                "is_valid": true,
                "source": "environment",
            }],
            "config_file": place.at("config/publish_config.json"),
            "status": "ready",
            "message": "Ready to publish",
            "warnings": [],
        })
    );
}

#[test]
fn looking_at_the_setup_makes_nothing() {
    let place = Place::new();

    let info = Publisher::new(place.settings()).info(Transfer::Http);

    assert!(!info.publish_root.exists);
    assert!(!place.published("").exists());
    assert_eq!(fs::read_dir(place.at("project/public")).unwrap().count(), 0);
    assert!(!place.at("config").exists());
}

#[test]
fn without_an_output_folder_http_will_do() {
    let place = Place::new();
    let publisher = Publisher::new(PublishSettings::new(place.at("project"), place.at("config")));

    let disk = publisher.info(Transfer::DiskOnly);
    let http = publisher.info(Transfer::Http);

    assert_eq!(disk.status, Status::NeedsComfyuiRoot);
    assert_eq!(disk.error_code, Some(Code::ComfyuiOutputRootNotFound));
    assert_eq!((http.status, http.error_code), (Status::Ready, None));
    assert!(http.message.contains("over HTTP"), "{}", http.message);
    let sources: Vec<_> = disk.comfyui_tried_paths.iter().map(|tried| tried.exists).collect();
    assert_eq!(sources, [false; 4]);
}

#[test]
fn outside_a_project_the_setup_says_so() {
    let place = Place::new();
    let publisher = Publisher::new(PublishSettings::new(place.at("comfyui"), place.at("config")));

    let info = publisher.info(Transfer::Http);

    assert_eq!(info.status, Status::Error);
    assert!(info.message.contains("start comfy-mcp in the project's folder"), "{}", info.message);
    let told = serde_json::to_value(&info).unwrap();
    assert_eq!(told["project_root"], json!({"path": null, "detection_method": null}));
}

#[test]
fn the_output_folder_is_saved_for_all_servers() {
    let place = Place::new();
    place.save("ComfyUI_00001_.png", picture(ImageFormat::Png));
    let settings = PublishSettings::new(place.at("project"), place.at("config"));

    let set = Publisher::new(settings.clone()).set_comfyui_output_root("../comfyui/output");

    let folder = fs::canonicalize(place.at("comfyui/output")).unwrap();
    assert_eq!(
        serde_json::to_value(set.unwrap()).unwrap(),
        json!({
            "success": true,
            "path": folder,
            "config_file": place.at("config/publish_config.json"),
            "message": format!("ComfyUI output root configured: {}", folder.display()),
        })
    );
    let other = Publisher::new(settings);
    assert_eq!(other.comfyui_output_root(), Some(folder));
    assert!(other.publish(&stored("ComfyUI_00001_.png"), &named("hero.png")).is_ok());
    let told = serde_json::to_value(other.info(Transfer::DiskOnly)).unwrap();
    assert_eq!(told["comfyui_output_root"]["detection_method"], "config");
    assert_eq!(keys(&told).len(), 8);
}

#[test]
fn doubtful_folders_are_refused_and_nothing_is_saved() {
    let place = Place::new();
    fs::write(place.at("file"), "").unwrap();
    let publisher = Publisher::new(PublishSettings::new(place.at("project"), place.at("config")));
    let code = |path: &str| publisher.set_comfyui_output_root(path).unwrap_err().code();

    assert_eq!(code("../none"), Code::ComfyuiOutputRootPathNotFound);
    assert_eq!(code("../file"), Code::ComfyuiOutputRootNotDirectory);
    assert_eq!(code("public"), Code::ComfyuiOutputRootInvalid);
    assert_eq!(code(" "), Code::InvalidPath);
    assert_eq!(code("a\0b"), Code::InvalidPath);
    let error = publisher.set_comfyui_output_root("E:/nonexistent/output").unwrap_err();
    assert_eq!(error.to_string(), "Path does not exist: E:/nonexistent/output");
    assert!(!place.at("config").exists());
}

#[test]
fn a_choice_that_cannot_be_saved_is_told() {
    let place = Place::new();
    place.save("ComfyUI_00001_.png", "");
    fs::write(place.at("config"), "a file").unwrap();
    let publisher = Publisher::new(PublishSettings::new(place.at("project"), place.at("config")));

    let error = publisher.set_comfyui_output_root("../comfyui/output").unwrap_err();

    assert_eq!(error.code(), Code::ConfigSaveFailed);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn sources_that_lead_out_are_refused() {
        let place = Place::new();
        fs::write(place.at("secret.png"), picture(ImageFormat::Png)).unwrap();
        symlink(place.at("secret.png"), place.at("comfyui/output/a.png")).unwrap();
        symlink(place.at(""), place.at("comfyui/output/up")).unwrap();

        for path in ["a.png", "up/secret.png"] {
            assert_eq!(place.code(path, &named("hero.png")), Code::SourcePathOutsideRoot);
        }
    }

    #[test]
    fn a_folder_that_leads_out_is_not_published_into() {
        let place = Place::new();
        place.save("a.png", picture(ImageFormat::Png));
        fs::create_dir(place.at("elsewhere")).unwrap();
        symlink(place.at("elsewhere"), place.at("project/public/gen")).unwrap();

        assert_eq!(place.code("a.png", &named("hero.png")), Code::PathTraversalDetected);
        assert_eq!(fs::read_dir(place.at("elsewhere")).unwrap().count(), 0);
    }

    #[test]
    fn files_are_not_written_through_links() {
        let place = Place::new();
        place.save("a.png", picture(ImageFormat::Png));
        fs::create_dir(place.published("")).unwrap();
        for name in ["hero.png", ".manifest.lock", "manifest.json"] {
            fs::write(place.at("elsewhere"), "{}").unwrap();
            symlink(place.at("elsewhere"), place.published(name)).unwrap();
            let both = PublishRequest { manifest_key: Some("k".to_owned()), ..named("hero.png") };

            assert_eq!(place.code("a.png", &both), Code::PathTraversalDetected, "{name}");

            assert_eq!(fs::read_to_string(place.at("elsewhere")).unwrap(), "{}", "{name}");
            fs::remove_file(place.published(name)).unwrap();
        }
    }

    #[test]
    fn a_log_that_is_a_link_is_left_alone() {
        let place = Place::new();
        place.save("a.png", picture(ImageFormat::Png));
        fs::create_dir(place.published("")).unwrap();
        fs::write(place.at("elsewhere"), "").unwrap();
        symlink(place.at("elsewhere"), place.published("publish_log.jsonl")).unwrap();

        let published = place.publish("a.png", &named("hero.png")).unwrap();

        assert_eq!(published.warnings, ["publish_log.jsonl: the log is a link"]);
        assert_eq!(fs::read(place.at("elsewhere")).unwrap(), b"");
    }

    #[test]
    fn a_project_may_itself_be_a_link() {
        let place = Place::new();
        place.save("a.png", picture(ImageFormat::Png));
        symlink(place.at("project"), place.at("link")).unwrap();
        let settings = PublishSettings { cwd: place.at("link"), ..place.settings() };

        let published = Publisher::new(settings).publish(&stored("a.png"), &named("hero.png"));

        let file: &Path = &fs::canonicalize(place.published("hero.png")).unwrap();
        assert_eq!(Path::new(&published.unwrap().dest_path), file);
    }
}
