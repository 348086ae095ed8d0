//! What many runs say together: rates, quantiles, the exponent of a growth, each with its interval.

use crate::order;
use crate::rng::{Rng, Stream};

/// z of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval, 95 %, for a probability that came true `hits` times in `count` (Wilson 1927, J. Am. Stat. Assoc. 22,
/// 209): it stays within [0, 1] and means something after a few runs, or where all of them agree.
pub fn wilson(hits: usize, count: usize) -> Option<[f64; 2]> {
    if count == 0 {
        return None;
    }
    let (hits, count) = (hits as f64, count as f64);
    let (share, spread) = (hits / count, Z * Z / count);
    let middle = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / count + spread / (4.0 * count)).sqrt();
    let at = |end: f64| (end / (1.0 + spread)).clamp(0.0, 1.0);
    // Rounding leaves something of an end that is 0 or 1.
    Some([
        if hits == 0.0 { 0.0 } else { at(middle - half) },
        if hits == count { 1.0 } else { at(middle + half) },
    ])
}

/// The quantile of an ascending list, linear between its entries (Hyndman and Fan 1996, type 7); infinity is later than anything that was
/// seen, and None says that the quantile is.
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = p * last as f64;
    let below = place as usize;
    let (low, part) = (ascending[below], place - below as f64);
    let value = if part == 0.0 { low } else { low + part * (ascending[below + 1] - low) };
    value.is_finite().then_some(value)
}

/// How often runs are drawn anew.
const RESAMPLES: usize = 1000;

/// The exponent b of times that grow as x^b: the slope of the least-squares line through the logarithms of their medians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponent {
    pub value: f64,
    /// 95 %: of a thousand bootstrap samples, the runs of each cell drawn with replacement (Efron 1979). None where no cell has
    /// runs that differ: times are as coarse as the rows are apart, and what all have in common is not known for certain. It
    /// tells what the seeds leave open, not whether a power law is right.
    pub interval: Option<[f64; 2]>,
    /// Points that the line goes through.
    pub points: usize,
}

/// The exponent of the times of several cells, each at its x > 0: `times` ascend, and are infinite of runs that did not get there.
/// Cells whose median is infinite, or 0, are left out; None with less than two cells.
pub fn exponent(cells: &[(f64, Vec<f64>)]) -> Option<Exponent> {
    let points = medians(cells, |times| quantile(times, 0.5));
    let value = slope(&points)?;
    let interval = cells.iter().any(|(_, times)| times.len() > 1).then(|| bootstrap(cells)).flatten();
    Some(Exponent { value, interval, points: points.len() })
}

/// Of each cell its x and its median, where that is a time.
fn medians(cells: &[(f64, Vec<f64>)], mut median: impl FnMut(&[f64]) -> Option<f64>) -> Vec<(f64, f64)> {
    let mut points = Vec::with_capacity(cells.len());
    for (x, times) in cells {
        match median(times) {
            Some(time) if time > 0.0 => points.push((*x, time)),
            _ => {}
        }
    }
    points
}

/// Draws that do not depend on anything but the runs.
fn bootstrap(cells: &[(f64, Vec<f64>)]) -> Option<[f64; 2]> {
    let mut rng = Rng::new(0, Stream::Probe);
    let mut counts = Vec::new();
    let mut drawn = Vec::new();
    let mut slopes = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let points = medians(cells, |times| {
            counts.clear();
            counts.resize(times.len(), 0_usize);
            for _ in times {
                counts[rng.below(times.len())] += 1;
            }
            // Ascending again, without being sorted.
            drawn.clear();
            for (time, count) in times.iter().zip(&counts) {
                drawn.resize(drawn.len() + count, *time);
            }
            quantile(&drawn, 0.5)
        });
        slopes.extend(slope(&points));
    }
    order::sort_by(&mut slopes, f64::total_cmp);
    let [low, high] = [quantile(&slopes, 0.025)?, quantile(&slopes, 0.975)?];
    (low < high).then_some([low, high])
}

/// Of the line through the logarithms; None where it stands upright.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let (mut count, mut x, mut y, mut spread, mut along) = (0.0, 0.0, 0.0, 0.0, 0.0);
    // Around the means so far (Welford 1962).
    for point in points {
        let (u, v) = (libm::log(point.0), libm::log(point.1));
        count += 1.0;
        let (dx, dy) = (u - x, v - y);
        x += dx / count;
        y += dy / count;
        spread += dx * (u - x);
        along += dx * (v - y);
    }
    (spread > 0.0).then(|| along / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of Newcombe 1998, Statistics in Medicine 17, 857, table I: Wilson's score interval without correction.
    #[test]
    fn wilsons_interval_is_the_published_one() {
        for (hits, count, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let [a, b] = wilson(hits, count).unwrap();
            assert!((a - low).abs() < 6e-5 && (b - high).abs() < 6e-5, "{hits} of {count}: [{a}, {b}]");
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(7, 7).unwrap()[1], 1.0);
    }

    #[test]
    fn quantiles_lie_between_entries_and_late_ones_are_unknown() {
        let late = f64::INFINITY;
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.9), Some(3.0));
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), Some(3.0));
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.25), Some(1.75));
        assert_eq!(quantile(&[1.0, 2.0, late], 0.5), Some(2.0));
        assert_eq!(quantile(&[1.0, 2.0, late, late], 0.5), None);
        assert_eq!(quantile(&[late, late], 0.5), None);
    }

    #[test]
    fn a_power_law_has_its_exponent_and_an_interval_around_it() {
        let times = |x: f64| (0..21).map(|k| libm::pow(x, 2.1) * (1.0 + 0.02 * f64::from(k - 10))).collect();
        let cells: Vec<_> = [2.0, 3.0, 5.0, 8.0].map(|x| (x, times(x))).into();
        let Exponent { value, interval, points } = exponent(&cells).unwrap();
        let [low, high] = interval.unwrap();
        assert!((value - 2.1).abs() < 1e-12 && low < 2.1 && 2.1 < high && high - low < 0.3, "{low} {high}");
        assert_eq!(points, 4);
        // One run each leaves the interval open, and a cell that never got there is left out.
        let single = [(2.0, vec![4.0]), (4.0, vec![16.0]), (8.0, vec![f64::INFINITY])];
        assert_eq!(exponent(&single), Some(Exponent { value: 2.0, interval: None, points: 2 }));
        // So do runs that came in one row.
        let alike = [(1.0, vec![1.0, 1.0]), (2.0, vec![4.0, 4.0])];
        assert_eq!(exponent(&alike), Some(Exponent { value: 2.0, interval: None, points: 2 }));
        assert_eq!(exponent(&single[1..]), None);
    }

    /// Of 200 sweeps of 20 runs a cell, exponential times whose median is x: the interval is to hold the exponent 1 in 95 of a
    /// hundred, up to what 200 trials leave open and the bootstrap's own error.
    #[test]
    fn the_interval_holds_the_exponent_as_often_as_it_says() {
        let mut rng = Rng::new(7, Stream::Train);
        let held = (0..200).filter(|_| {
            let mut cell = |x: f64| {
                let mut times: Vec<f64> = (0..20).map(|_| -x * libm::log(rng.open_unit())).collect();
                times.sort_by(f64::total_cmp);
                (x, times)
            };
            let [low, high] = exponent(&[1.0, 2.0, 4.0, 8.0].map(&mut cell)).unwrap().interval.unwrap();
            low < 1.0 && 1.0 < high
        });
        let held = held.count();
        assert!((180..=199).contains(&held), "{held} of 200");
    }
}
