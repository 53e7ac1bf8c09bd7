//! `exec`: one program that runs beside the hub, which ends with it.

use crate::basics::{console, os};
use crate::commands::env_file::{self, EnvFile};
use rustix::process::{Pid, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// As `env` and shells have it.
const CANNOT_RUN: u8 = 126;
const NOT_FOUND: u8 = 127;
const SIGNALED: i32 = 128;
/// When the hub itself fails, which no status of the program can say.
pub const HUB_FAILED: u8 = 125;

/// What is told to end is told so itself.
const PASSED_ON: [(i32, Signal); 4] = [
    (libc::SIGTERM, Signal::TERM),
    (libc::SIGHUP, Signal::HUP),
    (libc::SIGINT, Signal::INT),
    (libc::SIGQUIT, Signal::QUIT),
];

/// For a program that is told to end, before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);

/// One that runs.
pub struct Program {
    id: Option<Pid>,
    ended: JoinHandle<io::Result<ExitStatus>>,
}

/// The program with the hub's lines in its environment, or the status that says why there is none.
pub fn start(command: &[OsString], env: &EnvFile) -> Result<Program, u8> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(NOT_FOUND);
    };
    let mut command = Command::new(program);
    command.args(arguments).envs(env.all());
    // The hub's own. The program is told it by who may know it.
    command.env_remove(env_file::FEEDBACK_STORAGE);
    os::restore_signals(&mut command);
    let mut child = command.spawn().map_err(|error| {
        console::complain(format_args!("cannot run {}: {error}", program.display()));
        match error.kind() {
            ErrorKind::NotFound => NOT_FOUND,
            _ => CANNOT_RUN,
        }
    })?;
    Ok(Program {
        id: i32::try_from(child.id()).ok().and_then(Pid::from_raw),
        ended: tokio::task::spawn_blocking(move || child.wait()),
    })
}

impl Program {
    /// Waits for it, and gives its status as a shell does.
    pub async fn wait(&mut self, signals: &mut mpsc::Receiver<i32>) -> Result<u8, String> {
        loop {
            tokio::select! {
                status = &mut self.ended => {
                    let status = status.map_err(|error| error.to_string())?;
                    return status.map(code).map_err(|error| error.to_string());
                }
                Some(arrived) = signals.recv() => {
                    let passed = PASSED_ON.iter().find(|(number, _)| *number == arrived);
                    if let Some((_, signal)) = passed.filter(|_| !has_it_already(arrived)) {
                        self.tell(*signal);
                    }
                }
            }
        }
    }

    /// It is not left alone by a hub that fails.
    pub async fn end(mut self) {
        self.tell(Signal::TERM);
        if timeout(PATIENCE, &mut self.ended).await.is_err() {
            self.tell(Signal::KILL);
            let _ = self.ended.await;
        }
    }

    fn tell(&self, signal: Signal) {
        if let Some(id) = self.id.filter(|_| !self.ended.is_finished()) {
            // It may have ended just now.
            let _ = kill_process(id, signal);
        }
    }
}

/// What is typed at a terminal goes to all that run in its foreground, and so to the program too.
fn has_it_already(signal: i32) -> bool {
    let in_foreground = || {
        let terminal = File::open("/dev/tty").ok()?;
        Some(tcgetpgrp(terminal).ok()? == getpgrp())
    };
    matches!(signal, libc::SIGINT | libc::SIGQUIT) && in_foreground().unwrap_or(false)
}

fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or(status.signal().map(|signal| SIGNALED + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(HUB_FAILED)
}
