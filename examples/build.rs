//! Generates the node types that the examples name, from the stock snapshot.

fn main() -> std::process::ExitCode {
    comfy_codegen::BuildScript::new().used("src").write("nodes.rs")
}
