//! The addresses below `/_emulator`, for tests and people: looking inside, the clock and other
//! settings, the blob storage.

pub mod blob_storage;
pub mod inspect;
pub mod settings;
