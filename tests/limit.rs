//! When equal coefficients stall, and why they don't on the page: the gradient flow of a two-layer ReLU
//! network in the limit of infinitely many coins, integrated in float64, with nothing of the core's.
//!
//! As in the dimension-free dynamics of Abbe, Boix-Adsera and Misiakiewicz 2022 ("The merged-staircase
//! property"), a neuron a relu(u·z + s G + b) sees the target's coins z and, of all others together, one
//! Gaussian G: f(z) is the mean over the neurons of a E_G relu(u·z + s G + b), and a, u, s and b follow
//! the gradient of the mean over z of (f - g)²/2.

use staircase::rng::{Rng, Stream};

/// How the neurons start, but for a, which is spread evenly over [-1, 1], and s = 1/√3, as at the page's
/// initialisation.
struct Start {
    /// The standard deviation of the weights on the target's three coins.
    weights: f64,
    /// The bias, the same for all neurons, or one of its own for each, uniform on [-1, 1].
    bias: Option<f64>,
}

/// f̂({1,2,3}) after the time 120 for the target c_1 x_1 + c_2 x_2 + c_3 x_3 + x_1 x_2 x_3.
fn last_coefficient(c: [f64; 3], start: &Start) -> f64 {
    const NEURONS: usize = 100;
    const STEP: f64 = 0.05;
    let mut rng = Rng::new(2022, Stream::Init);
    let mut neurons: Vec<(f64, [f64; 3], f64, f64)> = (0..NEURONS)
        .map(|j| {
            let a = (2 * j + 1) as f64 / NEURONS as f64 - 1.0;
            let u = std::array::from_fn(|_| start.weights * f64::from(rng.normal()));
            let own = f64::from(rng.symmetric(1.0));
            (a, u, 1.0 / 3f64.sqrt(), start.bias.unwrap_or(own))
        })
        .collect();
    let points: Vec<[f64; 3]> =
        (0..8).map(|k| std::array::from_fn(|i| if k >> i & 1 == 1 { -1.0 } else { 1.0 })).collect();
    let product = |z: &[f64; 3]| z.iter().product::<f64>();
    let target = |z: &[f64; 3]| z.iter().zip(c).map(|(z, c)| c * z).sum::<f64>() + product(z);
    // Of E_G relu(t + s G) with τ = t/s: the derivatives by t, Φ(τ), and by s, φ(τ); it is t Φ + s φ.
    let parts = |(_, u, s, b): &(f64, [f64; 3], f64, f64), z: &[f64; 3]| {
        let t = u.iter().zip(z).map(|(u, z)| u * z).sum::<f64>() + b;
        let tau = t / s;
        let by_t = 0.5 * (1.0 + libm::erf(tau / 2f64.sqrt()));
        let by_s = (-tau * tau / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        (t * by_t + s * by_s, by_t, by_s)
    };
    let output = |neurons: &[(f64, [f64; 3], f64, f64)], z: &[f64; 3]| {
        neurons.iter().map(|neuron| neuron.0 * parts(neuron, z).0).sum::<f64>() / NEURONS as f64
    };
    for _ in 0..2400 {
        let residuals: Vec<f64> = points.iter().map(|z| target(z) - output(&neurons, z)).collect();
        for neuron in &mut neurons {
            let (mut da, mut du, mut ds, mut db) = (0.0, [0.0; 3], 0.0, 0.0);
            for (z, r) in points.iter().zip(&residuals) {
                let (value, by_t, by_s) = parts(neuron, z);
                da += r * value / 8.0;
                ds += r * neuron.0 * by_s / 8.0;
                db += r * neuron.0 * by_t / 8.0;
                (0..3).for_each(|i| du[i] += r * neuron.0 * by_t * z[i] / 8.0);
            }
            neuron.0 += STEP * da;
            (0..3).for_each(|i| neuron.1[i] += STEP * du[i]);
            neuron.2 = (neuron.2 + STEP * ds).max(1e-3);
            neuron.3 += STEP * db;
        }
    }
    points.iter().map(|z| output(&neurons, z) * product(z)).sum::<f64>() / 8.0
}

const EQUAL: [f64; 3] = [1.0, 1.0, 1.0];
const UNEQUAL: [f64; 3] = [1.0, 0.99, 1.01];

/// Neurons that differ in a alone: the limit itself. Equal coefficients stall, hardly unequal ones don't.
#[test]
fn in_the_limit_equal_coefficients_stall() {
    let alike = Start { weights: 0.0, bias: Some(0.5) };
    let (equal, unequal) = (last_coefficient(EQUAL, &alike), last_coefficient(UNEQUAL, &alike));
    println!("{equal} and {unequal}");
    assert!(equal.abs() < 0.05 && unequal > 0.9, "{equal} and {unequal}");
}

/// Initial weights as large as at n = 100, or a bias of its own for each neuron: either is enough for equal
/// coefficients to be learned as soon as unequal ones.
#[test]
fn neurons_that_start_apart_do_not_stall() {
    for start in [Start { weights: 0.06, bias: Some(0.5) }, Start { weights: 0.0, bias: None }] {
        let (equal, unequal) = (last_coefficient(EQUAL, &start), last_coefficient(UNEQUAL, &start));
        println!("{equal} and {unequal}");
        assert!(equal > 0.9 && unequal > 0.9, "{equal} and {unequal}");
    }
}
