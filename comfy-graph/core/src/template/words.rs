//! Knows the names that the main seed treats apart.

/// Names of parameters that a call may leave out: as in the main seed, no other is.
const OPTIONAL: [&str; 14] = [
    "seed",
    "width",
    "height",
    "model",
    "steps",
    "cfg",
    "sampler_name",
    "scheduler",
    "denoise",
    "negative_prompt",
    "seconds",
    "lyrics_strength",
    "duration",
    "fps",
];

/// What parameters of these names do.
const DESCRIPTIONS: &[(&str, &str)] = &[
    ("prompt", "What to make, in words"),
    ("negative_prompt", "What to avoid, in words"),
    ("seed", "Number that the noise is made from; random if left out"),
    ("width", "Width in pixels"),
    ("height", "Height in pixels"),
    ("model", "File of the model"),
    ("steps", "How many sampling steps; more take longer"),
    ("cfg", "How closely to follow the prompt"),
    ("sampler_name", "Sampling method"),
    ("scheduler", "How noise is spread over the steps"),
    ("denoise", "How much to change: 1 starts from noise, 0 keeps the input"),
    ("tags", "Style of the song: words with commas between"),
    ("lyrics", "Words to be sung"),
    ("seconds", "Length of the sound in seconds"),
    ("lyrics_strength", "How closely to follow the lyrics"),
    ("duration", "Length of the film in seconds"),
    ("fps", "Frames per second"),
];

/// Whether a call may leave out a parameter of this name.
pub(super) fn is_optional(name: &str) -> bool {
    OPTIONAL.contains(&name)
}

/// What a parameter of this name does.
pub(super) fn description(name: &str) -> Option<&'static str> {
    DESCRIPTIONS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
