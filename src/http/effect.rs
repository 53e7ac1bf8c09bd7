//! What a request is for, as far as repeating it goes.

/// What a request does at the service: decides whether it may be repeated and
/// what a lost answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing: repeat at will.
    Read,
    /// Once or twice is the same: repeat at will, though a lost answer leaves
    /// open whether it was made.
    Change,
    /// Twice is once too often.
    Send,
}
