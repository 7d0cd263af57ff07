//! Mirrors what `/object_info` sends, quirks included.
//!
//! A part of a wrong kind is kept as its kind, and `lower` says so. Leaves stay raw text, which
//! keeps the digits of large limits.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::parts::{Pairs, Part, Text};

/// JSON text that is part of the input.
pub(super) type Raw<'a> = &'a RawValue;

/// Inputs by name, in sent order.
pub(super) type Specs<'a> = Pairs<'a, Part<WireSpec<'a>>>;

/// One class.
#[derive(Deserialize)]
pub(super) struct WireClass<'a> {
    #[serde(borrow)]
    pub(super) input: Option<Part<WireInputs<'a>>>,
    pub(super) input_order: Option<Part<WireOrder<'a>>>,
    pub(super) output: Option<Part<Vec<Raw<'a>>>>,
    pub(super) output_is_list: Option<Part<Vec<Raw<'a>>>>,
    pub(super) output_name: Option<Part<Vec<Raw<'a>>>>,
    pub(super) output_tooltips: Option<Part<Vec<Raw<'a>>>>,
    pub(super) output_matchtypes: Option<Part<Vec<Raw<'a>>>>,
    pub(super) display_name: Option<Raw<'a>>,
    pub(super) description: Option<Raw<'a>>,
    pub(super) python_module: Option<Raw<'a>>,
    pub(super) category: Option<Raw<'a>>,
    pub(super) essentials_category: Option<Raw<'a>>,
    pub(super) search_aliases: Option<Raw<'a>>,
    pub(super) price_badge: Option<Raw<'a>>,
    pub(super) output_node: Option<Raw<'a>>,
    pub(super) has_intermediate_output: Option<Raw<'a>>,
    pub(super) is_input_list: Option<Raw<'a>>,
    pub(super) api_node: Option<Raw<'a>>,
    pub(super) deprecated: Option<Raw<'a>>,
    pub(super) experimental: Option<Raw<'a>>,
    pub(super) dev_only: Option<Raw<'a>>,
}

/// Inputs by category; also the shape of a dynamic option's inputs and of an autogrow template's.
#[derive(Deserialize)]
pub(super) struct WireInputs<'a> {
    #[serde(borrow)]
    pub(super) required: Option<Part<Specs<'a>>>,
    pub(super) optional: Option<Part<Specs<'a>>>,
    pub(super) hidden: Option<Part<Pairs<'a, Raw<'a>>>>,
}

/// Names in order, by category.
#[derive(Deserialize, Default)]
pub(super) struct WireOrder<'a> {
    #[serde(borrow)]
    pub(super) required: Option<Raw<'a>>,
    pub(super) optional: Option<Raw<'a>>,
}

/// One input: a type, then options; what packs put behind them is skipped.
#[derive(Default)]
pub(super) struct WireSpec<'a> {
    pub(super) declared: Option<Raw<'a>>,
    pub(super) options: Option<Part<WireOptions<'a>>>,
}

