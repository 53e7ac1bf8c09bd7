//! Why there is no connection to the addresses of a name, and what is said of it.

use std::fmt::{self, Display};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use crate::error::Status;
use crate::transport::call::Fault;

/// An error names so many addresses.
const NAMED: usize = 3;

/// Why there is no connection to an address.
#[derive(Debug)]
pub struct Failure {
    /// Which address.
    pub address: SocketAddr,
    /// Nothing came from it if there is none.
    error: Option<io::Error>,
}

/// What is said of a single address that is silent.
pub const SILENT: &str = "no answer within the connect timeout";

impl Failure {
    /// It said nothing.
    pub fn silent(address: SocketAddr) -> Failure {
        Failure {
            address,
            error: None,
        }
    }

    /// This came of it.
    pub fn of(address: SocketAddr, error: io::Error) -> Failure {
        Failure {
            address,
            // The kernel's patience may be shorter than ours.
            error: (error.kind() != ErrorKind::TimedOut).then_some(error),
        }
    }

    /// Does it say something of the address, and not of this process?
    pub fn is_of_the_address(&self) -> bool {
        let code = self.error.as_ref().and_then(io::Error::raw_os_error);
        !matches!(
            code,
            Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM)
        )
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => write!(f, "{}: {error}", self.address),
            None => write!(f, "{}: no answer", self.address),
        }
    }
}

/// Every address was tried.
pub fn all_failed(failures: &[Failure], is_literal: bool) -> Fault {
    let status = if failures.iter().all(|one| one.error.is_none()) {
        Status::Timeout
    } else if failures.iter().all(|one| !one.is_of_the_address()) {
        Status::NoResources
    } else {
        Status::Network
    };
    let message = match failures {
        // A literal address needs no repeating.
        [Failure { error, .. }] if is_literal => match error {
            Some(error) => error.to_string(),
            None => SILENT.to_owned(),
        },
        [
            Failure {
                address,
                error: None,
            },
        ] => format!("{address}: {SILENT}"),
        _ => list(failures),
    };
    Fault::new(status, message)
}

/// The time was over; several addresses are named.
pub fn with_addresses(mut fault: Fault, failures: &[Failure]) -> Fault {
    if fault.status == Status::Timeout && failures.len() > 1 {
        fault.message = format!("{} ({})", fault.message, list(failures));
    }
    fault
}

fn list(failures: &[Failure]) -> String {
    let named: Vec<String> = failures
        .iter()
        .take(NAMED)
        .map(Failure::to_string)
        .collect();
    let mut list = named.join("; ");
    if failures.len() > NAMED {
        list.push_str(&format!("; and {} more", failures.len() - NAMED));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u8) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, number], 443))
    }

    fn refused(number: u8) -> Failure {
        let error = io::Error::from_raw_os_error(libc::ECONNREFUSED);
        Failure::of(address(number), error)
    }

    fn silent(number: u8) -> Failure {
        Failure::silent(address(number))
    }

    #[test]
    fn a_single_address_needs_few_words() {
        let refused_text = "Connection refused (os error 111)";
        let said = |failure, is_literal| {
            let fault = all_failed(&[failure], is_literal);
            (fault.status, fault.message)
        };
        let of_name = |text: &str| format!("192.0.2.1:443: {text}");
        assert_eq!(
            said(refused(1), true),
            (Status::Network, refused_text.to_owned())
        );
        assert_eq!(
            said(refused(1), false),
            (Status::Network, of_name(refused_text))
        );
        assert_eq!(said(silent(1), true), (Status::Timeout, SILENT.to_owned()));
        assert_eq!(said(silent(1), false), (Status::Timeout, of_name(SILENT)));
        // As long as the kernel is willing to wait.
        let late = Failure::of(address(1), io::Error::from(ErrorKind::TimedOut));
        assert_eq!(said(late, false), (Status::Timeout, of_name(SILENT)));
    }

    #[test]
    fn of_several_three_are_named() {
        let all: Vec<Failure> = [refused(1), silent(2), refused(3), silent(4), silent(5)].into();
        let fault = all_failed(&all, false);
        assert_eq!(fault.status, Status::Network);
        assert_eq!(
            fault.message,
            "192.0.2.1:443: Connection refused (os error 111); 192.0.2.2:443: no answer; \
             192.0.2.3:443: Connection refused (os error 111); and 2 more"
        );
        assert_eq!(all_failed(&all[3..], false).status, Status::Timeout);
        let over = || Fault::new(Status::Timeout, "over");
        assert_eq!(with_addresses(over(), &all[4..]).message, "over");
        assert_eq!(
            with_addresses(over(), &all[3..]).message,
            "over (192.0.2.4:443: no answer; 192.0.2.5:443: no answer)"
        );
        let cancelled = Fault::new(Status::Cancelled, "cancelled");
        assert_eq!(with_addresses(cancelled, &all).message, "cancelled");
    }

    #[test]
    fn a_lack_of_descriptors_says_nothing_of_an_address() {
        let error = |code| Failure::of(address(1), io::Error::from_raw_os_error(code));
        assert!(!error(libc::EMFILE).is_of_the_address());
        assert!(refused(1).is_of_the_address());
        assert!(silent(1).is_of_the_address());
    }
}
