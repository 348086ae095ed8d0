//! Orthonormal functions of L²(μ), indexed by multi-indices.

mod walsh;

pub use walsh::Walsh;

use std::fmt;

/// α, sparse: pairs (coordinate, degree) with degree ≥ 1, coordinates ascending and 0-based.
/// A set S is α = 1_S. Written 1-based, as the papers do: `{1,2}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MultiIndex(Vec<(u16, u16)>);

impl MultiIndex {
    /// 1_S for a set of 1-based coordinates, ascending and each once.
    pub fn from_set(set: &[usize]) -> Self {
        debug_assert!(set.windows(2).all(|pair| pair[0] < pair[1]) && set.first() != Some(&0));
        Self(set.iter().map(|&i| ((i - 1) as u16, 1)).collect())
    }

    /// The coordinates that occur, 0-based, ascending.
    pub fn support(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|&(i, _)| usize::from(i))
    }

    /// The set of coordinates that occur, 1-based, ascending.
    pub fn set(&self) -> Vec<usize> {
        self.support().map(|i| i + 1).collect()
    }

    /// |α| = Σ α_i; |S| for a set.
    pub fn degree(&self) -> usize {
        self.0.iter().map(|&(_, d)| usize::from(d)).sum()
    }
}

/// By degree, then by coordinates: the order in which the papers write sums of monomials.
impl Ord for MultiIndex {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.degree(), &self.0).cmp(&(other.degree(), &other.0))
    }
}

impl PartialOrd for MultiIndex {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for MultiIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (k, &(i, degree)) in self.0.iter().enumerate() {
            let comma = if k > 0 { "," } else { "" };
            match degree {
                1 => write!(f, "{comma}{}", i + 1)?,
                _ => write!(f, "{comma}{}^{degree}", i + 1)?,
            }
        }
        f.write_str("}")
    }
}

/// An orthonormal system of L²(μ).
pub trait Basis: Send + Sync {
    /// h_α(x), for x of shape (n,).
    fn eval(&self, index: &MultiIndex, x: &[f32]) -> f32;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_one_based_and_ordered_by_degree() {
        let a = MultiIndex::from_set(&[1, 2]);
        assert_eq!(a.to_string(), "{1,2}");
        assert_eq!(MultiIndex::default().to_string(), "{}");
        assert_eq!((a.set(), a.degree()), (vec![1, 2], 2));
        assert!(MultiIndex::from_set(&[30]) < a);
    }
}
