//! Serves a sandbox from a saved `/object_info`: `serve object_info.json 127.0.0.1:8199`.

use std::error::Error;

use comfy_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(schema), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("give the path of a saved object_info and an address to listen on".into());
    };
    let schema = serde_json::from_slice(&std::fs::read(schema)?)?;
    let mut builder = Sandbox::builder().object_info(schema).listen(address.parse()?);
    if let Some(folder) = arguments.next() {
        builder = builder.base_dir(folder);
    }
    let sandbox = builder.start().await?;
    eprintln!("the sandbox listens on {}", sandbox.url());
    std::future::pending().await
}
