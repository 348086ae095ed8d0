//! A measure of computing that is the same everywhere: multiply-adds, about.
//!
//! The core has no clock, so whoever has one says how much is to be done before they are asked again.

/// Work that may be done at one time.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    most: u64,
    done: u64,
}

impl Work {
    /// About `most` multiply-adds, and at least one piece of work.
    pub fn up_to(most: u64) -> Self {
        Self { most: most.max(1), done: 0 }
    }

    /// Whether another piece may be begun.
    pub fn is_left(&self) -> bool {
        self.done < self.most
    }

    /// How much may still be done.
    pub fn left(&self) -> u64 {
        self.most - self.done.min(self.most)
    }

    /// How much was done: the last piece may have gone beyond what was left.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// A piece was done.
    pub fn add(&mut self, piece: u64) {
        self.done = self.done.saturating_add(piece);
    }
}
