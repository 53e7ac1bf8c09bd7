//! Rules of the source itself.

mod dependencies;
mod skips;
mod tests_page;
