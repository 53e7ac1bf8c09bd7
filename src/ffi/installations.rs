//! Calls on installations.
//!
//! They write, read, change and delete the installations of a hub.
use std::ffi::c_char;
use std::sync::Arc;

use crate::devices::installation_cursor::InstallationCursor;
use crate::devices::user_devices::delete_user_devices;
use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::installation::nh_installation;
use crate::ffi::installation_patch::nh_installation_patch;
use crate::ffi::outcome::{self, nh_outcome};
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;
use crate::hub::registration_page::Filter;

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

/// Deletes all devices of a user, so that no more pushes for the user arrive there: all
/// installations with this user id, and registrations that somebody gave the user's tag.
/// Lists them (Manage right), deletes eight at a time, and lists again until none is left,
/// since the service goes on sending to a device for a while after it said that it is
/// deleted. user_id: 1 to 256 letters, digits and -_@#.:=; one that differs in large and
/// small letters is another user. deleted is set to how many devices the service said to
/// have deleted, after a failure too; none at all is no failure. A device that logs in again
/// meanwhile, under an id that was deleted, is left alone, and the call waits in vain:
/// NH_STATUS_TIMEOUT. outcome is that of the last list, or of a deletion that failed, as in
/// nh_send: NH_VERDICT_UNKNOWN if any of them may have been made all the same, which deleted
/// does not count. A user with more than 10000 registrations is NH_STATUS_PROTOCOL, with
/// nothing deleted.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_user_devices(
    hub: Option<&nh_hub>,
    user_id: *const c_char,
    options: Option<&nh_call_options>,
    deleted: *mut u64,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read_plain("nh_delete_user_devices", deleted, outcome, || {
        let _inside = entered(hub)?;
        let user_id = text(user_id, "user_id")?;
        Ok(delete_user_devices(
            built(hub)?,
            user_id,
            or_default(options)?,
        ))
    })
}

/// Waits until a change is visible: reads the installation again and again, with growing
/// pauses of half a second to ten, until it has all that wanted has, or, with NULL for
/// wanted, until it is gone. Members that wanted lacks may have any value; the order of
/// tags and the spelling of a time do not matter. The service makes a change some time
/// after its answer to nh_put_installation, nh_patch_installation and
/// nh_delete_installation.
/// installation is set to what was read last, to be freed with nh_installation_free, or to
/// NULL; it may be NULL. If the call's time is over first, the result is
/// NH_STATUS_TIMEOUT. outcome as in nh_send, of the last request.
#[unsafe(no_mangle)]
pub extern "C" fn nh_wait_installation(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    wanted: Option<&nh_installation>,
    options: Option<&nh_call_options>,
    installation: *mut *mut nh_installation,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_wait_installation", installation, outcome, || {
        let hub = entered(hub)?;
        let id = text(installation_id, "installation_id")?;
        let wanted = wanted.map(|it| built(Some(it))).transpose()?;
        let got = hub.wait_installation(id, wanted, or_default(options)?);
        Ok(OutcomeWith {
            value: got.value.flatten(),
            outcome: got.outcome,
        })
    })
}

/// A place in a list of installations. It keeps the hub, which may be freed before it.
/// One thread at a time.
pub struct nh_installation_cursor {
    hub: Arc<Hub>,
    cursor: InstallationCursor,
}

fn cursor(
    function: &str,
    hub: Option<&nh_hub>,
    list: impl FnOnce() -> Result<InstallationCursor>,
) -> Option<Box<nh_installation_cursor>> {
    guard::new(function, || {
        let hub = Arc::clone(built(hub)?);
        Ok(nh_installation_cursor {
            hub,
            cursor: list()?,
        })
    })
}

/// All installations of the hub (Manage right). The service has no such list: it is read
/// from the registrations that each installation has. Asks for nothing yet. The cursor
/// keeps less than 64 bytes for each installation that it found. Free with
/// nh_installation_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_new_all(
    hub: Option<&nh_hub>,
) -> Option<Box<nh_installation_cursor>> {
    cursor("nh_installation_cursor_new_all", hub, || {
        InstallationCursor::new(Filter::All)
    })
}

/// The installations with a tag, in whatever spelling it is stored, also where one of
/// their templates alone has it (Manage right). Free with nh_installation_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_new_by_tag(
    hub: Option<&nh_hub>,
    tag: *const c_char,
) -> Option<Box<nh_installation_cursor>> {
    cursor("nh_installation_cursor_new_by_tag", hub, || {
        InstallationCursor::new(Filter::Tag(text(tag, "tag")?))
    })
}

/// The installations of a user (Manage right). user_id: 1 to 256 letters, digits and
/// -_@#.:=; one that differs in large and small letters is another user. Free with
/// nh_installation_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_new_by_user(
    hub: Option<&nh_hub>,
    user_id: *const c_char,
) -> Option<Box<nh_installation_cursor>> {
    cursor("nh_installation_cursor_new_by_user", hub, || {
        InstallationCursor::of_user(text(user_id, "user_id")?)
    })
}

/// The installations of a handle, on whatever platform (Manage right). Free with
/// nh_installation_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_new_by_channel(
    hub: Option<&nh_hub>,
    channel: *const c_char,
) -> Option<Box<nh_installation_cursor>> {
    cursor("nh_installation_cursor_new_by_channel", hub, || {
        InstallationCursor::new(Filter::Channel(text(channel, "channel")?))
    })
}

/// The next installation: installation is set to what is to be freed with
/// nh_installation_free. Each comes once. At the end it is NULL with NH_STATUS_OK, now and
/// in every later call; on failure it is NULL with another status. Where it needs to, it
/// asks for a page of registrations, and reads 32 installations, eight at a time, all
/// within the call's timeout. Those that were deleted meanwhile are passed over. What it has
/// read it gives, also when the call is cancelled. After a failure the cursor is where it
/// was: another call tries the same again.
/// outcome as in nh_send, of the last request, with 0 attempts where none was needed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_next(
    cursor: Option<&mut nh_installation_cursor>,
    options: Option<&nh_call_options>,
    installation: *mut *mut nh_installation,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_installation_cursor_next", installation, outcome, || {
        let nh_installation_cursor { hub, cursor } = required(cursor, "cursor")?;
        let _inside = hub.enter();
        let got = cursor.next(hub, or_default(options)?);
        Ok(OutcomeWith {
            value: got.value.flatten(),
            outcome: got.outcome,
        })
    })
}

/// Frees a cursor. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_cursor_free(cursor: Option<Box<nh_installation_cursor>>) {
    guard::free(cursor);
}
