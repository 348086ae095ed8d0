//! Theorem B.1 of Abbe et al. 2021 in numbers: the hyperparameters with which its Algorithm 1 provably learns, and
//! what it then takes (appendix B, eqs. (4) to (14); appendix E for what its proof goes by).
//!
//! It asks of g that it be an s-sparse polynomial with the [1/M, M]-staircase property over fair coins: s and M are
//! [`Analysis::sparsity`](super::Analysis::sparsity) and [`Analysis::least_m`](super::Analysis::least_m). The paper has
//! M > 1, and all holds for M = 1 as well; its proof takes ε to be at most 1 and ĝ(∅) to be 0.

use crate::schema::{Invalid, Reader, brief, decimal};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::ops::{Div, Mul};

/// The universal constants that the paper leaves without a value: each "sufficiently small", C and `c_B` "sufficiently
/// large", which may depend on those before them.
const CONSTANTS: [&str; 5] = ["c_lambda", "c_stop", "c_alpha", "c_B", "C"];

/// 10^log10 times powers of the proof's constants: most of these numbers are beyond every floating-point format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    pub log10: f64,
    powers: [i32; CONSTANTS.len()],
}

impl Magnitude {
    fn of(value: f64) -> Self {
        Self { log10: libm::log10(value), powers: [0; CONSTANTS.len()] }
    }

    fn constant(name: &str) -> Self {
        Self { log10: 0.0, powers: CONSTANTS.map(|constant| i32::from(constant == name)) }
    }

    fn to(self, power: i32) -> Self {
        Self { log10: f64::from(power) * self.log10, powers: self.powers.map(|p| power * p) }
    }

    /// The constants that it is to be multiplied by, each with its power.
    pub fn times(&self) -> impl Iterator<Item = (&'static str, i32)> {
        CONSTANTS.into_iter().zip(self.powers).filter(|&(_, power)| power != 0)
    }
}

impl Mul for Magnitude {
    type Output = Self;

    #[expect(clippy::suspicious_arithmetic_impl, reason = "the logarithm of a product is a sum")]
    fn mul(self, other: Self) -> Self {
        let powers = std::array::from_fn(|i| self.powers[i] + other.powers[i]);
        Self { log10: self.log10 + other.log10, powers }
    }
}

impl Div for Magnitude {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        self * other.to(-1)
    }
}

/// `{ log10: -12566.2, times: { c_lambda: 2 } }`.
impl From<Magnitude> for Value {
    fn from(magnitude: Magnitude) -> Self {
        let mut times = Map::new();
        for (name, power) in magnitude.times() {
            times.insert(name.to_owned(), power.into());
        }
        let mut map = Map::new();
        map.insert("log10".to_owned(), magnitude.log10.into());
        map.insert("times".to_owned(), times.into());
        Value::Object(map)
    }
}

/// The theorem for one n, s, M, ε and δ. Named as in the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theorem {
    /// Inputs.
    pub n: f64,
    /// Monomials of g.
    pub s: f64,
    pub m: f64,
    /// The population loss that is reached, and the probability with which it is not.
    pub epsilon: f64,
    pub delta: f64,
    /// Layers (4), and neurons in each (5).
    pub layers: Magnitude,
    pub width: Magnitude,
    /// The probability of an edge from an input (6), and from a neuron of the layer before (7).
    pub p1: Magnitude,
    pub p2: Magnitude,
    /// Below it a trained weight is rounded to zero (8).
    pub tau: Magnitude,
    /// The perturbation is uniform in [-η, η] (9).
    pub eta: Magnitude,
    /// W L M s / (ε δ), which the rest is a power of.
    pub kappa: Magnitude,
    /// The regularisation of weights from inputs (11), and from neurons (10).
    pub lambda1: Magnitude,
    pub lambda2: Magnitude,
    /// The norm of the gradient at which a neuron's training stops (12).
    pub eps_stop: Magnitude,
    /// The step size (13).
    pub alpha: Magnitude,
    /// Samples in a mini-batch (14).
    pub batch: Magnitude,
    /// The bound on time and samples, O(κ^2394).
    pub time: Magnitude,
    /// Children that any two active parents share at least (63).
    pub n_shared: Magnitude,
    /// The relative error of an active neuron (Definition E.1) that the recursion of Definition E.3 leads to is at
    /// most 45 M L `eps_stop` in every layer (Claim E.13).
    pub eps_rel: Magnitude,
    /// A neuron's scaling is within `eps_learned` + t `eps_fourmove` of ĝ(S) after the training of t neurons
    /// (Definitions E.3, E.4).
    pub eps_fourmove: Magnitude,
    pub eps_learned: Magnitude,
}

