//! Lowers the inputs of a class, dynamic ones to any depth.

use super::choices::{Choice, ChoiceList};
use super::degradation::Reason;
use super::dynamic::{Autogrow, DynamicCombo, DynamicOption, DynamicSlot, ElementNames, MatchType};
use super::files::{ChoiceSource, ModelFolder, lists_models, lists_uploads, stand_in};
use super::input::{
    Combo, ComboForm, CustomWidget, FloatWidget, Input, InputKind, InputTraits, IntWidget, Limits,
    Presence, TextWidget, Upload,
};
use super::number::Number;
use super::parts::{Part, Text};
use super::place::Place;
use super::socket::SocketType;
use super::wire::{
    Raw, WireDynamicOption, WireInputs, WireOptions, WireOrder, WireSpec, WireTemplate, is_set,
    read,
};
use crate::ids::InputName;

/// How many elements an autogrow without limit takes: the server's own cap.
const AUTOGROW_CAP: u32 = 100;

/// Types that editors have a widget for and that hold neither numbers, text, flags nor choices.
const CUSTOM_WIDGETS: &[&str] = &[
    "AUDIO_RECORD",
    "BOUNDING_BOX",
    "BOUNDING_BOXES",
    "CHART",
    "COLOR",
    "COLORS",
    "COMPOSITOR",
    "CURVE",
    "GALLERIA",
    "IMAGECOMPARE",
    "MARKDOWN",
    "PAINTER",
    "RANGE",
    "TEXTAREA",
    "VIDEO_EDIT",
    "WEBCAM",
];

/// Types whose literals are plain JSON values.
const PLAIN: &[&str] = &["INT", "FLOAT", "STRING", "BOOLEAN"];

impl<'a> Place<'_, 'a> {
    /// The input that `spec` declares; `None`, with a reason, where the name is no name.
    pub(super) fn input(
        &mut self,
        name: &str,
        spec: Part<WireSpec<'a>>,
        presence: Presence,
    ) -> Option<Input> {
        let Ok(name) = InputName::new(name) else {
            self.record("", Reason::Missing { expected: "a name" });
            return None;
        };
        let spec = self.take(spec, "a list", "");
        if spec.as_ref().is_some_and(|spec| spec.declared.is_none()) {
            self.record("0", Reason::Missing { expected: "a type" });
        }
        let spec = spec.unwrap_or_default();
        let options = spec.options.and_then(|part| self.take(part, "an object", "1"));
        let mut options = options.unwrap_or_default();
        let kind = match spec.declared {
            Some(declared) => self.kind(&name, declared, &mut options),
            None => InputKind::Opaque,
        };
        let text = |raw: Option<Raw<'a>>| raw.and_then(read::<Box<str>>);
        let (label, tooltip) = (text(options.display_name), text(options.tooltip));
        let tooltip = tooltip.filter(|text| !text.is_empty());
        let (limits, traits) = (limits(&kind, &options), traits(&options));
        Some(Input { name, presence, kind, limits, traits, label, tooltip })
    }
}

/// The limits that the kind itself does not hold.
fn limits(kind: &InputKind, options: &WireOptions<'_>) -> Option<Box<Limits>> {
    let number = |raw: Option<Raw<'_>>| raw.and_then(Number::from_raw);
    let limits = Limits { min: number(options.min), max: number(options.max) };
    let is_number = matches!(kind, InputKind::Int(_) | InputKind::Float(_));
    let is_limited = limits.min.is_some() || limits.max.is_some();
    (is_limited && !is_number).then(|| Box::new(limits))
}

fn traits(options: &WireOptions<'_>) -> InputTraits {
    InputTraits {
        lazy: is_set(options.lazy),
        advanced: is_set(options.advanced),
        force_input: is_set(options.force_input),
        socketless: is_set(options.socketless),
        raw_link: is_set(options.raw_link),
        hidden: is_set(options.hidden),
        control_after_generate: options.control_after_generate.map(|raw| is_set(Some(raw))),
        upload: upload(options),
    }
}

/// Which upload button there is: the first of those declared, as editors look for them.
fn upload(options: &WireOptions<'_>) -> Option<Upload> {
    let declared = [
        (options.animated_image_upload, Upload::AnimatedImage),
        (options.image_upload, Upload::Image),
        (options.video_upload, Upload::Video),
        (options.audio_upload, Upload::Audio),
        (options.file_upload, Upload::File),
    ];
    declared.into_iter().find(|(raw, _)| is_set(*raw)).map(|(_, upload)| upload)
}

