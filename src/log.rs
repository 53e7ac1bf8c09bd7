//! What the library says while it works, and to whom.
//!
//! Functions of the program run on its own threads alone: see [`holding`].

use std::cell::RefCell;
use std::fmt::{self, Debug};
use std::mem::ManuallyDrop;
use std::sync::Arc;

use crate::sys::signals::without_sigpipe;
use crate::sys::stderr::write_to_stderr;

/// How much is logged; pass it as int32_t. Each level includes those before.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum nh_log_level {
    /// Nothing.
    Off = 0,
    /// Sends that came to nothing.
    Error = 1,
    /// Attempts that failed and are repeated, answers that made no sense.
    Warn = 2,
    /// One line for each send.
    Info = 3,
    /// Attempts, connections and waits.
    Debug = 4,
    /// Request and response, line by line, without secrets.
    Dump = 5,
}

pub use nh_log_level as Level;

impl Level {
    /// The level with this number.
    pub fn from_number(number: i32) -> Option<Level> {
        [
            Level::Off,
            Level::Error,
            Level::Warn,
            Level::Info,
            Level::Debug,
            Level::Dump,
        ]
        .into_iter()
        .find(|level| *level as i32 == number)
    }

    fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Dump => "dump",
        }
    }
}

/// Takes finished, redacted log text. Called on the thread that makes the call
/// being logged, never on one of the library's own.
pub trait LogSink: Send + Sync {
    /// One message: a line, or a whole dump of several.
    fn log(&self, level: Level, text: &str);

    /// Is it the library's own, so that it lives as long as the process?
    fn is_built_in(&self) -> bool {
        false
    }
}

/// Writes to standard error, each message in one piece.
pub struct Stderr;

impl LogSink for Stderr {
    fn log(&self, level: Level, text: &str) {
        let line = format!("notification_hubs {}: {text}\n", level.word());
        // Not through std, whose lock a child of fork() could find held.
        without_sigpipe(|| write_to_stderr(line.as_bytes()));
    }

    fn is_built_in(&self) -> bool {
        true
    }
}

/// A level and a sink.
#[derive(Clone)]
pub struct Logger {
    level: Level,
    sink: Arc<dyn LogSink>,
}

impl Logger {
    /// Sends messages up to `level` to `sink`.
    pub fn new(level: Level, sink: Arc<dyn LogSink>) -> Logger {
        Logger { level, sink }
    }

    /// Says nothing.
    pub fn off() -> Logger {
        Logger::new(Level::Off, Arc::new(Stderr))
    }

    /// Does anybody listen at this level?
    pub fn is_on(&self, level: Level) -> bool {
        level <= self.level
    }

    /// Does the log go to the library's own sink?
    pub fn is_built_in(&self) -> bool {
        self.sink.is_built_in()
    }

    /// Hands on text that is already without secrets.
    pub fn log(&self, level: Level, text: &str) {
        if !self.is_on(level) {
            return;
        }
        if !self.is_built_in() && is_holding() {
            let (sink, text) = (Arc::clone(&self.sink), text.to_owned());
            hold(Held::new(text.len(), move || sink.log(level, &text)));
        } else {
            self.sink.log(level, text);
        }
    }
}

thread_local! {
    /// What this thread of the library has to say to functions of the program.
    /// Only `holding` fills it, and leaves nothing. It is never dropped, so that it
    /// is there in destructors of the program too.
    static HELD: RefCell<ManuallyDrop<Option<Vec<Held>>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// What waits until a thread of the program hands it to a function of the program.
pub struct Held {
    bytes: usize,
    deliver: Box<dyn FnOnce() + Send>,
}

impl Held {
    /// What `deliver` hands on, and how long that is.
    pub fn new(bytes: usize, deliver: impl FnOnce() + Send + 'static) -> Held {
        Held {
            bytes,
            deliver: Box::new(deliver),
        }
    }

    /// How long it is.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Hands it on, on the calling thread.
    pub fn deliver(self) {
        (self.deliver)();
    }
}

fn is_holding() -> bool {
    HELD.with_borrow(|held| held.is_some())
}

/// Hands it on: at once, but on a thread of the library with the result of `holding`.
pub fn hold(what: Held) {
    let at_once = HELD.with_borrow_mut(|held| match &mut **held {
        Some(held) => {
            held.push(what);
            None
        }
        None => Some(what),
    });
    if let Some(what) = at_once {
        what.deliver();
    }
}

/// Runs `work` on a thread of the library, on which no function of the program
/// may run: what it says to such a one comes with its result. `work` must not
/// unwind.
pub fn holding<T>(work: impl FnOnce() -> T) -> (T, Vec<Held>) {
    let exchange = |new| HELD.with_borrow_mut(|held| std::mem::replace(&mut **held, new));
    exchange(Some(Vec::new()));
    let result = work();
    (result, exchange(None).unwrap_or_default())
}

impl Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logger({})", self.level.word())
    }
}
