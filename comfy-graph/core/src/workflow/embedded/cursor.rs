//! Steps through bytes whose own lengths may lie.

/// Why a container gives no more texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It ends in the midst of something.
    Cut,
    /// It contradicts itself.
    Damaged,
    /// Its texts are too long.
    Long,
}

/// The bytes that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Flaw> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Flaw::Cut)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn skip(&mut self, length: usize) -> Result<(), Flaw> {
        self.take(length).map(drop)
    }

    /// Reads what lies within `length`, so far as it is there, then steps over it.
    pub(super) fn within(
        &mut self,
        length: usize,
        read: impl FnOnce(Cursor<'a>) -> Result<(), Flaw>,
    ) -> Result<(), Flaw> {
        let (inside, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        read(Cursor::new(inside))?;
        if inside.len() < length { Err(Flaw::Cut) } else { Ok(()) }
    }

    /// The bytes before the next zero, which is stepped over.
    pub(super) fn until_zero(&mut self) -> Result<&'a [u8], Flaw> {
        let length = self.rest.iter().position(|byte| *byte == 0).ok_or(Flaw::Cut)?;
        let taken = self.take(length)?;
        self.skip(1)?;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Flaw> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Flaw::Cut)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Flaw> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// A length of four bytes, the greatest first.
    pub(super) fn length_be(&mut self) -> Result<usize, Flaw> {
        self.array().map(|bytes| u32::from_be_bytes(bytes) as usize)
    }

    /// A length of four bytes, the least first.
    pub(super) fn length_le(&mut self) -> Result<usize, Flaw> {
        self.array().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    /// A number of `size` bytes, up to eight, the greatest first.
    pub(super) fn number_be(&mut self, size: usize) -> Result<usize, Flaw> {
        if size > 8 {
            return Err(Flaw::Damaged);
        }
        let number = self.take(size)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    }
}
