//! Notices changes in the folder of workflows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// How long files must be left alone before they are read: editors save in several steps.
const CALM: Duration = Duration::from_millis(80);
/// How often a folder that is not there yet is looked for, or one that cannot be watched is read.
const PATROL: Duration = Duration::from_secs(2);

/// Changes of one folder, as they come.
pub(super) struct Changes {
    folder: Option<PathBuf>,
    watcher: Option<(RecommendedWatcher, mpsc::UnboundedReceiver<()>)>,
}

impl Changes {
    pub(super) fn of(folder: Option<&Path>) -> Self {
        let mut changes = Self { folder: folder.map(ToOwned::to_owned), watcher: None };
        changes.watch();
        changes
    }

    /// Watches the folder, if it is there.
    fn watch(&mut self) {
        let Some(folder) = self.folder.as_deref().filter(|folder| folder.is_dir()) else { return };
        let (told, hears) = mpsc::unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let is_reading = |event: &Event| matches!(event.kind, EventKind::Access(_));
            if !event.as_ref().is_ok_and(is_reading) {
                // Nobody hears any more once the library is gone.
                let _ = told.send(());
            }
        });
        let watched = watcher.and_then(|mut watcher| {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        match watched {
            Ok(watcher) => self.watcher = Some((watcher, hears)),
            Err(error) => tracing::warn!(%error, folder = %folder.display(), "cannot be watched"),
        }
    }

    /// Waits for the next change, then until the files are left alone.
    ///
    /// Can be dropped at any time.
    pub(super) async fn next(&mut self) {
        if self.folder.is_none() {
            return std::future::pending().await;
        }
        while self.watcher.is_none() {
            sleep(PATROL).await;
            self.watch();
            if self.watcher.is_some() {
                return;
            }
        }
        let (_, hears) = self.watcher.as_mut().expect("BUG: it was just made");
        let mut heard = hears.recv().await;
        while heard.is_some() {
            match timeout(CALM, hears.recv()).await {
                Ok(next) => heard = next,
                Err(_) => break,
            }
        }
        // A folder that was removed is not watched any more, also once it is back.
        if !self.folder.as_deref().is_some_and(Path::is_dir) {
            self.watcher = None;
        }
    }
}
