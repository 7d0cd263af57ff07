//! Holds the workflows that can be run: those of this program, those of a folder.
//!
//! `read` makes an [`Entry`] of a file, `watch` notices changes. Running one is the business of
//! `jobs`, describing it to clients that of `tools`.

mod entry;
mod fault;
mod namespace;
mod read;
mod shipped;
mod watch;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use comfy_graph_core::closest::closest;
use indexmap::IndexMap;
use tokio::sync::watch as channel;

use crate::backend::{Backend, Known};
use crate::error::{Code, ToolError};

pub use entry::{Entry, Home};
pub use fault::FileFault;
pub use shipped::{SHIPPED, Shipped};

/// Every workflow that can be run now.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: IndexMap<String, Arc<Entry>>,
    faults: Vec<FileFault>,
}

impl Catalogue {
    /// The shipped workflows, then those of `folder`, which replace shipped ones of the same id.
    ///
    /// A file that cannot be used becomes a [`FileFault`] and takes nothing else down. `taken` are
    /// names of tools that no workflow can have.
    #[must_use]
    pub fn read(folder: Option<&Path>, taken: &HashSet<String>, known: &Known) -> Self {
        let mut catalogue = Self::default();
        for shipped in SHIPPED {
            match read::shipped(shipped, known) {
                Ok(entry) => catalogue.insert(entry),
                Err(fault) => catalogue.faults.push(fault),
            }
        }
        let mut own = HashSet::new();
        for file in folder.map(read::files).unwrap_or_default() {
            match file.and_then(|path| read::file(&path, known)) {
                Ok(mut entry) => {
                    entry.id = free_id(&entry.id, |id| taken.contains(id) || own.contains(id));
                    own.insert(entry.id.clone());
                    catalogue.insert(entry);
                }
                Err(fault) => catalogue.faults.push(fault),
            }
        }
        catalogue
    }

    fn insert(&mut self, entry: Entry) {
        self.entries.insert(entry.id.clone(), Arc::new(entry));
    }

    /// Every workflow, the shipped ones first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    /// The workflow that `name` means: by its id, else by its file's name, else by its title.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Arc<Entry>> {
        let by = |is_meant: &dyn Fn(&Entry) -> bool| self.entries().find(|entry| is_meant(entry));
        self.entries
            .get(name)
            .or_else(|| by(&|entry| entry.stem == name))
            .or_else(|| by(&|entry| entry.name == name))
    }

    /// The same, for a caller who is sure that there is one.
    ///
    /// # Errors
    ///
    /// [`Code::WorkflowNotFound`] with the closest one, [`Code::WorkflowUnusable`] with the reason.
    pub fn named(&self, name: &str) -> Result<&Arc<Entry>, ToolError> {
        if let Some(entry) = self.find(name) {
            return Ok(entry);
        }
        let stem = |fault: &&FileFault| fault.file.file_stem().is_some_and(|stem| stem == name);
        if let Some(fault) = self.faults.iter().find(stem) {
            return Err(ToolError::new(
                Code::WorkflowUnusable,
                format!("Workflow '{name}' cannot be used: {fault}"),
            )
            .hint("correct the file; it is read anew at once"));
        }
        let error = ToolError::new(Code::WorkflowNotFound, format!("Workflow '{name}' not found"));
        Err(match self.closest(name).first() {
            Some(closest) => error.hint(format!("did you mean {closest}?")),
            None => error.hint("list_workflows names those there are"),
        })
    }

    /// The ids that `name` may have meant, the closest first.
    #[must_use]
    pub fn closest(&self, name: &str) -> Vec<&str> {
        closest(name, self.entries.keys().map(String::as_str))
    }

    /// The files that cannot be used, each with the reason.
    #[must_use]
    pub fn faults(&self) -> &[FileFault] {
        &self.faults
    }
}

/// `id`, else `id_2` and so on.
fn free_id(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{id}_{number}"));
    let mut ids = std::iter::once(id.to_owned()).chain(numbered);
    ids.find(|id| !is_taken(id)).expect("BUG: numbers never end")
}

/// The catalogue of one backend, kept up to date.
#[derive(Debug, Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: Option<PathBuf>,
    taken: HashSet<String>,
    backend: Backend,
    catalogue: ArcSwap<Catalogue>,
    changes: channel::Sender<u64>,
}

impl Library {
    /// The workflows in `folder`, as `backend` can run them.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, taken: HashSet<String>, backend: Backend) -> Self {
        let catalogue = Catalogue::read(folder.as_deref(), &taken, &backend.known());
        let catalogue = ArcSwap::from_pointee(catalogue);
        let changes = channel::Sender::default();
        Self { shared: Arc::new(Shared { folder, taken, backend, catalogue, changes }) }
    }

    /// The folder with the user's own workflows; it may not exist.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.shared.folder.as_deref()
    }

    /// What can be run now.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.shared.catalogue.load_full()
    }

    /// Tells of each change of [`Library::catalogue`].
    #[must_use]
    pub fn changes(&self) -> channel::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Tells everyone that something about the workflows changed, such as their defaults.
    pub fn announce(&self) {
        self.shared.changes.send_modify(|count| *count += 1);
    }

    /// Reads everything anew, off the threads that answer clients.
    pub async fn reload(&self) {
        let library = self.clone();
        let reloaded = tokio::task::spawn_blocking(move || {
            let Shared { folder, taken, backend, catalogue, .. } = &*library.shared;
            let read = Catalogue::read(folder.as_deref(), taken, &backend.known());
            catalogue.store(Arc::new(read));
        });
        reloaded.await.expect("BUG: reading workflows does not panic");
        self.announce();
    }

    /// Reads anew whatever changes, in the folder or on the server; forever.
    ///
    /// Changes of the server count from the call on, not from the first poll.
    pub fn follow(self) -> impl Future<Output = ()> + Send + 'static {
        let mut schemas = self.shared.backend.changes();
        async move {
            let mut files = watch::Changes::of(self.folder());
            loop {
                tokio::select! {
                    changed = schemas.changed() => if changed.is_err() { return },
                    () = files.next() => {}
                }
                self.reload().await;
            }
        }
    }
}
