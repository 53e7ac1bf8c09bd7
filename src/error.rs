//! The one error type: what failed, who can act, and whether a retry is safe.

use std::ffi::CStr;
use std::fmt;
use std::time::Duration;

/// A failure. The message is one line of English that names what failed and
/// what to do; it never holds a key, a token, a device handle or a payload.
///
/// One pointer: results of calls that can fail stay small on their way up.
#[derive(Clone)]
pub struct Error(Box<Details>);

/// What an error says.
#[derive(Clone, Debug)]
pub struct Details {
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
        Error::of(status, message.into())
    }

    #[cold]
    #[inline(never)]
    fn of(status: Status, message: String) -> Error {
        Error(Box::new(Details {
            status,
            message: one_line(message),
            http_status: None,
            service_code: None,
            service_detail: None,
            tracking_id: None,
            retry_after: None,
            transient: false,
            may_have_been_sent: false,
            access_problem: AccessProblem::None,
            column: None,
        }))
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

impl std::ops::Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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

/// What a call came to. A number keeps its meaning for ever; new ones may be
/// added, so treat a number you do not know by its hundred: 1-99 is for the
/// caller to fix, 100-199 means that the request did not complete, 200-299
/// that the service said no, 900 and up is this library or this process.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_status {
    /// Done.
    Ok = 0,

    /// A NULL pointer, an unknown number, a value out of range, text that is
    /// not UTF-8: the message names the argument.
    InvalidArgument = 1,
    /// The connection string does not parse: the message names the part.
    InvalidConnectionString = 2,
    /// The payload cannot be sent: empty, not UTF-8, over 64 KiB, or of a kind
    /// that cannot be told from its root element; or a check of a payload or a
    /// template found a fault.
    InvalidPayload = 3,
    /// A header name or value that HTTP forbids, or a header that the library
    /// sets itself.
    InvalidHeader = 4,
    /// A tag that is empty, too long or has a character tags cannot have.
    InvalidTag = 5,
    /// A tag expression with a syntax error or too many tags:
    /// nh_error_column tells where.
    InvalidTagExpression = 6,
    /// The CA file cannot be read or holds no certificate.
    InvalidCaFile = 7,
    /// The token callback gave no token, or something else than one.
    NoToken = 8,

    /// The connection failed or broke.
    Network = 100,
    /// The TLS handshake failed: certificate not trusted, wrong host, or no
    /// common version.
    Tls = 101,
    /// The deadline of the call passed.
    Timeout = 102,
    /// Cancelled through its nh_cancel.
    Cancelled = 103,
    /// The host name could not be looked up.
    NameLookup = 104,
    /// The proxy refused or did not understand.
    Proxy = 105,
    /// What came back is not an HTTP answer, or not the service's (a page of a
    /// captive portal or an intercepting proxy), or not the document that was
    /// asked for, or one that broke off or is larger than allowed (4 MiB). If
    /// the service had said yes before, the verdict is NH_VERDICT_ACCEPTED.
    Protocol = 106,

    /// The service refused the request (400 and other answers without a
    /// status of their own here).
    Rejected = 200,
    /// 401: wrong key, expired token, wrong hub in the token.
    Unauthorized = 201,
    /// 403 without Retry-After: the policy lacks the right, or the tier lacks
    /// the feature, or a quota is used up.
    Forbidden = 202,
    /// 404: no such hub, or no such installation, registration, notification
    /// or job in it.
    NotFound = 203,
    /// 413: over 64 KB.
    PayloadTooLarge = 204,
    /// 429, or 403 with Retry-After: wait and repeat.
    Throttled = 205,
    /// 503: wait and repeat.
    ServiceUnavailable = 206,
    /// 408, 500, 502, 504 and 506 to 599: the service may or may not have
    /// taken the request.
    ServiceError = 207,
    /// 409: it exists already, or another change is under way.
    Conflict = 208,
    /// 410: the registration id cannot be used any more.
    Gone = 209,
    /// 412: it was changed since it was read.
    PreconditionFailed = 210,

    /// The queue was made before fork(), and this is a child: make a new one.
    Forked = 900,
    /// A fault in this library; the message names the function.
    Internal = 901,
    /// The hub or the queue was closed.
    Closed = 902,
    /// Not now: the queue is full, or no outcome has come yet.
    WouldBlock = 903,
    /// The process can have no more threads or descriptors, and the call needs
    /// one: nothing was sent. See its limits (ulimit -u, ulimit -n, a container's
    /// number of processes).
    NoResources = 904,
}

pub use nh_status as Status;

