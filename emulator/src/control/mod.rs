//! The addresses below `/_emulator`, for tests and people: looking inside, the clock and other
//! settings, the blob storage.

mod blob_storage;
mod explain;
mod inbox;
pub mod inspect;
mod page;
pub mod scenario;
mod settings;
