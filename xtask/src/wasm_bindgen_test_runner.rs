//! `wasm-bindgen-test-runner`: cargo's runner for wasm32 tests, in Node or in a headless browser.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())?)
}
