/// The workflow `workflow.json`.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct Workflow {
    /// Sets `width` of node `1` (EmptyImage). 1 to 16384.
    pub breadth: i64,
    /// Sets `height` of node `1` (EmptyImage). 1 to 16384.
    pub tallness: i64,
    /// Sets `batch_size` of node `1` (EmptyImage). 1 to 4096.
    pub count: i64,
    /// Sets `color` of node `1` (EmptyImage). 0 to 16777215.
    pub shade: i64,
    /// Sets `upscale_method` of node `2` (ImageScale).
    pub method: WorkflowMethod,
    /// Sets `filename_prefix` of node `3` (SaveImage).
    pub file: ::std::string::String,
}

/// What [`Workflow`] cannot do without.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct WorkflowRequired {
    /// Sets `width` of node `1` (EmptyImage). 1 to 16384.
    pub breadth: i64,
    /// Sets `height` of node `1` (EmptyImage). 1 to 16384.
    pub tallness: i64,
    /// Sets `batch_size` of node `1` (EmptyImage). 1 to 4096.
    pub count: i64,
    /// Sets `color` of node `1` (EmptyImage). 0 to 16777215.
    pub shade: i64,
    /// Sets `upscale_method` of node `2` (ImageScale).
    pub method: WorkflowMethod,
    /// Sets `filename_prefix` of node `3` (SaveImage).
    pub file: ::std::string::String,
}

#[allow(dead_code, reason = "a program uses what it needs")]
impl Workflow {
    /// What node `3` (`SaveImage`) shows or saves.
    pub const SAVE_IMAGE: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("3", "SaveImage");

    /// Arguments with every default; what they are is checked when they are bound.
    #[must_use]
    #[inline]
    pub fn new(required: WorkflowRequired) -> Self {
        Self {
            breadth: required.breadth,
            tallness: required.tallness,
            count: required.count,
            shade: required.shade,
            method: required.method,
            file: required.file,
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
            "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":\"PARAM_INT_BREADTH\",\"height\":\"PARAM_INT_TALLNESS\",\"batch_size\":\"PARAM_INT_COUNT\",\"color\":\"PARAM_INT_SHADE\"}},\"2\":{\"class_type\":\"ImageScale\",\"inputs\":{\"image\":[\"1\",0],\"upscale_method\":\"PARAM_METHOD\",\"width\":64,\"height\":64,\"crop\":\"disabled\"}},\"3\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"2\",0],\"filename_prefix\":\"PARAM_FILE\"}}}",
            "{}",
            "{\"format\":1,\"comfyui\":\"0.33.0\",\"fingerprint\":\"60504e35a0c9dd1a\",\"lists\":[\n\n],\"classes\":{\n\"EmptyImage\":{\"display_name\":\"Empty Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"width\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"batch_size\":[\"INT\",{\"default\":1,\"min\":1,\"max\":4096}],\"color\":[\"INT\",{\"default\":0,\"min\":0,\"max\":16777215,\"step\":1,\"display\":\"color\"}]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"ImageScale\":{\"display_name\":\"Upscale Image\",\"category\":\"image/upscaling\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"image\":[\"IMAGE\"],\"upscale_method\":[[\"nearest-exact\",\"bilinear\",\"area\",\"bicubic\",\"lanczos\"]],\"width\":[\"INT\",{\"default\":512,\"min\":0,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":0,\"max\":16384,\"step\":1}],\"crop\":[[\"disabled\",\"center\"]]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"SaveImage\":{\"display_name\":\"Save Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\",{\"default\":\"ComfyUI\"}]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]}\n}}\n",
        );
        TEMPLATE.get()
    }
}

impl ::comfy_graph::compiled::WorkflowFields for Workflow {
    const NAMES: &'static [&'static str] = &[
        "breadth",
        "tallness",
        "count",
        "shade",
        "method",
        "file",
    ];

    #[inline]
    fn write<M: ::comfy_graph::compiled::serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> ::core::result::Result<(), M::Error> {
        map.serialize_entry("breadth", &self.breadth)?;
        map.serialize_entry("tallness", &self.tallness)?;
        map.serialize_entry("count", &self.count)?;
        map.serialize_entry("shade", &self.shade)?;
        map.serialize_entry("method", &self.method)?;
        map.serialize_entry("file", &self.file)?;
        ::core::result::Result::Ok(())
    }

    #[inline]
    fn read(
        fields: &mut ::comfy_graph::compiled::Fields,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::FieldError> {
        ::core::result::Result::Ok(Self {
            breadth: fields.required("breadth")?,
            tallness: fields.required("tallness")?,
            count: fields.required("count")?,
            shade: fields.required("shade")?,
            method: fields.required("method")?,
            file: fields.required("file")?,
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

/// What `method` of [`Workflow`] can be.
#[allow(dead_code, reason = "a program uses what it needs")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkflowMethod {
    /// `nearest-exact`.
    NearestExact,
    /// `bilinear`.
    Bilinear,
    /// `area`.
    Area,
    /// `bicubic`.
    Bicubic,
    /// `lanczos`.
    Lanczos,
}

impl ::comfy_graph::compiled::WorkflowChoice for WorkflowMethod {
    const ALL: &'static [Self] = &[
        Self::NearestExact,
        Self::Bilinear,
        Self::Area,
        Self::Bicubic,
        Self::Lanczos,
    ];

    #[inline]
    fn as_str(self) -> &'static str {
        match self {
            Self::NearestExact => "nearest-exact",
            Self::Bilinear => "bilinear",
            Self::Area => "area",
            Self::Bicubic => "bicubic",
            Self::Lanczos => "lanczos",
        }
    }
}

impl ::core::fmt::Display for WorkflowMethod {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str(::comfy_graph::compiled::WorkflowChoice::as_str(*self))
    }
}

impl ::core::str::FromStr for WorkflowMethod {
    type Err = ::comfy_graph::compiled::NoSuchChoice;

    #[inline]
    fn from_str(
        text: &str,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::NoSuchChoice> {
        ::comfy_graph::compiled::parse(text)
    }
}

impl ::comfy_graph::compiled::serde::Serialize for WorkflowMethod {
    #[inline]
    fn serialize<S: ::comfy_graph::compiled::serde::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(::comfy_graph::compiled::WorkflowChoice::as_str(*self))
    }
}

impl<'de> ::comfy_graph::compiled::serde::Deserialize<'de> for WorkflowMethod {
    #[inline]
    fn deserialize<D: ::comfy_graph::compiled::serde::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::comfy_graph::compiled::deserialize_choice(d)
    }
}
::comfy_graph::compiled::json_schema!(
    WorkflowMethod, "WorkflowMethod", ::comfy_graph::compiled::choice_schema:: <
    WorkflowMethod > ()
);
