//! Holds batches of pictures and masks.
//!
//! Nodes pass them along. Samples are floats, 0 to 1, batch by row by column by channel; a mask is
//! a batch with one channel.

/// The most samples one batch may have: half a GiB of floats.
const MOST_SAMPLES: usize = 1 << 27;

/// Pictures or masks of one size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pixels {
    pub(crate) batch: usize,
    pub(crate) height: usize,
    pub(crate) width: usize,
    pub(crate) channels: usize,
    pub(crate) samples: Vec<f32>,
}

/// A batch would not fit into the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Batch, height, width, channels.
pub(crate) type Shape = [usize; 4];

impl Pixels {
    /// A batch of `shape` with every sample `value`.
    pub(crate) fn filled(shape: Shape, value: f32) -> Result<Self, TooLarge> {
        let count = shape.iter().try_fold(1_usize, |count, side| count.checked_mul(*side));
        let count = count.filter(|count| *count <= MOST_SAMPLES).ok_or(TooLarge)?;
        let [batch, height, width, channels] = shape;
        Ok(Self { batch, height, width, channels, samples: vec![value; count] })
    }

    /// A batch of `shape` whose samples are asked for one by one, by batch, row, column, channel.
    pub(crate) fn build(
        shape: Shape,
        mut sample: impl FnMut(usize, usize, usize, usize) -> f32,
    ) -> Result<Self, TooLarge> {
        let mut pixels = Self::filled(shape, 0.0)?;
        let [batch, height, width, channels] = shape;
        let mut at = 0;
        for b in 0..batch {
            for y in 0..height {
                for x in 0..width {
                    for c in 0..channels {
                        pixels.samples[at] = sample(b, y, x, c);
                        at += 1;
                    }
                }
            }
        }
        Ok(pixels)
    }

    /// One picture from 8-bit samples.
    pub(crate) fn from_bytes(
        (width, height): (usize, usize),
        channels: usize,
        bytes: &[u8],
    ) -> Self {
        let samples = bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect();
        Self { batch: 1, height, width, channels, samples }
    }

    pub(crate) fn shape(&self) -> Shape {
        [self.batch, self.height, self.width, self.channels]
    }

    pub(crate) fn at(&self, b: usize, y: usize, x: usize, c: usize) -> f32 {
        self.samples[((b * self.height + y) * self.width + x) * self.channels + c]
    }

    /// The samples of one picture.
    pub(crate) fn frame(&self, b: usize) -> &[f32] {
        let len = self.height * self.width * self.channels;
        &self.samples[b * len..(b + 1) * len]
    }

    /// The samples of one picture as 8-bit ones, cut off as the real server does.
    pub(crate) fn frame_bytes(&self, b: usize) -> Vec<u8> {
        self.frame(b).iter().map(|sample| to_byte(*sample)).collect()
    }

    pub(crate) fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        let samples = self.samples.iter().map(|sample| change(*sample)).collect();
        Self { samples, ..*self }
    }

    /// The part of `width` by `height` at `x`, `y`; what lies outside is left out.
    pub(crate) fn crop(&self, (x, y): (usize, usize), (width, height): (usize, usize)) -> Self {
        let end_x = x.saturating_add(width).min(self.width);
        let end_y = y.saturating_add(height).min(self.height);
        let (x, y) = (x.min(end_x), y.min(end_y));
        let mut samples = Vec::new();
        for b in 0..self.batch {
            for row in y..end_y {
                let start = (b * self.height + row) * self.width * self.channels;
                let row = &self.samples[start..start + self.width * self.channels];
                samples.extend_from_slice(&row[x * self.channels..end_x * self.channels]);
            }
        }
        Self { width: end_x - x, height: end_y - y, samples, ..*self }
    }

    /// The pictures from `start` on, `count` of them at most.
    pub(crate) fn frames(&self, start: usize, count: usize) -> Self {
        let end = start.saturating_add(count).min(self.batch);
        let start = start.min(end);
        let len = self.height * self.width * self.channels;
        let samples = self.samples[start * len..end * len].to_vec();
        Self { batch: end - start, samples, ..*self }
    }

    /// The batches one after another; all must have the first one's size and channels.
    pub(crate) fn join(parts: &[Self]) -> Result<Self, TooLarge> {
        let Some(first) = parts.first() else { return Self::filled([0, 0, 0, 1], 0.0) };
        let samples: usize = parts.iter().map(|part| part.samples.len()).sum();
        if samples > MOST_SAMPLES {
            return Err(TooLarge);
        }
        let samples = parts.iter().flat_map(|part| part.samples.iter().copied()).collect();
        let batch = parts.iter().map(|part| part.batch).sum();
        Ok(Self { batch, samples, ..*first })
    }

    /// The same pictures with `channels` channels; missing ones become opaque.
    pub(crate) fn with_channels(&self, channels: usize) -> Result<Self, TooLarge> {
        let shape = [self.batch, self.height, self.width, channels];
        Self::build(shape, |b, y, x, c| if c < self.channels { self.at(b, y, x, c) } else { 1.0 })
    }

    /// One channel as a mask.
    pub(crate) fn channel(&self, channel: usize) -> Self {
        let step = self.channels;
        let samples = self.samples.iter().skip(channel).step_by(step).copied().collect();
        Self { channels: 1, samples, ..*self }
    }
}

/// A sample as 8 bits: clipped, then cut off, not rounded.
pub(crate) fn to_byte(sample: f32) -> u8 {
    (sample * 255.0).clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_batch_is_refused() {
        assert_eq!(Pixels::filled([4096, 16384, 16384, 3], 0.0), Err(TooLarge));
        assert_eq!(Pixels::filled([usize::MAX, 2, 2, 3], 0.0), Err(TooLarge));
    }

    #[test]
    fn cropping_leaves_out_what_lies_outside() {
        let pixels = Pixels::build([1, 3, 3, 1], |_, y, x, _| (10 * y + x) as f32).unwrap();

        let part = pixels.crop((1, 2), (9, 9));

        assert_eq!((part.shape(), part.samples), ([1, 1, 2, 1], vec![21.0, 22.0]));
    }

    #[test]
    fn bytes_are_cut_off_not_rounded() {
        assert_eq!([1.5, 0.999, 0.5, -1.0].map(to_byte), [255, 254, 127, 0]);
    }
}
