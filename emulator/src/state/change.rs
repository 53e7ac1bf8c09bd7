//! Everything that can happen to a store, whether a client asks for it or a journal tells of it.

use crate::devices::installation::Installation;
use crate::devices::registration::{DerivedRegistration, Registration};
use crate::state::job::Job;
use crate::state::scheduled::ScheduledNotification;
use std::sync::Arc;

#[derive(Debug)]
pub enum Change {
    Put {
        installation: Box<Installation>,
        /// Those of its registrations that there are.
        plan: Vec<DerivedRegistration>,
    },
    Delete {
        installation_id: String,
    },
    Register(Arc<Registration>),
    Unregister {
        id: String,
    },
    Job(Box<Job>),
    Schedule(Arc<ScheduledNotification>),
    Unschedule {
        id: String,
    },
}

/// A change as a journal writes it down.
pub enum ChangeRef<'a> {
    Put(&'a Installation, &'a [DerivedRegistration]),
    Delete(&'a str),
    Register(&'a Registration),
    Unregister(&'a str),
    Job(&'a Job),
    Schedule(&'a ScheduledNotification),
    Unschedule(&'a str),
}

impl Change {
    pub fn as_ref(&self) -> ChangeRef<'_> {
        match self {
            Change::Put { installation, plan } => ChangeRef::Put(installation, plan),
            Change::Delete { installation_id } => ChangeRef::Delete(installation_id),
            Change::Register(registration) => ChangeRef::Register(registration),
            Change::Unregister { id } => ChangeRef::Unregister(id),
            Change::Job(job) => ChangeRef::Job(job),
            Change::Schedule(scheduled) => ChangeRef::Schedule(scheduled),
            Change::Unschedule { id } => ChangeRef::Unschedule(id),
        }
    }
}
