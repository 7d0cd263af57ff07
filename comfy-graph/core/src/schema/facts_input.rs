//! Picks the facts out of the declaration of one input.

use super::choices::Choice;
use super::facts::Facts;
use super::files::{ChoiceSource, stand_in};
use super::lower_input::choice_source;
use super::parts::Part;
use super::snapshot::Files;
use super::wire::{Raw, WireOptions, WireSpec, kind_of, read};

/// What stands for an input's list of choices.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choices {
    /// There is no list, or it is no list of choices.
    None,
    /// The list.
    Kept,
    /// What stands where the list should, which is none; it may have listed files.
    Malformed,
    /// The empty list, since it listed files.
    Dropped,
    /// The same, where nothing else tells that they were model files.
    DroppedModels,
}

impl<'a> Facts<'_, 'a> {
    /// A type, then options.
    pub(super) fn spec(&mut self, name: &str, spec: WireSpec<'a>) {
        self.out.text.push('[');
        if let Some(declared) = spec.declared {
            let options = spec.options.as_ref().and_then(|part| part.as_ref().ok());
            let choices = self.choices(name, declared, options);
            self.declared(declared, choices);
            let nothing = self.nothing(declared, options, choices);
            // The mark of dropped model files, and what stands for none, need options to stand in.
            let needed = choices == Choices::DroppedModels || nothing.is_some();
            let none = needed.then(|| Part::Is(WireOptions::default()));
            if let Some(part) = spec.options.or(none) {
                let (start, is_options) = (self.out.text.len(), matches!(part, Part::Is(_)));
                self.out.separate();
                self.any(part, |facts, wire| facts.options((declared, nothing), wire, choices));
                // No options and empty ones are the same.
                if is_options && self.out.text.ends_with(",{}") {
                    self.out.text.truncate(start);
                }
            }
        }
        self.out.text.push(']');
    }

    fn declared(&mut self, declared: Raw<'a>, choices: Choices) {
        match (kind_of(declared), choices) {
            ("a list" | "an object", Choices::Dropped | Choices::DroppedModels) => {
                self.out.stub("a list");
            }
            ("a list" | "an object", _) => self.list(declared),
            ("text", _) => self.out.raw(declared),
            (kind, _) => self.out.stub(kind),
        }
    }

    fn choices(
        &mut self,
        name: &str,
        declared: Raw<'a>,
        options: Option<&WireOptions<'a>>,
    ) -> Choices {
        let list = match kind_of(declared) {
            "a list" | "an object" => Some(declared),
            _ if is_type(declared, "COMBO") => options.and_then(|options| options.options),
            _ => return Choices::None,
        };
        let none = WireOptions::default();
        let options = options.unwrap_or(&none);
        let read = list.map(|raw| self.picker.lists.list(raw));
        match (self.picker.contents.files, read) {
            (Files::Keep, _) => Choices::Kept,
            (Files::Drop, Some(None)) => Choices::Malformed,
            (Files::Drop, choices) => {
                let choices = choices.flatten().unwrap_or_default();
                dropped(&choice_source((self.class, name), options, &choices), options)
            }
        }
    }

    /// What stands for no file, where the files themselves are left out.
    fn nothing(
        &mut self,
        declared: Raw<'a>,
        options: Option<&WireOptions<'a>>,
        choices: Choices,
    ) -> Option<Choice> {
        if !matches!(choices, Choices::Dropped | Choices::DroppedModels) {
            return None;
        }
        let inline = (kind_of(declared) != "text").then_some(declared);
        let list = inline.or_else(|| options?.options);
        let list = list.and_then(|raw| self.picker.lists.list(raw)).unwrap_or_default();
        stand_in(options.and_then(|options| options.default).and_then(read), &list)
    }

    fn options(
        &mut self,
        (declared, nothing): (Raw<'a>, Option<Choice>),
        mut wire: WireOptions<'a>,
        choices: Choices,
    ) {
        self.out.text.push('{');
        match choices {
            Choices::None => self.default(wire.default),
            Choices::Kept => self.raw("default", wire.default),
            Choices::Malformed | Choices::Dropped | Choices::DroppedModels => {}
        }
        if let Some(nothing) = nothing {
            self.out.key("default");
            self.out.text.push_str(&serde_json::Value::from(nothing.to_string()).to_string());
        }
        self.number("min", wire.min);
        self.number("max", wire.max);
        self.number("step", wire.step);
        self.number("round", wire.round);
        self.offered(declared, &wire, choices);
        self.part("template", wire.template.take(), Self::template);
        self.text("slotType", wire.slot_type);
        self.sub("inputs", wire.inputs);
        self.flags(&wire);
        if choices == Choices::DroppedModels {
            self.out.key("model_files");
            self.out.text.push_str("true");
        }
        self.looks(&wire);
        self.out.text.push('}');
    }

    fn offered(&mut self, declared: Raw<'a>, wire: &WireOptions<'a>, choices: Choices) {
        let Some(raw) = wire.options else { return };
        if is_type(declared, "COMBO") {
            self.out.key("options");
            match choices {
                Choices::None | Choices::Kept | Choices::Malformed => self.list(raw),
                Choices::Dropped | Choices::DroppedModels => self.out.stub("a list"),
            }
        } else if is_type(declared, "COMFY_DYNAMICCOMBO_V3") {
            self.out.key("options");
            self.dynamic_options(raw);
        }
    }

    fn flags(&mut self, wire: &WireOptions<'a>) {
        self.flag("multiselect", wire.multiselect);
        self.flag("multiline", wire.multiline);
        self.flag("dynamicPrompts", wire.dynamic_prompts);
        let control = wire.control_after_generate;
        self.raw("control_after_generate", control.filter(|raw| raw.get() != "null"));
        self.flag("forceInput", wire.force_input);
        self.flag("socketless", wire.socketless);
        self.flag("rawLink", wire.raw_link);
        self.flag("lazy", wire.lazy);
        self.flag("advanced", wire.advanced);
        self.flag("hidden", wire.hidden);
        self.flag("image_upload", wire.image_upload);
        self.flag("audio_upload", wire.audio_upload);
        self.flag("video_upload", wire.video_upload);
        self.flag("animated_image_upload", wire.animated_image_upload);
        self.flag("file_upload", wire.file_upload);
        self.flag("model_files", wire.model_files);
        self.raw("image_folder", wire.image_folder);
        self.raw("remote", wire.remote);
    }

    fn looks(&mut self, wire: &WireOptions<'a>) {
        self.raw("widgetType", wire.widget_type);
        self.text("component", wire.component);
        self.text("display", wire.display);
        self.text("display_name", wire.display_name);
        self.text("label_on", wire.label_on);
        self.text("label_off", wire.label_off);
        self.prose("placeholder", wire.placeholder);
        self.prose("tooltip", wire.tooltip);
    }
}

fn is_type(declared: Raw<'_>, name: &str) -> bool {
    read::<&str>(declared) == Some(name)
}

/// What stands for choices where files are left out.
fn dropped(source: &ChoiceSource, options: &WireOptions<'_>) -> Choices {
    match source {
        ChoiceSource::Fixed | ChoiceSource::Open => Choices::Kept,
        ChoiceSource::Models(None) if options.model_files.is_none() => Choices::DroppedModels,
        ChoiceSource::Models(_) | ChoiceSource::Uploads | ChoiceSource::Remote => Choices::Dropped,
    }
}
