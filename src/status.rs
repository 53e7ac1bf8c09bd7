//! What a call came to.

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
    /// What came back is not an HTTP answer, or not the document that was asked
    /// for, or one that broke off or is larger than allowed (4 MiB). If the
    /// service had said yes before, the verdict is NH_VERDICT_ACCEPTED.
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
}

pub use nh_status as Status;

impl Status {
    /// Every status, for tables and tests.
    pub const ALL: [Status; 31] = [
        Status::Ok,
        Status::InvalidArgument,
        Status::InvalidConnectionString,
        Status::InvalidPayload,
        Status::InvalidHeader,
        Status::InvalidTag,
        Status::InvalidTagExpression,
        Status::InvalidCaFile,
        Status::NoToken,
        Status::Network,
        Status::Tls,
        Status::Timeout,
        Status::Cancelled,
        Status::NameLookup,
        Status::Proxy,
        Status::Protocol,
        Status::Rejected,
        Status::Unauthorized,
        Status::Forbidden,
        Status::NotFound,
        Status::PayloadTooLarge,
        Status::Throttled,
        Status::ServiceUnavailable,
        Status::ServiceError,
        Status::Conflict,
        Status::Gone,
        Status::PreconditionFailed,
        Status::Forked,
        Status::Internal,
        Status::Closed,
        Status::WouldBlock,
    ];

    /// The C identifier, for logs.
    pub fn name(self) -> &'static std::ffi::CStr {
        match self {
            Status::Ok => c"NH_STATUS_OK",
            Status::InvalidArgument => c"NH_STATUS_INVALID_ARGUMENT",
            Status::InvalidConnectionString => c"NH_STATUS_INVALID_CONNECTION_STRING",
            Status::InvalidPayload => c"NH_STATUS_INVALID_PAYLOAD",
            Status::InvalidHeader => c"NH_STATUS_INVALID_HEADER",
            Status::InvalidTag => c"NH_STATUS_INVALID_TAG",
            Status::InvalidTagExpression => c"NH_STATUS_INVALID_TAG_EXPRESSION",
            Status::InvalidCaFile => c"NH_STATUS_INVALID_CA_FILE",
            Status::NoToken => c"NH_STATUS_NO_TOKEN",
            Status::Network => c"NH_STATUS_NETWORK",
            Status::Tls => c"NH_STATUS_TLS",
            Status::Timeout => c"NH_STATUS_TIMEOUT",
            Status::Cancelled => c"NH_STATUS_CANCELLED",
            Status::NameLookup => c"NH_STATUS_NAME_LOOKUP",
            Status::Proxy => c"NH_STATUS_PROXY",
            Status::Protocol => c"NH_STATUS_PROTOCOL",
            Status::Rejected => c"NH_STATUS_REJECTED",
            Status::Unauthorized => c"NH_STATUS_UNAUTHORIZED",
            Status::Forbidden => c"NH_STATUS_FORBIDDEN",
            Status::NotFound => c"NH_STATUS_NOT_FOUND",
            Status::PayloadTooLarge => c"NH_STATUS_PAYLOAD_TOO_LARGE",
            Status::Throttled => c"NH_STATUS_THROTTLED",
            Status::ServiceUnavailable => c"NH_STATUS_SERVICE_UNAVAILABLE",
            Status::ServiceError => c"NH_STATUS_SERVICE_ERROR",
            Status::Conflict => c"NH_STATUS_CONFLICT",
            Status::Gone => c"NH_STATUS_GONE",
            Status::PreconditionFailed => c"NH_STATUS_PRECONDITION_FAILED",
            Status::Forked => c"NH_STATUS_FORKED",
            Status::Internal => c"NH_STATUS_INTERNAL",
            Status::Closed => c"NH_STATUS_CLOSED",
            Status::WouldBlock => c"NH_STATUS_WOULD_BLOCK",
        }
    }
}
