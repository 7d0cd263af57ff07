//! Answers questions about a schema: what there is, what fits what.
//!
//! Programs and agents ask while they build a graph. Nothing here changes or checks one.

mod paths;
mod search;
mod wires;

use std::collections::BTreeMap;

use crate::closest::closest;
use crate::ids::ClassName;
use crate::schema::{NodeClass, Pack, Schema, SocketType};

pub use paths::{Path, Step};
pub use search::{Hit, Matched};
pub use wires::{Consumer, Fit, Producer};

/// A schema made ready for questions.
///
/// ```
/// use comfy_graph_core::catalog::Catalog;
/// use comfy_graph_core::schema::{Schema, SocketType};
///
/// let schema = Schema::from_json(
///     br#"{"VAEDecode":{"input":{"required":{"samples":["LATENT"],"vae":["VAE"]}},
///         "output":["IMAGE"],"category":"latent"}}"#,
/// )?;
/// let catalog = Catalog::new(&schema);
///
/// assert_eq!(catalog.search("decode")[0].class.name.as_str(), "VAEDecode");
/// let paths = catalog.paths(&SocketType::parse("LATENT"), &SocketType::parse("IMAGE"), 1);
/// assert_eq!(paths[0].to_string(), "LATENT -> VAEDecode -> IMAGE");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Catalog<'s> {
    schema: &'s Schema,
    index: search::Index<'s>,
    root: Category<'s>,
    packs: BTreeMap<Pack<'s>, Vec<&'s NodeClass>>,
    sockets: wires::Sockets<'s>,
}

/// One level of the menus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Category<'s> {
    /// The parts up to here, separated by `/`; empty for the root.
    pub path: String,
    /// The classes of this level, by name.
    pub classes: Vec<&'s NodeClass>,
    /// The levels below, by name.
    pub children: BTreeMap<&'s str, Category<'s>>,
}

impl<'s> Catalog<'s> {
    /// Prepares the answers for `schema`.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        let mut classes: Vec<_> = schema.classes().collect();
        classes.sort_by(|a, b| a.name.cmp(&b.name));
        let (mut root, mut packs) = (Category::default(), BTreeMap::<_, Vec<_>>::new());
        for class in &classes {
            root.add(class);
            packs.entry(class.pack()).or_default().push(*class);
        }
        let sockets = wires::Sockets::new(&classes);
        Self { schema, index: search::Index::new(&classes), root, packs, sockets }
    }

    /// The classes that `query` may mean, the best first.
    ///
    /// Every word of the query must match: the name or caption best, then search words, category
    /// and description. Among equals, deprecated and partner classes come last. Where nothing
    /// matches, names that are spelled nearly so do.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<Hit<'s>> {
        self.index.search(query)
    }

    /// The menus, from the root.
    #[must_use]
    pub fn categories(&self) -> &Category<'s> {
        &self.root
    }

    /// The menu at `path`, such as `image/upscaling`.
    #[must_use]
    pub fn category(&self, path: &str) -> Option<&Category<'s>> {
        let mut parts = parts(path);
        parts.try_fold(&self.root, |category, part| category.children.get(part))
    }

    /// The classes of each pack, by name.
    pub fn packs(&self) -> impl Iterator<Item = (Pack<'s>, &[&'s NodeClass])> {
        self.packs.iter().map(|(pack, classes)| (*pack, classes.as_slice()))
    }

    /// The outputs that may be linked to an input of type `socket`, the most exact first.
    #[must_use]
    pub fn producers(&self, socket: &SocketType) -> Vec<Producer<'s>> {
        self.sockets.producers(socket)
    }

    /// The inputs that an output of type `socket` may be linked to, the most exact first.
    #[must_use]
    pub fn consumers(&self, socket: &SocketType) -> Vec<Consumer<'s>> {
        self.sockets.consumers(socket)
    }

    /// The chains of classes that turn `from` into `to`, shortest first, `limit` at most.
    ///
    /// Among chains of one length, those of core classes with few required links come first.
    /// No chain goes through a wildcard, nor turns numbers, text, flags or choices into something
    /// else on its way, since any of them would lead anywhere.
    #[must_use]
    pub fn paths(&self, from: &SocketType, to: &SocketType, limit: usize) -> Vec<Path<'s>> {
        paths::find(&self.sockets, (from, to), limit)
    }

    /// The classes whose names `name` may have meant, three at most.
    #[must_use]
    pub fn closest(&self, name: &str) -> Vec<&'s ClassName> {
        let names = self.schema.classes().map(|class| class.name.as_str());
        let found = closest(name, names).into_iter();
        found.filter_map(|name| self.schema.class(name)).map(|class| &class.name).collect()
    }
}

impl<'s> Category<'s> {
    /// How many classes there are at this level and below.
    #[must_use]
    pub fn count(&self) -> usize {
        self.classes.len() + self.children.values().map(Self::count).sum::<usize>()
    }

    fn add(&mut self, class: &'s NodeClass) {
        let mut level = self;
        for part in parts(&class.category) {
            let slash = if level.path.is_empty() { "" } else { "/" };
            let path = format!("{}{slash}{part}", level.path);
            level = level.children.entry(part).or_default();
            level.path = path;
        }
        level.classes.push(class);
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}
