/// Every kind.
///
/// Scales, blurs and saves; `crop` decides what is lost.
///
/// Made of `workflow.json`.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "a program uses what it needs")]
pub struct Workflow {
    /// Width and height. 16 to 256, steps of 16.
    pub size: i64,
    /// Sets `color` of node `1` (EmptyImage). Default `0`. 0 to 16777215.
    pub color: ::core::option::Option<i64>,
    /// Sets `upscale_method` of node `2` (ImageScale). Default `area`.
    pub method: ::core::option::Option<WorkflowMethod>,
    /// Sets `crop` of node `2` (ImageScale). Default `center`.
    pub crop: ::core::option::Option<WorkflowCrop>,
    /// Sets `sigma` of node `3` (ImageBlur). Default `0.5`. 0.1 to 10.0, steps of 0.1.
    pub sigma: ::core::option::Option<f64>,
    /// Sets `image` of node `4` (LoadImage).
    pub image: ::std::string::String,
    /// Sets `switch` of node `5` (ComfySwitchNode). Default `false`.
    pub use_file: ::core::option::Option<bool>,
    /// Sets `filename_prefix` of node `6` (SaveImage).
    pub name: ::std::string::String,
    /// Sets `blur_radius` of node `3` (ImageBlur). Default `3`. 1 to 31.
    pub radius: ::core::option::Option<i64>,
    /// batch size: `batch_size` of node `1` (EmptyImage). Default `1`. 1 to 4096.
    pub batch_size: ::core::option::Option<i64>,
}

#[allow(dead_code, reason = "a program uses what it needs")]
impl Workflow {
    /// What node `6` (`SaveImage`) shows or saves.
    pub const SAVE_IMAGE: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("6", "SaveImage");

    /// What node `7` (`PreviewImage`) shows or saves.
    pub const BEFORE: ::comfy_graph::compiled::WorkflowOutput<
        ::comfy_graph::ty::Image,
    > = ::comfy_graph::compiled::WorkflowOutput::new("7", "PreviewImage");

    /// Arguments with every default; what they are is checked when they are bound.
    #[must_use]
    #[inline]
    pub fn new(
        size: impl ::core::convert::Into<i64>,
        image: impl ::core::convert::Into<::std::string::String>,
        name: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        Self {
            size: size.into(),
            image: image.into(),
            name: name.into(),
            color: ::core::option::Option::None,
            method: ::core::option::Option::None,
            crop: ::core::option::Option::None,
            sigma: ::core::option::Option::None,
            use_file: ::core::option::Option::None,
            radius: ::core::option::Option::None,
            batch_size: ::core::option::Option::None,
        }
    }

    /// Sets `color` of node `1` (EmptyImage). Default `0`. 0 to 16777215.
    #[must_use]
    #[inline]
    pub fn color(mut self, color: impl ::core::convert::Into<i64>) -> Self {
        self.color = ::core::option::Option::Some(color.into());
        self
    }

    /// Sets `upscale_method` of node `2` (ImageScale). Default `area`.
    #[must_use]
    #[inline]
    pub fn method(mut self, method: WorkflowMethod) -> Self {
        self.method = ::core::option::Option::Some(method);
        self
    }

    /// Sets `crop` of node `2` (ImageScale). Default `center`.
    #[must_use]
    #[inline]
    pub fn crop(mut self, crop: WorkflowCrop) -> Self {
        self.crop = ::core::option::Option::Some(crop);
        self
    }

    /// Sets `sigma` of node `3` (ImageBlur). Default `0.5`. 0.1 to 10.0, steps of 0.1.
    #[must_use]
    #[inline]
    pub fn sigma(mut self, sigma: impl ::core::convert::Into<f64>) -> Self {
        self.sigma = ::core::option::Option::Some(sigma.into());
        self
    }

    /// Sets `switch` of node `5` (ComfySwitchNode). Default `false`.
    #[must_use]
    #[inline]
    pub fn use_file(mut self, use_file: bool) -> Self {
        self.use_file = ::core::option::Option::Some(use_file);
        self
    }

    /// Sets `blur_radius` of node `3` (ImageBlur). Default `3`. 1 to 31.
    #[must_use]
    #[inline]
    pub fn radius(mut self, radius: impl ::core::convert::Into<i64>) -> Self {
        self.radius = ::core::option::Option::Some(radius.into());
        self
    }

