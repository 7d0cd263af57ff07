//! Names the socket types that every ComfyUI has.
//!
//! Generated code adds those that only some servers have, as types of its own.

/// A type that outputs can have.
///
/// Implementors are markers without values; they appear in [`Out`](crate::Out) only.
pub trait Socket {
    /// The name the server uses, such as `CLIP_VISION`.
    const NAME: &'static str;
}

macro_rules! sockets {
    ($($name:ident = $wire:literal),* $(,)?) => {
        $(
            #[doc = concat!("`", $wire, "`.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {}

            impl Socket for $name {
                const NAME: &'static str = $wire;
            }
        )*

        /// Server name and Rust name of each type in this module that outputs can have.
        pub const KNOWN: &[(&str, &str)] = &[$(($wire, stringify!($name))),*];
    };
}

sockets! {
    Audio = "AUDIO",
    Boolean = "BOOLEAN",
    Clip = "CLIP",
    ClipVision = "CLIP_VISION",
    ClipVisionOutput = "CLIP_VISION_OUTPUT",
    Combo = "COMBO",
    Conditioning = "CONDITIONING",
    ControlNet = "CONTROL_NET",
    Float = "FLOAT",
    Gligen = "GLIGEN",
    Guider = "GUIDER",
    Image = "IMAGE",
    Int = "INT",
    Latent = "LATENT",
    Mask = "MASK",
    Mesh = "MESH",
    Model = "MODEL",
    Noise = "NOISE",
    Sampler = "SAMPLER",
    Sigmas = "SIGMAS",
    StyleModel = "STYLE_MODEL",
    Text = "STRING",
    UpscaleModel = "UPSCALE_MODEL",
    Vae = "VAE",
    Video = "VIDEO",
    Voxel = "VOXEL",
}

/// `*` on an input: every output fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Any {}

/// `*` on an output: it fits nothing but [`Any`] until [`Out::assume`](crate::Out::assume) says
/// what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wild {}

impl Socket for Wild {
    const NAME: &'static str = "*";
}

/// The output of an old node that carries one choice of the list behind `C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen<C>(std::marker::PhantomData<fn() -> C>);

impl<C> Socket for Chosen<C> {
    const NAME: &'static str = "COMBO";
}
