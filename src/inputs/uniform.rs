//! The uniform law on [-R, R]^n, with Fourier series or with Legendre polynomials (Abbe et al. 2021,
//! section 3.2, items 4 and 5).

use super::{DIMENSION, InputDistribution};
use crate::basis::{Basis, Legendre, MultiIndex, Trigonometric};
use crate::rng::Rng;
use crate::schema::{Field, Kind, Member, Row};
use std::sync::Arc;

/// Uniform on [-R, R]^n.
#[derive(Clone)]
pub struct Uniform {
    n: usize,
    radius: f64,
    basis: Arc<dyn Basis>,
}

const RADIUS: Field = Field {
    name: "radius",
    label: "radius R",
    unit: "",
    help: "Coordinates lie between -R and R; √3 gives them variance 1.",
    kind: Kind::Number { default: 1.732, min: 0.1, max: 100.0 },
};

const BASIS: Field = Field {
    name: "basis",
    label: "basis",
    unit: "",
    help: "What monomials are made of: Legendre polynomials, or the sines and cosines of Fourier series.",
    kind: Kind::Choice { choices: &["legendre", "trigonometric"] },
};

pub(super) const ROW: Row<Box<dyn InputDistribution>, u64> = Row {
    member: &Member {
        kind: "uniform",
        label: "uniform on an interval",
        help: "Every coordinate is uniform between -R and R, independently.",
        fields: &[DIMENSION, RADIUS, BASIS],
    },
    read: |reader, _| {
        let (n, radius) = (reader.integer(&DIMENSION)?, reader.number(&RADIUS)?);
        let basis: Arc<dyn Basis> = match reader.choice(&BASIS)? {
            0 => Arc::new(Legendre::new(radius)),
            _ => Arc::new(Trigonometric::new(radius)),
        };
        Ok(Box::new(Uniform { n, radius, basis }))
    },
};

impl InputDistribution for Uniform {
    fn dim(&self) -> usize {
        self.n
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        x.fill_with(|| rng.symmetric(self.radius as f32));
    }

    fn mean_squares(&self) -> Vec<f64> {
        vec![self.radius * self.radius / 3.0; self.n]
    }

    fn basis(&self) -> Arc<dyn Basis> {
        self.basis.clone()
    }

    /// By rejection: h_k² is at most 2 for sines and cosines, 2k + 1 for Legendre polynomials.
    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]) {
        self.sample_into(rng, x);
        for (i, degree) in index.factors() {
            let square = |x: &[f32]| {
                let h = self.basis.factor(i, degree, x);
                h * h
            };
            while rng.open_unit() * (2 * degree + 1) as f64 > square(x) {
                x[i] = rng.symmetric(self.radius as f32);
            }
        }
    }

    /// h_α².
    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        self.basis.factors(factors, x, values);
        values.iter_mut().for_each(|value| *value *= *value);
    }
}