    /// batch size: `batch_size` of node `1` (EmptyImage). Default `1`. 1 to 4096.
    #[must_use]
    #[inline]
    pub fn batch_size(mut self, batch_size: impl ::core::convert::Into<i64>) -> Self {
        self.batch_size = ::core::option::Option::Some(batch_size.into());
        self
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
            "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":\"PARAM_INT_SIZE\",\"height\":\"PARAM_INT_SIZE\",\"batch_size\":1,\"color\":\"PARAM_INT_COLOR\"}},\"2\":{\"class_type\":\"ImageScale\",\"inputs\":{\"image\":[\"1\",0],\"upscale_method\":\"PARAM_METHOD\",\"width\":64,\"height\":64,\"crop\":\"PARAM_CROP\"}},\"3\":{\"class_type\":\"ImageBlur\",\"inputs\":{\"image\":[\"2\",0],\"blur_radius\":3,\"sigma\":\"PARAM_FLOAT_SIGMA\"}},\"4\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"PARAM_IMAGE\"}},\"5\":{\"class_type\":\"ComfySwitchNode\",\"inputs\":{\"switch\":\"PARAM_BOOL_USE_FILE\",\"on_false\":[\"3\",0],\"on_true\":[\"4\",0]}},\"6\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"5\",0],\"filename_prefix\":\"a {PARAM_NAME}, {PARAM_INT_SIZE} pixels\"}},\"7\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]},\"_meta\":{\"title\":\"Before\"}}}",
            "{\n  \"name\": \"Every kind\",\n  \"description\": \"Scales, blurs and saves; `crop` decides what is lost.\",\n  \"defaults\": {\"method\": \"area\", \"sigma\": 0.5, \"use_file\": false, \"crop\": \"center\"},\n  \"constraints\": {\n    \"size\": {\"min\": 16, \"max\": 256, \"step\": 16, \"description\": \"Width and height\"},\n    \"color\": {\"required\": false}\n  },\n  \"override_mappings\": {\"radius\": [[\"3\", \"blur_radius\"]]}\n}\n",
            "{\"format\":1,\"comfyui\":\"0.33.0\",\"fingerprint\":\"c25a77ce691333b8\",\"lists\":[\n\n],\"classes\":{\n\"ComfySwitchNode\":{\"display_name\":\"If/Else Switch\",\"category\":\"utilities/logic\",\"python_module\":\"comfy_extras.nodes_logic\",\"api_node\":false,\"experimental\":true,\"input\":{\"required\":{\"switch\":[\"BOOLEAN\"],\"on_false\":[\"COMFY_MATCHTYPE_V3\",{\"template\":{\"template_id\":\"switch\",\"allowed_types\":\"*\"},\"lazy\":true}],\"on_true\":[\"COMFY_MATCHTYPE_V3\",{\"template\":{\"template_id\":\"switch\",\"allowed_types\":\"*\"},\"lazy\":true}]}},\"output\":[\"COMFY_MATCHTYPE_V3\"],\"output_name\":[\"output\"],\"output_matchtypes\":[\"switch\"]},\n\"EmptyImage\":{\"display_name\":\"Empty Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"width\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":1,\"max\":16384,\"step\":1}],\"batch_size\":[\"INT\",{\"default\":1,\"min\":1,\"max\":4096}],\"color\":[\"INT\",{\"default\":0,\"min\":0,\"max\":16777215,\"step\":1,\"display\":\"color\"}]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"ImageBlur\":{\"display_name\":\"Blur Image\",\"category\":\"image/filters\",\"python_module\":\"comfy_extras.nodes_post_processing\",\"api_node\":false,\"input\":{\"required\":{\"image\":[\"IMAGE\"],\"blur_radius\":[\"INT\",{\"default\":1,\"min\":1,\"max\":31,\"step\":1}],\"sigma\":[\"FLOAT\",{\"default\":1.0,\"min\":0.1,\"max\":10.0,\"step\":0.1}]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"ImageScale\":{\"display_name\":\"Upscale Image\",\"category\":\"image/upscaling\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"image\":[\"IMAGE\"],\"upscale_method\":[[\"nearest-exact\",\"bilinear\",\"area\",\"bicubic\",\"lanczos\"]],\"width\":[\"INT\",{\"default\":512,\"min\":0,\"max\":16384,\"step\":1}],\"height\":[\"INT\",{\"default\":512,\"min\":0,\"max\":16384,\"step\":1}],\"crop\":[[\"disabled\",\"center\"]]}},\"output\":[\"IMAGE\"],\"output_name\":[\"IMAGE\"]},\n\"LoadImage\":{\"display_name\":\"Load Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"input\":{\"required\":{\"image\":[[],{\"image_upload\":true}]}},\"output\":[\"IMAGE\",\"MASK\"],\"output_name\":[\"IMAGE\",\"MASK\"]},\n\"PreviewImage\":{\"display_name\":\"Preview Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]},\n\"SaveImage\":{\"display_name\":\"Save Image\",\"category\":\"image\",\"python_module\":\"nodes\",\"output_node\":true,\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\",{\"default\":\"ComfyUI\"}]},\"hidden\":{\"prompt\":\"PROMPT\",\"extra_pnginfo\":\"EXTRA_PNGINFO\"}},\"output\":[\"IMAGE\"],\"output_name\":[\"images\"]}\n}}\n",
        );
        TEMPLATE.get()
    }
}

