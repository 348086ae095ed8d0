#![no_main]

mod bodies;

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| bodies::formula(input.0, input.1));
