//! Hubs.
//!
//! Everything is sent through a hub. The connection string that the portal shows
//! is enough to open one.
use std::ffi::c_char;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{optional_text, text};
use crate::ffi::options::{hub_options, nh_options};
use crate::hub::Hub;
use crate::hub::shared::shared_hub;
use crate::sys::in_flight::InFlightGuard;

/// A notification hub. One hub serves any number of threads at the same time
/// and keeps its connections between sends: make it once.
pub struct nh_hub(Object<Arc<Hub>>);

opaque!(nh_hub.0: Arc<Hub>, "hub");

impl From<Arc<Hub>> for nh_hub {
    fn from(hub: Arc<Hub>) -> nh_hub {
        let hub = nh_hub(hub.into());
        // At once, so that no thread writes it while another one forks.
        hub.0.texts.get(Some(hub.0.core.url()));
        hub
    }
}

/// A hub with a function of the library inside, from its first look at the hub
/// to its last: nh_hub_close waits for it.
pub(super) struct Entered<'a> {
    hub: &'a Hub,
    _in_flight: InFlightGuard,
}

impl Deref for Entered<'_> {
    type Target = Hub;

    fn deref(&self) -> &Hub {
        self.hub
    }
}

/// Enters the hub that the argument `hub` points to.
pub(super) fn entered(hub: Option<&nh_hub>) -> Result<Entered<'_>> {
    let hub = built(hub)?;
    Ok(Entered {
        hub,
        _in_flight: hub.enter(),
    })
}

/// Opens a hub. Connects to nothing yet; copies what it is given.
///
/// connection_string is the one that the portal shows for an access policy:
/// "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;
/// SharedAccessKey=...", parts in any order. hub_name may be NULL if the
/// string has an EntityPath. "UseDevelopmentEmulator=true" in it allows an
/// Endpoint with http:// for a local hub. In place of name and key it may have
/// "SharedAccessSignature=..." with a token that was made elsewhere, or neither
/// if the options have a token callback.
///
/// options may be NULL. Returns NULL on failure: see nh_last_error at once.
/// Free with nh_hub_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_new(
    connection_string: *const c_char,
    hub_name: *const c_char,
    options: Option<&nh_options>,
) -> Option<Box<nh_hub>> {
    guard::new("nh_hub_new", || {
        let hub = Hub::new(
            text(connection_string, "connection_string")?,
            optional_text(hub_name, "hub_name")?,
            hub_options(options)?,
        )?;
        Ok(Arc::new(hub))
    })
}

/// The hub's URL, without a slash at its end: what tokens for parts of it, such
/// as one installation, are made for. Borrowed from the hub; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_url(hub: Option<&nh_hub>) -> *const c_char {
    guard::text_or_empty(hub, |h| h.url())
}

/// The hub of this process for these arguments: made at the first call, found
/// again at the next ones, with its connections and its token. For programs that
/// forget everything between requests, such as PHP under FPM.
///
/// Arguments are those of nh_hub_new; hubs are the same if all of it is, options
/// and credentials included, of which only a hash is kept, and the proxy's
/// variables and the CA file where they are used. Callbacks in the
/// options are refused. Free what you get with nh_hub_free, which leaves the hub
/// itself to the process: 16 are kept, and a new one takes the place of that
/// which nobody holds and was longest not asked for. If all 16 are held, you get
/// one of your own. A child of fork() has hubs of its own. A shared hub cannot be
/// closed, nor its key replaced. Any thread may call this.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_new_shared(
    connection_string: *const c_char,
    hub_name: *const c_char,
    options: Option<&nh_options>,
) -> Option<Box<nh_hub>> {
    guard::new("nh_hub_new_shared", || {
        shared_hub(
            text(connection_string, "connection_string")?,
            optional_text(hub_name, "hub_name")?,
            hub_options(options)?,
        )
    })
}

/// Replaces the key of a hub in use, for instance the primary by the secondary
/// before the primary is regenerated. connection_string is for the same
/// Endpoint, and only its key or token counts. Attempts that begin after this
/// call use it; a call whose token is refused meanwhile goes on with the new
/// key. A failure changes nothing. Any thread may call this at any time.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_set_connection_string(
    hub: Option<&nh_hub>,
    connection_string: *const c_char,
) -> nh_status {
    guard::status("nh_hub_set_connection_string", || {
        entered(hub)?.set_connection_string(text(connection_string, "connection_string")?)
    })
}

/// Closes a hub that other threads use: their calls end at once with
/// NH_STATUS_CLOSED, and their outcomes say what may have been sent; later calls
/// end so without a request, and are not waited for. Waits until the others have
/// all returned, timeout_ms at most (0: does not wait). NH_STATUS_OK means that
/// none of those is inside any more, so that nh_hub_free is safe once no thread
/// can be in a later one or begin one, for instance since it was joined;
/// NH_STATUS_TIMEOUT that some still are, and that it may be called again. The
/// hub stays closed in either case. Not to be called from a callback of a call
/// on this hub, which would wait for itself.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_close(hub: Option<&nh_hub>, timeout_ms: u32) -> nh_status {
    guard::status("nh_hub_close", || {
        let bound = Duration::from_millis(timeout_ms.into());
        built(hub)?.close(bound)
    })
}

/// Frees a hub and closes its connections. Waits for nothing. No other thread
/// may be inside a call on it (nh_hub_close ends them); cursors keep what they
/// need of it. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_free(hub: Option<Box<nh_hub>>) {
    guard::free(hub);
}
