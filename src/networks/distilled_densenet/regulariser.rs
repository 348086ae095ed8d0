//! Reg(W, K) of Allen-Zhu and Li, section 2.2, which makes KᵀK, of few rows, follow WᵀW, of many: knowledge distillation.

use crate::kernels::{self, LANES};
use crate::networks::stack::{Layer, Stack};
use crate::schema::{Field, Invalid, Kind, Reader};
use std::ops::Range;

/// With Frobenius norms, and l◁ for the columns of all layers that lead to l but l - 1, the sum over the layers of
/// λ_3 |K_{l,l-1}ᵀ K_{l◁} - W_{l,l-1}ᵀ W_{l◁}|², λ_4 |K_{l,l-1}ᵀ K_{l,l-1} - W_{l,l-1}ᵀ W_{l,l-1}|²,
/// λ_5 |K_lᵀ K_l - W_lᵀ W_l|² and λ_6 (|K_l|² + |W_l|²). The paper's λ differ from layer to layer; here they are the same for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regulariser {
    pub lambda3: f64,
    pub lambda4: f64,
    pub lambda5: f64,
    pub lambda6: f64,
}

const fn lambda(name: &'static str, label: &'static str, help: &'static str, default: f64) -> Field {
    Field { name, label, unit: "", help, kind: Kind::Number { default, min: 0.0, max: 100.0 } }
}

pub(super) const LAMBDA3: Field =
    lambda("lambda3", "λ₃", "How much KᵀK is to follow WᵀW where the layer below meets the others.", 0.0);

pub(super) const LAMBDA4: Field = lambda("lambda4", "λ₄", "The same within the layer below.", 0.0);

pub(super) const LAMBDA5: Field = lambda(
    "lambda5",
    "λ₅",
    "The same everywhere: where all three are 0, nothing teaches the uppermost K. No loss that is shown has these terms.",
    0.1,
);

pub(super) const LAMBDA6: Field =
    lambda("lambda6", "λ₆", "How much the squares of all entries of K and W weigh.", 0.0);

impl Regulariser {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            lambda3: reader.number(&LAMBDA3)?,
            lambda4: reader.number(&LAMBDA4)?,
            lambda5: reader.number(&LAMBDA5)?,
            lambda6: reader.number(&LAMBDA6)?,
        })
    }

    fn is_zero(&self) -> bool {
        [self.lambda3, self.lambda4, self.lambda5, self.lambda6] == [0.0; 4]
    }

    /// Multiply-adds that the gradient takes for one layer: every two rows are multiplied and added to each other.
    pub(super) fn cost(&self, layer: &Layer) -> u64 {
        let (units, below) = (layer.units as u64, layer.made.start as u64);
        if self.is_zero() { 0 } else { 2 * units * units * below }
    }

    /// Adds the gradient of the terms of one layer, whose first `m` units are W and the others K.
    ///
    /// With u the units' rows, s_u = 1 in K and -1 in W, A_uv = u·v over the columns of layer l - 1 and B_uv over the others, the
    /// first three terms are Σ_uv s_u s_v ((λ_4 + λ_5) A_uv² + (λ_3 + 2 λ_5) A_uv B_uv + λ_5 B_uv²): KᵀK, of as many rows as
    /// there are sources, is never written out.
    pub(super) fn add_gradient(&self, stack: &Stack, layer: &Layer, m: usize, grads: &mut [f32]) {
        if self.is_zero() {
            return;
        }
        let Self { lambda3, lambda4, lambda5, lambda6 } = *self;
        let parts = [layer.previous..layer.made.start, 0..layer.previous];
        let place = |u: usize, part: &Range<usize>| {
            let row = layer.offset + u * layer.stride;
            row + part.start..row + part.end
        };
        for (u, v) in (0..layer.units).flat_map(|u| (0..layer.units).map(move |v| (u, v))) {
            let product = |part| dot(&stack.params[place(u, part)], &stack.params[place(v, part)]);
            let [a, b] = parts.each_ref().map(product);
            let sign = if (u < m) == (v < m) { 4.0 } else { -4.0 };
            let across = lambda5 + lambda3 / 2.0;
            let slopes = [(lambda4 + lambda5) * a + across * b, across * a + lambda5 * b];
            let shrinking = if u == v { 2.0 * lambda6 } else { 0.0 };
            for (part, slope) in parts.iter().zip(slopes) {
                let factor = (sign * slope + shrinking) as f32;
                kernels::add_scaled(&mut grads[place(u, part)], factor, &stack.params[place(v, part)]);
            }
        }
    }
}

/// u·v, of any length.
fn dot(u: &[f32], v: &[f32]) -> f64 {
    let whole = u.len() / LANES * LANES;
    let rest: f32 = u[whole..].iter().zip(&v[whole..]).map(|(u, v)| u * v).sum();
    f64::from(kernels::dot(&u[..whole], &v[..whole]) + rest)
}
