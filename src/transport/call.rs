//! The call that a thread is making: until when, who can cancel it, and how
//! far it got.
//!
//! ureq passes no such thing down to its transports, so the calling thread
//! carries it while it is inside [`super::Transport::execute`], and the lowest
//! transport reads it there. The verdict on a failed send comes from here and
//! never from the kind of ureq's error, which does not say whether the request
//! had left.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::error::Status;
use crate::sys::cancel::{Cancel, Watch};
use crate::sys::clock::Clock;
use crate::sys::in_flight::InFlightGuard;
use crate::sys::interrupt;
use crate::sys::socket::OwnStream;
use crate::sys::sync::EvenIfPoisoned as _;

/// How far an attempt got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing done yet, or a pooled connection taken.
    Start,
    /// Looking up a name.
    Lookup,
    /// Connecting.
    Connect,
    /// Talking to the proxy.
    Proxy,
    /// TLS handshake.
    Tls,
    /// Writing the request, then waiting for and reading the answer.
    Request,
}

/// Why an attempt stopped, as the lowest layer saw it.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The status it is reported with.
    pub status: Status,
    /// What happened, without the phase.
    pub message: String,
}

impl Fault {
    /// A fault.
    pub fn new(status: Status, message: impl Into<String>) -> Fault {
        Fault {
            status,
            message: message.into(),
        }
    }
}

/// How the lowest transport does what it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Io {
    /// It waits, as long as the call may take.
    #[default]
    Waiting,
    /// It never waits: where that is needed it says "would block".
    NeverWaiting,
    /// It writes nothing any more, and says nothing of that, so that TLS goes on
    /// to read.
    ReadingOnly,
}

/// Makes a call's I/O wait again when dropped.
pub struct NeverWaiting<'c>(&'c Call);

impl Drop for NeverWaiting<'_> {
    fn drop(&mut self) {
        self.0.io.set(Io::Waiting);
    }
}

/// What can end a call before its time is over.
#[derive(Debug)]
pub struct Stops {
    /// Its caller.
    pub cancel: Option<Arc<Cancel>>,
    /// Closing the queue that it came through.
    pub queue: Option<Arc<Cancel>>,
    /// Closing its hub.
    pub hub: InFlightGuard,
}

/// Why a call that these can end may not go on, if one of them was triggered.
pub fn stopped_by(
    cancel: Option<&Cancel>,
    hub_closing: &Cancel,
    queue_closing: Option<&Cancel>,
) -> Option<Fault> {
    if cancel.is_some_and(Cancel::is_cancelled) {
        return Some(Fault::new(Status::Cancelled, "cancelled"));
    }
    if hub_closing.is_cancelled() {
        return Some(Fault::new(Status::Closed, "the hub was closed"));
    }
    if queue_closing.is_some_and(Cancel::is_cancelled) {
        return Some(Fault::new(Status::Closed, "the queue was closed"));
    }
    None
}

/// Those of what stops one call, and not all of its hub: see
/// [`Call::when_stopped_alone`].
type CallWatches = [Option<Watch>; 2];

/// One call of the library that talks to the network.
#[derive(Debug)]
pub struct Call {
    clock: Arc<dyn Clock>,
    began: Instant,
    deadline: Instant,
    /// What the clock said last, unless there was a wait since.
    looked: Cell<Option<Instant>>,
    connect_timeout: Duration,
    stops: Stops,
    /// Its thread asked while it waited, and is not to go on.
    is_interrupted: Cell<bool>,
    connect_deadline: Cell<Option<Instant>>,
    phase: Cell<Phase>,
    /// How the lowest transport does what it is asked for.
    io: Cell<Io>,
    request_complete: Cell<bool>,
    answer_begun: Cell<bool>,
    fault: RefCell<Option<Fault>>,
    /// Who is connected to, where that is not the hub.
    proxy: RefCell<Option<String>>,
    /// The socket in use, registered with what can end the call.
    watched: RefCell<Option<(Arc<OwnStream>, CallWatches)>>,
}

