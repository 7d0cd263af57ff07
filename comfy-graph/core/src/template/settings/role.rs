//! Names what inputs do in a workflow.

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $role:ident = $name:literal, $words:literal;)+) => {
        /// What an input does in a workflow.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Role {
            $($(#[doc = $doc])+ $role,)+
        }

        impl Role {
            /// The name of the first setting of this role; that of the next ends in `_2`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)+
                }
            }

            /// What people call it.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$role => $words,)+
                }
            }
        }
    };
}

roles! {
    /// What to make, in words.
    Prompt = "prompt", "prompt";
    /// What to avoid, in words.
    NegativePrompt = "negative_prompt", "negative prompt";
    /// Words to be sung.
    Lyrics = "lyrics", "lyrics";
    /// The number that noise is made from.
    Seed = "seed", "seed";
    /// Pixels across of what is made.
    Width = "width", "width";
    /// Pixels down of what is made.
    Height = "height", "height";
    /// How many are made at once.
    BatchSize = "batch_size", "batch size";
    /// How many frames a film has.
    Frames = "frames", "number of frames";
    /// Frames per second.
    FrameRate = "fps", "frames per second";
    /// How long a sound or a film is.
    Seconds = "seconds", "length in seconds";
    /// The checkpoint or diffusion model.
    Model = "model", "model";
    /// A LoRA on the way from the model to the sampler.
    Lora = "lora", "LoRA";
    /// How much of a LoRA is added.
    LoraStrength = "lora_strength", "strength of the LoRA";
    /// The VAE.
    Vae = "vae", "VAE";
    /// The text encoder.
    TextEncoder = "text_encoder", "text encoder";
    /// The control net.
    ControlNet = "control_net", "control net";
    /// How much the control net says.
    ControlStrength = "control_strength", "strength of the control net";
    /// The model that enlarges.
    UpscaleModel = "upscale_model", "upscale model";
    /// A model of some other sort.
    OtherModel = "model_file", "model file";
    /// How many steps are sampled.
    Steps = "steps", "steps";
    /// How closely the prompt is followed, by comparison with the negative one.
    Cfg = "cfg", "guidance scale (CFG)";
    /// How closely the prompt is followed, as models such as Flux take it.
    Guidance = "guidance", "guidance";
    /// The sampling method.
    Sampler = "sampler_name", "sampler";
    /// How noise is spread over the steps.
    Scheduler = "scheduler", "scheduler";
    /// How much is changed.
    Denoise = "denoise", "denoising strength";
    /// A picture that goes in.
    InputImage = "image", "input image";
    /// A mask that goes in.
    InputMask = "mask", "mask";
    /// A film that goes in.
    InputVideo = "video", "input video";
    /// A sound that goes in.
    InputAudio = "audio", "input audio";
    /// Some other file that goes in.
    InputFile = "file", "input file";
    /// What the names of saved files start with.
    FilenamePrefix = "filename_prefix", "start of the file name";
}
