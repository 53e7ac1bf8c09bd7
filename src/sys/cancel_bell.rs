//! How a signal handler wakes waits: it may take no lock and run none of what they
//! left to be run. It writes to a descriptor that one thread of the process reads,
//! and that thread does it.
//!
//! Thread and descriptor are there from the first wait that a program can cancel,
//! and for all of them. A child of fork() has its own.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

use crate::sys::fork::PerProcess;
use crate::sys::signals::{keeping_errno, without_signals};
use crate::sys::socket::{Identity, above_standard_streams, send_now};
use crate::sys::sync::EvenIfPoisoned as _;

/// Where models run there is none: its thread is none of theirs.
pub const HAS_BELL: bool = cfg!(not(nh_loom));

/// It runs closures that touch a socket or a lock.
const STACK: usize = 64 * 1024;

static BELL: PerProcess<Bell> = PerProcess::empty();

/// What is waited for and can be cancelled by signal, by its place in memory.
static LISTENING: PerProcess<Mutex<BTreeMap<usize, Arc<dyn Wakes>>>> = PerProcess::empty();

/// What can be cancelled.
pub trait Wakes: Send + Sync {
    /// Was it?
    fn is_cancelled(&self) -> bool;
    /// Wakes all that waits for it.
    fn wake_all(&self);
}

fn place(cancel: &dyn Wakes) -> usize {
    std::ptr::from_ref(cancel).addr()
}

struct Bell {
    writer: UnixStream,
    /// By which it is known again: a program that closes all descriptors closes
    /// this one too.
    identity: Identity,
}

impl Bell {
    fn start() -> io::Result<Bell> {
        let (reader, writer) = UnixStream::pair()?;
        let reader = above_standard_streams(reader)?;
        let writer = above_standard_streams(writer)?;
        let identity = Identity::of(&writer)?;
        let thread = std::thread::Builder::new()
            .name("nh-cancel".to_owned())
            .stack_size(STACK);
        without_signals(|| thread.spawn(move || wake_when_rung(reader)))?;
        Ok(Bell { writer, identity })
    }
}

/// Has waits woken of all that was cancelled. For signal handlers too.
pub fn ring() {
    keeping_errno(|| {
        // Without one nothing is waited for. Where it is full it was rung.
        if let Some(bell) = BELL.find()
            && bell.identity.is_of(&bell.writer)
        {
            let _ = send_now(&bell.writer, &[1]);
        }
    });
}

/// From now on waits of this one are woken. Without a thread or a descriptor to be
/// had they look by themselves, each when its time is over.
pub fn listen(cancel: Arc<dyn Wakes>) {
    let place = place(&*cancel);
    listening(|all| all.insert(place, cancel));
    let _ = BELL.try_get(Bell::start);
}

/// Nobody waits for it any more.
pub fn listen_no_longer(cancel: &dyn Wakes) {
    let place = place(cancel);
    listening(|all| all.remove(&place));
}

fn listening<T>(change: impl FnOnce(&mut BTreeMap<usize, Arc<dyn Wakes>>) -> T) -> T {
    let all = LISTENING.get(Mutex::default);
    change(&mut all.lock().even_if_poisoned())
}

fn wake_when_rung(mut reader: UnixStream) {
    loop {
        match reader.read(&mut [0; 256]) {
            // The writer of a bell that was made twice is dropped.
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        }
        let cancelled: Vec<_> = listening(|all| {
            let all = all.values().filter(|cancel| cancel.is_cancelled());
            all.cloned().collect()
        });
        // Without the list's lock, which is the inner one.
        for cancel in cancelled {
            cancel.wake_all();
        }
    }
}
