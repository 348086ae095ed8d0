//! Many products of the same factors: each factor is evaluated once an input.

use super::MultiIndex;
use crate::order;

/// The functions of some indices, as products of functions of one coordinate each.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// The pairs (0-based coordinate, degree) that occur, ascending.
    pub factors: Vec<(usize, usize)>,
    /// For every index the places of its factors.
    places: Vec<Vec<usize>>,
}

impl Products {
    /// Those of `indices`.
    pub fn new<'a>(indices: impl Iterator<Item = &'a MultiIndex> + Clone) -> Self {
        let mut factors: Vec<_> = indices.clone().flat_map(MultiIndex::factors).collect();
        order::sort(&mut factors);
        factors.dedup();
        let place = |factor| factors.binary_search(&factor).expect("every factor is listed");
        let places = indices.map(|index| index.factors().map(place).collect()).collect();
        Self { factors, places }
    }

    /// `scale` times the k-th function, whose factors have these `values`.
    pub fn scaled(&self, k: usize, scale: f64, values: &[f64]) -> f64 {
        self.places[k].iter().fold(scale, |product, &place| product * values[place])
    }

    /// Multiplications that all functions take, given the factors.
    pub fn work(&self) -> usize {
        self.places.iter().map(Vec::len).sum()
    }
}
