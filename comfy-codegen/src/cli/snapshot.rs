//! `comfy-codegen snapshot`: writes down what a server can run.

use std::error::Error;

use comfy_codegen::{Server, write};
use comfy_graph_core::schema::{Contents, Files, Prose, Snapshot};

use super::args::SnapshotArgs;
use super::{Verdict, report};

/// Where ComfyUI listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8188";

pub(crate) fn run(args: &SnapshotArgs) -> Result<Verdict, Box<dyn Error>> {
    let contents = Contents {
        prose: if args.docs { Prose::Keep } else { Prose::Drop },
        files: if args.models { Files::Keep } else { Files::Drop },
    };
    let snapshot = take(args, contents)?;
    let schema = snapshot.schema()?;
    for degradation in schema.degradations() {
        eprintln!("warning: {degradation}");
    }
    let mode = if args.check { write::Mode::Check } else { write::Mode::Write };
    let differed = write::file(&args.output, &snapshot.to_json(), mode)?;
    let (path, count) = (args.output.display(), schema.classes().len());
    if differed && args.check {
        report(&format!("{path} is stale: run `comfy-codegen snapshot` without `--check`"));
        return Ok(Verdict::Stale);
    }
    let state = if differed { "written" } else { "up to date" };
    report(&format!("{path}: {count} classes, schema {}, {state}", snapshot.fingerprint()));
    Ok(Verdict::Fine)
}

fn take(args: &SnapshotArgs, contents: Contents) -> Result<Snapshot, Box<dyn Error>> {
    if let Some(path) = &args.object_info {
        let json =
            std::fs::read(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
        let version = args.comfyui_version.as_deref();
        return Ok(Snapshot::from_object_info(&json, version, contents)?);
    }
    let server = args.server.server().unwrap_or_else(|| Server::new(DEFAULT_URL));
    Ok(server.snapshot(contents)?)
}
