//! Picks the facts out of wire classes.
//!
//! Snapshots are made of them. What is malformed becomes the emptiest thing that is malformed in
//! the same way, so that reading a snapshot records the same reasons.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::canonical::Writer;
use super::choices::ChoiceList;
use super::files::lists_models;
use super::lists::Lists;
use super::lower::ordered;
use super::parts::{Pairs, Part, Text};
use super::place::DEEPEST;
use super::snapshot::{Contents, Files, Prose};
use super::wire::{
    Raw, Specs, WireClass, WireDynamicOption, WireInputs, WireOrder, WireTemplate, is_set,
    is_unset, kind_of, read,
};

/// Text defaults longer than this count as prose.
const LONGEST_DEFAULT: usize = 200;

/// A list that is JSON and that no reader of choices takes.
const UNREADABLE: &str = "[1e999]";

/// One class: JSON with holes where lists of choices belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClassFacts {
    pub(super) name: Box<str>,
    pub(super) text: String,
    /// Where in the text which list belongs, first to last.
    pub(super) holes: Vec<(usize, usize)>,
}

/// The lists of choices of a schema as JSON text, each with the number of its uses.
pub(super) type ListTable = IndexMap<Box<str>, usize>;

/// Picks facts, class by class.
pub(super) struct Picker<'a> {
    pub(super) lists: Lists<'a>,
    pub(super) contents: Contents,
    pub(super) table: ListTable,
    known: HashMap<&'a str, usize>,
}

/// Writes one class.
pub(super) struct Facts<'p, 'a> {
    pub(super) picker: &'p mut Picker<'a>,
    pub(super) class: &'p str,
    pub(super) out: Writer,
    holes: Vec<(usize, usize)>,
    depth: usize,
}

impl<'a> Picker<'a> {
    /// Starts with what lists a file numbers.
    pub(super) fn new(lists: Lists<'a>, contents: Contents) -> Self {
        Self { lists, contents, table: ListTable::new(), known: HashMap::new() }
    }

    /// The facts of one class.
    pub(super) fn class(&mut self, name: &str, raw: Raw<'a>) -> ClassFacts {
        let (out, holes) = (Writer::default(), Vec::new());
        let mut facts = Facts { picker: self, class: name, out, holes, depth: 0 };
        match read::<Part<WireClass<'a>>>(raw) {
            Some(Part::Is(wire)) => facts.class(wire),
            Some(Part::Else(kind)) => facts.out.stub(kind),
            None => facts.out.stub(kind_of(raw)),
        }
        ClassFacts { name: name.into(), text: facts.out.text, holes: facts.holes }
    }

    /// The number of a list in the table.
    fn number(&mut self, raw: Raw<'a>) -> usize {
        let table = &mut self.table;
        let number = *self.known.entry(raw.get()).or_insert_with(|| {
            let mut writer = Writer::default();
            writer.raw(raw);
            table.insert_full(writer.text.into(), 0).0
        });
        self.table[number] += 1;
        number
    }
}

