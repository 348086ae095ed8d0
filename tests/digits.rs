//! What the preset of the digits says of layers trained one by one and together, over all the seeds of its record. Slow: forty runs of
//! 3,000 iterations, some seconds in release.

use crate::common::{self, json_file, preset};
use serde_json::Value;
use staircase::spec;

/// The last row of a run of the preset's lane, by column, and when the loss first was at most so large.
fn run(spec: &Value, seed: u64, budget: u64, falls_to: f64) -> (impl Fn(&str) -> f64, Option<u64>) {
    let mut spec = spec.clone();
    spec["seed"] = seed.into();
    let mut run = spec::build(&spec, None).unwrap();
    run.step(budget);
    let columns = run.columns();
    let at = move |name: &str| columns.iter().position(|column| column == name).unwrap();
    let trace = run.drain().values;
    let rows: Vec<Vec<f64>> = trace.chunks(run.columns().len()).map(<[f64]>::to_vec).collect();
    let came = rows.iter().find(|row| row[at("test_loss")] <= falls_to).map(|row| row[0] as u64);
    let last = rows[rows.len() - 1].clone();
    (move |name: &str| last[at(name)], came)
}

/// Of either network more is left, and more images are taken for the other class, if its layers are trained one by one: the loss is
/// larger in every seed, of the ReLU network much larger in all but one.
#[test]
#[ignore = "slow; run in release"]
fn layers_trained_one_by_one_learn_digits_less_well() {
    let (preset, specs) = common::preset("digits");
    let budget = preset["budget"].as_u64().unwrap();
    let record = preset["record"]["lanes"].as_array().unwrap();
    let ends = |lane: usize, name: &str| -> Vec<f64> {
        record[lane]["ends"][name].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect()
    };
    for (lane, spec) in record.iter().zip(&specs) {
        let seeds = lane["seeds"].as_array().unwrap();
        for (k, seed) in seeds.iter().enumerate() {
            let (last, came) = run(spec, seed.as_u64().unwrap(), budget, lane["falls_to"].as_f64().unwrap());
            assert_eq!(lane["iterations"][k].as_u64(), came, "seed {seed}");
            for name in ["test_loss", "misclassified"] {
                let digits = |value: f64| format!("{value:.1e}");
                let recorded = lane["ends"][name][k].as_f64().unwrap();
                assert_eq!(digits(recorded), digits(last(name)), "seed {seed}: {name}");
            }
        }
    }
    for ([one_by_one, together], [least, usual]) in [([0, 1], [1.25, 1.4]), ([2, 3], [1.1, 1.8])] {
        let (slow, fast) = (ends(one_by_one, "test_loss"), ends(together, "test_loss"));
        let beyond =
            |factor: f64| slow.iter().zip(&fast).filter(|(slow, fast)| **slow > factor * **fast).count();
        assert!(beyond(least) == slow.len() && beyond(usual) + 2 >= slow.len(), "{slow:?}, {fast:?}");
        let wrong = |lane| ends(lane, "misclassified").iter().sum::<f64>();
        assert!(wrong(one_by_one) > 1.8 * wrong(together), "{} and {}", wrong(one_by_one), wrong(together));
    }
}

/// The page makes the same of the file (tests/js/images.test.js).
#[test]
fn pixels_become_coordinates_and_digits_values() {
    let images = json_file("tables/digits");
    let target = &preset("digits").1[0]["target"];
    let numbers = |name: &str| -> Vec<f64> {
        target[name].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let (x, y) = (numbers("x"), numbers("y"));
    assert_eq!((x.len(), y.len()), (1797 * 64, 1797));
    assert_eq!(x.iter().sum::<f64>(), 561_718.0 / 16.0);
    assert!(x.iter().all(|x| (0.0..=1.0).contains(x)));
    let odd = images["digits"].as_array().unwrap().iter().map(|digit| (digit.as_u64().unwrap() % 2) as f64);
    assert!(odd.eq(y));
}
