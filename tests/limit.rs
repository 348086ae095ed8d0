//! When equal coefficients stall, and why they don't in the figure: the gradient flow of a two-layer ReLU
//! network in the limit of infinitely many coins, integrated in float64, with nothing of the core's. The
//! page's table is read from its text, and each of its numbers computed.
//!
//! As in the dimension-free dynamics of Abbe, Boix-Adsera and Misiakiewicz 2022 ("The merged-staircase
//! property"), a neuron a relu(u·z + s G + b) sees the target's coins z and, of all others together, one
//! Gaussian G: f(z) is the mean over the neurons of a E_G relu(u·z + s G + b), and a, u, s and b follow
//! the gradient of the mean over z of (f - g)²/2.

use staircase::rng::{Rng, Stream};

/// A neuron a relu(u·z + s G + b), or its rate of change.
#[derive(Clone, Copy)]
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

    /// After the time `step` at this rate. s comes near 0, which the flow itself never passes.
    fn after(&self, step: f64, rate: &Neuron) -> Neuron {
        Neuron {
            a: self.a + step * rate.a,
            u: std::array::from_fn(|i| self.u[i] + step * rate.u[i]),
            s: (self.s + step * rate.s).max(1e-3),
            b: self.b + step * rate.b,
        }
    }
}

/// How the neurons start, but for a, which is spread evenly over [-1, 1], and s = 1/√3, as at the page's
/// initialisation.
struct Start {
    /// The standard deviation of the weights on the target's coins.
    weights: f64,
    /// The bias, the same for all neurons, or one of its own for each, uniform on [-1, 1].
    bias: Option<f64>,
}

impl Start {
    fn neurons(&self) -> Vec<Neuron> {
        const NEURONS: usize = 50;
        let mut rng = Rng::new(2022, Stream::Init);
        let neuron = |j| {
            let a = (2 * j + 1) as f64 / NEURONS as f64 - 1.0;
            let u = std::array::from_fn(|_| self.weights * f64::from(rng.normal()));
            let own = f64::from(rng.symmetric(1.0));
            Neuron { a, u, s: 1.0 / 3f64.sqrt(), b: self.bias.unwrap_or(own) }
        };
        (0..NEURONS).map(neuron).collect()
    }
}

/// A target: its coins, and its terms, each with its coordinates as bits.
#[derive(Clone, Copy)]
struct Target {
    coins: usize,
    terms: &'static [(usize, f64)],
}

const EQUAL: Target = Target { coins: 3, terms: &[(0b001, 1.0), (0b010, 1.0), (0b100, 1.0), (0b111, 1.0)] };
const UNEQUAL: Target =
    Target { coins: 3, terms: &[(0b001, 1.0), (0b010, 0.99), (0b100, 1.01), (0b111, 1.0)] };
const TWO: Target = Target { coins: 2, terms: &[(0b01, 1.0), (0b10, 1.0), (0b11, 1.0)] };

/// Π of z_i over the coordinates of a set.
fn chi(set: usize, z: &[f64; 3]) -> f64 {
    (0..3).filter(|i| set >> i & 1 == 1).map(|i| z[i]).product()
}

/// The flow for a target, and where it is.
struct Flow {
    points: Vec<[f64; 3]>,
    goal: Vec<f64>,
    last: usize,
    /// Whether the weights on the coins start equal and are exchangeable: then the flow keeps them equal,
    /// and rounding, which would tell them apart in the end, is kept from it.
    tied: bool,
    neurons: Vec<Neuron>,
}

impl Flow {
    fn new(Target { coins, terms }: Target, start: &Start) -> Self {
        let side = |k: usize, i: usize| if i >= coins { 0.0 } else { 1.0 - 2.0 * (k >> i & 1) as f64 };
        let points: Vec<[f64; 3]> = (0..1 << coins).map(|k| std::array::from_fn(|i| side(k, i))).collect();
        let goal = points.iter().map(|z| terms.iter().map(|(set, c)| c * chi(*set, z)).sum()).collect();
        let tied = start.weights == 0.0 && terms[..coins].iter().all(|(_, c)| *c == terms[0].1);
        Self { points, goal, last: (1 << coins) - 1, tied, neurons: start.neurons() }
    }

    fn outputs(&self, neurons: &[Neuron]) -> Vec<f64> {
        let f = |z| neurons.iter().map(|n| n.a * n.at(z).0).sum::<f64>() / neurons.len() as f64;
        self.points.iter().map(f).collect()
    }

    /// The coefficient of the product of all coins.
    fn coefficient(&self) -> f64 {
        let f = self.outputs(&self.neurons);
        self.points.iter().zip(f).map(|(z, f)| f * chi(self.last, z)).sum::<f64>() / self.points.len() as f64
    }

