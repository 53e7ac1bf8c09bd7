//! The one error type: what failed, who can act, and whether a retry is safe.

use std::fmt;
use std::time::Duration;

use crate::access::AccessProblem;

pub use crate::status::Status;

/// A failure. The message is one line of English that names what failed and
/// what to do; it never holds a key, a token, a device handle or a payload.
#[derive(Clone, Debug)]
pub struct Error {
    /// Who can act.
    pub status: Status,
    /// One line.
    pub message: String,
    /// The HTTP status, if an answer came.
    pub http_status: Option<u16>,
    /// The service's own code, such as `InvalidSignature` or `40900`.
    pub service_code: Option<String>,
    /// The service's own words.
    pub service_detail: Option<String>,
    /// The tracking id to quote to Azure support.
    pub tracking_id: Option<String>,
    /// How long the service asks to wait.
    pub retry_after: Option<Duration>,
    /// Could waiting help?
    pub transient: bool,
    /// The request left and no trustworthy answer came: a retry may duplicate.
    pub may_have_been_sent: bool,
    /// Why access was refused, if it was.
    pub access_problem: AccessProblem,
    /// Where in the text the fault is, 1-based, in characters.
    pub column: Option<usize>,
}

/// A result with our error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that no answer and no wait can change.
    pub fn new(status: Status, message: impl Into<String>) -> Error {
        Error {
            status,
            message: one_line(message.into()),
            http_status: None,
            service_code: None,
            service_detail: None,
            tracking_id: None,
            retry_after: None,
            transient: false,
            may_have_been_sent: false,
            access_problem: AccessProblem::None,
            column: None,
        }
    }

    /// A bad argument of a call.
    pub fn argument(message: impl Into<String>) -> Error {
        Error::new(Status::InvalidArgument, message)
    }

    /// Says where in the caller's text the fault is.
    pub fn at_column(mut self, column: usize) -> Error {
        self.column = Some(column);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Messages are one line: what a service or the system says may hold line
/// ends, and a log reader must not take the rest for a line of its own.
pub fn one_line(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    } else {
        text
    }
}
