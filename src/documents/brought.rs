//! What a call brought beside its outcome, where it has to wait to be taken.

use crate::documents::installation::Installation;
use crate::documents::job::Job;
use crate::documents::notification_details::{NotificationDetails, OutcomeCount};
use crate::documents::registration::{Registration, RegistrationPage};

/// What a call brought, of whatever kind.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "outcomes have it in a box, whatever it is"
)]
pub enum Brought {
    /// Of a call that reads an installation.
    Installation(Installation),
    /// Of one that reads or writes a registration.
    Registration(Registration),
    /// Of one that asks whether something is there.
    Exists(bool),
    /// Of one that reads part of a list of registrations.
    RegistrationPage(RegistrationPage),
    /// Of one that asks what became of a notification.
    NotificationDetails(NotificationDetails),
    /// Of one that submits or reads a job.
    Job(Job),
    /// Of one that reads all jobs.
    Jobs(Vec<Job>),
}

impl Brought {
    /// What it is, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Brought::Installation(_) => "an installation",
            Brought::Registration(_) => "a registration",
            Brought::Exists(_) => "whether something is there",
            Brought::RegistrationPage(_) => "a page of registrations",
            Brought::NotificationDetails(_) => "a notification's details",
            Brought::Job(_) => "a job",
            Brought::Jobs(_) => "a list of jobs",
        }
    }

    /// About how many bytes it holds that was read from a body of so many: its
    /// texts are of the body, and what it consists of comes on top.
    pub fn bytes(&self, body_len: usize) -> usize {
        let parts = match self {
            Brought::Exists(_) => return 0,
            Brought::Installation(installation) => installation.parts(),
            Brought::Registration(registration) => registration.parts(),
            Brought::RegistrationPage(page) => {
                page.registrations.iter().map(Registration::parts).sum()
            }
            Brought::NotificationDetails(details) => {
                size_of::<NotificationDetails>() + details.counts.len() * size_of::<OutcomeCount>()
            }
            Brought::Job(job) => job_parts(job),
            Brought::Jobs(jobs) => jobs.iter().map(job_parts).sum(),
        };
        parts + body_len
    }
}

fn job_parts(job: &Job) -> usize {
    size_of::<Job>() + job.output_properties.len() * size_of::<(String, String)>()
}

/// Each kind from what it is, and back; what is of another kind stays as it was.
macro_rules! kinds {
    ($($kind:ident($what:ty)),+ $(,)?) => {$(
        impl From<$what> for Brought {
            fn from(what: $what) -> Brought {
                Brought::$kind(what)
            }
        }

        impl TryFrom<Brought> for $what {
            type Error = Brought;

            fn try_from(brought: Brought) -> Result<$what, Brought> {
                match brought {
                    Brought::$kind(what) => Ok(what),
                    other => Err(other),
                }
            }
        }
    )+};
}

kinds! {
    Installation(Installation),
    Registration(Registration),
    Exists(bool),
    RegistrationPage(RegistrationPage),
    NotificationDetails(NotificationDetails),
    Job(Job),
    Jobs(Vec<Job>),
}
