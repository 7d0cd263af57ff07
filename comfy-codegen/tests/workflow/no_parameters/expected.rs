/// The workflow `workflow.json`.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct Workflow {}

#[allow(dead_code, reason = "a program uses what it needs")]
impl Workflow {
    /// What node `2` (`PreviewImage`) shows or saves.
    pub const PREVIEW_IMAGE: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("2", "PreviewImage");

    /// Arguments with every default; what they are is checked when they are bound.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self {}
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
            "{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"example.png\"}},\"2\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]}}}",
            "{}",
            "{\"format\":1,\"comfyui\":\"0.33.0\",\"fingerprint\":\"78f3e48233b289d1\",\"lists\":[\n\n],\"classes\":{\n\"LoadImage\":{\"display_name\":\"Load Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"image\":[[],{\"image_upload\":true}]}},\"output\":[\"IMAGE\",\"MASK\"],\"output_name\":[\"IMAGE\",\"MASK\"]},\n\"PreviewImage\":{\"display_name\":\"Preview Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]}\n}}\n",
        );
        TEMPLATE.get()
    }
}

#[allow(unused_variables, reason = "the workflow has no parameters")]
impl ::comfy_graph::compiled::WorkflowFields for Workflow {
    const NAMES: &'static [&'static str] = &[];

    #[inline]
    fn write<M: ::comfy_graph::compiled::serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> ::core::result::Result<(), M::Error> {
        ::core::result::Result::Ok(())
    }

    #[inline]
    fn read(
        fields: &mut ::comfy_graph::compiled::Fields,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::FieldError> {
        ::core::result::Result::Ok(Self {})
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
