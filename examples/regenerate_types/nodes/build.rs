//! Generates the nodes that the program beside this crate names.

fn main() -> std::process::ExitCode {
    comfy_codegen::BuildScript::new().used("../src").write("nodes.rs")
}
