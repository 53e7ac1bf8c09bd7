//! Every exported function runs inside one of these: no panic leaves the
//! library, and failures reach the thread's last error.

use std::ffi::c_char;
use std::os::fd::RawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use crate::error::{Error, Result, Status};
use crate::ffi::boundary::last_error::set_last_error;
use crate::ffi::boundary::object::Opaque;
use crate::ffi::boundary::pointers::{give, put, required};

#[cfg(panic = "abort")]
compile_error!(
    "notification_hubs must be built with panic = \"unwind\": a panic must not end the host"
);

/// Runs `body`, of which `None` is left if it panics. The only way into the
/// library. What stands behind it in this file copies texts and no more.
pub fn caught<T>(body: impl FnOnce() -> T) -> Option<T> {
    // What a panic leaves half done is never looked at again: locks recover
    // from poison, and the objects of the failed call are the caller's to free.
    catch_unwind(AssertUnwindSafe(|| {
        panic_if_a_test_wants_it();
        body()
    }))
    .ok()
}

/// In debug builds alone, which are not shipped: `tests/interface/panics.rs` calls every
/// exported function with this variable set.
#[cfg(debug_assertions)]
#[allow(clippy::panic, reason = "it is what is tested")]
fn panic_if_a_test_wants_it() {
    if std::env::var_os("NH_TEST_PANIC").is_some() {
        panic!("injected");
    }
}

#[cfg(not(debug_assertions))]
fn panic_if_a_test_wants_it() {}

/// The error that stands for a panic. Without the panic's own text, which may
/// quote data.
pub fn fault(function: &str) -> Error {
    Error::new(
        Status::Internal,
        format!("{function}: a fault in the library was caught; please report it"),
    )
}

/// Runs `body`; a failure or a panic becomes the thread's last error.
fn run<T>(function: &str, body: impl FnOnce() -> Result<T>) -> std::result::Result<T, Status> {
    match caught(body) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(failed(function, Some(error))),
        None => Err(failed(function, None)),
    }
}

/// Tells the thread of an error, or of a panic. Apart from `run`, which is part
/// of hundreds of exported functions; `conclude` likewise.
#[cold]
#[inline(never)]
fn failed(function: &str, error: Option<Error>) -> Status {
    let error = error.unwrap_or_else(|| fault(function));
    let status = error.status;
    set_last_error(error);
    status
}

/// For functions that return a status.
pub fn status(function: &str, body: impl FnOnce() -> Result<()>) -> Status {
    match run(function, body) {
        Ok(()) => Status::Ok,
        Err(status) => status,
    }
}

/// For functions that give a descriptor: -1 on failure.
pub fn descriptor(function: &str, body: impl FnOnce() -> Result<RawFd>) -> RawFd {
    run(function, body).unwrap_or(-1)
}

/// For setters.
pub fn set<O: Opaque>(
    function: &str,
    object: Option<&mut O>,
    setter: impl FnOnce(&mut O::Core) -> Result<()>,
) -> Status {
    status(function, || {
        required(object, O::ARGUMENT)?.object_mut().set(setter)
    })
}

/// For constructors: NULL on failure.
pub fn new<T, V: From<T>>(function: &str, body: impl FnOnce() -> Result<T>) -> Option<Box<V>> {
    let made = run(function, body).ok()?;
    Some(Box::new(V::from(made)))
}

/// For functions that give an object where they succeed, and else NULL.
pub fn give_if_ok<T, V: From<T>>(
    function: &str,
    out: *mut *mut V,
    body: impl FnOnce() -> Result<T>,
) -> Status {
    put(out, ptr::null_mut());
    match run(function, body) {
        Ok(got) => {
            give(out, V::from(got));
            Status::Ok
        }
        Err(status) => status,
    }
}

/// For getters: what `read` reads of the object, `otherwise` if there is none.
pub fn get<O, T: Copy>(object: Option<O>, otherwise: T, read: impl FnOnce(O) -> T) -> T {
    value(otherwise, || object.map_or(otherwise, read))
}

