//! Opens the store when it is first needed.
//!
//! Starting the server waits for nothing, not even for its database.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::store::{Store, StoreError};

/// The store, opened once; cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    place: Place,
    store: OnceCell<Store>,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    Memory,
}

impl Storage {
    /// The store in the folder of the server's data.
    #[must_use]
    pub fn in_folder(data_dir: &std::path::Path) -> Self {
        Self::of(Place::File(data_dir.join("comfy-mcp.db")))
    }

    /// A store that forgets everything at the end, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::of(Place::Memory)
    }

    fn of(place: Place) -> Self {
        Self { shared: Arc::new(Shared { place, store: OnceCell::new() }) }
    }

    /// The store.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be opened; the next call tries again.
    pub async fn get(&self) -> Result<&Store, StoreError> {
        let Shared { place, store } = &*self.shared;
        let open = || async {
            match place {
                Place::File(path) => Store::open(path).await,
                Place::Memory => Store::in_memory().await,
            }
        };
        store.get_or_try_init(open).await
    }
}
