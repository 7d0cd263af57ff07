//! Lists the widgets that the editor shows on a node.
//!
//! Conversion and layout use it, each with values of its own. Reference E.5 has the rules; what
//! differs from the declared inputs stands in `irregular`.

mod initial;
mod irregular;

use std::borrow::Cow;

use crate::json::Json;
use crate::schema::{ChoiceSource, Input, InputKind, NodeClass, Presence, SocketType, Upload};

pub(super) use initial::first_choice;
use initial::initial;
use irregular::{Irregular, irregulars};

/// One widget of one node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Widget<'w> {
    /// The name prompts use, where they have it.
    pub(super) name: Cow<'w, str>,
    pub(super) role: Role<'w>,
    /// Whether it takes a place among the saved values.
    pub(super) saved: bool,
    /// Whether it goes into prompts.
    pub(super) sent: bool,
    /// What it holds at first; nothing where JavaScript says `undefined`.
    pub(super) initial: Option<Json<'w>>,
}

/// What a widget is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role<'w> {
    /// The value of this input.
    Input(&'w Input),
    /// What happens to the value before it after each run.
    Control,
    /// Something that only editors have, or that no class declares.
    Extra,
}

impl<'w> Widget<'w> {
    /// The input it stands for.
    pub(super) fn input(&self) -> Option<&'w Input> {
        match self.role {
            Role::Input(input) => Some(input),
            Role::Control | Role::Extra => None,
        }
    }
}

/// What somebody gives a widget.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given<'w> {
    /// Nothing: it keeps what it holds at first.
    Nothing,
    /// JavaScript's `undefined`, which ends what it held.
    Undefined,
    /// This.
    Value(Cow<'w, Json<'w>>),
}

/// A widget with what it holds.
pub(super) type Held<'w> = (Widget<'w>, Option<Cow<'w, Json<'w>>>);

/// The widgets of a node of `class`, each asked of `give` when it is its turn.
///
/// What a dynamic combo is given decides which widgets follow it.
pub(super) fn widgets<'w>(
    class: &'w NodeClass,
    give: impl FnMut(&Widget<'w>) -> Given<'w>,
) -> Vec<Held<'w>> {
    let mut build = Build { irregulars: irregulars(class.name.as_str()), held: Vec::new(), give };
    let is_required = |input: &&Input| input.presence == Presence::Required;
    let required = class.inputs.iter().take_while(is_required).count();
    build.level(&class.inputs[..required], "");
    if has_upload_button(&class.inputs[..required]) {
        build.push(Widget::extra("upload", Json::from("image"), Sent::No));
    }
    build.level(&class.inputs[required..], "");
    build.irregulars_after(None);
    build.held
}

/// Whether editors show a widget for `input`, not a socket alone.
pub(super) fn has_widget(input: &Input) -> bool {
    if input.traits.force_input {
        return false;
    }
    match &input.kind {
        InputKind::Int(_)
        | InputKind::Float(_)
        | InputKind::Text(_)
        | InputKind::Boolean(_)
        | InputKind::Combo(_)
        | InputKind::DynamicCombo(_) => true,
        InputKind::Custom(widget) => widget.widget.is_some(),
        InputKind::Socket(socket) => is_viewer(socket),
        InputKind::Autogrow(_)
        | InputKind::MatchType(_)
        | InputKind::DynamicSlot(_)
        | InputKind::Opaque => false,
    }
}

/// The saved values without those that old editors stored for inputs that are sockets by force.
pub(super) fn without_dummies<'v, 'a>(
    values: &'v [Json<'a>],
    class: &NodeClass,
) -> Vec<&'v Json<'a>> {
    let mut dummies = Vec::new();
    for input in &class.inputs {
        if has_widget(input) || input.traits.force_input {
            dummies.push(input.traits.force_input);
            if input.traits.control_after_generate == Some(true) {
                dummies.push(false);
            }
        }
    }
    if dummies.len() != values.len() {
        return values.iter().collect();
    }
    let kept = values.iter().zip(dummies).filter(|(_, is_dummy)| !is_dummy);
    kept.map(|(value, _)| value).collect()
}

/// How many values behind that of `input`, called `name`, say what happens to it after each run.
fn controls(input: &Input, name: &str) -> usize {
    let declared = input.traits.control_after_generate;
    match &input.kind {
        InputKind::Int(_) => {
            let is_seed = matches!(name, "seed" | "noise_seed");
            usize::from(declared.unwrap_or(is_seed))
        }
        InputKind::Float(_) => usize::from(declared == Some(true)),
        // The second is a filter of the choices.
        InputKind::Combo(_) if declared == Some(true) => 2,
        _ => 0,
    }
}

