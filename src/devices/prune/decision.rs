//! What was decided of a device.

use std::fmt;

use crate::devices::prune::dead_handles::DeadHandle;
use crate::notification::platform::Platform;

/// What was decided of a device, or of a handle; pass it as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_prune_decision {
    /// It would be deleted, if deleting was asked for.
    Dead = 1,
    /// It was deleted.
    Deleted = 2,
    /// Left alone: the device registered again after its push service gave it up, or
    /// another device has registered the handle.
    RegisteredAgain = 3,
    /// Left alone: the push service has named another handle for the device, which only
    /// the device can register.
    Replaced = 4,
    /// Left alone: the error does not say that the device is gone for ever, or only a tile of
    /// it is.
    NotDead = 5,
    /// No device has the handle.
    NotRegistered = 6,
    /// A request for it failed, as the log says. Pruning the same again tries again.
    Failed = 7,
}

pub use nh_prune_decision as Decision;

impl Decision {
    /// All of them, in the order of their numbers.
    pub const ALL: [Decision; 7] = [
        Decision::Dead,
        Decision::Deleted,
        Decision::RegisteredAgain,
        Decision::Replaced,
        Decision::NotDead,
        Decision::NotRegistered,
        Decision::Failed,
    ];

    /// The decision with this number.
    pub fn from_number(number: i32) -> Option<Decision> {
        Decision::ALL.into_iter().find(|d| *d as i32 == number)
    }
}

/// A decision, and of what.
#[derive(Clone)]
pub struct Pruned {
    /// What was decided.
    pub decision: Decision,
    /// The handle; none if the entry of feedback had none.
    pub handle: Option<String>,
    /// The device's platform, where a device was found.
    pub platform: Option<Platform>,
    /// The installation.
    pub installation_id: Option<String>,
    /// The registration, where it is no part of an installation.
    pub registration_id: Option<String>,
    /// The service's word for what is wrong with the handle.
    pub error: Option<String>,
}

impl fmt::Debug for Pruned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pruned")
            .field("decision", &self.decision)
            .finish_non_exhaustive()
    }
}

impl Pruned {
    /// One of a handle, or of an entry without any.
    pub fn new(decision: Decision, handle: Option<&str>, error: Option<&str>) -> Pruned {
        Pruned {
            decision,
            handle: handle.map(str::to_owned),
            platform: None,
            installation_id: None,
            registration_id: None,
            error: error.map(str::to_owned),
        }
    }

    /// One of a dead handle.
    pub fn of(decision: Decision, dead: &DeadHandle) -> Pruned {
        Pruned::new(decision, Some(&dead.handle), dead.error.as_deref())
    }
}
