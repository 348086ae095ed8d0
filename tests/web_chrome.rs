//! The tests of `web.rs` in a browser: wasm-pack leaves a file to Node unless it says otherwise.
#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "web.rs"]
mod web;
