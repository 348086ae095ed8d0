//! When equal coefficients stall, and why they don't on the page: the gradient flow of a two-layer ReLU
//! network in the limit of infinitely many coins, integrated in float64, with nothing of the core's.
//!
//! As in the dimension-free dynamics of Abbe, Boix-Adsera and Misiakiewicz 2022 ("The merged-staircase
//! property"), a neuron a relu(u·z + s G + b) sees the target's coins z and, of all others together, one
//! Gaussian G: f(z) is the mean over the neurons of a E_G relu(u·z + s G + b), and a, u, s and b follow
//! the gradient of the mean over z of (f - g)²/2.

use staircase::rng::{Rng, Stream};

/// A neuron a relu(u·z + s G + b).
struct Neuron {
    a: f64,
    u: [f64; 3],
    s: f64,
    b: f64,
}

impl Neuron {
    /// E_G relu(t + s G) at t = u·z + b, which is t Φ(t/s) + s φ(t/s), and its derivatives by t and by s,
    /// Φ(t/s) and φ(t/s).
    fn at(&self, z: &[f64; 3]) -> (f64, f64, f64) {
        let t = self.u.iter().zip(z).map(|(u, z)| u * z).sum::<f64>() + self.b;
        let tau = t / self.s;
        let by_t = 0.5 * (1.0 + libm::erf(tau / 2f64.sqrt()));
        let by_s = libm::exp(-tau * tau / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        (t * by_t + self.s * by_s, by_t, by_s)
    }
}

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
    let mut neurons: Vec<Neuron> = (0..NEURONS)
        .map(|j| {
            let a = (2 * j + 1) as f64 / NEURONS as f64 - 1.0;
            let u = std::array::from_fn(|_| start.weights * f64::from(rng.normal()));
            let own = f64::from(rng.symmetric(1.0));
            Neuron { a, u, s: 1.0 / 3f64.sqrt(), b: start.bias.unwrap_or(own) }
        })
        .collect();
    let side = |k: usize, i: usize| if k >> i & 1 == 1 { -1.0 } else { 1.0 };
    let points: Vec<[f64; 3]> = (0..8).map(|k| std::array::from_fn(|i| side(k, i))).collect();
    let product = |z: &[f64; 3]| z.iter().product::<f64>();
    let target = |z: &[f64; 3]| z.iter().zip(c).map(|(z, c)| c * z).sum::<f64>() + product(z);
    let output = |neurons: &[Neuron], z: &[f64; 3]| {
        neurons.iter().map(|neuron| neuron.a * neuron.at(z).0).sum::<f64>() / NEURONS as f64
    };
    for _ in 0..2400 {
        let residuals: Vec<f64> = points.iter().map(|z| target(z) - output(&neurons, z)).collect();
        for neuron in &mut neurons {
            let (mut da, mut du, mut ds, mut db) = (0.0, [0.0; 3], 0.0, 0.0);
            for (z, r) in points.iter().zip(&residuals) {
                let (value, by_t, by_s) = neuron.at(z);
                da += r * value / 8.0;
                ds += r * neuron.a * by_s / 8.0;
                db += r * neuron.a * by_t / 8.0;
                (0..3).for_each(|i| du[i] += r * neuron.a * by_t * z[i] / 8.0);
            }
            neuron.a += STEP * da;
            (0..3).for_each(|i| neuron.u[i] += STEP * du[i]);
            neuron.s = (neuron.s + STEP * ds).max(1e-3);
            neuron.b += STEP * db;
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