impl ::comfy_graph::compiled::WorkflowFields for Workflow {
    const NAMES: &'static [&'static str] = &[
        "size",
        "color",
        "method",
        "crop",
        "sigma",
        "image",
        "use_file",
        "name",
        "radius",
        "batch_size",
    ];

    #[inline]
    fn write<M: ::comfy_graph::compiled::serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> ::core::result::Result<(), M::Error> {
        map.serialize_entry("size", &self.size)?;
        ::comfy_graph::compiled::put(map, "color", &self.color)?;
        ::comfy_graph::compiled::put(map, "method", &self.method)?;
        ::comfy_graph::compiled::put(map, "crop", &self.crop)?;
        ::comfy_graph::compiled::put(map, "sigma", &self.sigma)?;
        map.serialize_entry("image", &self.image)?;
        ::comfy_graph::compiled::put(map, "use_file", &self.use_file)?;
        map.serialize_entry("name", &self.name)?;
        ::comfy_graph::compiled::put(map, "radius", &self.radius)?;
        ::comfy_graph::compiled::put(map, "batch_size", &self.batch_size)?;
        ::core::result::Result::Ok(())
    }

    #[inline]
    fn read(
        fields: &mut ::comfy_graph::compiled::Fields,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::FieldError> {
        ::core::result::Result::Ok(Self {
            size: fields.required("size")?,
            color: fields.optional("color")?,
            method: fields.optional("method")?,
            crop: fields.optional("crop")?,
            sigma: fields.optional("sigma")?,
            image: fields.required("image")?,
            use_file: fields.optional("use_file")?,
            name: fields.required("name")?,
            radius: fields.optional("radius")?,
            batch_size: fields.optional("batch_size")?,
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
    Workflow::template().to_json_schema_with_settings())
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

/// What `crop` of [`Workflow`] can be.
#[allow(dead_code, reason = "a program uses what it needs")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkflowCrop {
    /// `disabled`.
    Disabled,
    /// `center`.
    Center,
}

impl ::comfy_graph::compiled::WorkflowChoice for WorkflowCrop {
    const ALL: &'static [Self] = &[Self::Disabled, Self::Center];

    #[inline]
    fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Center => "center",
        }
    }
}

impl ::core::fmt::Display for WorkflowCrop {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str(::comfy_graph::compiled::WorkflowChoice::as_str(*self))
    }
}

impl ::core::str::FromStr for WorkflowCrop {
    type Err = ::comfy_graph::compiled::NoSuchChoice;

    #[inline]
    fn from_str(
        text: &str,
    ) -> ::core::result::Result<Self, ::comfy_graph::compiled::NoSuchChoice> {
        ::comfy_graph::compiled::parse(text)
    }
}

impl ::comfy_graph::compiled::serde::Serialize for WorkflowCrop {
    #[inline]
    fn serialize<S: ::comfy_graph::compiled::serde::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(::comfy_graph::compiled::WorkflowChoice::as_str(*self))
    }
}

impl<'de> ::comfy_graph::compiled::serde::Deserialize<'de> for WorkflowCrop {
    #[inline]
    fn deserialize<D: ::comfy_graph::compiled::serde::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::comfy_graph::compiled::deserialize_choice(d)
    }
}
::comfy_graph::compiled::json_schema!(
    WorkflowCrop, "WorkflowCrop", ::comfy_graph::compiled::choice_schema:: < WorkflowCrop
    > ()
);
