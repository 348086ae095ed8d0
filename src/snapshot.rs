//! A run as bytes: versioned, and resumed as if it had never stopped.
//!
//! Spec and state; what follows from the spec (drawn data, the probes' inputs) is made anew. A checksum
//! keeps what was damaged from being taken for another run.

use crate::experiment::{Experiment, State};
use crate::schema::Invalid;
use crate::spec::{self, Table};
use serde_json::Value;

/// Raised whenever the layout or the meaning of a saved run changes.
const VERSION: u16 = 7;
const MAGIC: &[u8] = b"staircase run";

/// The run as it stands.
pub fn save(experiment: &Experiment) -> Vec<u8> {
    let spec = experiment.spec();
    let given = spec["data"]["kind"] == "table";
    let table = experiment.task().data.rows().filter(|_| given);
    let body = (spec.to_string(), table, experiment.save());
    let body = postcard::to_allocvec(&body).expect("numbers and text can be written");
    let version = VERSION.to_le_bytes();
    [MAGIC, &version, &checksum(&version, &body), &body].concat()
}

/// What stands before the body, so that bytes which are damaged or missing are found out.
fn checksum(version: &[u8], body: &[u8]) -> [u8; 8] {
    fnv1a(version.iter().chain(body).copied()).to_le_bytes()
}

/// The FNV-1a hash, 64 bits: every step is one-to-one, so that a single byte that differs shows always.
pub fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The run that was saved.
pub fn restore(bytes: &[u8]) -> Result<Experiment, Invalid> {
    restore_by(bytes, |text| serde_json::from_str(text).ok())
}

/// The same where JSON is read by another parser: None where a text is no JSON.
pub fn restore_by(bytes: &[u8], parse: fn(&str) -> Option<Value>) -> Result<Experiment, Invalid> {
    let wrong = |why: &str| Invalid::new("snapshot", why);
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("these bytes are no saved run"))?;
    let damaged = || wrong("the saved run is damaged");
    let (version, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
    let number = u16::from_le_bytes(*version);
    if number != VERSION {
        return Err(wrong(&format!("version {number} is not {VERSION}, the one this program reads")));
    }
    let (sum, body) = rest.split_first_chunk().ok_or_else(damaged)?;
    if *sum != checksum(version, body) {
        return Err(damaged());
    }
    let ((spec, table, state), more): ((String, Option<Table>, State), _) =
        postcard::take_from_bytes(body).map_err(|_| damaged())?;
    if !more.is_empty() {
        return Err(damaged());
    }
    let spec = parse(&spec).ok_or_else(damaged)?;
    let mut experiment = spec::begin(&spec, table)?;
    experiment.load(state)?;
    Ok(experiment)
}
