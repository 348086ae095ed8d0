//! The test loss E (f - g)²: always the full square, whatever the learner minimises.

use super::{Column, Estimate, Group, Probe, Sample};

/// Mean square error on inputs that no learner sees.
#[derive(Clone, Copy, Debug)]
pub struct Risk;

impl Probe for Risk {
    fn columns(&self) -> Vec<Column> {
        vec![Column::new("test_loss", Group::Loss)]
    }

    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>) {
        let errors: Vec<f64> = sample.f.iter().zip(sample.g).map(|(f, g)| f - g).collect();
        row.push(sample.design.mean_square(&errors));
    }
}