impl Status {
    /// Every status with its C identifier.
    const ALL: [(Status, &CStr); 32] = [
        (Status::Ok, c"NH_STATUS_OK"),
        (Status::InvalidArgument, c"NH_STATUS_INVALID_ARGUMENT"),
        (
            Status::InvalidConnectionString,
            c"NH_STATUS_INVALID_CONNECTION_STRING",
        ),
        (Status::InvalidPayload, c"NH_STATUS_INVALID_PAYLOAD"),
        (Status::InvalidHeader, c"NH_STATUS_INVALID_HEADER"),
        (Status::InvalidTag, c"NH_STATUS_INVALID_TAG"),
        (
            Status::InvalidTagExpression,
            c"NH_STATUS_INVALID_TAG_EXPRESSION",
        ),
        (Status::InvalidCaFile, c"NH_STATUS_INVALID_CA_FILE"),
        (Status::NoToken, c"NH_STATUS_NO_TOKEN"),
        (Status::Network, c"NH_STATUS_NETWORK"),
        (Status::Tls, c"NH_STATUS_TLS"),
        (Status::Timeout, c"NH_STATUS_TIMEOUT"),
        (Status::Cancelled, c"NH_STATUS_CANCELLED"),
        (Status::NameLookup, c"NH_STATUS_NAME_LOOKUP"),
        (Status::Proxy, c"NH_STATUS_PROXY"),
        (Status::Protocol, c"NH_STATUS_PROTOCOL"),
        (Status::Rejected, c"NH_STATUS_REJECTED"),
        (Status::Unauthorized, c"NH_STATUS_UNAUTHORIZED"),
        (Status::Forbidden, c"NH_STATUS_FORBIDDEN"),
        (Status::NotFound, c"NH_STATUS_NOT_FOUND"),
        (Status::PayloadTooLarge, c"NH_STATUS_PAYLOAD_TOO_LARGE"),
        (Status::Throttled, c"NH_STATUS_THROTTLED"),
        (Status::ServiceUnavailable, c"NH_STATUS_SERVICE_UNAVAILABLE"),
        (Status::ServiceError, c"NH_STATUS_SERVICE_ERROR"),
        (Status::Conflict, c"NH_STATUS_CONFLICT"),
        (Status::Gone, c"NH_STATUS_GONE"),
        (Status::PreconditionFailed, c"NH_STATUS_PRECONDITION_FAILED"),
        (Status::Forked, c"NH_STATUS_FORKED"),
        (Status::Internal, c"NH_STATUS_INTERNAL"),
        (Status::Closed, c"NH_STATUS_CLOSED"),
        (Status::WouldBlock, c"NH_STATUS_WOULD_BLOCK"),
        (Status::NoResources, c"NH_STATUS_NO_RESOURCES"),
    ];

    /// The status with this number.
    pub fn from_number(number: i32) -> Option<Status> {
        let mut all = Status::ALL.into_iter().map(|(status, _)| status);
        all.find(|status| *status as i32 == number)
    }

    /// The C identifier, for logs.
    pub fn name(self) -> &'static CStr {
        let known = Status::ALL.into_iter().find(|(status, _)| *status == self);
        known.map_or(c"NH_STATUS_UNKNOWN", |(_, name)| name)
    }
}

/// Why a 401 or 403 was given, as far as can be told from here.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_access_problem {
    /// The error is no refusal of access.
    None = 0,
    /// The service refused and nothing here explains it.
    Unexplained = 1,
    /// The key is not as keys are (44 characters of base64, the last one '='):
    /// cut off, with blanks, or percent-encoded.
    KeyMalformed = 2,
    /// The key seems to be what the base64 text stands for, or that in
    /// hexadecimal. The key is the text itself, as the portal shows it.
    KeyDecoded = 3,
    /// The key has the right form: it is another policy's or hub's, or was
    /// regenerated, or the policy's name is wrong.
    KeyWrong = 4,
    /// The token had expired by the service's clock, and was made elsewhere.
    TokenExpired = 5,
    /// This machine's clock is wrong by more than the token's life allows.
    ClockWrong = 6,
    /// The token is for another hub or namespace.
    HubWrong = 7,
    /// The policy lacks the right: Send for sends, Listen for devices, Manage
    /// for the rest.
    RightMissing = 8,
    /// The token is not one that the service reads.
    TokenMalformed = 9,
    /// The namespace's network rules seem to keep this machine out: the service's
    /// words are of an IP address.
    NetworkRules = 10,
}

pub use nh_access_problem as AccessProblem;
