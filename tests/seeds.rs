//! The seeds of the fuzz targets (`npm run fuzz`), asked what the fuzzer asks.

#[path = "fuzz/bodies.rs"]
mod bodies;

#[test]
fn formulas() {
    for line in include_str!("fuzz/corpus/formula.txt").lines() {
        bodies::formula(line.as_bytes()[0], &line[1..]);
    }
}

#[test]
fn specs() {
    include_str!("fuzz/corpus/spec.txt").lines().for_each(bodies::spec);
}

/// Each line is bytes in hexadecimal.
#[test]
fn snapshots() {
    for line in include_str!("fuzz/corpus/snapshot.txt").lines() {
        let byte = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).expect("hexadecimal");
        bodies::snapshot(&(0..line.len()).step_by(2).map(byte).collect::<Vec<_>>());
    }
}
