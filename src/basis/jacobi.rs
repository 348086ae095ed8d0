//! What orthonormal polynomials of a symmetric law share: the three-term recurrence
//! x h_k = a_{k+1} h_{k+1} + a_k h_{k-1}, with h_0 = 1 (Szegő, Orthogonal Polynomials, section 3.2).

/// h_degree(x), `a(k)` being the recurrence's coefficient a_k, k ≥ 1.
pub fn eval(a: impl Fn(usize) -> f64, degree: usize, x: f64) -> f64 {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 1..=degree {
        let below = if k > 1 { a(k - 1) * before } else { 0.0 };
        (before, value) = (value, (x * value - below) / a(k));
    }
    value
}

/// h_i h_j as a sum of pairs (degree, coefficient): the recurrence for h_i, run on the coefficients
/// of h_i h_j instead of values. Degrees of the parity of i + j in [|i - j|, i + j].
pub fn product(a: &dyn Fn(usize) -> f64, i: usize, j: usize) -> Vec<(usize, f64)> {
    let (low, high) = (i.min(j), i.max(j));
    let size = i + j + 2;
    let (mut before, mut value) = (vec![0.0; size], vec![0.0; size]);
    value[high] = 1.0;
    for k in 1..=low {
        let mut next = vec![0.0; size];
        for m in 0..size - 1 {
            // x h_m = a_{m+1} h_{m+1} + a_m h_{m-1}
            next[m + 1] += a(m + 1) * value[m];
            if m > 0 {
                next[m - 1] += a(m) * value[m];
            }
        }
        for (next, before) in next.iter_mut().zip(&before) {
            let below = if k > 1 { a(k - 1) * before } else { 0.0 };
            *next = (*next - below) / a(k);
        }
        (before, value) = (value, next);
    }
    (high - low..=high + low).step_by(2).map(|degree| (degree, value[degree])).collect()
}