/// For getters of what may not be there: `otherwise` stands for that too.
pub fn find<O, T: Copy>(object: Option<O>, otherwise: T, read: impl FnOnce(O) -> Option<T>) -> T {
    get(object, otherwise, |o| read(o).unwrap_or(otherwise))
}

/// For getters of an object inside of another, which it is borrowed from.
pub fn pointer<'a, O, T: 'a>(object: Option<O>, read: impl FnOnce(O) -> Option<&'a T>) -> *const T {
    find(object, ptr::null(), |o| read(o).map(ptr::from_ref))
}

/// For getters of text that the object has: NULL if there is none.
pub fn text<O: Opaque, S: AsRef<str> + ?Sized>(
    object: Option<&O>,
    read: impl FnOnce(&O::Core) -> Option<&S>,
) -> *const c_char {
    get(object.map(O::object), ptr::null(), |object| {
        let text = read(&object.core);
        object.texts.get(text.map(AsRef::as_ref))
    })
}

/// The same where C is to get text in any case.
pub fn text_or_empty<O: Opaque, S: AsRef<str> + ?Sized>(
    object: Option<&O>,
    read: impl FnOnce(&O::Core) -> &S,
) -> *const c_char {
    or_empty(text(object, |core| Some(read(core))))
}

/// For getters of what is sent of the object: NULL if it cannot be sent.
pub fn sent_text<O: Opaque>(
    object: Option<&O>,
    write: impl FnOnce(&O::Core) -> Result<String>,
) -> *const c_char {
    get(object.map(O::object), ptr::null(), |object| {
        let text = object.built().and_then(write).ok();
        object.texts.get(text.as_deref())
    })
}

/// For getters of text that is made of the object: NULL if there is none.
pub fn made_text_if_any<O: Opaque>(
    object: Option<&O>,
    make: impl FnOnce(&O::Core) -> Option<String>,
) -> *const c_char {
    get(object.map(O::object), ptr::null(), |object| {
        object.texts.get(make(&object.core).as_deref())
    })
}

/// The same where there is text in any case.
pub fn made_text<O: Opaque>(
    object: Option<&O>,
    make: impl FnOnce(&O::Core) -> String,
) -> *const c_char {
    or_empty(made_text_if_any(object, |core| Some(make(core))))
}

/// For getters of a part, which is copied into an object of its own. That there is
/// none is a failure, as with constructors.
pub fn part<O: Opaque, T, V: From<T>>(
    function: &str,
    object: Option<&O>,
    read: impl FnOnce(&O::Core) -> Result<Option<T>>,
) -> Option<Box<V>> {
    new(function, || {
        let part = read(&required(object, O::ARGUMENT)?.object().core)?;
        part.ok_or_else(|| Error::argument(format!("{} has none of this name", O::ARGUMENT)))
    })
}

fn or_empty(text: *const c_char) -> *const c_char {
    if text.is_null() { c"".as_ptr() } else { text }
}

/// For functions that cannot fail: `otherwise` is what a panic leaves.
pub fn value<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(otherwise)
}

/// For functions that free an object. What stands behind it may run code of the
/// host, such as the end of a callback's data.
pub fn free<O>(object: Option<Box<O>>) {
    value((), || drop(object));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::boundary::last_error::last_error;

    struct PanicsAtItsEnd;

    impl Drop for PanicsAtItsEnd {
        #[allow(clippy::panic)]
        fn drop(&mut self) {
            panic!("s3cret");
        }
    }

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_internal_error() {
        assert_eq!(status("nh_x", || panic!("s3cret")), Status::Internal);
        assert!(new::<u8, u8>("nh_x", || panic!("s3cret")).is_none());
        // SAFETY: the thread's own, and nothing fails on it meanwhile.
        let error = unsafe { &(*last_error()).0.core };
        assert_eq!(error.status, Status::Internal);
        assert!(error.message.starts_with("nh_x: ") && !error.message.contains("s3cret"));
        assert_eq!(get(Some(1), 2, |_| panic!("s3cret")), 2);
        free(Some(Box::new(PanicsAtItsEnd)));
    }
}