/// 3D viewers are the one type with a widget that no class declares as such.
fn is_viewer(socket: &SocketType) -> bool {
    matches!(socket.names(), [name] if name.as_str() == "LOAD_3D")
}

fn has_upload_button(required: &[Input]) -> bool {
    required.iter().any(|input| match (&input.kind, input.traits.upload) {
        (InputKind::Combo(_), Some(Upload::Audio)) => input.name.as_str() == "audio",
        (InputKind::Combo(_), Some(upload)) => upload != Upload::File,
        _ => false,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Yes,
    No,
}

impl<'w> Widget<'w> {
    fn extra(name: impl Into<Cow<'w, str>>, initial: Json<'w>, sent: Sent) -> Self {
        Self {
            name: name.into(),
            role: Role::Extra,
            saved: true,
            sent: sent == Sent::Yes,
            initial: Some(initial),
        }
    }

    /// A value of a node whose class nobody knows.
    pub(super) fn unknown(name: Cow<'w, str>) -> Self {
        Self { name, role: Role::Extra, saved: true, sent: true, initial: None }
    }

    fn control(name: &'static str, initial: &'static str) -> Self {
        let widget = Self::extra(name, Json::from(initial), Sent::No);
        Self { role: Role::Control, ..widget }
    }
}

/// The widgets of one node while they are listed.
struct Build<'w, F> {
    irregulars: &'static [Irregular],
    held: Vec<Held<'w>>,
    give: F,
}

impl<'w, F: FnMut(&Widget<'w>) -> Given<'w>> Build<'w, F> {
    // Recursion is as deep as the schema, whose reader bounds it.
    fn level(&mut self, inputs: &'w [Input], prefix: &str) {
        for input in inputs.iter().filter(|input| has_widget(input)) {
            let own = input.name.as_str();
            let name = match prefix {
                "" => Cow::Borrowed(own),
                prefix => Cow::Owned(format!("{prefix}.{own}")),
            };
            self.input(input, name.clone());
            if prefix.is_empty() {
                self.irregulars_after(Some(own));
            }
            if let InputKind::DynamicCombo(combo) = &input.kind {
                let key = self.held.last().and_then(|(_, held)| held.as_ref()?.as_text());
                let chosen = combo.options.iter().find(|option| Some(&*option.key) == key);
                if let Some(option) = chosen {
                    self.level(&option.inputs, &name);
                }
            }
        }
    }

    fn input(&mut self, input: &'w Input, name: Cow<'w, str>) {
        let (role, initial) = (Role::Input(input), initial(input));
        let controls = controls(input, &name);
        // Comparing pictures leaves nothing to save.
        let saved = !is_custom(input, "IMAGECOMPARE");
        self.push(Widget { name, role, saved, sent: true, initial });
        let names = [("control_after_generate", "randomize"), ("control_filter_list", "")];
        for (name, initial) in &names[..controls] {
            self.push(Widget::control(name, initial));
        }
    }

    fn irregulars_after(&mut self, place: Option<&str>) {
        let here = self.irregulars.iter().filter(|irregular| irregular.after == place);
        for irregular in here {
            let sent = if irregular.sent { Sent::Yes } else { Sent::No };
            self.push(Widget::extra(irregular.name, irregular.initial(), sent));
            if irregular.repeats {
                self.repeat(irregular);
            }
        }
    }

    /// As long as the last of them holds something, there is one more.
    fn repeat(&mut self, irregular: &Irregular) {
        let stem = irregular.name.trim_end_matches('1');
        for number in 2_u32.. {
            let last = self.held.last().and_then(|(_, held)| held.as_ref()?.as_text());
            if last.is_none_or(str::is_empty) {
                return;
            }
            self.push(Widget::extra(format!("{stem}{number}"), irregular.initial(), Sent::Yes));
        }
    }

    fn push(&mut self, widget: Widget<'w>) {
        let given = if widget.saved { (self.give)(&widget) } else { Given::Nothing };
        let held = match given {
            Given::Nothing => widget.initial.clone().map(Cow::Owned),
            Given::Undefined => None,
            Given::Value(value) => Some(value),
        };
        self.held.push((widget, held));
    }
}

fn is_custom(input: &Input, name: &str) -> bool {
    matches!(&input.kind, InputKind::Custom(widget) if widget.widget.as_deref() == Some(name))
}

/// Whether the choices of `input` come from a route of the server.
pub(super) fn is_remote(input: &Input) -> bool {
    matches!(&input.kind, InputKind::Combo(combo) if combo.source == ChoiceSource::Remote)
}
