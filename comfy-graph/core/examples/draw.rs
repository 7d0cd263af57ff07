//! Draws every prompt of a folder as a workflow that editors open.
//!
//! A real editor then tells whether it exports the same prompts again, but for what is said here:
//!
//! ```text
//! cargo run --release -p comfy-graph-core --example draw -- object_info.json PROMPTS DRAWINGS
//! .ci/frontend.sh http://127.0.0.1:8188 DRAWINGS --compare PROMPTS
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Content, FileName, WorkflowFile, draw};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [schema, prompts, out] = paths.as_slice() else {
        return Err("give the schema, the folder of prompts, the folder to write".into());
    };
    let schema = Schema::from_json(&fs::read(schema)?)?;
    fs::create_dir_all(out)?;
    let (mut count, mut time) = (0, Duration::ZERO);
    for entry in fs::read_dir(prompts)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = WorkflowFile::load(&fs::read(&path)?, FileName::new(&*name))?;
        let Content::Prompt(prompt) = file.content() else { continue };
        let start = Instant::now();
        let drawing = draw(prompt, &schema);
        (count, time) = (count + 1, time + start.elapsed());
        fs::write(out.join(&name), drawing.workflow.to_json().to_string())?;
        drawing.losses.iter().for_each(|loss| eprintln!("{name}: {loss}"));
    }
    eprintln!("{count} drawn in {time:?}");
    Ok(())
}
