//! Saves and shows what jobs make.

use serde_json::{Value, json};

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;
use crate::files::{Png, Series, Size};
use crate::folders::Area;
use crate::pixels::Pixels;
use crate::socket::PictureFormat;

pub(super) const NODES: &[(&str, Run)] = &[
    ("SaveImage", save),
    ("SaveImageAdvanced", save_advanced),
    ("PreviewImage", preview),
    ("MaskPreview", preview_mask),
    ("SaveImageWebsocket", send),
    ("PreviewAny", preview_any),
    ("SaveText", save_text),
];

fn save(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let images = inputs.image("images")?;
    let mut series = open(call, Area::Output, &inputs.text("filename_prefix")?, &images)?;
    let items = write_all(&images, &mut series, call)?;
    Ok(Outputs::shown(json!({"images": items}), vec![Data::Image(images)]))
}

fn preview(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let images = inputs.image("images")?;
    let items = preview_items(&images, call)?;
    Ok(Outputs::shown(json!({"images": items}), vec![Data::Image(images)]))
}

fn preview_mask(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let mask = inputs.mask("mask")?;
    let [batch, height, width, _] = mask.shape();
    let image = Pixels::build([batch, height, width, 3], |b, y, x, _| mask.at(b, y, x, 0))?;
    let items = preview_items(&image, call)?;
    let ui = json!({"images": items, "animated": [false]});
    Ok(Outputs::shown(ui, vec![Data::Mask(mask)]))
}

/// Writes the pictures to the temporary folder; gives the items that history shows.
pub(super) fn preview_items(images: &Pixels, call: &Call<'_>) -> Result<Vec<Value>, Failure> {
    let mut series = open(call, Area::Temp, &call.temporary, images)?;
    write_all(images, &mut series, call)
}

fn open(call: &Call<'_>, area: Area, prefix: &str, images: &Pixels) -> Result<Series, Failure> {
    let size = Size { width: images.width, height: images.height };
    Series::open(&call.shared.folders, area, prefix, size).ok_or_else(|| Failure::Raised {
        kind: "Exception",
        message: format!("Saving image outside the output folder is not allowed: '{prefix}'"),
    })
}

fn write_all(images: &Pixels, series: &mut Series, call: &Call<'_>) -> Result<Vec<Value>, Failure> {
    let file = |batch: usize| {
        let bytes = encoded(images, batch, call.texts)?;
        series.write(batch, "_.png", &bytes).map_err(|error| disk_full(&error))
    };
    (0..images.batch).map(file).collect()
}

fn disk_full(error: &std::io::Error) -> Failure {
    Failure::Raised { kind: "OSError", message: error.to_string() }
}

fn encoded(images: &Pixels, batch: usize, texts: &[(String, String)]) -> Result<Vec<u8>, Failure> {
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let (width, height) = (side(images.width), side(images.height));
    let png = Png { width, height, channels: images.channels, texts };
    png.encode(&images.frame_bytes(batch))
        .ok_or_else(|| Failure::value("cannot encode the picture"))
}

fn save_advanced(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    if &*inputs.text("format")? != "png" {
        return Err(Failure::Unsupported { class: format!("{} (other than png)", call.class) });
    }
    let images = inputs.image("images")?;
    let deep = &*inputs.text("format.bit_depth")? == "16-bit";
    let mut series = open(call, Area::Output, &inputs.text("filename_prefix")?, &images)?;
    let mut items = Vec::new();
    for batch in 0..images.batch {
        let bytes = if deep {
            encoded_16(&images, batch, call)
        } else {
            encoded(&images, batch, call.texts)
        };
        let item = series.write(batch, ".png", &bytes?).map_err(|error| disk_full(&error))?;
        items.push(item);
    }
    Ok(Outputs::shown(json!({"images": items}), vec![Data::Image(images)]))
}

fn encoded_16(images: &Pixels, batch: usize, call: &Call<'_>) -> Result<Vec<u8>, Failure> {
    let deep = |sample: &f32| ((sample.clamp(0.0, 1.0) * 65535.0) as u16).to_be_bytes();
    let samples: Vec<_> = images.frame(batch).iter().flat_map(deep).collect();
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let (width, height) = (side(images.width), side(images.height));
    let png = Png { width, height, channels: images.channels, texts: call.texts };
    png.encode_16(&samples).ok_or_else(|| Failure::value("cannot encode the picture"))
}

fn send(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let images = inputs.image("images")?;
    let all = images.batch as u64;
    for batch in 0..images.batch {
        let bytes = encoded(&images, batch, &[])?;
        call.report((batch as u64, all), Some((bytes, PictureFormat::Png)))?;
    }
    Ok(Outputs::default())
}

fn preview_any(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let data = inputs.need("source")?;
    let text = match data {
        Data::Json(value) if value.is_object() || value.is_array() => {
            serde_json::to_string_pretty(&**value).unwrap_or_default().replace("  ", "    ")
        }
        other => other.describe(),
    };
    Ok(Outputs::shown(json!({"text": [text]}), vec![Data::text(text)]))
}

fn save_text(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (text, format) = (inputs.text("text")?, inputs.text("format")?);
    let prefix = inputs.text("filename_prefix")?;
    let series = Series::open(&call.shared.folders, Area::Output, &prefix, Size::default());
    let outside = || Failure::value(format!("'{prefix}' lies outside the output folder"));
    let ending = format!(".{}", format.trim_matches(['.', '/']));
    let item = series
        .ok_or_else(outside)?
        .write(0, &ending, text.as_bytes())
        .map_err(|error| disk_full(&error))?;
    Ok(Outputs::shown(json!({"text": [&*text], "files": [item]}), vec![Data::Text(text)]))
}
