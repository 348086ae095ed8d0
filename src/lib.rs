//! Train a network and watch its Fourier coefficients climb the staircase, or fail to.
//!
//! The core of the page: input laws, targets, data, networks, learners and probes behind one step
//! API, natively and in WebAssembly. The flow:
//!
//! ```text
//!  spec (JSON) ──> Task = inputs + target + data ──> Oracle ──> Learner ──> Model
//!                         │                                                   │
//!                         └── g, rows held out ───> Panel of probes <── f ────┘
//!                                                        │
//!                                                        └──> rows: iteration, samples, losses, f̂(S)
//! ```
//!
//! Invariants, each with a test (in parentheses):
//! 1. No clock, no randomness of its own, no I/O; no panic on what a user gives (`tests/laws.rs`).
//! 2. A run is a function of its spec: how it is stepped, sliced or measured changes nothing (`tests/laws.rs`).
//! 3. The same spec gives the same bits everywhere, with SIMD and without (`tests/golden.rs`,
//!    `tests/web.rs`).
//! 4. A network knows no data, a target no learner; a probe can't change what it measures; data is
//!    seen only through an [`task::Oracle`], which counts (`tests/layering.rs`).
//! 5. `wasm` only converts; what crosses are copies (`tests/web.rs`).

pub mod basis;
pub mod data;
pub mod diagnosis;
pub mod experiment;
pub mod features;
pub mod inputs;
pub mod kernels;
pub mod learners;
pub mod linear;
pub mod networks;
pub mod order;
pub mod picture;
pub mod preset;
pub mod probes;
pub mod rng;
pub mod schema;
pub mod snapshot;
pub mod spec;
pub mod sweep;
pub mod targets;
pub mod task;
pub mod theory;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod work;

/// The README's examples, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use experiment::{Experiment, Status, Trace};
pub use schema::Invalid;
