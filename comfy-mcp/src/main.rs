//! The `comfy-mcp` program.

fn main() {}