impl<'a> Place<'_, 'a> {
    fn kind(
        &mut self,
        name: &InputName,
        declared: Raw<'a>,
        options: &mut WireOptions<'a>,
    ) -> InputKind {
        if declared.get().starts_with(['[', '{']) {
            return self.combo(name, (ComboForm::List, Some(declared)), options);
        }
        let text = read::<Text<'a>>(declared).filter(|text| !text.0.is_empty());
        let Some(text) = self.taken(text, declared, ("a type", "0")) else {
            return InputKind::Opaque;
        };
        match &*text.0 {
            "INT" => InputKind::Int(int(options)),
            "FLOAT" => InputKind::Float(float(options)),
            "STRING" => InputKind::Text(text_widget(options)),
            "BOOLEAN" => InputKind::Boolean(options.default.and_then(read)),
            "COMBO" => self.combo(name, (ComboForm::Named, options.options), options),
            "COMFY_DYNAMICCOMBO_V3" => self.dynamic_combo(options),
            "COMFY_AUTOGROW_V3" => self.autogrow(options),
            "COMFY_MATCHTYPE_V3" => self.match_type(options),
            "COMFY_DYNAMICSLOT_V3" => self.dynamic_slot(options),
            name if name.starts_with("COMFY_") && name.ends_with("_V3") => {
                self.record("0", Reason::UnknownDynamicType);
                InputKind::Opaque
            }
            name => socket_or_widget(SocketType::parse(name), options),
        }
    }

    fn combo(
        &mut self,
        name: &InputName,
        (form, list): (ComboForm, Option<Raw<'a>>),
        options: &WireOptions<'a>,
    ) -> InputKind {
        let choices = list.and_then(|raw| {
            let choices = self.lowering.lists.list(raw);
            self.taken(choices, raw, ("a list", "options"))
        });
        let choices = choices.unwrap_or_default();
        let source = choice_source((self.class.as_str(), name.as_str()), options, &choices);
        let default: Option<Choice> = options.default.and_then(read);
        let default = default.filter(|choice| !matches!(choice, Choice::Other(_)));
        let default = match source {
            ChoiceSource::Models(_) | ChoiceSource::Uploads => {
                self.lowering.has_files |= !choices.as_slice().is_empty();
                stand_in(default, &choices)
            }
            _ => default,
        };
        let multiselect = is_set(options.multiselect);
        InputKind::Combo(Combo { choices, default, form, source, multiselect })
    }

    fn dynamic_combo(&mut self, options: &WireOptions<'a>) -> InputKind {
        let Some(raw) = options.options else {
            self.record("options", Reason::Missing { expected: "a list" });
            return InputKind::Opaque;
        };
        let parts = self.taken(read::<Vec<_>>(raw), raw, ("a list", "options"));
        let parts = parts.unwrap_or_default().into_iter();
        let options = parts.filter_map(|part| self.dynamic_option(part)).collect();
        InputKind::DynamicCombo(DynamicCombo { options })
    }

    fn dynamic_option(&mut self, part: Part<WireDynamicOption<'a>>) -> Option<DynamicOption> {
        let wire = self.take(part, "an object", "options")?;
        let Some(raw) = wire.key else {
            self.record("options", Reason::Missing { expected: "a key" });
            return None;
        };
        let key = self.taken(read::<Choice>(raw), raw, ("a key", "options.key"))?;
        let key: Box<str> = key.to_string().into();
        let inputs = self.within(&key, |place| place.sub_inputs(wire.inputs));
        Some(DynamicOption { key, inputs })
    }

    fn sub_inputs(&mut self, raw: Option<Raw<'a>>) -> Vec<Input> {
        let Some(raw) = raw else { return Vec::new() };
        self.deeper(|place| {
            let part = place.taken(read::<Part<WireInputs<'a>>>(raw), raw, ("an object", ""));
            let wire = part.and_then(|part| place.take(part, "an object", ""));
            wire.map(|wire| place.categories(wire, &WireOrder::default())).unwrap_or_default()
        })
    }

    fn autogrow(&mut self, options: &mut WireOptions<'a>) -> InputKind {
        let Some(wire) = self.template(options) else { return InputKind::Opaque };
        let elements = self.within("template", |place| place.sub_inputs(wire.input));
        let Some(element) = elements.into_iter().next() else {
            self.record("template.input", Reason::Missing { expected: "an input" });
            return InputKind::Opaque;
        };
        let count = |raw: Option<Raw<'a>>| raw.and_then(read::<u32>);
        let names = match wire.names.and_then(read::<Vec<Box<str>>>) {
            Some(names) => ElementNames::Names(names),
            None => ElementNames::Prefix {
                prefix: wire.prefix.and_then(read).unwrap_or_default(),
                max: count(wire.max).unwrap_or(AUTOGROW_CAP).min(AUTOGROW_CAP),
            },
        };
        // Only elements declared as required can be required.
        let min = if element.presence == Presence::Required { count(wire.min) } else { None };
        let element = Box::new(element);
        InputKind::Autogrow(Autogrow { element, names, min: min.unwrap_or_default() })
    }

    fn match_type(&mut self, options: &mut WireOptions<'a>) -> InputKind {
        let Some(wire) = self.template(options) else { return InputKind::Opaque };
        let text = |raw: Option<Raw<'a>>| raw.and_then(read::<Box<str>>);
        let allowed = text(wire.allowed_types);
        InputKind::MatchType(MatchType {
            template: text(wire.template_id).unwrap_or_default(),
            allowed: allowed.map_or(SocketType::Any, |text| SocketType::parse(&text)),
        })
    }

    fn template(&mut self, options: &mut WireOptions<'a>) -> Option<WireTemplate<'a>> {
        let Some(part) = options.template.take() else {
            self.record("template", Reason::Missing { expected: "an object" });
            return None;
        };
        self.take(part, "an object", "template")
    }

    fn dynamic_slot(&mut self, options: &WireOptions<'a>) -> InputKind {
        let socket = options.slot_type.and_then(read::<Text<'a>>);
        let socket = socket.map_or(SocketType::Any, |text| SocketType::parse(&text.0));
        InputKind::DynamicSlot(DynamicSlot { socket, inputs: self.sub_inputs(options.inputs) })
    }
}

/// Where the choices of `input` of `class` come from.
pub(super) fn choice_source(
    (class, input): (&str, &str),
    options: &WireOptions<'_>,
    choices: &ChoiceList,
) -> ChoiceSource {
    if options.remote.is_some() {
        return ChoiceSource::Remote;
    }
    if is_upload(options) || lists_uploads(class, input) {
        return ChoiceSource::Uploads;
    }
    let folder = ModelFolder::of(class, input);
    if folder.is_some() || is_set(options.model_files) || lists_models(choices) {
        return ChoiceSource::Models(folder);
    }
    if choices.as_slice().is_empty() { ChoiceSource::Open } else { ChoiceSource::Fixed }
}

fn is_upload(options: &WireOptions<'_>) -> bool {
    upload(options).is_some() || options.image_folder.is_some()
}

fn int(options: &WireOptions<'_>) -> IntWidget {
    let number = |raw: Option<Raw<'_>>| raw.and_then(Number::from_raw);
    IntWidget {
        default: number(options.default).and_then(Number::as_int),
        min: number(options.min),
        max: number(options.max),
        step: number(options.step),
    }
}

fn float(options: &WireOptions<'_>) -> FloatWidget {
    let number = |raw: Option<Raw<'_>>| raw.and_then(Number::from_raw);
    FloatWidget {
        default: number(options.default).map(Number::as_f64),
        min: number(options.min),
        max: number(options.max),
        step: number(options.step),
        round: number(options.round),
    }
}

fn text_widget(options: &WireOptions<'_>) -> TextWidget {
    TextWidget {
        default: options.default.and_then(read),
        multiline: is_set(options.multiline),
        dynamic_prompts: is_set(options.dynamic_prompts),
    }
}

/// A type that is none of the server's own kinds: a socket, unless editors have a widget for it.
fn socket_or_widget(socket: SocketType, options: &WireOptions<'_>) -> InputKind {
    let names = socket.names();
    let is_custom = matches!(names, [name] if CUSTOM_WIDGETS.contains(&name.as_str()));
    let has_plain = names.iter().any(|name| PLAIN.contains(&name.as_str()));
    let named = options.widget_type.and_then(read::<Box<str>>);
    if is_custom || has_plain || options.widget_type.is_some() {
        let default = options.default.and_then(read);
        let own = is_custom.then(|| names[0].as_str().into());
        return InputKind::Custom(CustomWidget { widget: named.or(own), socket, default });
    }
    InputKind::Socket(socket)
}
