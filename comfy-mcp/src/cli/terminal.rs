//! Writes what is meant for people at a terminal.
//!
//! Colours appear where the terminal shows them and neither NO_COLOR nor CLICOLOR forbids; progress
//! where something takes longer than a second.

use std::error::Error;
use std::future::Future;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What bad news begins with.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What a doubt begins with.
pub(super) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
/// What good news begins with.
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What stands above a part.
pub(super) const HEADING: Style = Style::new().bold().underline();

/// How help is coloured.
pub(super) const STYLES: Styles = Styles::styled()
    .header(HEADING)
    .usage(HEADING)
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(BAD)
    .valid(GOOD)
    .invalid(DOUBTFUL);

/// How long something takes before its progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What stands at the end of help, with its headings as the others look.
pub(super) fn examples(text: &str) -> String {
    ["Examples:", "Exit status:"].iter().fold(text.to_owned(), |text, heading| {
        text.replace(heading, &format!("{HEADING}{heading}{HEADING:#}"))
    })
}

/// Tells of `error` with its causes; one who does not listen is no error.
pub(super) fn complain(error: &dyn Error) {
    let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
    let causes: String = causes.map(|cause| format!("\n  {cause}")).collect();
    let _ = writeln!(anstream::stderr(), "{BAD}error{BAD:#}: {error}{causes}");
}

/// Tells of something worth knowing, beside what the command is for.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{DOUBTFUL}note{DOUBTFUL:#}: {text}");
}

/// Whether the standard output shows colours.
pub(super) fn has_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// How far a command is, on the standard error; nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// The progress through `count` things.
    pub(super) fn through(count: usize) -> Self {
        let bar = ProgressBar::with_draw_target(
            Some(count.try_into().unwrap_or(u64::MAX)),
            ProgressDrawTarget::hidden(),
        );
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}")
            .expect("BUG: the template is one");
        Self { bar: bar.with_style(style), began: Instant::now() }
    }

    /// Tells that `name` is next.
    pub(super) fn at(&self, name: &str) {
        if self.bar.is_hidden() && self.began.elapsed() >= PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(name.to_owned());
    }

    /// Tells that one more is done.
    pub(super) fn done(&self) {
        self.bar.inc(1);
    }

    /// Lets `write` use the terminal.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// What `work` brings; says what it is waiting for where that takes long.
pub(super) async fn waiting<T>(name: &str, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    if let Ok(done) = tokio::time::timeout(PATIENCE, &mut work).await {
        return done;
    }
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    spinner.set_message(name.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    let done = work.await;
    spinner.finish_and_clear();
    done
}