impl<'a> Facts<'_, 'a> {
    fn class(&mut self, wire: WireClass<'a>) {
        self.out.text.push('{');
        self.text("display_name", wire.display_name);
        self.text("category", wire.category);
        self.text("python_module", wire.python_module);
        self.prose("description", wire.description);
        self.prose("search_aliases", wire.search_aliases);
        self.prose("essentials_category", wire.essentials_category);
        self.prose("price_badge", wire.price_badge);
        self.flag("output_node", wire.output_node);
        self.flag("has_intermediate_output", wire.has_intermediate_output);
        self.flag("is_input_list", wire.is_input_list);
        // One unset flag is kept, by which classes with a schema are told.
        let mut is_told = false;
        for (key, raw) in [
            ("api_node", wire.api_node),
            ("deprecated", wire.deprecated),
            ("experimental", wire.experimental),
        ] {
            let tells = !is_told && is_unset(raw);
            is_told |= tells;
            self.raw(key, raw.filter(|_| tells || is_set(raw)));
        }
        self.flag("dev_only", wire.dev_only);
        let order = wire.input_order.and_then(Part::ok).unwrap_or_default();
        self.part("input", wire.input, |facts, inputs| facts.inputs(inputs, &order));
        self.part("output", wire.output, Self::outputs);
        self.column("output_name", wire.output_name, "\"");
        self.column("output_is_list", wire.output_is_list, "t");
        self.column("output_matchtypes", wire.output_matchtypes, "\"");
        // Kept without prose where malformed, since that is recorded.
        let (column, drop) = (wire.output_tooltips, self.picker.contents.prose == Prose::Drop);
        let column = column.filter(|part| !(drop && matches!(part, Part::Is(_))));
        self.column("output_tooltips", column, "\"");
        self.out.text.push('}');
    }

    fn inputs(&mut self, wire: WireInputs<'a>, order: &WireOrder<'a>) {
        self.out.text.push('{');
        let has_any =
            |part: &Part<Specs<'a>>| !matches!(part, Part::Is(specs) if specs.0.is_empty());
        self.part("required", wire.required.filter(has_any), |facts, specs| {
            facts.specs(ordered(specs, order.required));
        });
        self.part("optional", wire.optional.filter(has_any), |facts, specs| {
            facts.specs(ordered(specs, order.optional));
        });
        if let Some(Part::Is(Pairs(hidden))) = wire.hidden
            && !hidden.is_empty()
        {
            self.out.key("hidden");
            self.out.text.push('{');
            hidden.into_iter().for_each(|(name, raw)| self.hidden(&name.0, raw));
            self.out.text.push('}');
        }
        self.out.text.push('}');
    }

    /// A text, or a list that starts with one.
    fn hidden(&mut self, name: &str, raw: Raw<'a>) {
        let first = |raw| read::<Vec<Raw<'a>>>(raw)?.into_iter().next();
        self.out.key(name);
        match (kind_of(raw), first(raw)) {
            ("a list", Some(kind)) if kind_of(kind) == "text" => {
                self.out.text.push('[');
                self.out.raw(kind);
                self.out.text.push(']');
            }
            ("text", _) => self.out.raw(raw),
            (kind, _) => self.out.stub(kind),
        }
    }

    fn specs(&mut self, specs: Specs<'a>) {
        self.out.text.push('{');
        for (name, spec) in specs.0 {
            self.part(&name.0, Some(spec), |facts, spec| facts.spec(&name.0, spec));
        }
        self.out.text.push('}');
    }

    fn outputs(&mut self, types: Vec<Raw<'a>>) {
        self.out.text.push('[');
        for raw in types {
            self.out.separate();
            match kind_of(raw) {
                "text" => self.out.raw(raw),
                _ if self.drops_files_of(raw) => self.out.stub("a list"),
                _ => self.list(raw),
            }
        }
        self.out.text.push(']');
    }

    fn drops_files_of(&mut self, raw: Raw<'a>) -> bool {
        let is_files = |list: Arc<ChoiceList>| lists_models(&list);
        let drops = self.picker.contents.files == Files::Drop;
        drops && self.picker.lists.list(raw).is_some_and(is_files)
    }

    /// A list beside `output`: cells that start with `start` count, the column if any does.
    fn column(&mut self, key: &str, column: Option<Part<Vec<Raw<'a>>>>, start: &str) {
        let counts = |cell: &Raw<'a>| cell.get().starts_with(start);
        let says = |part: &Part<Vec<Raw<'a>>>| match part {
            Part::Is(cells) => cells.iter().any(counts),
            Part::Else(_) => true,
        };
        self.part(key, column.filter(says), |facts, cells| {
            facts.out.text.push('[');
            for cell in cells {
                facts.out.separate();
                if counts(&cell) { facts.out.raw(cell) } else { facts.out.stub("null") }
            }
            facts.out.text.push(']');
        });
    }

    /// The inputs that a dynamic input brings.
    pub(super) fn sub_inputs(&mut self, raw: Raw<'a>) {
        if self.depth == DEEPEST {
            return self.out.stub("an object");
        }
        self.depth += 1;
        match read::<Part<WireInputs<'a>>>(raw) {
            Some(Part::Is(wire)) => self.inputs(wire, &WireOrder::default()),
            Some(Part::Else(kind)) => self.out.stub(kind),
            None => self.out.stub(kind_of(raw)),
        }
        self.depth -= 1;
    }

    /// The options of a dynamic combo.
    pub(super) fn dynamic_options(&mut self, raw: Raw<'a>) {
        let Some(parts) = read::<Vec<Part<WireDynamicOption<'a>>>>(raw) else {
            return self.out.stub(kind_of(raw));
        };
        self.out.text.push('[');
        for part in parts {
            self.out.separate();
            self.any(part, |facts, option| {
                facts.out.text.push('{');
                facts.raw("key", option.key);
                facts.sub("inputs", option.inputs);
                facts.out.text.push('}');
            });
        }
        self.out.text.push(']');
    }

    /// The template of an autogrow or a match type.
    pub(super) fn template(&mut self, wire: WireTemplate<'a>) {
        self.out.text.push('{');
        self.sub("input", wire.input);
        self.raw("prefix", wire.prefix);
        self.raw("names", wire.names);
        self.raw("min", wire.min);
        self.raw("max", wire.max);
        self.raw("template_id", wire.template_id);
        self.raw("allowed_types", wire.allowed_types);
        self.out.text.push('}');
    }

    /// Inputs under a key.
    pub(super) fn sub(&mut self, key: &str, raw: Option<Raw<'a>>) {
        let Some(raw) = raw else { return };
        self.out.key(key);
        self.sub_inputs(raw);
    }

    /// A hole for a list of choices.
    pub(super) fn list(&mut self, raw: Raw<'a>) {
        match (self.picker.lists.text(raw), self.picker.lists.list(raw)) {
            (Some(text), Some(_)) => {
                let number = self.picker.number(text);
                self.holes.push((self.out.text.len(), number));
                // Stands for the list, so that commas fall right; the renderer skips it.
                self.out.text.push('#');
            }
            (Some(_), None) => self.out.text.push_str(UNREADABLE),
            (None, _) => self.out.stub(kind_of(raw)),
        }
    }

    /// A part under a key, as `write` writes it, else the stub of what stands there instead.
    pub(super) fn part<T>(
        &mut self,
        key: &str,
        part: Option<Part<T>>,
        write: impl FnOnce(&mut Self, T),
    ) {
        let Some(part) = part else { return };
        self.out.key(key);
        self.any(part, write);
    }

    pub(super) fn any<T>(&mut self, part: Part<T>, write: impl FnOnce(&mut Self, T)) {
        match part {
            Part::Is(value) => write(self, value),
            Part::Else(kind) => self.out.stub(kind),
        }
    }

    /// A value as sent.
    pub(super) fn raw(&mut self, key: &str, raw: Option<Raw<'a>>) {
        let Some(raw) = raw else { return };
        self.out.key(key);
        self.out.raw(raw);
    }

    /// A text; nothing else counts.
    pub(super) fn text(&mut self, key: &str, raw: Option<Raw<'a>>) {
        self.raw(key, raw.filter(|raw| kind_of(raw) == "text"));
    }

    /// A number; nothing else counts.
    pub(super) fn number(&mut self, key: &str, raw: Option<Raw<'a>>) {
        self.raw(key, raw.filter(|raw| kind_of(raw) == "a number"));
    }

    /// A flag that is set; `false` is the same as none.
    pub(super) fn flag(&mut self, key: &str, raw: Option<Raw<'a>>) {
        self.raw(key, raw.filter(|_| is_set(raw)));
    }

    /// Something written for people.
    pub(super) fn prose(&mut self, key: &str, raw: Option<Raw<'a>>) {
        let keep = self.picker.contents.prose == Prose::Keep;
        self.raw(key, raw.filter(|_| keep));
    }

    /// A default; long texts are prose.
    pub(super) fn default(&mut self, raw: Option<Raw<'a>>) {
        let keep = self.picker.contents.prose == Prose::Keep;
        let text = |raw| read::<Text<'a>>(raw).is_some_and(|text| is_prose(&text.0));
        self.raw("default", raw.filter(|raw| keep || !text(raw)));
    }
}

/// Whether a text default is prose: long, or of several lines.
pub(super) fn is_prose(text: &str) -> bool {
    text.contains('\n') || text.chars().nth(LONGEST_DEFAULT).is_some()
}
