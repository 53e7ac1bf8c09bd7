#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| notification_hubs_fuzz::head(data));
