#![no_main]

mod bodies;

libfuzzer_sys::fuzz_target!(|input: &str| bodies::spec(input));
