//! Turns lists into batches, batches into lists.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::{Data, Latent};
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[
    ("CreateList", create),
    ("MergeImageLists", merge),
    ("MergeTextLists", merge_texts),
    ("RebatchImages", rebatch_images),
    ("RebatchLatents", rebatch_latents),
];

/// The elements of an input of a class that takes lists.
pub(super) fn elements<'a>(inputs: &'a Inputs, name: &str) -> Result<&'a [Data], Failure> {
    match inputs.need(name)? {
        Data::List(items) => Ok(items),
        single => Ok(std::slice::from_ref(single)),
    }
}

/// The images of a list input.
pub(super) fn images(inputs: &Inputs, name: &str) -> Result<Vec<Pixels>, Failure> {
    let image = |data: &Data| match data {
        Data::Image(pixels) => Ok((**pixels).clone()),
        other => Err(Failure::kind_of(format!("`{name}` has {} in it", other.describe()))),
    };
    elements(inputs, name)?.iter().map(image).collect()
}

/// The one value of a widget of a class that takes lists.
pub(super) fn widget(inputs: &Inputs, name: &str) -> Result<usize, Failure> {
    match elements(inputs, name)?.first() {
        Some(Data::Int(int)) => Ok(usize::try_from((*int).max(0)).unwrap_or(usize::MAX)),
        _ => Err(Failure::kind_of(format!("`{name}` must be a whole number"))),
    }
}

fn create(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let mut all = Vec::new();
    for (_, member) in inputs.group("inputs") {
        match member {
            Data::List(items) => all.extend(items.iter().cloned()),
            single => all.push(single.clone()),
        }
    }
    Ok([Data::List(all)].into())
}

fn merge(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::List(elements(inputs, "images")?.to_vec())].into())
}

fn merge_texts(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::List(elements(inputs, "texts")?.to_vec())].into())
}

fn rebatch_images(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let size = widget(inputs, "batch_size")?.max(1);
    let mut frames = Vec::new();
    for image in images(inputs, "images")? {
        frames.extend((0..image.batch).map(|b| image.frames(b, 1)));
    }
    let mut batches: Vec<Vec<Pixels>> = Vec::new();
    for frame in frames {
        match batches.last_mut() {
            Some(batch) if batch.len() < size && batch[0].shape() != frame.shape() => {
                let message = "Sizes of tensors must match except in dimension 0";
                return Err(Failure::runtime(message));
            }
            Some(batch) if batch.len() < size => batch.push(frame),
            _ => batches.push(vec![frame]),
        }
    }
    let joined: Result<Vec<_>, _> =
        batches.iter().map(|batch| Pixels::join(batch).map(Data::image)).collect();
    Ok([Data::List(joined?)].into())
}

fn rebatch_latents(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let size = widget(inputs, "batch_size")?.max(1);
    let mut batches: Vec<Latent> = Vec::new();
    for data in elements(inputs, "latents")? {
        let Data::Latent(latent) = data else {
            return Err(Failure::kind_of("`latents` has something else in it"));
        };
        let mut left = latent.batch;
        while left > 0 {
            let part = left.min(size);
            batches.push(Latent { batch: part, source: None, ..(**latent).clone() });
            left -= part;
        }
    }
    let list = batches.into_iter().map(|latent| Data::Latent(latent.into())).collect();
    Ok([Data::List(list)].into())
}
