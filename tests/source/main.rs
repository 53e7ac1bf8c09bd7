//! Rules of the source itself.

mod dependencies;
