/// The workflow `workflow.json`.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct Workflow {
    /// Sets `width` of node `1` (EmptyImage). 1 to 16384.
    pub new_: i64,
    /// Sets `height` of node `1` (EmptyImage). 1 to 16384.
    pub type_: i64,
    /// Sets `batch_size` of node `1` (EmptyImage). 1 to 4096.
    pub n2nd: i64,
    /// Sets `color` of node `1` (EmptyImage). 0 to 16777215.
    pub bind_: i64,
    /// Sets `filename_prefix` of node `2` (SaveImage, "Save").
    pub grosse: ::std::string::String,
    /// Sets `filename_prefix` of node `3` (SaveImage, "Save").
    pub 名: ::std::string::String,
}

/// What [`Workflow`] cannot do without.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct WorkflowRequired {
    /// Sets `width` of node `1` (EmptyImage). 1 to 16384.
    pub new_: i64,
    /// Sets `height` of node `1` (EmptyImage). 1 to 16384.
    pub type_: i64,
    /// Sets `batch_size` of node `1` (EmptyImage). 1 to 4096.
    pub n2nd: i64,
    /// Sets `color` of node `1` (EmptyImage). 0 to 16777215.
    pub bind_: i64,
    /// Sets `filename_prefix` of node `2` (SaveImage, "Save").
    pub grosse: ::std::string::String,
    /// Sets `filename_prefix` of node `3` (SaveImage, "Save").
    pub 名: ::std::string::String,
}

#[allow(dead_code, reason = "a program uses what it needs")]
impl Workflow {
    /// What node `2` (`SaveImage`) shows or saves.
    pub const SAVE_2: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("2", "SaveImage");

    /// What node `3` (`SaveImage`) shows or saves.
    pub const SAVE_3: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("3", "SaveImage");

    /// What node `4` (`PreviewImage`) shows or saves.
    pub const N3_VORHER_NOT: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("4", "PreviewImage");

    /// Arguments with every default; what they are is checked when they are bound.
    #[must_use]
    #[inline]
    pub fn new(required: WorkflowRequired) -> Self {
        Self {
            new_: required.new_,
            type_: required.type_,
            n2nd: required.n2nd,
            bind_: required.bind_,
            grosse: required.grosse,
            名: required.名,
        }
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
            "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":\"PARAM_INT_NEW\",\"height\":\"PARAM_INT_TYPE\",\"batch_size\":\"PARAM_INT_2ND\",\"color\":\"PARAM_INT_BIND\"}},\"2\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"PARAM_GRÖSSE\"},\"_meta\":{\"title\":\"Save\"}},\"3\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"PARAM_名\"},\"_meta\":{\"title\":\"Save\"}},\"4\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]},\"_meta\":{\"title\":\"3 — vorher!\"}}}",
            "{}",
            "{\"format\":1,\"comfyui\":\"0.33.0\",\"fingerprint\":\"001c890567b112c3\",\"lists\":[\n\n],\"classes\":{\n\"EmptyImage\":{\"display_name\":\"Empty Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"width\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"batch_size\":[\"INT\",{\"default\":1,\"min\":1,\"max\":4096}],\"color\":[\"INT\",{\"default\":0,\"min\":0,\"max\":16777215,\"step\":1,\"display\":\"color\"}]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"PreviewImage\":{\"display_name\":\"Preview Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]},\n\"SaveImage\":{\"display_name\":\"Save Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\",{\"default\":\"ComfyUI\"}]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]}\n}}\n",
        );
        TEMPLATE.get()
    }
}

impl ::comfy_graph::compiled::WorkflowFields for Workflow {
    const NAMES: &'static [&'static str] = &[
        "new",
        "type",
        "2nd",
        "bind",
        "grösse",
        "名",
    ];

    #[inline]
    fn write<M: ::comfy_graph::compiled::serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> ::core::result::Result<(), M::Error> {
        map.serialize_entry("new", &self.new_)?;
        map.serialize_entry("type", &self.type_)?;
        map.serialize_entry("2nd", &self.n2nd)?;
        map.serialize_entry("bind", &self.bind_)?;
        map.serialize_entry("grösse", &self.grosse)?;
        map.serialize_entry("名", &self.名)?;
        ::core::result::Result::Ok(())
    }

    #[inline]
    fn read(
        fields: &mut ::comfy_graph::compiled::Fields,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::FieldError> {
        ::core::result::Result::Ok(Self {
            new_: fields.required("new")?,
            type_: fields.required("type")?,
            n2nd: fields.required("2nd")?,
            bind_: fields.required("bind")?,
            grosse: fields.required("grösse")?,
            名: fields.required("名")?,
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
