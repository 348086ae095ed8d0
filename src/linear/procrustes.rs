//! How far features are from others that they may be a rotation of.

use super::singular_values;

/// min over orthogonal U of E |S* - U S|² = E |S*|² + E |S|² - 2 ‖E S* Sᵀ‖ (nuclear), from E |S*|², E |S|² and the
/// cross moments E S* Sᵀ (k*, k): the error of features S (k,) as Theorem 2 of Allen-Zhu and Li measures it, for
/// features S* (k*,) are known up to a rotation only. If k* differs from k, zeros are added to the shorter.
///
/// For E S*ᵀ U S = tr Uᵀ E S* Sᵀ is largest, Σ σ_i, where U = V Wᵀ turns the singular vectors of E S* Sᵀ = V Σ Wᵀ into
/// each other (Schönemann 1966).
pub fn procrustes(teacher: f64, student: f64, cross: Vec<f64>, k: usize) -> f64 {
    let nuclear: f64 = singular_values(cross, k).into_iter().sum();
    let error = teacher + student - 2.0 * nuclear;
    // Rounding may leave less than nothing; NaN stays.
    if error < 0.0 { 0.0 } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::tests::{numbers, product, transposed};
    use proptest::prelude::*;

    fn mean_square(s: &[f64], count: usize) -> f64 {
        s.iter().map(|s| s * s).sum::<f64>() / count as f64
    }

    /// The formula for samples (count, k) of both.
    fn of_samples(teacher: &[f64], student: &[f64], count: usize, k: usize) -> f64 {
        let cross = product(&transposed(teacher, teacher.len() / count), student, count);
        let cross = cross.into_iter().map(|sum| sum / count as f64).collect();
        procrustes(mean_square(teacher, count), mean_square(student, count), cross, k)
    }

    proptest! {
        /// In two dimensions, all rotations and all reflections.
        #[test]
        fn none_of_all_rotations_and_reflections_is_better(seed in 0u64..1 << 50, count in 1usize..20) {
            let (teacher, student) = (numbers(2 * count, seed), numbers(2 * count, seed + 1));
            let steps = 4000;
            let mut least = f64::INFINITY;
            for angle in (0..steps).map(|k| std::f64::consts::TAU * f64::from(k) / f64::from(steps)) {
                for side in [1.0, -1.0] {
                    let (c, s) = (libm::cos(angle), libm::sin(angle));
                    let turned = product(&student, &[c, s, -side * s, side * c], 2);
                    let apart: Vec<f64> = teacher.iter().zip(turned).map(|(t, s)| t - s).collect();
                    least = least.min(mean_square(&apart, count));
                }
            }
            let error = of_samples(&teacher, &student, count, 2);
            // An angle off by half a step costs at most E |S*| |S| times its square.
            prop_assert!(least >= error - 1e-12 && least < error + 1e-5, "{least} {error}");
        }

        /// Features that were rotated have no error.
        #[test]
        fn a_rotation_costs_nothing((k, seed) in (1usize..6, 0u64..1 << 50)) {
            let count = 20;
            let student = numbers(count * k, seed);
            let square = numbers(k * k, seed + 1);
            let symmetric: Vec<f64> =
                square.iter().zip(transposed(&square, k)).map(|(a, b)| a + b).collect();
            let (_, rotation) = crate::linear::eigen(symmetric, k);
            let teacher = product(&student, &rotation, k);
            prop_assert!(of_samples(&teacher, &student, count, k) < 1e-12);
        }
    }

    /// Teacher's features of mean squares 1 and 4 on independent axes; the student has them scaled, mixed up, or only one.
    #[test]
    fn what_is_missing_is_told() {
        for (student, cross, k, expected) in [
            (5.0, vec![0.0, 1.0, -4.0, 0.0], 2, 0.0),
            (1.25, vec![0.5, 0.0, 0.0, 2.0], 2, 1.25),
            (1.0, vec![1.0, 0.0], 1, 4.0),
            (0.0, vec![0.0; 4], 2, 5.0),
            (6.0, vec![1.0, 0.0, 0.0, 0.0, 4.0, 0.0], 3, 1.0),
        ] {
            assert!((procrustes(5.0, student, cross, k) - expected).abs() < 1e-12, "{expected}");
        }
        assert!(procrustes(f64::NAN, 1.0, vec![1.0], 1).is_nan());
    }
}
