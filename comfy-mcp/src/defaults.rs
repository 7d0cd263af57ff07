//! Keeps the generation defaults, in layers.
//!
//! A call beats `set_defaults`, which beats the configuration file, the environment, the sidecar of
//! the workflow, the built-in ones.

use std::sync::{Mutex, MutexGuard, PoisonError};

use comfy_graph_core::prompt::Object;
use comfy_graph_core::template::{Call, Kind, Template};
use serde_json::{Value, json};

use crate::settings::{Layer, Namespace};

/// Where a default comes from, as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `set_defaults`.
    Runtime,
    /// The configuration file.
    Config,
    /// The environment.
    Environment,
    /// The program.
    BuiltIn,
}

impl Level {
    /// The name that messages use, as the main seed does.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Runtime => "runtime",
            Self::Config => "config",
            Self::Environment => "env",
            Self::BuiltIn => "hardcoded",
        }
    }
}

/// All layers of defaults.
#[derive(Debug)]
pub struct Defaults {
    runtime: Mutex<Layer>,
    config: Mutex<Layer>,
    environment: Layer,
    built_in: Layer,
}

/// The layers at one moment, for one kind of workflow.
#[derive(Debug, Clone)]
pub struct Layers {
    layers: [(Level, Object); 4],
}

impl Defaults {
    /// No runtime defaults yet, above those of the file and the environment.
    #[must_use]
    pub fn new(config: Layer, environment: Layer) -> Self {
        let (runtime, config) = (Mutex::default(), Mutex::new(config));
        Self { runtime, config, environment, built_in: built_in() }
    }

    /// Sets runtime defaults; those that are not named stay.
    pub fn set(&self, namespace: Namespace, values: &Object) {
        merge(lock(&self.runtime).get_mut(namespace), values);
    }

    /// Tells that the configuration file holds these now.
    pub fn configured(&self, namespace: Namespace, values: &Object) {
        merge(lock(&self.config).get_mut(namespace), values);
    }

    /// What counts now for what `namespace` makes, all layers together.
    #[must_use]
    pub fn effective(&self, namespace: Namespace) -> Object {
        let mut effective = Object::new();
        for (_, values) in self.layers(namespace).layers.into_iter().rev() {
            merge(&mut effective, &values);
        }
        effective
    }

    /// The layers as they are now.
    #[must_use]
    pub fn layers(&self, namespace: Namespace) -> Layers {
        let runtime = lock(&self.runtime).get(namespace).clone();
        let config = lock(&self.config).get(namespace).clone();
        let environment = self.environment.get(namespace).clone();
        let built_in = self.built_in.get(namespace).clone();
        Layers {
            layers: [
                (Level::Runtime, runtime),
                (Level::Config, config),
                (Level::Environment, environment),
                (Level::BuiltIn, built_in),
            ],
        }
    }
}

impl Layers {
    /// Leaves out the models that are of another kind than `template` takes.
    ///
    /// A default model is a checkpoint; a workflow whose model is an upscaler, say, has one of its
    /// own, unless the file is among those it takes.
    #[must_use]
    pub fn fitting(mut self, template: &Template) -> Self {
        let Some(model) = template.parameter("model") else { return self };
        let is_checkpoint = match model.domain.kind {
            Kind::Model(Some(folder)) => folder.as_str() == "checkpoints",
            _ => true,
        };
        if !is_checkpoint {
            for (_, values) in &mut self.layers {
                let fits =
                    values.get("model").is_some_and(|name| model.domain.convert(name).is_ok());
                if !fits || model.domain.choices.is_none() {
                    values.shift_remove("model");
                }
            }
        }
        self
    }

    /// The value that somebody chose, with the layer it was chosen in.
    #[must_use]
    pub fn chosen(&self, name: &str) -> Option<(Level, &Value)> {
        let mut layers = self.layers.iter().filter(|(layer, _)| *layer != Level::BuiltIn);
        layers.find_map(|(layer, values)| Some((*layer, values.get(name)?)))
    }

    /// The value that counts where nobody chose one.
    #[must_use]
    pub fn built_in(&self, name: &str) -> Option<&Value> {
        let built_in = self.layers.iter().find(|(layer, _)| *layer == Level::BuiltIn);
        built_in.and_then(|(_, values)| values.get(name))
    }

    /// Puts the layers beneath a call.
    pub fn beneath<'c>(&'c self, call: Call<'c>) -> Call<'c> {
        self.layers.iter().fold(call, |call, (layer, values)| match layer {
            Level::BuiltIn => call.beneath(layer.as_str(), values),
            _ => call.above(layer.as_str(), values),
        })
    }
}

fn merge(into: &mut Object, values: &Object) {
    for (name, value) in values {
        into.insert(name.clone(), value.clone());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The built-in defaults of the main seed.
fn built_in() -> Layer {
    let built_in = json!({
        "image": {
            "width": 512, "height": 512, "model": "v1-5-pruned-emaonly.ckpt", "steps": 20,
            "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            "negative_prompt": "text, watermark",
        },
        "audio": {
            "steps": 50, "cfg": 5.0, "model": "ace_step_v1_3.5b.safetensors", "seconds": 60,
            "lyrics_strength": 0.99,
        },
        "video": {
            "width": 1280, "height": 720, "steps": 20, "cfg": 8.0, "duration": 5, "fps": 16,
            "negative_prompt": "text, watermark",
        },
    });
    let mut layer = Layer::default();
    for namespace in Namespace::ALL {
        let values = built_in[namespace.as_str()].as_object().cloned().unwrap_or_default();
        *layer.get_mut(namespace) = values;
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(image: Value) -> Layer {
        let mut layer = Layer::default();
        *layer.get_mut(Namespace::Image) = image.as_object().unwrap().clone();
        layer
    }

    #[test]
    fn the_stronger_layer_counts() {
        let config = values(json!({"width": 2, "height": 2, "steps": 2}));
        let environment = values(json!({"width": 3, "height": 3, "steps": 3, "cfg": 3}));
        let defaults = Defaults::new(config, environment);
        defaults.set(Namespace::Image, json!({"width": 1}).as_object().unwrap());

        let effective = defaults.effective(Namespace::Image);

        let names = ["width", "height", "cfg", "scheduler"];
        assert_eq!(
            names.map(|name| effective[name].clone()),
            [json!(1), json!(2), json!(3), json!("normal")]
        );
    }

    #[test]
    fn defaults_that_are_not_named_stay() {
        let defaults = Defaults::new(Layer::default(), Layer::default());

        defaults.set(Namespace::Image, json!({"width": 64}).as_object().unwrap());
        defaults.set(Namespace::Image, json!({"height": 96}).as_object().unwrap());

        let effective = defaults.effective(Namespace::Image);
        assert_eq!((&effective["width"], &effective["height"]), (&json!(64), &json!(96)));
    }
}
