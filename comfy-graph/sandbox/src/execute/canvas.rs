//! Cuts, pads and lays out pictures.

use serde_json::json;

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::resample::{Crop, Method, scale};
use super::value::Data;
use super::{list, save};
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[
    ("ImageCrop", crop),
    ("ImageCropV2", crop_region),
    ("ImagePadForOutpaint", pad),
    ("ImageGrid", grid),
];

fn crop(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let corner = (inputs.count("x")?, inputs.count("y")?);
    let size = (inputs.count("width")?, inputs.count("height")?);
    Ok([Data::image(cut(&*inputs.image("image")?, corner, size))].into())
}

// At least the last row and column stay inside.
fn cut(image: &Pixels, (x, y): (usize, usize), size: (usize, usize)) -> Pixels {
    let inner = |at: usize, side: usize| at.min(side.saturating_sub(1));
    image.crop((inner(x, image.width), inner(y, image.height)), size)
}

fn crop_region(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let Data::Json(region) = inputs.need("crop_region")? else {
        return Err(Failure::kind_of(
            "`crop_region` must be an object with x, y, width and height",
        ));
    };
    let side = |key: &str| {
        let side = region[key].as_f64().unwrap_or(0.0);
        side.max(0.0) as usize
    };
    let image = inputs.image("image")?;
    let part = cut(&image, (side("x"), side("y")), (side("width"), side("height")));
    // Though no output node, it shows its result.
    let items = save::preview_items(&part, call)?;
    let ui = json!({"images": items, "animated": [false]});
    Ok(Outputs::shown(ui, vec![Data::image(part)]))
}

fn pad(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let side = |name| inputs.count(name);
    let margins = [side("left")?, side("top")?, side("right")?, side("bottom")?];
    let feathering = side("feathering")?;
    let [left, top, right, bottom] = margins;
    let [batch, height, width, channels] = image.shape();
    let (all_height, all_width) = (height + top + bottom, width + left + right);
    let inner = |y: usize, x: usize| {
        let (y, x) = (y.checked_sub(top)?, x.checked_sub(left)?);
        (y < height && x < width).then_some((y, x))
    };
    let padded = Pixels::build([batch, all_height, all_width, channels], |b, y, x, c| {
        inner(y, x).map_or(0.5, |(y, x)| image.at(b, y, x, c))
    })?;
    let soft = feathering > 0 && feathering * 2 < height && feathering * 2 < width;
    let mask = Pixels::build([1, all_height, all_width, 1], |_, y, x, _| match inner(y, x) {
        None => 1.0,
        Some(_) if !soft => 0.0,
        Some((y, x)) => feather((x, y), (width, height), (margins, feathering)),
    })?;
    Ok([Data::image(padded), Data::mask(mask)].into())
}

// Only sides that were padded fade.
fn feather(
    (x, y): (usize, usize),
    (width, height): (usize, usize),
    ([left, top, right, bottom], feathering): ([usize; 4], usize),
) -> f32 {
    let far =
        |padded: usize, distance: usize, side: usize| if padded == 0 { side } else { distance };
    let across = far(left, x, width).min(far(right, width - x, width));
    let down = far(top, y, height).min(far(bottom, height - y, height));
    let distance = across.min(down);
    if distance >= feathering {
        return 0.0;
    }
    let part = (feathering - distance) as f64 / feathering as f64;
    (part * part) as f32
}

fn grid(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let widget = |name| list::widget(inputs, name);
    let (columns, padding) = (widget("columns")?.max(1), widget("padding")?);
    let cell = (widget("cell_width")?, widget("cell_height")?);
    let mut cells = Vec::new();
    for image in list::images(inputs, "images")? {
        cells.extend((0..image.batch).map(|b| image.frames(b, 1)));
    }
    let channels = cells.first().map_or(3, |cell| cell.channels);
    let fitted: Result<Vec<_>, _> =
        cells.iter().map(|image| scale(image, cell, Method::Lanczos, Crop::Disabled)).collect();
    let (fitted, rows) = (fitted?, cells.len().div_ceil(columns));
    let side = |count: usize, cell: usize| count * cell + count.saturating_sub(1) * padding;
    let shape = [1, side(rows, cell.1), side(columns, cell.0), channels];
    let laid = Pixels::build(shape, |_, y, x, c| {
        let (row, column) = (y / (cell.1 + padding), x / (cell.0 + padding));
        let (y, x) = (y % (cell.1 + padding), x % (cell.0 + padding));
        match fitted.get(row * columns + column) {
            Some(image) if y < cell.1 && x < cell.0 => image.at(0, y, x, c.min(image.channels - 1)),
            _ => 0.0,
        }
    })?;
    Ok([Data::image(laid)].into())
}
