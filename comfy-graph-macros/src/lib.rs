//! Turns workflow files into types when a program is compiled.
//!
//! A thin front: `args` reads what the macro is given, `locate` finds the files, `expand` calls
//! `comfy-codegen`, which does the rest.

mod args;
mod expand;
mod locate;

use proc_macro::TokenStream;

/// Makes a type of a workflow file, which is checked on the way.
///
/// The file is what the editor saves or exports, or a picture, sound or video that carries it; a
/// `NAME.meta.json` beside it adds descriptions, defaults and limits. Each `PARAM_…` placeholder
/// becomes a field:
///
/// ```
/// comfy_graph::workflow!("tests/workflows/blank.json");
///
/// let prompt = Blank::new("plain").width(512).bind()?;
///
/// assert_eq!(prompt.node("1").map(|node| &node.inputs["width"]), Some(&512.into()));
/// assert_eq!(Blank::SAVE_IMAGE.node(), "2");
///
/// // What is known only when a program runs is checked then.
/// let error = Blank::new("plain").width(7).bind().unwrap_err();
/// assert_eq!(error.to_string(), "argument `width`: `7` is below the minimum 64");
/// # Ok::<(), comfy_graph::template::BindErrors>(())
/// ```
///
/// The type has a field for each parameter, `new` for those without default, setters for the
/// others, `bind` for the prompt, `template` for arguments that are known at run time only, and a
/// constant for each node that shows or saves something. It is `Serialize`, `Deserialize` and
/// `JsonSchema`.
///
/// # Arguments
///
/// ```
/// # mod nested {
/// comfy_graph::workflow!(
///     /// A field of one colour.
///     #[derive(Eq)]
///     pub(crate) struct Plain = "tests/workflows/blank.json",
///     snapshot = "../comfy-codegen/src/stock/comfy.snapshot.json",
///     crate = "::comfy_graph",
///     settings,
/// );
/// # }
/// # assert!(nested::Plain::new("plain").bind().is_ok());
/// ```
///
/// Without a name the type is public and named after the file. Paths start at the folder of the
/// package, else at the file with the macro. `settings` adds a field for what was found without
/// placeholders, such as a seed; left out, such a field keeps what the workflow holds.
///
/// # What it is checked against
///
/// The `snapshot`, else `comfy.snapshot.json` beside `Cargo.toml` or at the root of the workspace,
/// else the stock snapshot that `comfy-codegen` ships. With the feature `live-schema` a server that
/// `COMFY_CODEGEN_URL` names is asked instead, unless `COMFY_OFFLINE=1`. Everything that is wrong
/// is told at once, as far as a server would go on; so is what it would take although it goes wrong
/// later, such as an input that does not exist:
///
/// ```compile_fail
/// comfy_graph::workflow!("tests/workflows/broken.json");
/// ```
///
/// A change in the file, in its sidecar, in the snapshot compiles the program anew. A sidecar or
/// snapshot that appears later is not noticed before something else changes.
///
/// # Time
///
/// A workflow costs 20 to 30 ms whenever the program is checked or built. Snapshots are read
/// quickly as `comfy-codegen snapshot` writes them; other spellings, and the advice on mistakes,
/// take up to a second each unless build dependencies are optimised:
///
/// ```toml
/// [profile.dev.build-override]
/// opt-level = 1
/// ```
#[proc_macro]
pub fn workflow(input: TokenStream) -> TokenStream {
    expand::workflow(input.into()).into()
}
