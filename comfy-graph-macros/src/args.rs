//! Reads what the macro is given.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Path, Token, Visibility};

/// What the macro is given.
pub(crate) struct Args {
    /// The type, unless it is named after the file.
    pub(crate) head: Option<Head>,
    pub(crate) file: LitStr,
    pub(crate) snapshot: Option<LitStr>,
    pub(crate) library: Option<Path>,
    pub(crate) has_settings: bool,
}

/// `pub struct Name`, with attributes.
pub(crate) struct Head {
    pub(crate) attributes: TokenStream,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let head = if input.peek(LitStr) { None } else { Some(input.parse()?) };
        let file = input.parse()?;
        let mut args = Self { head, file, snapshot: None, library: None, has_settings: false };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                args.option(input)?;
            }
        }
        Ok(args)
    }
}

impl Args {
    fn option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.parse::<Option<Token![crate]>>()?.is_some() {
            input.parse::<Token![=]>()?;
            self.library = Some(input.parse::<LitStr>()?.parse()?);
            return Ok(());
        }
        let name: Ident = input.parse()?;
        match name.to_string().as_str() {
            "snapshot" => {
                input.parse::<Token![=]>()?;
                self.snapshot = Some(input.parse()?);
            }
            "settings" => self.has_settings = true,
            other => {
                let message = format!(
                    "`{other}` means nothing here; give `snapshot = \"…\"`, `crate = \"…\"` or \
                     `settings`"
                );
                return Err(syn::Error::new(name.span(), message));
            }
        }
        Ok(())
    }
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility: Visibility = input.parse()?;
        input.parse::<Token![struct]>().map_err(|error| {
            let message = "give the path of a workflow file, or `struct Name = \"…\"`";
            syn::Error::new(error.span(), message)
        })?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let visibility = visibility.to_token_stream();
        Ok(Self { attributes: quote!(#(#attributes)*), visibility, ident })
    }
}
