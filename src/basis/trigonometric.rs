//! The Fourier series on [-R, R]^n: e^{iπkx/R} of Abbe et al. 2021, section 3.2, item 4, in real
//! form. Of one coordinate: h_{2k-1} = √2 sin(πkx/R), h_{2k} = √2 cos(πkx/R), k = 1, 2, …

use super::{Basis, Combination};
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// Products of sines and cosines on [-R, R]^n.
#[derive(Clone, Copy, Debug)]
pub struct Trigonometric {
    radius: f64,
}

/// Frequencies up to 8.
const MAX_DEGREE: usize = 16;

impl Trigonometric {
    /// On [-radius, radius].
    pub fn new(radius: f64) -> Self {
        Self { radius }
    }
}

impl Basis for Trigonometric {
    fn name(&self) -> &'static str {
        "trigonometric"
    }

    fn max_degree(&self) -> usize {
        MAX_DEGREE
    }

    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64 {
        let angle = PI * degree.div_ceil(2) as f64 * f64::from(x[i]) / self.radius;
        match degree {
            0 => 1.0,
            _ if degree % 2 == 1 => SQRT_2 * libm::sin(angle),
            _ => SQRT_2 * libm::cos(angle),
        }
    }

    fn largest_factor(&self, _: usize, _: usize) -> f64 {
        SQRT_2
    }

    /// 2 cos p cos q = cos(p-q) + cos(p+q), and so on, in the normalised functions.
    fn product(&self, _: usize, a: usize, b: usize) -> Vec<(usize, f64)> {
        if a.min(b) == 0 {
            return vec![(a.max(b), 1.0)];
        }
        let (p, q) = (a.div_ceil(2) as isize, b.div_ceil(2) as isize);
        let mut sum: Vec<(usize, f64)> = Vec::new();
        // c cos(kx) and c sin(kx), c in units of the normalised functions; k may be negative or 0.
        let mut cosine = |k: isize, c: f64| match k.unsigned_abs() {
            0 => sum.push((0, c * SQRT_2)),
            k => sum.push((2 * k, c)),
        };
        match (a % 2, b % 2) {
            (0, 0) => {
                cosine(p - q, FRAC_1_SQRT_2);
                cosine(p + q, FRAC_1_SQRT_2);
            }
            (1, 1) => {
                cosine(p - q, FRAC_1_SQRT_2);
                cosine(p + q, -FRAC_1_SQRT_2);
            }
            (odd, _) => {
                // sin(sx) cos(cx) = (sin((s+c)x) + sin((s-c)x)) / 2
                let (s, c) = if odd == 1 { (p, q) } else { (q, p) };
                sum.push(((2 * (s + c) - 1) as usize, FRAC_1_SQRT_2));
                if s != c {
                    let k = (s - c).unsigned_abs();
                    sum.push((2 * k - 1, FRAC_1_SQRT_2 * (s - c).signum() as f64));
                }
            }
        }
        sum
    }

    /// x itself is an infinite series.
    fn coordinate(&self, _: usize) -> Option<Combination> {
        None
    }
}
