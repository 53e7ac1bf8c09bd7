//! `exec`: one program that runs beside the hub, which ends with it.

use crate::basics::{console, os};
use crate::commands::env_file::EnvFile;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use tokio::sync::mpsc;

/// As `env` and shells have it.
const CANNOT_RUN: u8 = 126;
const NOT_FOUND: u8 = 127;
const SIGNALED: i32 = 128;
/// When the hub itself fails, which no status of the program can say.
pub const HUB_FAILED: u8 = 125;

/// What is told to end is told so itself; what a terminal sends it gets from there.
const PASSED_ON: [(i32, Signal); 2] = [(libc::SIGTERM, Signal::TERM), (libc::SIGHUP, Signal::HUP)];

/// The program with the hub's lines in its environment, or the status that says why there is none.
pub fn start(command: &[OsString], env: &EnvFile) -> Result<Child, u8> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(NOT_FOUND);
    };
    let mut command = Command::new(program);
    command.args(arguments).envs(env.all());
    os::restore_signals(&mut command);
    command.spawn().map_err(|error| {
        console::complain(format_args!("cannot run {}: {error}", program.display()));
        match error.kind() {
            ErrorKind::NotFound => NOT_FOUND,
            _ => CANNOT_RUN,
        }
    })
}

/// Waits for it, and gives its status as a shell does.
pub async fn wait(mut child: Child, mut signals: mpsc::Receiver<i32>) -> Result<u8, String> {
    let number = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let mut ended = tokio::task::spawn_blocking(move || child.wait());
    loop {
        tokio::select! {
            status = &mut ended => {
                let status = status.map_err(|error| error.to_string())?;
                return status.map(code).map_err(|error| error.to_string());
            }
            Some(arrived) = signals.recv() => {
                let passed = PASSED_ON.iter().find(|(number, _)| *number == arrived);
                if let Some((number, (_, signal))) = number.zip(passed) {
                    // It may have ended just now.
                    let _ = kill_process(number, *signal);
                }
            }
        }
    }
}

fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or(status.signal().map(|signal| SIGNALED + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(HUB_FAILED)
}
