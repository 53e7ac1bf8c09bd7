//! Calls on installations.
//!
//! They write, read, change and delete the installations of a hub.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::installation::nh_installation;
use crate::ffi::installation_patch::nh_installation_patch;
use crate::ffi::outcome::{self, nh_outcome};

/// Creates or replaces an installation. The service applies it soon after its
/// answer, not at once. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_put_installation(
    hub: Option<&nh_hub>,
    installation: Option<&nh_installation>,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_put_installation", outcome, || {
        let hub = entered(hub)?;
        let installation = built(installation)?;
        Ok(hub.put_installation(installation, or_default(options)?))
    })
}

/// Reads an installation. installation is set to NULL or to what is to be freed
/// with nh_installation_free; outcome as in nh_send, with the service's JSON as
/// its body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_installation(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    installation: *mut *mut nh_installation,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_installation", installation, outcome, || {
        let hub = entered(hub)?;
        let id = text(installation_id, "installation_id")?;
        Ok(hub.installation(id, or_default(options)?))
    })
}

/// Is there such an installation? exists is set to the answer, to false if the
/// call fails. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_exists(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    exists: *mut bool,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read_plain("nh_installation_exists", exists, outcome, || {
        let hub = entered(hub)?;
        let id = text(installation_id, "installation_id")?;
        Ok(hub.installation_exists(id, or_default(options)?))
    })
}

/// Changes an installation, in the order of the patch. The same patch twice comes
/// to the same, so it is repeated after a lost answer; where others change the
/// same installation meanwhile, a late repetition can undo what they did: use
/// NH_RETRY_NEVER there. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_patch_installation(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    patch: Option<&nh_installation_patch>,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_patch_installation", outcome, || {
        let hub = entered(hub)?;
        let id = text(installation_id, "installation_id")?;
        let patch = built(patch)?;
        Ok(hub.patch_installation(id, patch, or_default(options)?))
    })
}

/// Deletes an installation; that there is none is no failure. outcome as in
/// nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_installation(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_delete_installation", outcome, || {
        let hub = entered(hub)?;
        let id = text(installation_id, "installation_id")?;
        Ok(hub.delete_installation(id, or_default(options)?))
    })
}
