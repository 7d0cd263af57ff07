//! Sorts socket types by what flows through them.

/// What flows from a node towards the saver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stream {
    /// Nothing: the node is a saver.
    Saved,
    /// What is made: pictures, sounds, films, their latents.
    Media,
    /// Models, whole or in parts.
    Model,
    /// What the prompt becomes.
    Conditioning,
    /// What samplers are put together from.
    Sampling,
    /// Numbers, texts, flags, choices.
    Scalar,
    /// Anything else.
    Other,
}

const STREAMS: &[(&str, Stream)] = &[
    ("AUDIO", Stream::Media),
    ("AUDIO_ENCODER", Stream::Model),
    ("BOOLEAN", Stream::Scalar),
    ("CLIP", Stream::Model),
    ("CLIP_VISION", Stream::Model),
    ("COMBO", Stream::Scalar),
    ("CONDITIONING", Stream::Conditioning),
    ("CONTROL_NET", Stream::Model),
    ("FLOAT", Stream::Scalar),
    ("GLIGEN", Stream::Model),
    ("GUIDER", Stream::Sampling),
    ("IMAGE", Stream::Media),
    ("INT", Stream::Scalar),
    ("LATENT", Stream::Media),
    ("LATENT_UPSCALE_MODEL", Stream::Model),
    ("MASK", Stream::Media),
    ("MESH", Stream::Media),
    ("MODEL", Stream::Model),
    ("MODEL_PATCH", Stream::Model),
    ("NOISE", Stream::Sampling),
    ("SAMPLER", Stream::Sampling),
    ("SIGMAS", Stream::Sampling),
    ("STRING", Stream::Scalar),
    ("STYLE_MODEL", Stream::Model),
    ("SVG", Stream::Media),
    ("UPSCALE_MODEL", Stream::Model),
    ("VAE", Stream::Model),
    ("VIDEO", Stream::Media),
    ("VOXEL", Stream::Media),
];

impl Stream {
    /// What flows through a socket of this type.
    pub(super) fn of(socket: &str) -> Self {
        let found = STREAMS.iter().find(|(name, _)| *name == socket);
        found.map_or(Self::Other, |(_, stream)| *stream)
    }

    /// What this is to a consumer from which `consumer` flows on.
    ///
    /// What a saver takes is what is made, even text. A type that is not in the table is for
    /// whatever its consumer is for: packs and partners have hundreds of their own.
    pub(super) fn towards(self, consumer: Self, socket: &str) -> Self {
        match (self, consumer) {
            (Self::Other, Self::Saved) => Self::Media,
            (Self::Scalar, Self::Saved) if socket == "STRING" => Self::Media,
            (Self::Other, Self::Media | Self::Conditioning | Self::Sampling) => consumer,
            _ => self,
        }
    }
}

/// Classes whose output holds nothing of the conditioning that goes in.
pub(super) const ERASERS: &[&str] = &["ConditioningZeroOut"];
