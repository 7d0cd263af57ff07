//! Spells bags of inputs: the table behind them, constructor, setters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::lints::{allow_case, allow_setter};
use super::{Scope, doc, ident, type_link};
use crate::plan::types::{Bag, Form, InputPlan, Kind, NamesPlan, Param, PresetPlan, RangePlan};

/// The entries of the table of a bag, in the server's order.
pub(super) fn fields(bag: &Bag, scope: &Scope) -> TokenStream {
    let fields = bag.inputs.iter().map(|input| field(input, scope));
    quote! { &[#(#fields),*] }
}

fn field(input: &InputPlan, scope: &Scope) -> TokenStream {
    let (rt, wire) = (scope.rt(), &input.wire);
    match (&input.preset, &input.range) {
        (PresetPlan::None, RangePlan::None) => quote!(#rt::field(#wire)),
        (PresetPlan::Int(preset), RangePlan::Int(min, max)) => {
            let (preset, min, max) = (Literal::i64_unsuffixed(*preset), int(*min), int(*max));
            quote!(#rt::int(#wire, #preset, #min, #max))
        }
        (PresetPlan::Float(preset), RangePlan::Float(min, max)) => {
            let (preset, min, max) = (float(*preset), float(*min), float(*max));
            quote!(#rt::float(#wire, #preset, #min, #max))
        }
        (PresetPlan::Text(preset), RangePlan::None) => quote!(#rt::text(#wire, #preset)),
        (PresetPlan::Bool(preset), RangePlan::None) => quote!(#rt::flag(#wire, #preset)),
        (preset, range) => {
            let (preset, range) = (self::preset(preset, scope), self::range(range));
            quote!(#rt::field(#wire) #preset #range)
        }
    }
}

fn range(range: &RangePlan) -> TokenStream {
    match *range {
        RangePlan::None => TokenStream::new(),
        RangePlan::Int(min, max) => {
            let (min, max) = (int(min), int(max));
            quote!(.ints(#min, #max))
        }
        RangePlan::Float(min, max) => {
            let (min, max) = (float(min), float(max));
            quote!(.floats(#min, #max))
        }
        RangePlan::Elements(min, max) => {
            let (min, max) = (Literal::u32_unsuffixed(min), Literal::u32_unsuffixed(max));
            quote!(.elements(#min, #max))
        }
    }
}

fn preset(preset: &PresetPlan, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    let preset = match preset {
        PresetPlan::None => return TokenStream::new(),
        PresetPlan::Int(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(Int(#number))
        }
        PresetPlan::Unsigned(number) => {
            let number = Literal::u64_unsuffixed(*number);
            quote!(Unsigned(#number))
        }
        PresetPlan::Float(number) => {
            let number = float(*number);
            quote!(Float(#number))
        }
        PresetPlan::Bool(flag) => quote!(Bool(#flag)),
        PresetPlan::Text(text) => quote!(Text(#text)),
        PresetPlan::Json(text) => quote!(Json(#text)),
    };
    quote!(.preset(#rt::Preset::#preset))
}

fn int(number: i128) -> TokenStream {
    match number {
        i128::MIN => quote!(i128::MIN),
        i128::MAX => quote!(i128::MAX),
        number => {
            let number = Literal::i128_unsuffixed(number);
            quote!(#number)
        }
    }
}

fn float(number: f64) -> TokenStream {
    if number == f64::INFINITY {
        return quote!(f64::INFINITY);
    }
    if number == f64::NEG_INFINITY {
        return quote!(f64::NEG_INFINITY);
    }
    let number = Literal::f64_unsuffixed(number);
    quote!(#number)
}

/// What `new` takes, and the statements that put it into `raw`.
pub(super) struct Constructor {
    pub(super) params: TokenStream,
    pub(super) puts: TokenStream,
    pub(super) is_empty: bool,
    /// How many arguments it takes.
    pub(super) count: usize,
}

/// The constructor of a bag.
pub(super) fn constructor(bag: &Bag, scope: &Scope) -> Constructor {
    let mut params = Vec::new();
    let mut puts = Vec::new();
    // An input may have the name of the argument that holds the links.
    let clash = bag.required().any(|input| input.ident == "links");
    let by_name = ident(if clash { "links_by_name" } else { "links" });
    if let Some(links) = &bag.links {
        let links = ident(links);
        let types = named(bag).map(|input| param_type(&input.param, scope));
        params.push(quote!(#by_name: #links<#(#types),*>));
    }
    for input in bag.required() {
        let name = ident(&input.ident);
        let is_named = bag.links.is_some() && is_link(input);
        let value = if is_named { quote!(#by_name.#name) } else { quote!(#name) };
        if !is_named {
            let kind = param_type(&input.param, scope);
            params.push(quote!(#name: #kind));
        }
        puts.push(put(input, &value, scope));
    }
    let (is_empty, count) = (params.is_empty(), params.len());
    Constructor { params: quote!(#(#params),*), puts: quote!(#(#puts)*), is_empty, count }
}

fn is_link(input: &InputPlan) -> bool {
    matches!(input.param, Param::Link(_))
}

/// The inputs that stand in the struct of named links.
pub(super) fn named(bag: &Bag) -> impl Iterator<Item = &InputPlan> {
    bag.required().filter(|input| bag.links.is_some() && is_link(input))
}

/// The setters of a bag, for what `new` does not take; `self.0` is what it is kept in, `rest` what
/// stands beside it.
pub(super) fn setters(bag: &Bag, rest: &TokenStream, scope: &Scope) -> TokenStream {
    let setter = |input: &InputPlan| {
        let (doc, name) = (doc(&input.doc), ident(&input.ident));
        let kind = param_type(&input.param, scope);
        let (allow, put) = (allow_setter(&input.ident), put(input, &quote!(#name), scope));
        quote! {
            #doc #allow pub fn #name(self, #name: #kind) -> Self {
                Self(self.0 #put #rest)
            }
        }
    };
    bag.inputs.iter().filter(|input| !input.in_new).map(setter).collect()
}

/// The call that gives an input its value.
fn put(input: &InputPlan, value: &TokenStream, scope: &Scope) -> TokenStream {
    let wire = &input.wire;
    match &input.param {
        Param::Value(_) | Param::Options(_) => quote!(.put(#wire, #value)),
        Param::Link(_) => quote!(.wire(#wire, #value)),
        Param::Match(_) => quote!(.join(#wire, #value)),
        Param::Grow(element, names) => {
            let (names, keep) = (names_of(names, scope), keep(element, scope));
            quote!(.grow(#wire, #names, #value, #keep))
        }
    }
}

fn names_of(names: &NamesPlan, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match names {
        NamesPlan::Numbered(prefix, base) => {
            let base = Literal::usize_unsuffixed(*base);
            quote!(#rt::Names::Numbered(#prefix, #base))
        }
        NamesPlan::List(names) => quote!(#rt::Names::List(&[#(#names),*])),
    }
}

fn keep(element: &Param, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match element {
        Param::Link(_) => quote!(#rt::link),
        Param::Match(_) => quote!(#rt::single),
        Param::Value(_) | Param::Options(_) | Param::Grow(..) => quote!(#rt::given),
    }
}

/// The type of a parameter.
pub(super) fn param_type(param: &Param, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match param {
        Param::Value(kind) => {
            let kind = kind_type(kind, scope);
            quote!(impl #rt::Value<#kind>)
        }
        Param::Options(path) => {
            let path = scope.path(path);
            quote!(impl #rt::Value<#path>)
        }
        Param::Link(socket) => {
            let socket = scope.socket(socket);
            quote!(impl #rt::Source<#socket>)
        }
        Param::Match(param) => {
            let param = ident(param);
            quote!(impl #rt::Single<Socket = #param>)
        }
        Param::Grow(element, _) => {
            let element = param_type(element, scope);
            quote!(impl IntoIterator<Item = #element>)
        }
    }
}

fn kind_type(kind: &Kind, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match kind {
        Kind::Plain(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Kind::Text => scope.socket("Text"),
        Kind::Union(socket) => scope.socket(socket),
        Kind::Custom(socket) => {
            let socket = scope.socket(socket);
            quote!(#rt::Custom<#socket>)
        }
        Kind::Choice(path, form) => in_form(scope.path(path), *form, scope),
        Kind::Open(form) => in_form(quote!(#rt::Open), *form, scope),
    }
}

fn in_form(choice: TokenStream, form: Form, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match form {
        Form::Named => choice,
        Form::Listed => quote!(#rt::Listed<#choice>),
        Form::Many => quote!(#rt::Many<#choice>),
    }
}

/// The struct of the links that `owner` takes by name, where it does.
pub(super) fn links(bag: &Bag, owner: &str) -> Option<TokenStream> {
    let links = bag.links.as_ref()?;
    let (name, allow) = (ident(links), allow_case(links));
    let doc_all = doc(&format!("The links that {} needs, by name.", type_link(owner)));
    let fields: Vec<_> = named(bag).collect();
    let types: Vec<_> = (0..fields.len()).map(|number| ident(&format!("L{number}"))).collect();
    let fields = fields.iter().zip(&types).map(|(input, kind)| {
        let (doc, name) = (doc(&input.doc), ident(&input.ident));
        quote! { #doc pub #name: #kind, }
    });
    Some(quote! {
        #doc_all
        #allow
        #[derive(Clone, Copy)] pub struct #name<#(#types),*> {
            #(#fields)*
        }
    })
}
