//! The first failure of an object's setters. It stays with the object, so that
//! what was refused is not left out in silence: whoever uses the object next is
//! told, and C may check the last call in place of every setter.

use crate::error::{Error, Result};

/// The first failure, if there was one.
#[derive(Clone, Debug, Default)]
pub struct Fault(Option<Error>);

impl Fault {
    /// Keeps the first failure; gives `result` back.
    pub fn keep<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.0.get_or_insert_with(|| error.clone());
        }
        result
    }

    /// Fails with the first failure.
    pub fn check(&self) -> Result<()> {
        self.0.clone().map_or(Ok(()), Err)
    }
}