    fn rates(&self, neurons: &[Neuron]) -> Vec<Neuron> {
        let f = self.outputs(neurons);
        let rate = |neuron: &Neuron| {
            let mut rate = Neuron { a: 0.0, u: [0.0; 3], s: 0.0, b: 0.0 };
            for ((z, f), goal) in self.points.iter().zip(&f).zip(&self.goal) {
                let (value, by_t, by_s) = neuron.at(z);
                let r = (goal - f) / self.points.len() as f64;
                rate.a += r * value;
                rate.s += r * neuron.a * by_s;
                rate.b += r * neuron.a * by_t;
                (0..3).for_each(|i| rate.u[i] += r * neuron.a * by_t * z[i]);
            }
            if self.tied {
                let coins = self.points.len().ilog2() as usize;
                let mean = rate.u[..coins].iter().sum::<f64>() / coins as f64;
                rate.u[..coins].fill(mean);
            }
            rate
        };
        neurons.iter().map(rate).collect()
    }

    /// A step of the classical Runge-Kutta method.
    fn step(&mut self, step: f64) {
        let after = |neurons: &[Neuron], step: f64, rates: &[Neuron]| -> Vec<Neuron> {
            neurons.iter().zip(rates).map(|(neuron, rate)| neuron.after(step, rate)).collect()
        };
        let now = &self.neurons;
        let first = self.rates(now);
        let second = self.rates(&after(now, step / 2.0, &first));
        let third = self.rates(&after(now, step / 2.0, &second));
        let fourth = self.rates(&after(now, step, &third));
        let parts = [(1.0, first), (2.0, second), (2.0, third), (1.0, fourth)];
        self.neurons =
            parts.iter().fold(now.clone(), |sum, (weight, rates)| after(&sum, weight * step / 6.0, rates));
    }
}

/// The time that a network is given.
const UNTIL: f64 = 1500.0;

/// The time at which the last coefficient comes to 0.9; None where it is near zero at the end.
fn learned_at(target: Target, start: &Start) -> Option<f64> {
    const STEP: f64 = 0.1;
    let mut flow = Flow::new(target, start);
    let mut before = flow.coefficient();
    for step in 0..(UNTIL / STEP) as usize {
        flow.step(STEP);
        let now = flow.coefficient();
        if now >= 0.9 {
            return Some((step as f64 + (0.9 - before) / (now - before)) * STEP);
        }
        before = now;
    }
    assert!(before.abs() < 0.01, "neither learned nor stalled: {before}");
    None
}

/// As the page writes it: two digits, for more neurons or smaller steps change the third.
fn told(at: Option<f64>) -> String {
    match at {
        None => "stalls".into(),
        Some(at) if at < 9.95 => format!("{at:.1}"),
        Some(at) => {
            let unit = 10f64.powf(at.log10().floor() - 1.0);
            let digits = format!("{}", (at / unit).round() * unit);
            match digits.len().checked_sub(3) {
                None | Some(0) => digits,
                Some(thousands) => format!("{},{}", &digits[..thousands], &digits[thousands..]),
            }
        }
    }
}

/// What the page's table says: of each row the initial bias and what stands in its cells. The time that a
/// cell draws is the one that it writes.
fn table() -> Vec<(f64, Vec<String>)> {
    let page = include_str!("../index.html");
    let table = page.split("<table id=\"limit\">").nth(1).and_then(|rest| rest.split("</table>").next());
    let rows = table.expect("the page has the table").split("<tbody>").nth(1).unwrap().split("<tr>").skip(1);
    let text = |cell: &str| cell.split(['>', '<']).nth(1).unwrap().to_string();
    let row = |row: &str| {
        let bias = text(row.split("<th").nth(1).unwrap()).replace('−', "-").parse().unwrap();
        let cell = |cell: &str| {
            let text = text(cell);
            let drawn = format!(" style=\"--time: {}\"", text.replace(',', ""));
            assert!(cell.starts_with(if text == "stalls" { " class=\"stalls\"" } else { &drawn }), "{cell}");
            text
        };
        (bias, row.split("<td").skip(1).map(cell).collect())
    };
    rows.map(row).collect()
}

/// Neurons that differ in a alone: the limit itself. Every number of the page's table; and what the text
/// says of it: equal coefficients stall where, and only where, the bias starts at 0.5 or above, hardly
/// unequal ones and those of two coins never.
#[test]
fn the_pages_table_is_computed() {
    let rows = table();
    assert_eq!(rows.len(), 9);
    std::thread::scope(|scope| {
        for (bias, said) in &rows {
            scope.spawn(move || {
                let start = Start { weights: 0.0, bias: Some(*bias) };
                let came = [EQUAL, UNEQUAL, TWO].map(|target| learned_at(target, &start));
                println!("{bias}: {came:?}");
                assert_eq!(*said, came.map(told), "from a bias of {bias}");
                assert_eq!(came.map(|at| at.is_some()), [*bias < 0.5, true, true], "from a bias of {bias}");
            });
        }
    });
}

/// From a bias of 0.5, initial weights as large as at n = 100, or a bias of its own for each neuron: either
/// is enough for equal coefficients to be learned as soon as unequal ones.
#[test]
fn neurons_that_start_apart_do_not_stall() {
    for start in [Start { weights: 0.06, bias: Some(0.5) }, Start { weights: 0.0, bias: None }] {
        let [equal, unequal] = [EQUAL, UNEQUAL].map(|target| learned_at(target, &start).unwrap());
        println!("{equal} and {unequal}");
        assert!(equal < 60.0 && (equal - unequal).abs() < 0.05 * unequal, "{equal} and {unequal}");
    }
}
