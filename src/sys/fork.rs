//! fork(): whether this process is a child of it, and what must not be shared
//! across one.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// Page that the kernel wipes in a child, or NULL before it is mapped, or
/// [`NO_PAGE`] where the kernel has no such pages.
static PAGE: AtomicPtr<AtomicU64> = AtomicPtr::new(ptr::null_mut());

/// Number for the next generation. A child inherits its parent's value, so
/// every number that it hands out is new to it.
static NEXT_GENERATION: AtomicU64 = AtomicU64::new(1);

/// Stands for "no page": never read through.
const NO_PAGE: *mut AtomicU64 = ptr::dangling_mut();

/// A number that stays the same in a process and changes in each child of
/// fork(), also of a raw `clone` that runs no atfork handler. No system call
/// after the first, so that asking for each send costs nothing.
pub fn process_generation() -> u64 {
    let page = match PAGE.load(Ordering::Acquire) {
        page if page.is_null() => map_page(),
        page => page,
    };
    if page == NO_PAGE {
        // The process id also changes in a child; it costs a system call.
        return u64::from(std::process::id());
    }
    // SAFETY: PAGE holds either the two values handled above or a page that
    // `map_page` mapped readable and writable and that is never unmapped; an
    // AtomicU64 is valid at its start whatever its bytes.
    let mark = unsafe { &*page };
    match mark.load(Ordering::Acquire) {
        0 => {
            let new = NEXT_GENERATION.fetch_add(1, Ordering::Relaxed);
            match mark.compare_exchange(0, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => new,
                Err(other_thread) => other_thread,
            }
        }
        generation => generation,
    }
}