/// The options that follow the type of an input.
#[derive(Deserialize, Default)]
pub(super) struct WireOptions<'a> {
    #[serde(borrow)]
    pub(super) default: Option<Raw<'a>>,
    pub(super) min: Option<Raw<'a>>,
    pub(super) max: Option<Raw<'a>>,
    pub(super) step: Option<Raw<'a>>,
    pub(super) round: Option<Raw<'a>>,
    pub(super) options: Option<Raw<'a>>,
    pub(super) multiselect: Option<Raw<'a>>,
    pub(super) multiline: Option<Raw<'a>>,
    #[serde(rename = "dynamicPrompts")]
    pub(super) dynamic_prompts: Option<Raw<'a>>,
    pub(super) control_after_generate: Option<Raw<'a>>,
    #[serde(rename = "forceInput")]
    pub(super) force_input: Option<Raw<'a>>,
    pub(super) socketless: Option<Raw<'a>>,
    #[serde(rename = "rawLink")]
    pub(super) raw_link: Option<Raw<'a>>,
    pub(super) lazy: Option<Raw<'a>>,
    pub(super) advanced: Option<Raw<'a>>,
    pub(super) hidden: Option<Raw<'a>>,
    #[serde(rename = "widgetType")]
    pub(super) widget_type: Option<Raw<'a>>,
    pub(super) component: Option<Raw<'a>>,
    pub(super) display: Option<Raw<'a>>,
    pub(super) display_name: Option<Raw<'a>>,
    pub(super) label_on: Option<Raw<'a>>,
    pub(super) label_off: Option<Raw<'a>>,
    pub(super) placeholder: Option<Raw<'a>>,
    pub(super) tooltip: Option<Raw<'a>>,
    pub(super) template: Option<Part<WireTemplate<'a>>>,
    #[serde(rename = "slotType")]
    pub(super) slot_type: Option<Raw<'a>>,
    pub(super) inputs: Option<Raw<'a>>,
    pub(super) remote: Option<Raw<'a>>,
    pub(super) image_upload: Option<Raw<'a>>,
    pub(super) audio_upload: Option<Raw<'a>>,
    pub(super) video_upload: Option<Raw<'a>>,
    pub(super) animated_image_upload: Option<Raw<'a>>,
    pub(super) file_upload: Option<Raw<'a>>,
    pub(super) image_folder: Option<Raw<'a>>,
    /// Only in snapshots: the choices left out were model files of an unknown folder.
    pub(super) model_files: Option<Raw<'a>>,
}

/// One option of a dynamic combo.
#[derive(Deserialize)]
pub(super) struct WireDynamicOption<'a> {
    #[serde(borrow)]
    pub(super) key: Option<Raw<'a>>,
    pub(super) inputs: Option<Raw<'a>>,
}

/// The template of an autogrow or match type.
#[derive(Deserialize)]
pub(super) struct WireTemplate<'a> {
    #[serde(borrow)]
    pub(super) input: Option<Raw<'a>>,
    pub(super) prefix: Option<Raw<'a>>,
    pub(super) names: Option<Raw<'a>>,
    pub(super) min: Option<Raw<'a>>,
    pub(super) max: Option<Raw<'a>>,
    pub(super) template_id: Option<Raw<'a>>,
    pub(super) allowed_types: Option<Raw<'a>>,
}

/// What a JSON text is, for messages.
pub(super) fn kind_of(raw: Raw<'_>) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "a flag",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Reads `raw` as a `T`; `None` where it is something else.
pub(super) fn read<'a, T: Deserialize<'a>>(raw: Raw<'a>) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// Whether a flag is set; anything but `true` and a text counts as not, as editors see it.
pub(super) fn is_set(raw: Option<Raw<'_>>) -> bool {
    raw.is_some_and(|raw| raw.get() == "true" || raw.get().starts_with('"'))
}

/// Whether a flag is there and `false`.
pub(super) fn is_unset(raw: Option<Raw<'_>>) -> bool {
    raw.is_some_and(|raw| raw.get() == "false")
}

/// Calls `work` for each class of an object of classes, so that one wire form is held at a time.
pub(super) fn each_class<'a>(
    text: &'a str,
    work: impl FnMut(String, Raw<'a>),
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Classes(work).deserialize(&mut deserializer)?;
    deserializer.end()
}

struct Classes<F>(F);

impl<'a, F: FnMut(String, Raw<'a>)> DeserializeSeed<'a> for Classes<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a, F: FnMut(String, Raw<'a>)> Visitor<'a> for Classes<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of node classes")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut entries: A) -> Result<(), A::Error> {
        while let Some((name, raw)) = entries.next_entry::<Text<'a>, Raw<'a>>()? {
            (self.0)(name.0.into_owned(), raw);
        }
        Ok(())
    }
}
