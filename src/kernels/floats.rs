//! Numbers whose memory starts at a cache line, so that no lane straddles two.

use std::ops::{Deref, DerefMut};

/// One cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([f32; LINE]);

const LINE: usize = 16;

/// A vector of f32 aligned to 64 bytes: a quarter of unaligned lanes would lie across two lines.
#[derive(Clone, Debug, Default)]
pub struct Floats {
    lines: Vec<Line>,
    length: usize,
}

impl Floats {
    /// `length` zeros.
    pub fn zeros(length: usize) -> Self {
        let mut floats = Self::default();
        floats.resize(length);
        floats
    }

    /// Makes the length so; what is new is zero or left over from before.
    pub fn resize(&mut self, length: usize) {
        self.lines.resize(length.div_ceil(LINE), Line([0.0; LINE]));
        self.length = length;
    }
}

impl Deref for Floats {
    type Target = [f32];

    #[inline]
    fn deref(&self) -> &[f32] {
        // SAFETY: the lines are `length` or more f32 in a row, without padding (repr(C), 64 bytes).
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.length) }
    }
}

impl DerefMut for Floats {
    #[inline]
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above, and borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_at_a_cache_line_and_has_its_length() {
        for length in [0, 1, 15, 16, 17, 1000] {
            let mut floats = Floats::zeros(length);
            assert_eq!((floats.len(), floats.as_ptr() as usize % 64), (length, 0));
            floats.fill(1.0);
            floats.resize(length / 2);
            assert!(floats.iter().all(|&f| f == 1.0) && floats.len() == length / 2);
        }
    }
}
