//! Loads pictures from the folders.

use std::fs;

use image::DynamicImage;

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] =
    &[("LoadImage", load), ("LoadImageOutput", load), ("LoadImageMask", load_mask)];

/// The side of the empty mask of a picture without opacity.
const NO_MASK: usize = 64;

fn open(inputs: &Inputs, call: &Call<'_>) -> Result<DynamicImage, Failure> {
    let name = inputs.text("image")?;
    let unreadable = || Failure::Raised {
        kind: "UnidentifiedImageError",
        message: format!("cannot identify image file '{name}'"),
    };
    let bytes = fs::read(call.input_file(&name)?).map_err(|_| unreadable())?;
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes));
    reader.limits(image::Limits::default());
    reader.with_guessed_format().map_err(|_| unreadable())?.decode().map_err(|_| unreadable())
}

fn load(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let picture = open(inputs, call)?;
    let size = (picture.width() as usize, picture.height() as usize);
    let image = Pixels::from_bytes(size, 3, picture.to_rgb8().as_raw());
    let mask = if picture.color().has_alpha() {
        let rgba = Pixels::from_bytes(size, 4, picture.to_rgba8().as_raw());
        rgba.channel(3).map(|alpha| 1.0 - alpha)
    } else {
        Pixels::filled([1, NO_MASK, NO_MASK, 1], 0.0)?
    };
    Ok([Data::image(image), Data::mask(mask)].into())
}

fn load_mask(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let picture = open(inputs, call)?;
    let size = (picture.width() as usize, picture.height() as usize);
    let rgba = Pixels::from_bytes(size, 4, picture.to_rgba8().as_raw());
    let mask = match &*inputs.text("channel")? {
        "red" => rgba.channel(0),
        "green" => rgba.channel(1),
        "blue" => rgba.channel(2),
        _ if picture.color().has_alpha() => rgba.channel(3).map(|alpha| 1.0 - alpha),
        _ => Pixels::filled([1, NO_MASK, NO_MASK, 1], 0.0)?,
    };
    Ok([Data::mask(mask)].into())
}
