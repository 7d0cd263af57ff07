//! Reads any bytes as a file that holds a workflow.
#![no_main]

use comfy_graph_core::workflow::{FileName, WorkflowFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match WorkflowFile::load(bytes, FileName::new("fuzz")) {
        Ok(file) => {
            let _ = file.to_json();
            let _ = file.into_prompt();
        }
        Err(error) => drop(error.to_string()),
    }
});
