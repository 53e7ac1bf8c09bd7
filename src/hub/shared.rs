//! The process's own hubs, for programs that keep nothing between requests.

use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};

use crate::auth::secret::wipe_stack;
use crate::error::Result;
use crate::hub::Hub;
use crate::policy::options::HubOptions;
use crate::sys::fork::PerProcess;
use crate::sys::sync::EvenIfPoisoned as _;

/// Hubs that are kept.
const MAX_HUBS: usize = 16;

/// In a child of fork() it is empty: its own lock may be held by a thread that
/// does not exist there.
static HUBS: PerProcess<Mutex<Hubs>> = PerProcess::empty();

#[derive(Default)]
struct Hubs {
    kept: Vec<Kept>,
}

struct Kept {
    /// A hash of all that makes it, so that no copy of the key is kept here.
    identity: [u8; 32],
    hub: Arc<Hub>,
}

/// The process's hub for these arguments.
pub fn shared_hub(
    connection_string: &str,
    hub_name: Option<&str>,
    options: HubOptions,
) -> Result<Arc<Hub>> {
    let identity = identity(connection_string, hub_name, &options)?;
    let hubs = HUBS.get(Mutex::default);
    let mut hubs = hubs.lock().even_if_poisoned();
    if let Some(hub) = hubs.find(&identity) {
        return Ok(hub);
    }
    let mut hub = Hub::new(connection_string, hub_name, options)?;
    if !hubs.make_room() {
        return Ok(Arc::new(hub));
    }
    hub.is_shared = true;
    let hub = Arc::new(hub);
    hubs.kept.push(Kept {
        identity,
        hub: Arc::clone(&hub),
    });
    Ok(hub)
}

impl Hubs {
    /// Finds one, which becomes the last that was asked for.
    fn find(&mut self, identity: &[u8; 32]) -> Option<Arc<Hub>> {
        let at = self.kept.iter().position(|k| k.identity == *identity)?;
        let kept = self.kept.remove(at);
        let hub = Arc::clone(&kept.hub);
        self.kept.push(kept);
        Some(hub)
    }

    /// Is there room for one more, if need be in the place of one that nobody
    /// holds?
    fn make_room(&mut self) -> bool {
        if self.kept.len() < MAX_HUBS {
            return true;
        }
        // Under the lock nobody can take what only this list holds.
        let unused = self
            .kept
            .iter()
            .position(|k| Arc::strong_count(&k.hub) == 1);
        unused.map(|at| self.kept.remove(at)).is_some()
    }
}

fn identity(
    connection_string: &str,
    hub_name: Option<&str>,
    options: &HubOptions,
) -> Result<[u8; 32]> {
    let identity = hash(connection_string, hub_name, options);
    // The hash's state has seen the key.
    wipe_stack();
    identity
}

#[inline(never)]
fn hash(connection_string: &str, hub_name: Option<&str>, options: &HubOptions) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut part = |part: &[u8]| {
        // Lengths keep one part's end from reading as the next one's begin.
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    };
    part(connection_string.as_bytes());
    part(hub_name.map_or(b"", |_| b"named"));
    part(hub_name.unwrap_or_default().as_bytes());
    options.identify(part)?;
    Ok(hash.finalize().into())
}
