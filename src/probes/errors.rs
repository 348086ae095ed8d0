//! Standard errors that mean what they say where they are made of few numbers.

/// The contributions of independent inputs to the error of an estimate: it is their sum.
///
/// Their squares add up to its variance, itself an estimate. By its own spread this has as many
/// degrees of freedom as Satterthwaite 1946 ("An approximate distribution of estimates of variance
/// components") gives it: 2M/(κ - 1) for M contributions of kurtosis κ, so that one input that weighs
/// as much as all others leaves two of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contributions {
    count: usize,
    squares: f64,
    cubes: f64,
    fourths: f64,
}

impl Contributions {
    /// One more.
    pub fn add(&mut self, contribution: f64) {
        let square = contribution * contribution;
        self.count += 1;
        self.squares += square;
        self.cubes += square * contribution;
        self.fourths += square * square;
    }

    /// By what factor the plain error is too small where few contributions make it: those of a kurtosis as
    /// above, and those that lean to one side, which have the estimate and its error small together (Johnson
    /// 1978, "Modified t tests and confidence intervals for asymmetrical populations"). 1, to the bit,
    /// where they are many and even.
    pub fn excess(&self) -> f64 {
        let freedom = self.freedom(self.count).max(2.0);
        let lean = (self.cubes / (self.squares * self.squares.sqrt())).abs();
        let excess = widening(freedom) * (1.0 + lean) - EVEN;
        if excess > 1.0 { excess } else { 1.0 }
    }

    /// The standard error, `taken` degrees of freedom being taken by what was fitted; NaN where fewer
    /// than two are left. It is widened so that two of it are as likely to be exceeded as two
    /// standard deviations of a normal.
    pub fn error(&self, taken: usize) -> f64 {
        let left = self.count.saturating_sub(taken);
        if left < 2 {
            return f64::NAN;
        }
        self.squares.sqrt() * widening(self.freedom(left))
    }

    /// Satterthwaite's degrees of freedom, at most `left`.
    fn freedom(&self, left: usize) -> f64 {
        let count = self.count as f64;
        // In [1, M], but for rounding and where all are 0.
        let kurtosis = (count * self.fourths / (self.squares * self.squares)).max(1.0);
        (left as f64).min(2.0 * count / (kurtosis - 1.0))
    }
}

/// So much of an excess is let be.
const EVEN: f64 = 0.15;

/// The quantile of Student's t where the normal's is 2, over 2, for at least two degrees of freedom:
/// the expansion of Abramowitz and Stegun 1964, 26.7.5, at 2, which is within 1 % there.
fn widening(freedom: f64) -> f64 {
    let v = 1.0 / freedom;
    1.0 + v * (1.25 + v * (1.53125 + v * (1.4296875 + v * 0.92203125)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quantiles of t for 95.45 %, Table G.2 of the Guide to the Expression of Uncertainty in
    /// Measurement (JCGM 100:2008).
    #[test]
    fn two_errors_are_the_quantile_of_t() {
        for (freedom, quantile) in
            [(2.0, 4.53), (3.0, 3.31), (4.0, 2.87), (5.0, 2.65), (10.0, 2.28), (100.0, 2.025)]
        {
            let found: f64 = 2.0 * widening(freedom);
            assert!((found / quantile - 1.0).abs() < 0.01, "{freedom}: {found}");
        }
    }

    /// Many even contributions have the plain error, one that outweighs the rest a wide one, and too few
    /// none.
    #[test]
    fn errors_are_wide_where_few_contributions_make_them() {
        let of = |list: &[f64], taken| {
            let mut contributions = Contributions::default();
            list.iter().for_each(|c| contributions.add(*c));
            contributions.error(taken)
        };
        assert!((of(&[0.1; 10_000], 1) / 10.0 - 1.0).abs() < 1e-3);
        let mut uneven = [1e-6; 1000];
        uneven[7] = 1.0;
        assert!((of(&uneven, 1) - 2.26).abs() < 0.03, "{}", of(&uneven, 1));
        assert_eq!(of(&[0.0; 5], 1), 0.0);
        let excess = |list: &[f64]| {
            let mut contributions = Contributions::default();
            list.iter().for_each(|c| contributions.add(*c));
            contributions.excess()
        };
        assert_eq!(excess(&[0.1; 10_000]), 1.0);
        assert_eq!([excess(&[0.0; 9]), excess(&[])], [1.0, 1.0]);
        assert!(excess(&uneven) > 2.0);
        assert!(of(&[1.0, 2.0], 1).is_nan() && of(&[], 3).is_nan());
    }
}