thread_local! {
    /// Only [`Installed`] fills it, and leaves nothing. It is never dropped, so that
    /// it is there in destructors of the program that make calls when a thread, or
    /// the process, ends.
    static CURRENT: RefCell<ManuallyDrop<Option<Rc<Call>>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Keeps a call installed on its thread.
pub struct Installed {
    previous: Option<Rc<Call>>,
}

/// Makes this the thread's call, and gives the one before.
fn exchanged(call: Option<Rc<Call>>) -> Option<Rc<Call>> {
    CURRENT.with_borrow_mut(|current| std::mem::replace(&mut **current, call))
}

impl Drop for Installed {
    fn drop(&mut self) {
        let call = exchanged(self.previous.take());
        if let Some(call) = call {
            call.unwatch();
        }
    }
}

impl Call {
    /// A call that ends at `deadline`.
    pub fn new(
        clock: Arc<dyn Clock>,
        began: Instant,
        deadline: Instant,
        connect_timeout: Duration,
        stops: Stops,
    ) -> Rc<Call> {
        Rc::new(Call {
            began,
            deadline,
            looked: Cell::new(Some(began)),
            clock,
            connect_timeout,
            stops,
            is_interrupted: Cell::new(false),
            connect_deadline: Cell::new(None),
            phase: Cell::new(Phase::Start),
            io: Cell::default(),
            request_complete: Cell::new(false),
            answer_begun: Cell::new(false),
            fault: RefCell::new(None),
            proxy: RefCell::new(None),
            watched: RefCell::new(None),
        })
    }

    /// Makes this the thread's current call until the result is dropped.
    pub fn install(self: &Rc<Call>) -> Installed {
        let previous = exchanged(Some(Rc::clone(self)));
        Installed { previous }
    }

    /// The thread's current call.
    pub fn current() -> Option<Rc<Call>> {
        CURRENT.with_borrow(|current| Option::clone(current))
    }

    /// Forgets how far the previous attempt got.
    pub fn begin_attempt(&self) {
        self.connect_deadline.set(None);
        self.phase.set(Phase::Start);
        self.io.set(Io::Waiting);
        self.request_complete.set(false);
        self.answer_begun.set(false);
        self.fault.replace(None);
        self.proxy.replace(None);
    }

    /// What follows happens on the way to this proxy.
    pub fn on_the_way_to_proxy(&self, proxy: Option<String>) {
        self.proxy.replace(proxy);
    }

    /// The proxy that is on the way, if one is.
    pub fn proxy(&self) -> Option<String> {
        self.proxy.borrow().clone()
    }

    /// What its deadline is measured by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Time left for what the call is doing; a fault when there is none, or
    /// when it was cancelled.
    pub fn remaining(&self) -> Result<Duration, Fault> {
        self.look_again();
        self.still_remaining()
    }

    /// When the call began.
    pub fn began(&self) -> Instant {
        self.began
    }

    /// A wait was in vain, and no lock is held: asks whether the thread is to go on.
    pub fn ask(&self) {
        if !interrupt::may_go_on() {
            self.interrupt();
        }
        // Which takes as long as the program likes.
        self.look_again();
    }

    /// Its thread was asked elsewhere, and is not to go on.
    pub fn interrupt(&self) {
        self.is_interrupted.set(true);
    }

    /// There was a wait: what the clock said before is old.
    pub fn look_again(&self) {
        self.looked.set(None);
    }

    /// What the clock says, or said when nothing was waited for since.
    pub fn now(&self) -> Instant {
        match self.looked.get() {
            Some(now) => now,
            None => {
                let now = self.clock.now();
                self.looked.set(Some(now));
                now
            }
        }
    }

    /// The same as [`Call::remaining`] where nothing was waited for since.
    pub fn still_remaining(&self) -> Result<Duration, Fault> {
        if let Some(fault) = self.stopped() {
            return Err(fault);
        }
        let now = self.now();
        let left = self.deadline.saturating_duration_since(now);
        if left.is_zero() {
            return Err(Fault::new(Status::Timeout, "the call's time was over"));
        }
        let Some(connect_deadline) = self.connect_deadline.get() else {
            return Ok(left);
        };
        let connect_left = connect_deadline.saturating_duration_since(now);
        if connect_left.is_zero() {
            return Err(Fault::new(
                Status::Timeout,
                "no connection within the connect timeout",
            ));
        }
        Ok(left.min(connect_left))
    }

    /// Why it may not go on, if it was cancelled, or its hub or queue closed.
    pub fn stopped(&self) -> Option<Fault> {
        if self.is_interrupted.get() {
            return Some(Fault::new(Status::Cancelled, "interrupted"));
        }
        stopped_by(
            self.stops.cancel.as_deref(),
            self.stops.hub.closing(),
            self.stops.queue.as_deref(),
        )
    }

    /// Did it come through a queue? Then it is made on a thread of the library,
    /// where no function of the program may run.
    pub fn is_queued(&self) -> bool {
        self.stops.queue.is_some()
    }

    /// Runs `wake` when the call is stopped, until the result is dropped.
    pub fn when_stopped(&self, wake: impl Fn() + Clone + Send + 'static) -> [Option<Watch>; 3] {
        let [by_cancel, by_queue] = self.when_stopped_alone(wake.clone());
        [
            by_cancel,
            by_queue,
            Some(self.stops.hub.closing().watch(wake)),
        ]
    }

    /// The same without closing the hub, which is watched elsewhere.
    fn when_stopped_alone(&self, wake: impl Fn() + Clone + Send + 'static) -> CallWatches {
        let Stops { cancel, queue, .. } = &self.stops;
        [
            cancel.as_ref().map(|it| it.watch_by_signal(wake.clone())),
            queue.as_ref().map(|it| it.watch(wake)),
        ]
    }

    /// From here until [`Call::connected`] the connect timeout counts too.
    pub fn connecting(&self, phase: Phase) {
        self.phase.set(phase);
        if self.connect_deadline.get().is_none() {
            self.connect_deadline
                .set(Some(self.clock.now() + self.connect_timeout));
        }
    }

    /// The connection is ready for requests.
    pub fn connected(&self) {
        self.connect_deadline.set(None);
        self.phase.set(Phase::Request);
    }

    /// How far the attempt got.
    pub fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// The kernel took every byte of the request: from now on the service may
    /// act on it.
    pub fn request_handed_over(&self) {
        if self.fault.borrow().is_none() {
            self.phase.set(Phase::Request);
            self.request_complete.set(true);
        }
    }

    /// May the service have the whole request? A part of one cannot be acted
    /// on: its length is announced at its front.
    pub fn is_request_complete(&self) -> bool {
        self.request_complete.get()
    }

    /// The service says that it acted on a part of the request.
    pub fn may_have_been_sent(&self) {
        self.request_complete.set(true);
    }

    /// A byte of the answer came.
    pub fn answer_byte(&self) {
        if self.request_complete.get() {
            self.answer_begun.set(true);
        }
    }

    /// Did any byte of the answer come?
    pub fn is_answer_begun(&self) -> bool {
        self.answer_begun.get()
    }

    /// Notes why the attempt stopped; the first reason stays, since what
    /// follows are its consequences. Layers above see an I/O error.
    pub fn fail(&self, fault: Fault) -> std::io::Error {
        let error = std::io::Error::other(fault.message.clone());
        self.fault.borrow_mut().get_or_insert(fault);
        error
    }

    /// Has the attempt failed?
    pub fn has_failed(&self) -> bool {
        self.fault.borrow().is_some()
    }

    /// How the lowest transport does what it is asked for.
    pub fn io(&self) -> Io {
        self.io.get()
    }

    /// Until the result is dropped nothing waits.
    pub fn never_waiting(&self) -> NeverWaiting<'_> {
        self.io.set(Io::NeverWaiting);
        NeverWaiting(self)
    }

    /// For the rest of the attempt nothing is written.
    pub fn stop_writing(&self) {
        self.io.set(Io::ReadingOnly);
    }

    /// Why the attempt stopped, if the lowest layer knows.
    pub fn fault(&self) -> Option<Fault> {
        self.fault.borrow().clone()
    }

    /// Lets a cancel, or closing the queue, end I/O on `stream`. Closing the hub ends it through the
    /// connection's own watch, which warm calls need not renew.
    pub fn watch(&self, stream: &Arc<OwnStream>) {
        if self.stops.cancel.is_none() && self.stops.queue.is_none() {
            return;
        }
        let mut watched = self.watched.borrow_mut();
        if watched
            .as_ref()
            .is_some_and(|(current, _)| Arc::ptr_eq(current, stream))
        {
            return;
        }
        let socket = Arc::clone(stream);
        let watches = self.when_stopped_alone(move || socket.shut_down());
        *watched = Some((Arc::clone(stream), watches));
    }

    /// The call is done with its socket: a cancel no longer touches it.
    pub fn unwatch(&self) {
        self.watched.replace(None);
    }

    /// Time left until the deadline of the whole call.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(self.clock.now())
    }

    /// Waits `duration`, or until stopped; never past the deadline.
    pub fn sleep(&self, duration: Duration) {
        self.look_again();
        let until = Instant::now() + duration.min(self.time_left());
        // Not std's parking, which a thread that is ending does not have.
        let woken = Arc::new((Mutex::new(()), Condvar::new()));
        let waker = Arc::clone(&woken);
        let _watches = self.when_stopped(move || {
            // With the lock, so that who sleeps is either before its look or asleep.
            drop(waker.0.lock());
            waker.1.notify_all();
        });
        let mut guard = woken.0.lock().even_if_poisoned();
        while self.stopped().is_none() {
            match until.checked_duration_since(Instant::now()) {
                Some(left) if !left.is_zero() => {
                    let left = interrupt::longest_wait(left);
                    drop(woken.1.wait_timeout(guard, left).even_if_poisoned());
                    self.ask();
                    guard = woken.0.lock().even_if_poisoned();
                }
                _ => return,
            }
        }
    }
}
