//! By which rules a description of a device is judged, and how a fault of it is told.

/// What more, or less, is refused than what the service is known to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checks {
    /// More: what the documentation forbids and the service lets pass, or may let pass.
    pub strict: bool,
    /// Less: a hub wrote it, into a journal or the file of an export, and so it has tags that are
    /// no client's.
    pub own: bool,
}

impl Checks {
    pub fn of_client(strict: bool) -> Checks {
        Checks { strict, own: false }
    }

    /// For what comes back from the disk.
    pub const OF_JOURNAL: Checks = Checks {
        strict: false,
        own: true,
    };
}

/// Why a description is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// In the service's own words, which say all.
    Service(String),
    Ours(String),
}

impl From<String> for Fault {
    fn from(fault: String) -> Fault {
        Fault::Ours(fault)
    }
}

impl From<&str> for Fault {
    fn from(fault: &str) -> Fault {
        Fault::Ours(fault.to_owned())
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (Fault::Service(fault) | Fault::Ours(fault)) = self;
        f.write_str(fault)
    }
}
