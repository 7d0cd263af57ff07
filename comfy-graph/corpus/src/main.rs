//! Prints how far we agree with a real server and a real editor: recorded answers, or a live one's.

use std::error::Error;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use comfy_corpus::{
    Case, Conversions, Table, changed_exports, exports, goldens, in_some_order, load, record,
    requests, volatile,
};
use comfy_graph_core::json::Json;
use comfy_graph_core::schema::{Declarations, Schema};
use comfy_graph_core::validate::{Replacements, Validator};
use serde_json::Value;

/// Compares our verdicts on prompts with those of a real ComfyUI.
///
/// Without a URL the recorded answers are compared. With one, every request of the corpus is posted
/// there; what it accepts is taken out of its queue again. Some requests link to nodes that are not
/// there, which hangs the queue for good: restart the server afterwards.
#[derive(Parser)]
struct Arguments {
    /// The folder of the corpus
    #[arg(
        long,
        env = "COMFY_CORPUS",
        value_name = "FOLDER",
        required_unless_present_any = ["requests", "record"]
    )]
    corpus: Option<PathBuf>,
    /// Post to this server instead of reading the recorded answers
    #[arg(long, value_name = "URL")]
    comfyui: Option<String>,
    /// Post the bodies in this folder instead of the corpus
    #[arg(long, value_name = "FOLDER", requires = "comfyui")]
    requests: Option<PathBuf>,
    /// Post the goldens in this folder, and keep the answers beside them
    #[arg(long, value_name = "FOLDER", requires = "comfyui")]
    record: Option<PathBuf>,
    /// Tell errors that are found but worded otherwise, too
    #[arg(long)]
    words: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let mut cause: Option<&dyn Error> = Some(&*error);
            while let Some(error) = cause {
                eprintln!("{error}");
                cause = error.source();
            }
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let corpus = arguments.corpus.clone().unwrap_or_default();
    let mut cases = match (&arguments.requests, &arguments.record) {
        (Some(folder), _) => requests(folder)?,
        (None, Some(folder)) => goldens(folder)?,
        (None, None) => load(&corpus)?,
    };
    let (object_info, replacements) = match &arguments.comfyui {
        Some(url) => {
            let live = Live { client: reqwest::Client::new(), url };
            for case in &mut cases {
                live.answer(case).await?;
            }
            (live.get("object_info").await?, live.replacements().await?)
        }
        None => {
            let path = corpus.join("object_info.json");
            (std::fs::read_to_string(path)?, Replacements::default())
        }
    };
    if let Some(folder) = &arguments.record {
        cases.iter().try_for_each(|case| record(folder, case))?;
    }
    let schema = Schema::from_object_info(object_info.as_bytes())?;
    let declared = Declarations::from_json(object_info.as_bytes())?;
    let validator = Validator::new(&schema).replacements(replacements);
    let mut table = Table::default();
    for case in &cases {
        table.add(case, &in_some_order(case, &validator, &declared));
    }
    let conversions = match &arguments.comfyui {
        None => conversions(&corpus, &schema)?,
        Some(_) => Conversions::default(),
    };
    let mut out = stdout().lock();
    writeln!(out, "{table}")?;
    for line in &table.differences {
        writeln!(out, "{line}")?;
    }
    if !table.reordered.is_empty() {
        writeln!(out, "in another order: {}", table.reordered.join(", "))?;
    }
    for line in table.reworded.iter().filter(|_| arguments.words) {
        writeln!(out, "{line}")?;
    }
    if arguments.comfyui.is_none() {
        writeln!(out, "\n{conversions}")?;
        for line in &conversions.differences {
            writeln!(out, "{line}")?;
        }
    }
    Ok(table.agrees() && conversions.differences.is_empty())
}

/// Compares our conversions with what the editor exported.
fn conversions(corpus: &Path, schema: &Schema) -> Result<Conversions, Box<dyn Error>> {
    let volatile = volatile(corpus)?;
    let mut conversions = Conversions::default();
    conversions.add("saved", &exports(corpus)?, schema, &volatile);
    conversions.add("changed", &changed_exports(corpus)?, schema, &volatile);
    Ok(conversions)
}

/// A server that answers now.
struct Live<'a> {
    client: reqwest::Client,
    url: &'a str,
}

impl Live<'_> {
    async fn get(&self, route: &str) -> Result<String, reqwest::Error> {
        let answer = self.client.get(format!("{}/{route}", self.url)).send().await?;
        answer.error_for_status()?.text().await
    }

    /// Servers that replace nothing do not have the route.
    async fn replacements(&self) -> Result<Replacements, Box<dyn Error>> {
        match self.get("node_replacements").await {
            Ok(json) => Ok(Replacements::from_json(&json)?),
            Err(error) if error.status().is_some() => Ok(Replacements::none()),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces the recorded answer of `case`.
    async fn answer(&self, case: &mut Case) -> Result<(), reqwest::Error> {
        let request = self.client.post(format!("{}/prompt", self.url));
        let request = request.header("content-type", "application/json");
        let answer = request.body(case.posted.clone()).send().await?;
        case.status = answer.status().as_u16();
        let text = answer.text().await?;
        // Answers hold what Python writes: infinities, and numbers of any length.
        let json = Json::parse(&text).map(|json| json.to_value());
        case.answer = json.unwrap_or(Value::String(text));
        if case.answer.get("prompt_id").is_some() {
            self.empty_queue().await?;
        }
        Ok(())
    }

    async fn empty_queue(&self) -> Result<(), reqwest::Error> {
        let clear = r#"{"clear":true}"#;
        let queue = self.client.post(format!("{}/queue", self.url)).body(clear);
        queue.send().await?;
        self.client.post(format!("{}/interrupt", self.url)).send().await?;
        Ok(())
    }
}