/// Every number under the paper's name; by way of JSON, which the core has anyway, for a derived one is 6 kB of wasm.
impl Serialize for Theorem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let given = [self.n, self.s, self.m, self.epsilon, self.delta];
        let mut map = Map::new();
        for (entry, value) in ENTRIES.iter().zip(given) {
            map.insert(entry.name.to_owned(), value.into());
        }
        for (name, magnitude) in [
            ("L", &self.layers),
            ("W", &self.width),
            ("p1", &self.p1),
            ("p2", &self.p2),
            ("tau", &self.tau),
            ("eta", &self.eta),
            ("kappa", &self.kappa),
            ("lambda1", &self.lambda1),
            ("lambda2", &self.lambda2),
            ("eps_stop", &self.eps_stop),
            ("alpha", &self.alpha),
            ("B", &self.batch),
            ("time", &self.time),
            ("n_shared", &self.n_shared),
            ("eps_rel", &self.eps_rel),
            ("eps_fourmove", &self.eps_fourmove),
            ("eps_learned", &self.eps_learned),
        ] {
            map.insert(name.to_owned(), (*magnitude).into());
        }
        map.serialize(serializer)
    }
}

/// What the theorem is asked for.
struct Entry {
    name: &'static str,
    whole: bool,
    range: &'static str,
    holds: fn(f64) -> bool,
}

/// Up to it every whole number has its own f64.
const TWO_53: f64 = (1u64 << 53) as f64;

const ENTRIES: [Entry; 5] = [
    Entry { name: "n", whole: true, range: "[1, 9007199254740991]", holds: |n| (1.0..TWO_53).contains(&n) },
    Entry { name: "s", whole: true, range: "[1, 9007199254740991]", holds: |s| (1.0..TWO_53).contains(&s) },
    Entry { name: "M", whole: false, range: "[1, 1e308]", holds: |m| (1.0..=1e308).contains(&m) },
    Entry {
        name: "epsilon",
        whole: false,
        range: "(0, 1]",
        holds: |epsilon| epsilon > 0.0 && epsilon <= 1.0,
    },
    Entry { name: "delta", whole: false, range: "(0, 1)", holds: |delta| delta > 0.0 && delta < 1.0 },
];

impl Entry {
    #[inline(never)]
    fn read(&self, reader: &Reader<'_>) -> Result<f64, Invalid> {
        let Self { name, whole, range, holds } = *self;
        let given = reader.take(name).ok_or_else(|| reader.error(name, "is missing"))?;
        match given.as_f64() {
            Some(v) if whole && v.fract() != 0.0 => {
                Err(reader.error(name, format!("{} is not a whole number in {range}", decimal(v))))
            }
            Some(v) if !holds(v) => Err(reader.error(name, format!("{} is outside {range}", decimal(v)))),
            Some(v) => Ok(v),
            None => {
                let number = if whole { "a whole number" } else { "a number" };
                Err(reader.error(name, format!("{} is not {number} in {range}", brief(given))))
            }
        }
    }
}

impl Theorem {
    /// The theorem for `{ n, s, M, epsilon, delta }`, all of them required.
    pub fn read(given: &Value) -> Result<Self, Invalid> {
        let reader = Reader::new("theorem", Some(given))?;
        reader.only(&ENTRIES.map(|entry| entry.name))?;
        let [n, s, m, epsilon, delta] = ENTRIES.map(|entry| entry.read(&reader));
        let (n, s) = (n?, s?);
        // Of so many coordinates there are 2^n monomials; from 53 on s has no such value.
        if n < 53.0 && s > libm::exp2(n) {
            let [s, most, n] = [s, libm::exp2(n), n].map(decimal);
            let why = format!("{s} is outside [1, {most}], as n = {n} coordinates have no more monomials");
            return Err(reader.error("s", why));
        }
        Ok(Self::new([n, s, m?, epsilon?, delta?]))
    }

