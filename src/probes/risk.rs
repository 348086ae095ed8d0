//! The test loss E (f - g)²: always the full square, whatever the learner minimises; and of a g of two values, how often f is
//! nearer to the wrong one.

use super::errors::Contributions;
use super::{Column, Estimate, Group, Probe, Sample, design};
use crate::inputs::InputDistribution;
use crate::rng::Rng;
use crate::targets::Target;

/// Draws of the law for E g², as many as a run's by default, so that these are the same ones; of a target that takes long fewer.
const DRAWS: u64 = 8192;
const MAX_WORK: u64 = 100_000_000;

/// E g², the test loss of f = 0: exact where g's terms are known; else over the rows on which alone it is, or over draws of the law.
pub fn mean_square(target: &dyn Target, inputs: &dyn InputDistribution, rng: Rng) -> Estimate {
    if let Some(rows) = target.rows().filter(|_| target.estimated()) {
        return mean(rows.y.iter().map(|y| f64::from(*y) * f64::from(*y)).collect());
    }
    if target.expanded() {
        let value = target.terms().iter().map(|term| term.coefficient * term.coefficient).sum();
        return Estimate { value, error: 0.0 };
    }
    let mut design = design(inputs, &[], &[], DRAWS.min(MAX_WORK / target.cost()) as usize, rng);
    design.prepare(inputs, u64::MAX);
    let g: Vec<f64> = design.x().chunks_exact(inputs.dim()).map(|x| f64::from(target.eval(x))).collect();
    design.mean_square(&g)
}

/// The mean of independent values.
fn mean(values: Vec<f64>) -> Estimate {
    let count = values.len() as f64;
    let value = values.iter().sum::<f64>() / count;
    let mut contributions = Contributions::default();
    values.iter().for_each(|v| contributions.add((v - value) / (count * (count - 1.0)).sqrt()));
    Estimate { value, error: contributions.error(1) }
}

/// Errors on inputs that no learner sees.
#[derive(Clone, Copy, Debug)]
pub struct Risk {
    /// Where they are asked for.
    pub classes: Option<Classes>,
}

/// Two values, as rows held out have them.
#[derive(Clone, Copy, Debug)]
pub struct Classes {
    pub halfway: f64,
    /// As how many draws of the law the rows count.
    pub draws: f64,
}

impl Classes {
    /// A share of the draws, with the standard error of Agresti and Coull 1998 ("Approximate is better than exact"): none is
    /// certain where nothing was seen to be wrong.
    fn share(&self, value: f64) -> Estimate {
        let count = self.draws + 4.0;
        let share = (value * self.draws + 2.0) / count;
        Estimate { value, error: (share * (1.0 - share) / count).sqrt() }
    }
}

impl Probe for Risk {
    fn columns(&self) -> Vec<Column> {
        let classes = self.classes.map(|_| Column::new("misclassified", Group::Loss));
        [Column::new("test_loss", Group::Loss)].into_iter().chain(classes).collect()
    }

    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>) {
        let pairs = || sample.f.iter().zip(sample.g);
        let errors: Vec<f64> = pairs().map(|(f, g)| f - g).collect();
        row.push(sample.design.mean_square(&errors));
        if let Some(classes) = self.classes {
            // What is no number is near to neither.
            let wrong = |(f, g): (&f64, &f64)| match f.is_nan() {
                true => f64::NAN,
                false => f64::from((*f > classes.halfway) != (*g > classes.halfway)),
            };
            let wrong: Vec<f64> = pairs().map(wrong).collect();
            row.push(classes.share(sample.design.mean_square(&wrong).value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_the_error_of_a_binomial_and_is_never_certain() {
        let classes = Classes { halfway: 0.0, draws: 400.0 };
        for (value, least, most) in
            [(0.0, 0.003, 0.005), (0.01, 0.005, 0.007), (0.5, 0.0245, 0.0255), (1.0, 0.003, 0.005)]
        {
            let Estimate { value: told, error } = classes.share(value);
            assert!(told == value && (least..most).contains(&error), "{value}: {error}");
        }
    }
}
