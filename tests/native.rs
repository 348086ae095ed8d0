//! All native tests as one program: compiled and linked once, and their tests run side by side. `cargo test laws::` runs those of
//! one file.

mod carried;
mod changes;
mod command;
mod common;
mod correction;
mod densenet;
mod distilled;
mod elimination;
mod estimates;
mod events;
mod features;
mod golden;
mod held;
mod kernel_ridge;
mod laws;
mod layering;
mod layerwise;
mod lemmas;
mod limit;
mod low_degree;
mod movement;
mod oracle;
mod picture;
mod probes;
mod progress;
mod quadratic;
mod seeds;
mod sweep;
mod switches;
mod targets;
mod theory;