    /// For numbers within their ranges.
    fn new([n, s, m, epsilon, delta]: [f64; 5]) -> Self {
        let (of, constant) = (Magnitude::of, Magnitude::constant);
        let (big_m, layers) = (of(m), of(n));
        let base = of(64.0) * big_m.to(2) * of(n + s + 1.0).to(3) * layers / of(delta);
        let width = base.to(24);
        let tau = of(2.0).to(-20) / (big_m.to(7) * layers);
        let kappa = width * layers * big_m * of(s) / (of(epsilon) * of(delta));
        let lambda2 = constant("c_lambda") * kappa.to(-28);
        let lambda1 = lambda2 / (of(64.0) * big_m.to(2) * layers).to(2);
        let eps_stop = constant("c_stop") * kappa.to(-430);
        let children = (of(16.0) * of(s) * layers / of(delta)).log10 * std::f64::consts::LN_10;
        Self {
            n,
            s,
            m,
            epsilon,
            delta,
            layers,
            width,
            p1: base.to(-9),
            p2: base.to(-13),
            tau,
            eta: of(4.0) * tau,
            kappa,
            lambda1,
            lambda2,
            eps_stop,
            alpha: constant("c_alpha") * (lambda1 * lambda2).to(5) * kappa.to(-72),
            batch: constant("c_B") * (lambda1 * lambda2).to(-4) * kappa.to(910),
            time: constant("C") * kappa.to(2394),
            n_shared: of(64.0) * big_m.to(2) * of(children),
            eps_rel: of(45.0) * big_m * layers * eps_stop,
            eps_fourmove: of(100.0) * big_m.to(2) * layers * eps_stop,
            eps_learned: of(16.0) * big_m.to(2) * lambda2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rustfmt::skip]
    const NAMES: [&str; 17] = [
        "L", "W", "p1", "p2", "tau", "eta", "kappa", "lambda1", "lambda2", "eps_stop", "alpha", "B", "time", "n_shared",
        "eps_rel", "eps_fourmove", "eps_learned",
    ];

    /// log10 of these numbers for each n, s, M, ε and δ, by
    ///
    /// ```python
    /// from decimal import Decimal as D, getcontext, MAX_EMAX, MIN_EMIN
    /// getcontext().prec, getcontext().Emax, getcontext().Emin = 60, MAX_EMAX, MIN_EMIN
    /// def theorem(n, s, M, epsilon, delta):
    ///     L = n
    ///     base = 64 * M**2 * (n + s + 1)**3 * L / delta
    ///     W, p1, p2, tau = base**24, base**-9, base**-13, 1 / (D(2)**20 * M**7 * L)
    ///     kappa = W * L * M * s / (epsilon * delta)
    ///     lambda2 = kappa**-28
    ///     lambda1 = lambda2 * (1 / (64 * M**2 * L))**2
    ///     eps_stop = kappa**-430
    ///     alpha, B = (lambda1 * lambda2)**5 * kappa**-72, (lambda1 * lambda2)**-4 * kappa**910
    ///     n_shared = 64 * M**2 * D.ln(16 * s * L / delta)
    ///     rel, eps_rel = D(0), 45 * M * L * eps_stop
    ///     for _ in range(int(L)):  # Definition E.3
    ///         rel = 16 * M * eps_stop + 128 * M**2 * lambda2 / lambda1 * rel**2 + (32 * M**2 / (64 * M**2 * L) + 1) * rel
    ///     assert 0 < rel <= eps_rel  # Claim E.13
    ///     return [L, W, p1, p2, tau, 4 * tau, kappa, lambda1, lambda2, eps_stop, alpha, B, kappa**2394, n_shared, eps_rel,
    ///             100 * M**2 * L * eps_stop, 16 * M**2 * lambda2]
    /// for given in ["30 10 1 .01 .1", "1 1 1 1 .5", "10 3 2.5 .001 .05", "100 1000 8 1e-6 1e-9", "1000000 12345 1e100 1e-300 0.999"]:
    ///     print(given, *("%.15g" % v.log10() for v in theorem(*map(D, given.split()))), sep=", ")
    /// ```
    #[rustfmt::skip]
    const REFERENCE: [([f64; 5], [f64; 17]); 5] = [
        ([30.0, 10.0, 1.0, 0.01, 0.1], [
            1.47712125471966, 218.919667172706, -82.0948751897648, -118.581486385216, -7.49772116799929, -6.89566117667132,
            224.396788427426, -6289.67667842533, -6283.11007596792, -96490.6190237931, -79020.5025387409, 254492.22448653,
            537205.911495257, 2.83875668478954, -96487.4886900246, -96487.1419025384, -6281.90595598527,
        ]),
        ([1.0, 1.0, 1.0, 1.0, 0.5], [
            0.0, 84.9257696113645, -31.8471636042617, -46.0014585394891, -6.02059991327962, -5.41853992195166,
            85.2267996070285, -2389.96274894477, -2386.3503889968, -36647.5238310223, -30017.8952614139, 96661.6401941622,
            204032.958259226, 2.34597543936504, -36645.8706185085, -36645.5238310223, -2385.14626901414,
        ]),
        ([10.0, 3.0, 2.5, 0.001, 0.05], [
            1.0, 200.19537825664, -75.0732668462399, -108.439163222347, -9.80617997398389, -9.20411998265593,
            206.371469515695, -5785.60526642213, -5778.40114643947, -88739.731891749, -72678.7778694381, 234054.062910729,
            494053.298020575, 3.5644065165829, -88736.6807392266, -88735.9360117317, -5776.40114643947,
        ]),
        ([100.0, 1000.0, 8.0, 1e-6, 1e-9], [
            2.0, 569.705325717193, -213.639497143947, -308.590384763479, -14.3422298222232, -13.7401698308953,
            590.608415704185, -16548.2603596131, -16537.0356397172, -253961.618752799, -207950.285927353, 669794.842288129,
            1413916.54719582, 5.15653692482797, -253957.062450299, -253955.812572825, -16534.0253397605,
        ]),
        ([1000000.0, 12345.0, 1e100, 1e-300, 0.999], [
            6.0, 5419.74243358518, -2032.40341259444, -2935.69381819197, -712.02059991328, -711.418539921952,
            5829.83435919122, -163650.974417302, -163235.362057354, -2506828.77445222, -2054179.75623505, 6612694.61276264,
            13956623.4559038, 203.221322099125, -2506721.12123971, -2506620.77445222, -163034.157937372,
        ]),
    ];

    #[test]
    fn the_numbers_are_those_of_big_number_arithmetic() {
        for ([n, s, m, epsilon, delta], expected) in REFERENCE {
            let given = json!({ "n": n, "s": s, "M": m, "epsilon": epsilon, "delta": delta });
            let t = Theorem::read(&given).unwrap();
            assert_eq!([t.n, t.s, t.m, t.epsilon, t.delta], [n, s, m, epsilon, delta]);
            let shown = serde_json::to_value(t).unwrap();
            assert_eq!(shown.as_object().unwrap().len(), given.as_object().unwrap().len() + NAMES.len());
            for (name, expected) in NAMES.into_iter().zip(expected) {
                let log10 = shown[name]["log10"].as_f64().unwrap();
                let error = (log10 - expected).abs();
                assert!(error <= 1e-14 * expected.abs().max(10.0), "{given}, {name}: {log10}, {expected}");
            }
            for (name, value) in given.as_object().unwrap() {
                assert_eq!(&shown[name], value);
            }
        }
    }

    /// α = c_α (λ1 λ2)^5 κ^-72 with c_λ in both λ, and so on.
    #[test]
    fn what_hangs_on_a_constant_says_so() {
        let t = Theorem::new([30.0, 10.0, 1.0, 0.01, 0.1]);
        let shown = |magnitude: Magnitude| Value::from(magnitude)["times"].clone();
        for free in [t.layers, t.width, t.p1, t.p2, t.tau, t.eta, t.kappa, t.n_shared] {
            assert_eq!(shown(free), json!({}));
        }
        for lambda in [t.lambda1, t.lambda2, t.eps_learned] {
            assert_eq!(shown(lambda), json!({ "c_lambda": 1 }));
        }
        for stop in [t.eps_stop, t.eps_rel, t.eps_fourmove] {
            assert_eq!(shown(stop), json!({ "c_stop": 1 }));
        }
        assert_eq!(shown(t.alpha), json!({ "c_alpha": 1, "c_lambda": 10 }));
        assert_eq!(shown(t.batch), json!({ "c_B": 1, "c_lambda": -8 }));
        assert_eq!(shown(t.time), json!({ "C": 1 }));
    }

    #[test]
    fn errors_name_the_entry_the_value_and_the_range() {
        let whole = "[1, 9007199254740991]";
        for (name, value, why) in [
            ("n", json!(0), format!("0 is outside {whole}")),
            ("n", json!(2.5), format!("2.5 is not a whole number in {whole}")),
            ("n", json!(9_007_199_254_740_992u64), format!("9007199254740992 is outside {whole}")),
            ("s", json!(-3), format!("-3 is outside {whole}")),
            ("s", json!("x"), format!("\"x\" is not a whole number in {whole}")),
            ("M", json!(0.5), "0.5 is outside [1, 1e308]".into()),
            ("M", json!("Infinity"), "Infinity is not a number in [1, 1e308]".into()),
            ("epsilon", json!(0), "0 is outside (0, 1]".into()),
            ("delta", json!(0), "0 is outside (0, 1)".into()),
            ("delta", json!(1), "1 is outside (0, 1)".into()),
            ("delta", Value::Null, "is missing".into()),
            ("m", json!(1), "unknown entry; known are n, s, M, epsilon, delta".into()),
        ] {
            let mut given = json!({ "n": 30, "s": 10, "M": 1, "epsilon": 0.01, "delta": 0.1 });
            given[name] = value;
            assert_eq!(Theorem::read(&given).unwrap_err(), Invalid::new(format!("theorem.{name}"), why));
        }
        assert_eq!(Theorem::read(&json!(7)).unwrap_err().to_string(), "theorem: 7 is not an object");
    }
}
