//! Makes code of what the macro is given.

use std::error::Error;
use std::path::Path;

use comfy_codegen::{Fields, WorkflowGenerator, WorkflowSource};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use crate::args::Args;
use crate::locate;

/// The type of the workflow, or why there is none.
pub(crate) fn workflow(input: TokenStream) -> TokenStream {
    syn::parse2::<Args>(input)
        .and_then(|args| expand(&args))
        .unwrap_or_else(syn::Error::into_compile_error)
}

fn expand(args: &Args) -> syn::Result<TokenStream> {
    let span = args.file.span();
    let path = locate::file(&args.file.value());
    let snapshot = args.snapshot.as_ref().map(|file| locate::file(&file.value()));
    let source = WorkflowSource::new(path, args.file.value()).schema(locate::schema(snapshot));
    let workflow = source.check().map_err(|error| {
        let snapshot = args.snapshot.as_ref().filter(|_| error.is_of_schema());
        syn::Error::new(snapshot.map_or(span, LitStr::span), told(&error))
    })?;
    let mut generator = WorkflowGenerator::new(&workflow);
    if let Some(head) = &args.head {
        generator = generator
            .ident(head.ident.clone())
            .visibility(head.visibility.clone())
            .attributes(head.attributes.clone());
    }
    if let Some(library) = &args.library {
        generator = generator.library(library.to_token_stream());
    }
    if args.has_settings {
        generator = generator.fields(Fields::Settings);
    }
    let (code, tracked) = (generator.tokens(), workflow.files().map(tracked));
    let environment = environment();
    Ok(quote! { #code #(#tracked)* #environment })
}

/// Has the program compiled anew when a file changes.
fn tracked(file: &Path) -> TokenStream {
    let file = file.to_string_lossy();
    quote! { const _: &[u8] = ::core::include_bytes!(#file); }
}

/// Has the program compiled anew when another server is named.
fn environment() -> TokenStream {
    if !cfg!(feature = "live-schema") {
        return TokenStream::new();
    }
    quote! {
        const _: &[::core::option::Option<&str>] =
            &[::core::option_env!("COMFY_CODEGEN_URL"), ::core::option_env!("COMFY_OFFLINE")];
    }
}

/// An error with its causes, each on a line of its own.
fn told(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
    let causes: String = causes.map(|cause| format!("\n  {cause}")).collect();
    format!("{}{causes}", error.to_string().trim_end())
}
