//! Brings the workflows that are part of this program.

/// A workflow that is part of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its id, which is the name of its tool too.
    pub id: &'static str,
    pub(super) workflow: &'static str,
    pub(super) sidecar: &'static str,
}

macro_rules! shipped {
    ($($name:ident = $id:literal $file:tt,)+) => {
        /// Every workflow that is part of this program.
        pub const SHIPPED: &[Shipped] = &[$(Shipped {
            id: $id,
            workflow: include_str!(concat!("../../../workflows/", $id, ".json")),
            sidecar: include_str!(concat!("../../../workflows/", $id, ".meta.json")),
        },)+];

        /// The same as types: a mistake in one of them is a compile error.
        mod checked {
            #![allow(dead_code, reason = "compiling the types is all that is wanted of them")]
            $(comfy_graph::workflow!(struct $name = $file);)+
        }
    };
}

shipped! {
    GenerateImage = "generate_image" "../workflows/generate_image.json",
    ImageToImage = "img2img" "../workflows/img2img.json",
    Inpaint = "inpaint" "../workflows/inpaint.json",
    UpscaleImage = "upscale_image" "../workflows/upscale_image.json",
    RemoveBackground = "remove_background" "../workflows/remove_background.json",
    GenerateVideo = "generate_video" "../workflows/generate_video.json",
    GenerateSong = "generate_song" "../workflows/generate_song.json",
    GenerateImageFlux = "generate_image_flux" "../workflows/generate_image_flux.json",
    ControlNet = "controlnet" "../workflows/controlnet.json",
}
