//! Carries what nodes hand each other.

use std::sync::Arc;

use comfy_graph_core::json::Json;
use comfy_graph_core::python;
use serde_json::Value;

use crate::pixels::Pixels;

/// One value on a link, or a literal.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    Image(Arc<Pixels>),
    Mask(Arc<Pixels>),
    Latent(Arc<Latent>),
    Model(Arc<StandIn>),
    Int(i128),
    Float(f64),
    Text(Arc<str>),
    Flag(bool),
    Json(Arc<Value>),
    /// Several values that are handed over one by one, or whole to a class that takes lists.
    List(Vec<Data>),
}

/// Latents; their numbers are made up when somebody looks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latent {
    pub(crate) batch: usize,
    /// The size in pixels that decoding gives.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// The picture that was encoded, as long as nothing has sampled.
    pub(crate) source: Option<Arc<Pixels>>,
    pub(crate) sampled: Option<Sampled>,
}

/// How latents were sampled; the placeholder picture tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sampled {
    pub(crate) seed: u64,
    pub(crate) steps: u64,
}

/// What stands for a model or for something only models understand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StandIn {
    Model,
    Clip,
    Vae,
    ControlNet,
    Conditioning,
    Guider,
    Sampler,
    UpscaleModel { factor: usize },
    Noise { seed: u64 },
    Sigmas { steps: u64 },
}

impl Data {
    pub(crate) fn image(pixels: Pixels) -> Self {
        Self::Image(Arc::new(pixels))
    }

    pub(crate) fn mask(pixels: Pixels) -> Self {
        Self::Mask(Arc::new(pixels))
    }

    pub(crate) fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn stand_in(stand_in: StandIn) -> Self {
        Self::Model(Arc::new(stand_in))
    }

    pub(crate) fn from_json(value: &Value) -> Self {
        match value {
            Value::Bool(flag) => Self::Flag(*flag),
            Value::String(text) => Self::text(text.as_str()),
            Value::Number(number) => match number.as_i128() {
                Some(int) => Self::Int(int),
                None => Self::Float(number.as_f64().unwrap_or(0.0)),
            },
            other => Self::Json(Arc::new(other.clone())),
        }
    }

    /// The value as text, as `str` would print it.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Image(pixels) => tensor(&pixels.shape()),
            Self::Mask(pixels) => tensor(&pixels.shape()[..3]),
            Self::Latent(latent) => {
                let shape = [latent.batch, 4, latent.height / 8, latent.width / 8];
                format!("{{'samples': {}}}", tensor(&shape))
            }
            Self::Model(stand_in) => format!("<sandbox stand-in {stand_in:?}>"),
            Self::Int(int) => int.to_string(),
            Self::Float(float) => python::text(&Json::from(*float)),
            Self::Text(text) => text.to_string(),
            Self::Flag(flag) => python::text(&Json::from(*flag)),
            Self::Json(value) => python::text(&Json::from(&**value)),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::describe).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// Whether Python counts the value as true; `None` where it refuses to say.
    pub(crate) fn is_truthy(&self) -> Option<bool> {
        Some(match self {
            Self::Image(pixels) | Self::Mask(pixels) => match pixels.samples.as_slice() {
                [sample] => *sample != 0.0,
                _ => return None,
            },
            Self::Latent(_) | Self::Model(_) => true,
            Self::Int(int) => *int != 0,
            Self::Float(float) => *float != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Flag(flag) => *flag,
            Self::Json(value) => python::truth(&Json::from(&**value)),
            Self::List(items) => !items.is_empty(),
        })
    }

    /// About how many bytes the value keeps.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Image(pixels) | Self::Mask(pixels) => pixels.samples.len() * size_of::<f32>(),
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(Self::weight).sum(),
            _ => 64,
        }
    }
}

fn tensor(shape: &[usize]) -> String {
    format!("tensor(shape={shape:?})")
}
