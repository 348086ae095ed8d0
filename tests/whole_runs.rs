//! Whole training runs, against the papers and against what the presets record: in release, as one program.
//! `cargo test --release --test whole_runs -- --include-ignored paper::` runs those of one file.

mod backward;
mod common;
mod digits;
mod layerwise_runs;
mod paper;
