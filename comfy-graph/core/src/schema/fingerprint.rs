//! Sums up what typed code depends on as one number.

use std::fmt;

use serde_json::Value;

use super::Schema;
use super::canonical::Writer;
use super::choices::Choice;
use super::class::{ClassFlags, NodeClass, Output, OutputType, Pack};
use super::dynamic::{Autogrow, ElementNames};
use super::facts::is_prose;
use super::files::lists_models;
use super::input::{Combo, ComboForm, Input, InputKind, InputTraits, Presence};
use super::number::Number;
use super::socket::SocketType;

/// The 64-bit FNV-1a hash of the facts of a schema.
///
/// Classes count by name, with their pack, flags, inputs and outputs: a changed range, default,
/// choice, input or output changes it. Model files and other files, tooltips, descriptions, display
/// names, categories and the order of classes do not. It tells whether anything changed, and is no
/// protection against forgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of `schema`.
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        let mut classes: Vec<_> = schema.classes().collect();
        classes.sort_by(|a, b| a.name.cmp(&b.name));
        let mut facts = Hasher::default();
        classes.into_iter().for_each(|class| facts.class(class));
        Self(facts.state)
    }

    /// The hash of one text, for names that have to follow from it alone.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let mut hasher = Hasher::default();
        hasher.bytes(text.as_bytes());
        Self(hasher.state)
    }

    /// The 64 bits.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl Default for Fingerprint {
    /// The fingerprint of the schema without classes.
    fn default() -> Self {
        Self(Hasher::default().state)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Hashes facts one after the other, each with an end mark.
struct Hasher {
    state: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { state: 0xcbf2_9ce4_8422_2325 }
    }
}

impl fmt::Write for Hasher {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}

impl Hasher {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = (self.state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// One fact; the mark is no byte of any text, so that no two sequences of facts run together.
    fn fact(&mut self, fact: impl fmt::Display) {
        fmt::write(self, format_args!("{fact}")).expect("BUG: hashing never fails");
        self.bytes(&[0xff]);
    }

    fn optional(&mut self, fact: Option<impl fmt::Display>) {
        match fact {
            Some(fact) => self.fact(fact),
            None => self.bytes(&[0xfe]),
        }
    }

    fn flags<const N: usize>(&mut self, flags: [bool; N]) {
        self.bytes(&flags.map(u8::from));
    }

    fn class(&mut self, class: &NodeClass) {
        self.fact("class");
        self.fact(&class.name);
        self.fact(match class.pack() {
            Pack::Core => "",
            Pack::Custom(pack) => pack,
        });
        let ClassFlags { output_node, has_intermediate_output, is_input_list, .. } = class.flags;
        let ClassFlags { api_node, deprecated, experimental, dev_only, .. } = class.flags;
        self.flags([output_node, has_intermediate_output, is_input_list, api_node]);
        self.flags([deprecated, experimental, dev_only]);
        self.inputs(&class.inputs);
        class.hidden.iter().for_each(|name| self.fact(name));
        class.outputs.iter().for_each(|output| self.output(output));
    }

    fn output(&mut self, output: &Output) {
        self.fact("output");
        self.fact(&output.name);
        match &output.socket {
            OutputType::Fixed(socket) => self.socket(socket),
            OutputType::Template(template) => self.fact(format_args!("<{template}>")),
        }
        self.flags([output.is_list]);
    }

    fn socket(&mut self, socket: &SocketType) {
        match socket {
            SocketType::Choices(list) if lists_models(list) => self.fact("list"),
            SocketType::Choices(list) => {
                self.fact("list");
                list.as_slice().iter().for_each(|choice| self.choice(choice));
            }
            other => self.fact(other),
        }
    }

    fn inputs(&mut self, inputs: &[Input]) {
        self.fact(inputs.len());
        inputs.iter().for_each(|input| self.input(input));
    }

    fn input(&mut self, input: &Input) {
        self.fact(&input.name);
        self.flags([input.presence == Presence::Required]);
        let InputTraits { lazy, force_input, socketless, raw_link, .. } = input.traits;
        self.flags([lazy, force_input, socketless, raw_link]);
        self.kind(&input.kind);
        if matches!(input.kind, InputKind::Int(_)) {
            self.flags([input.traits.control_after_generate == Some(true)]);
        }
    }

    fn kind(&mut self, kind: &InputKind) {
        self.fact(kind.name());
        match kind {
            InputKind::Int(widget) => {
                self.optional(widget.default);
                self.range([widget.min, widget.max, widget.step]);
            }
            InputKind::Float(widget) => {
                self.optional(widget.default.map(Number::Float));
                self.range([widget.min, widget.max, widget.step]);
            }
            InputKind::Text(widget) => {
                self.optional(widget.default.as_ref().filter(|text| !is_prose(text)));
                self.flags([widget.multiline, widget.dynamic_prompts]);
            }
            InputKind::Boolean(default) => self.optional(*default),
            InputKind::Combo(combo) => self.combo(combo),
            InputKind::Custom(widget) => {
                self.socket(&widget.socket);
                widget.default.iter().for_each(|default| self.value(default));
            }
            InputKind::Socket(socket) => self.socket(socket),
            InputKind::DynamicCombo(combo) => combo.options.iter().for_each(|option| {
                self.fact(&option.key);
                self.inputs(&option.inputs);
            }),
            InputKind::Autogrow(autogrow) => self.autogrow(autogrow),
            InputKind::MatchType(template) => {
                self.fact(&template.template);
                self.socket(&template.allowed);
            }
            InputKind::DynamicSlot(slot) => {
                self.socket(&slot.socket);
                self.inputs(&slot.inputs);
            }
            InputKind::Opaque => {}
        }
    }

    fn range(&mut self, limits: [Option<Number>; 3]) {
        limits.into_iter().for_each(|limit| self.optional(limit));
    }

    fn combo(&mut self, combo: &Combo) {
        // Which folder feeds it does not count: a folder without files may hide that it is one.
        self.flags([combo.form == ComboForm::Named, combo.multiselect, combo.source.is_fixed()]);
        if combo.source.is_fixed() {
            combo.choices.as_slice().iter().for_each(|choice| self.choice(choice));
            self.fact("default");
            combo.default.iter().for_each(|choice| self.choice(choice));
        }
    }

    /// Quoted where it is text, so that `1` and `"1"` differ.
    fn choice(&mut self, choice: &Choice) {
        match choice {
            Choice::Text(text) => self.fact(format_args!("\"{text}")),
            Choice::Float(number) => self.fact(Number::Float(*number)),
            Choice::Other(value) => self.value(value),
            Choice::Int(_) | Choice::Bool(_) => self.fact(choice),
        }
    }

    fn value(&mut self, value: &Value) {
        let mut writer = Writer::default();
        writer.value(value);
        if !value.as_str().is_some_and(is_prose) {
            self.fact(writer.text);
        }
    }

    fn autogrow(&mut self, autogrow: &Autogrow) {
        self.fact(autogrow.min);
        match &autogrow.names {
            ElementNames::Prefix { prefix, max } => self.fact(format_args!("{prefix} {max}")),
            ElementNames::Names(names) => names.iter().for_each(|name| self.fact(name)),
        }
        self.input(&autogrow.element);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_that_the_authors_of_fnv_publish() {
        let hash = |text: &str| {
            let mut hasher = Hasher::default();
            hasher.bytes(text.as_bytes());
            hasher.state
        };

        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(hash("chongo was here!\n"), 0x4681_0940_eff5_f915);
    }
}
