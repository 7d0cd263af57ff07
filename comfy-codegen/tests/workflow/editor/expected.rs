/// The workflow `workflow.json`.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct Workflow {
    /// Sets `filename_prefix` of node `2` (SaveImage, "Result").
    pub style: ::std::string::String,
}

#[allow(dead_code, reason = "a program uses what it needs")]
impl Workflow {
    /// What node `2` (`SaveImage`) shows or saves.
    pub const RESULT: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("2", "SaveImage");

    /// Arguments with every default; what they are is checked when they are bound.
    #[must_use]
    #[inline]
    pub fn new(style: impl ::core::convert::Into<::std::string::String>) -> Self {
        Self { style: style.into() }
    }

    /// The prompt with these arguments; a seed that is not set is drawn by lot.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the arguments.
    #[inline]
    pub fn bind(
        &self,
    ) -> ::core::result::Result<
        ::comfy_graph::compiled::Prompt,
        ::comfy_graph::compiled::BindErrors,
    > {
        ::comfy_graph::compiled::bind(Self::template(), self)
    }

    /// The same with seeds of the caller's, and with the values that were filled in.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the arguments.
    #[inline]
    pub fn bind_with(
        &self,
        seeds: &mut ::comfy_graph::compiled::Seeds<'_>,
    ) -> ::core::result::Result<
        ::comfy_graph::compiled::Bound,
        ::comfy_graph::compiled::BindErrors,
    > {
        ::comfy_graph::compiled::bind_with(Self::template(), self, seeds)
    }

    /// The workflow itself, for arguments that are not known before.
    #[must_use]
    #[inline]
    pub fn template() -> &'static ::comfy_graph::compiled::Template {
        static TEMPLATE: ::comfy_graph::compiled::Embedded = ::comfy_graph::compiled::Embedded::new(
            "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":96,\"height\":64,\"batch_size\":1,\"color\":0},\"_meta\":{\"title\":\"Empty Image\"}},\"2\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"a {PARAM_STYLE} picture\",\"images\":[\"1\",0]},\"_meta\":{\"title\":\"Result\"}}}",
            "{}",
            "{\"format\":1,\"comfyui\":\"0.33.0\",\"fingerprint\":\"b5eebaa6e20fa5fb\",\"lists\":[\n\n],\"classes\":{\n\"EmptyImage\":{\"display_name\":\"Empty Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"width\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"batch_size\":[\"INT\",{\"default\":1,\"min\":1,\"max\":4096}],\"color\":[\"INT\",{\"default\":0,\"min\":0,\"max\":16777215,\"step\":1,\"display\":\"color\"}]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"SaveImage\":{\"display_name\":\"Save Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\",{\"default\":\"ComfyUI\"}]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]}\n}}\n",
        );
        TEMPLATE.get()
    }
}

impl ::comfy_graph::compiled::WorkflowFields for Workflow {
    const NAMES: &'static [&'static str] = &["style"];

    #[inline]
    fn write<M: ::comfy_graph::compiled::serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> ::core::result::Result<(), M::Error> {
        map.serialize_entry("style", &self.style)?;
        ::core::result::Result::Ok(())
    }

    #[inline]
    fn read(
        fields: &mut ::comfy_graph::compiled::Fields,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::FieldError> {
        ::core::result::Result::Ok(Self {
            style: fields.required("style")?,
        })
    }
}

impl ::comfy_graph::compiled::serde::Serialize for Workflow {
    #[inline]
    fn serialize<S: ::comfy_graph::compiled::serde::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::comfy_graph::compiled::serialize(self, s)
    }
}

impl<'de> ::comfy_graph::compiled::serde::Deserialize<'de> for Workflow {
    #[inline]
    fn deserialize<D: ::comfy_graph::compiled::serde::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::comfy_graph::compiled::deserialize_fields(d)
    }
}
::comfy_graph::compiled::json_schema!(
    Workflow, "Workflow", ::comfy_graph::compiled::workflow_schema(Workflow::template(),
    Workflow::template().to_json_schema())
);
