//! Names the groups that tools come in.

use std::collections::BTreeSet;
use std::fmt;

use comfy_graph_core::closest::closest;

use super::error::ValueError;

/// What stands for every group.
const ALL: &str = "all";

/// A group of tools that is on or off as a whole.
///
/// The tools of workflows belong to none: they are always on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toolset {
    /// Jobs, assets, models, defaults.
    Core,
    /// Putting assets into a web project.
    Publish,
    /// Many generations at once.
    Batch,
}

impl Toolset {
    /// Every group, in the order of the reference.
    pub const ALL: [Self; 3] = [Self::Core, Self::Publish, Self::Batch];

    /// The groups that are on unless said.
    pub const DEFAULT: [Self; 3] = [Self::Core, Self::Publish, Self::Batch];

    /// The name as settings spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Publish => "publish",
            Self::Batch => "batch",
        }
    }

    /// The groups that `names` stand for.
    pub(super) fn read(names: &[String]) -> Result<BTreeSet<Self>, ValueError> {
        let mut toolsets = BTreeSet::new();
        for name in names {
            match Self::ALL.into_iter().find(|toolset| toolset.as_str() == name) {
                Some(toolset) => drop(toolsets.insert(toolset)),
                None if name == ALL => toolsets.extend(Self::ALL),
                None => return Err(Self::unknown(name)),
            }
        }
        Ok(toolsets)
    }

    fn unknown(name: &str) -> ValueError {
        let names = Self::ALL.iter().map(|toolset| toolset.as_str()).chain([ALL]);
        let closest = closest(name, names.clone()).first().map(|name| Box::from(*name));
        let known = names.collect::<Vec<_>>().join(", ").into_boxed_str();
        ValueError::Toolset { name: name.into(), closest, known }
    }
}

impl fmt::Display for Toolset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Result<BTreeSet<Toolset>, ValueError> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        Toolset::read(&names)
    }

    #[test]
    fn all_stands_for_every_group() {
        assert_eq!(read(&["all"]).unwrap().len(), Toolset::ALL.len());
        assert_eq!(read(&["batch", "core"]).unwrap(), [Toolset::Core, Toolset::Batch].into());
    }

    #[test]
    fn an_unknown_group_is_told_with_the_one_it_may_mean() {
        let error = read(&["core", "bacth"]).unwrap_err();

        assert_eq!(error.to_string(), "`bacth` is no toolset; did you mean `batch`?");
    }
}
