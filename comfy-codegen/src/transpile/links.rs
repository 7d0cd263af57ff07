//! Spells outputs as the code at hand can name them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::typed::{Carried, Typed};
use crate::emit::ident;

/// An output that the code at hand can name.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) origin: Origin,
    pub(super) carried: Carried,
    pub(super) is_list: bool,
}

/// What the output is reached by.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// A field of a node.
    Field {
        node: Ident,
        field: Ident,
        /// Whether it is the only one, so that the node will do.
        only: bool,
    },
    /// A variable of its own: a parameter, or the result of a function.
    Variable(Ident),
    /// A slot of a raw node.
    Slot(Ident, u16),
}

impl Source {
    /// The output as `Out` or `OutList`.
    pub(super) fn output(&self, imports: &Imports) -> TokenStream {
        match &self.origin {
            Origin::Field { node, field, .. } => quote!(#node.#field),
            Origin::Variable(variable) => quote!(#variable),
            Origin::Slot(node, slot) => {
                let (ty, slot) = (imports.ty(), Literal::u16_unsuffixed(*slot));
                quote!(#node.out::<#ty::Wild>(#slot))
            }
        }
    }

    /// The output as something that inputs of the socket type `to` take; `None` where they do not.
    pub(super) fn link(
        &self,
        to: &str,
        typed: &Typed<'_>,
        imports: &Imports,
    ) -> Option<TokenStream> {
        if let Origin::Field { node, only: true, .. } = &self.origin
            && typed.feeds(&self.carried, to)
        {
            return Some(quote!(#node));
        }
        self.out(to, typed, imports)
    }

    /// The same as one output, never as a whole node.
    pub(super) fn out(
        &self,
        to: &str,
        typed: &Typed<'_>,
        imports: &Imports,
    ) -> Option<TokenStream> {
        if typed.feeds(&self.carried, to) {
            return Some(self.output(imports));
        }
        (self.carried == Carried::Wild).then(|| self.assumed(&quote_socket(to, imports), imports))
    }

    /// The output as exactly `Out<carried>`, for lists and match types.
    pub(super) fn exactly(&self, carried: &Carried, imports: &Imports) -> Option<TokenStream> {
        if self.carried == *carried {
            return Some(self.output(imports));
        }
        let wild = self.carried == Carried::Wild;
        wild.then(|| self.assumed(&imports.carried(carried), imports))
    }

    /// The output as `Out<to>` among others of that list.
    pub(super) fn widened(
        &self,
        to: &str,
        typed: &Typed<'_>,
        imports: &Imports,
    ) -> Option<TokenStream> {
        let each = self.is_list.then(|| quote!(.each()));
        let socket = quote_socket(to, imports);
        if typed.feeds(&self.carried, to) {
            let output = self.output(imports);
            return Some(quote!(#output #each.widen::<#socket>()));
        }
        (self.carried == Carried::Wild).then(|| self.assumed(&socket, imports))
    }

    fn assumed(&self, socket: &TokenStream, imports: &Imports) -> TokenStream {
        if let Origin::Slot(node, slot) = &self.origin {
            let slot = Literal::u16_unsuffixed(*slot);
            return quote!(#node.out::<#socket>(#slot));
        }
        let (output, each) = (self.output(imports), self.is_list.then(|| quote!(.each())));
        quote!(#output #each.assume::<#socket>())
    }

    /// What a list of such outputs has as its element type.
    pub(super) fn kind(&self) -> (&Carried, bool) {
        (&self.carried, self.is_list)
    }
}

fn quote_socket(name: &str, imports: &Imports) -> TokenStream {
    let (ty, name) = (imports.ty(), ident(name));
    quote!(#ty::#name)
}
