//! Advises on values that a combo does not offer.

use super::{Advice, Subject, allowed};
use crate::closest::closest;
use crate::json::Json;
use crate::schema::{Choice, ChoiceList, ChoiceSource, InputKind};
use crate::validate::phrases::{either, quoted, shown};

/// How many suggestions a message has room for.
const SUGGESTIONS: usize = 3;

impl Subject<'_> {
    pub(super) fn choice(&self, invalid: &[Json<'_>], choices: &ChoiceList) -> Advice {
        let name = self.name;
        let word = invalid.first().map(spelled).unwrap_or_default();
        let choices = choices.as_slice();
        let closest = closest_choices(&word, choices);
        let same = choices.iter().find(|choice| choice.to_string() == word);
        let next_step = match (same, closest.as_slice()) {
            (Some(choice), _) => {
                let choice = shown(&choice.to_json());
                format!("write `{name}` as {choice}: numbers and flags differ from texts")
            }
            (None, []) => self.other_choice(&word, choices.is_empty()),
            (None, closest) => format!("choose {} for `{name}`", either(closest)),
        };
        Advice { allowed: allowed::choices(choices), closest, next_step }
    }

    /// What to do where nothing offered is close.
    fn other_choice(&self, word: &str, is_empty: bool) -> String {
        let (name, word) = (self.name, quoted(word));
        let source = match self.input.map(|input| &input.kind) {
            Some(InputKind::Combo(combo)) => &combo.source,
            _ => &ChoiceSource::Fixed,
        };
        let otherwise = if is_empty { "" } else { ", or choose a listed one" };
        match source {
            ChoiceSource::Models(Some(folder)) => {
                let folder = folder.as_str();
                format!("put the file {word} into the model folder `{folder}`{otherwise}")
            }
            ChoiceSource::Models(None) => {
                format!("put the file {word} where the server looks for it{otherwise}")
            }
            ChoiceSource::Uploads => format!("upload {word} to the server{otherwise}"),
            _ if is_empty => format!("link `{name}`: the server offers no choices for it"),
            _ => format!("choose a listed value for `{name}` instead of {word}"),
        }
    }
}

fn spelled(value: &Json<'_>) -> String {
    value.as_text().map_or_else(|| value.to_string(), str::to_owned)
}

/// The choices that `word` may mean: first the same file elsewhere, then those spelled nearly so.
fn closest_choices(word: &str, choices: &[Choice]) -> Vec<String> {
    let spelled: Vec<_> = choices.iter().map(Choice::to_string).collect();
    let all = || spelled.iter().map(String::as_str);
    if let Some(other_case) = all().find(|choice| choice.eq_ignore_ascii_case(word)) {
        return vec![other_case.to_owned()];
    }
    let is_same = |choice: &&str| stem(choice).eq_ignore_ascii_case(stem(word));
    let mut found: Vec<&str> = all().filter(is_same).take(SUGGESTIONS).collect();
    for near in closest(word, all()) {
        if !found.contains(&near) {
            found.push(near);
        }
    }
    found.truncate(SUGGESTIONS);
    found.into_iter().map(str::to_owned).collect()
}

/// The name of a file without folders and ending.
fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
