//! Prints how far our verdicts agree with a real server's: the recorded ones, or a live one's.

use std::error::Error;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use comfy_corpus::{Case, Comparison, Table, compare, load, requests};
use comfy_graph_core::schema::{Declarations, Schema};
use comfy_graph_core::validate::{Order, Replacements, Validator};
use serde_json::Value;

/// Compares our verdicts on prompts with those of a real ComfyUI.
///
/// Without a URL the recorded answers are compared. With one, every request of the corpus is posted
/// there; what it accepts is taken out of its queue again.
#[derive(Parser)]
struct Arguments {
    /// The folder of the corpus
    #[arg(long, env = "COMFY_CORPUS", value_name = "FOLDER")]
    corpus: PathBuf,
    /// Post to this server instead of reading the recorded answers
    #[arg(long, value_name = "URL")]
    comfyui: Option<String>,
    /// Post the bodies in this folder instead of the corpus
    #[arg(long, value_name = "FOLDER", requires = "comfyui")]
    requests: Option<PathBuf>,
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
    let mut cases = match &arguments.requests {
        Some(folder) => requests(folder)?,
        None => load(&arguments.corpus)?,
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
            let path = arguments.corpus.join("object_info.json");
            (std::fs::read_to_string(path)?, Replacements::default())
        }
    };
    let schema = Schema::from_object_info(object_info.as_bytes())?;
    let declared = Declarations::from_json(object_info.as_bytes())?;
    let validator = Validator::new(&schema).replacements(replacements);
    let mut table = Table::default();
    for case in &cases {
        table.add(case, &in_some_order(case, &validator, &declared));
    }
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
    Ok(table.agrees())
}

/// How many orders are tried where the written one differs.
const ORDERS: u64 = 300;

/// The comparison in the written order, or in the first of others that agrees.
fn in_some_order(case: &Case, validator: &Validator<'_>, declared: &Declarations) -> Comparison {
    let in_order = |order| {
        let report = validator.clone().order(order).request(&case.posted).report;
        compare(case, &report, declared)
    };
    let written = in_order(Order::Written);
    if written.agrees() {
        return written;
    }
    let others = (0..ORDERS).map(|seed| in_order(Order::Shuffled(seed)));
    let agreeing = others.filter(Comparison::agrees).next();
    agreeing.map_or(written, |other| Comparison { reordered: true, ..other })
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
        case.answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        if case.answer["prompt_id"].is_string() {
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
