//! Rules of the source itself.

mod dependencies;
mod tests_page;