#[cold]
fn map_page() -> *mut AtomicU64 {
    let size = 4096;
    // SAFETY: an anonymous private mapping at an address of the kernel's
    // choice touches no existing memory.
    let page = unsafe {
        libc::mmap(
            ptr::null_mut(),
            size,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    let mut new = NO_PAGE;
    if page != libc::MAP_FAILED {
        // SAFETY: `page` is the mapping just made, of exactly `size` bytes.
        if unsafe { wipe_in_children(page, size) } {
            new = page.cast();
            // qemu's emulation of a process says that the page is wiped, and leaves it
            // as it was. Containers for another processor run in that.
            // SAFETY: the function is there as long as it is registered, as those of
            // `fork_lock` are; it does only what a signal handler may do.
            unsafe { libc::pthread_atfork(None, None, Some(wipe_page)) };
        } else {
            // SAFETY: as above, and nothing refers to the mapping yet.
            unsafe { libc::munmap(page, size) };
        }
    }
    match PAGE.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => new,
        Err(winner) => {
            if new != NO_PAGE {
                // SAFETY: this thread's mapping lost the race and was never
                // published.
                unsafe { libc::munmap(new.cast(), size) };
            }
            winner
        }
    }
}

extern "C" fn wipe_page() {
    let page = PAGE.load(Ordering::Acquire);
    if !page.is_null() && page != NO_PAGE {
        // SAFETY: as in `process_generation`.
        unsafe { &*page }.store(0, Ordering::Release);
    }
}

/// Has the kernel fill a mapping with zeros in each child of fork(); false where it
/// cannot.
///
/// # Safety
///
/// `page` is the start of a private mapping of `size` bytes.
#[cfg(target_os = "linux")]
unsafe fn wipe_in_children(page: *mut c_void, size: usize) -> bool {
    // SAFETY: the caller's promise.
    unsafe { libc::madvise(page, size, libc::MADV_WIPEONFORK) == 0 }
}

#[cfg(target_os = "freebsd")]
unsafe fn wipe_in_children(page: *mut c_void, size: usize) -> bool {
    // SAFETY: the caller's promise.
    unsafe { libc::minherit(page, size, libc::INHERIT_ZERO) == 0 }
}

/// macOS has no such mapping.
#[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
unsafe fn wipe_in_children(_: *mut c_void, _: usize) -> bool {
    false
}

/// A value made anew in each process that uses it.
///
/// After a fork the child must not touch what the parent made: a lock in it may
/// be held by a thread that does not exist here, and a TLS connection in it
/// belongs to the parent. So the child leaves the inherited value where it is,
/// unlocked and undropped (leaked once per fork), and makes its own.
pub struct PerProcess<T> {
    slot: AtomicPtr<Slot<T>>,
}

struct Slot<T> {
    generation: u64,
    value: T,
}

impl<T: Send + Sync> PerProcess<T> {
    /// Starts without a value, for statics.
    pub const fn empty() -> PerProcess<T> {
        PerProcess {
            slot: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Starts with the value for this process.
    pub fn new(value: T) -> PerProcess<T> {
        PerProcess {
            slot: AtomicPtr::new(Box::into_raw(Box::new(Slot {
                generation: process_generation(),
                value,
            }))),
        }
    }

    /// This process's value, made by `make` if there is none yet.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        let inherited = self.slot.load(Ordering::Acquire);
        match self.own(inherited) {
            Some(value) => value,
            None => self.publish(inherited, make()),
        }
    }

    /// The same where it may not come about.
    pub fn try_get<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let inherited = self.slot.load(Ordering::Acquire);
        match self.own(inherited) {
            Some(value) => Ok(value),
            None => Ok(self.publish(inherited, make()?)),
        }
    }

    /// This process's value, if it has one. May be asked in a signal handler.
    pub fn find(&self) -> Option<&T> {
        self.own(self.slot.load(Ordering::Acquire))
    }

    fn own(&self, slot: *mut Slot<T>) -> Option<&T> {
        // SAFETY: the pointer is NULL or came from Box::into_raw and is freed
        // only by `drop`, which has `&mut self`; a replaced slot is leaked, not
        // freed.
        let slot = unsafe { slot.as_ref() }?;
        (slot.generation == process_generation()).then_some(&slot.value)
    }

    fn publish(&self, inherited: *mut Slot<T>, value: T) -> &T {
        let new = Box::into_raw(Box::new(Slot {
            generation: process_generation(),
            value,
        }));
        match self
            .slot
            .compare_exchange(inherited, new, Ordering::AcqRel, Ordering::Acquire)
        {
            // SAFETY: published just now; freed only by `drop`, as in `own`.
            Ok(_) => unsafe { &(*new).value },
            Err(winner) => {
                // SAFETY: `new` was not published, so this is its only owner;
                // `winner` is another thread's slot, alive as in `own`.
                unsafe {
                    drop(Box::from_raw(new));
                    &(*winner).value
                }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let slot = *self.slot.get_mut();
        if slot.is_null() {
            return;
        }
        // SAFETY: from Box::into_raw and not freed before, see `get`.
        let is_own = unsafe { (*slot).generation } == process_generation();
        if is_own {
            // SAFETY: as above, and `&mut self` says that no reference is left.
            drop(unsafe { Box::from_raw(slot) });
        }
    }
}

impl<T> std::fmt::Debug for PerProcess<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the value: to look at it could mean to make it.
        f.write_str("PerProcess")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_has_another_generation_and_its_own_value() {
        let value = PerProcess::new(1);
        let generation = process_generation();
        assert_eq!(process_generation(), generation);
        assert_eq!(*value.get(|| 2), 1);
        // SAFETY: the child calls only async-signal-safe code and this
        // module's atomics and allocator-free paths before _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let new = process_generation() != generation && *value.get(|| 2) == 2;
            // SAFETY: ends the child without running the test harness's exit.
            unsafe { libc::_exit(i32::from(!new)) };
        }
        let mut status = 0;
        // SAFETY: `status` is a valid place for the child's status.
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert_eq!(status, 0);
        assert_eq!(process_generation(), generation);
        assert_eq!(*value.get(|| 3), 1);
    }
}
