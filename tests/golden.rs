//! Golden traces: the same spec gives the same bits, today, natively and (in `web.rs`) in wasm.
//!
//! A change that alters them alters every shared link: if that is meant, write them anew with
//! `UPDATE_GOLDEN=1 cargo test golden::` and say so in the changelog.

#[path = "common/golden.rs"]
mod traces;

#[test]
fn presets_give_the_same_bits_as_ever() {
    for (name, preset, committed) in traces::PRESETS {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let text = serde_json::to_string_pretty(&traces::trace(name, preset)).unwrap();
            std::fs::write(format!("tests/golden/{name}.json"), text + "\n").unwrap();
        } else {
            traces::check(name, preset, committed);
        }
    }
}
