//! The commands that start a hub in the background and end it: `start` and `stop`.

use crate::basics::files::{self, Owner};
use crate::basics::{console, os};
use crate::commands::env_file::{self, EnvFile};
use crate::commands::hub_process::HubProcess;
use crate::state::storage_address::StorageAddress;
use rustix::process::Pid;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Far more than it takes: a hub that is not ready by then has met something that does not answer.
const START_TIME: Duration = Duration::from_secs(60);
const STOP_TIME: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// Runs this program again, with these arguments, as a hub of its own, and waits until it is ready.
pub fn start(
    arguments: &[OsString],
    feedback_storage: Option<&StorageAddress>,
    env_file: &Path,
) -> Result<(), String> {
    // The hub does so too; said here it is said at once, and stays out of the log.
    EnvFile::make_room(env_file)?;
    let log = log_beside(env_file);
    let fail = |error: std::io::Error| format!("cannot use {}: {error}", log.display());
    let written = files::append_private(&log).map_err(fail)?;
    let before = written.metadata().map_err(fail)?.len();

    let mut child = hub_process(arguments, feedback_storage, written)?;
    let lines = first_lines(&mut child);
    if is_ready(&lines) {
        let told = EnvFile::read(env_file).and_then(|env| {
            let line = format!(
                "nh-emulator: ready at {}; {} says how to reach it, {} what goes wrong\n",
                env.get(env_file::URL).unwrap_or_default(),
                env_file.display(),
                log.display()
            );
            console::print(line.as_bytes())
        });
        // A start that fails leaves no hub behind.
        return told.inspect_err(|_| {
            let _ = HubProcess::of_child(&child).and_then(|hub| hub.end());
            let _ = child.wait();
        });
    }
    // It has ended, or it never will.
    let _ = child.kill();
    let status = child.wait().map_err(|error| error.to_string())?;
    let said = read_from(&log, before).unwrap_or_default();
    // Where the log's disk is full, it has said it on standard output.
    let last = said.lines().last().or(lines.last().map(String::as_str));
    Err(
        match last.unwrap_or_default().strip_prefix("nh-emulator: ") {
            Some(reason) => reason.to_owned(),
            None => format!("the hub did not start ({status}): see {}", log.display()),
        },
    )
}

/// Ends the process that wrote the file, and waits until it has removed it.
pub fn stop(env_file: &Path) -> Result<(), String> {
    let name = env_file.display();
    EnvFile::check(env_file)?;
    let process = match EnvFile::owner(env_file)? {
        Owner::Process(process) => process,
        Owner::Stranger => {
            return Err(format!(
                "{name} is locked by a program that is no hub, and nothing was ended"
            ));
        }
        Owner::Nobody => return Err(format!("no hub is running that wrote {name}")),
        Owner::Unseen => {
            return Err(format!(
                "the hub that wrote {name} runs where this program cannot reach it: end it there"
            ));
        }
    };
    let number = process.as_raw_pid();
    let fail = |error: String| format!("cannot end process {number}, which locks {name}: {error}");
    let hub = HubProcess::find(process).map_err(fail)?;
    // What was found is what has the lock, even where its number was used again in between.
    if !is_owned_by(env_file, process) {
        return Ok(());
    }
    hub.end().map_err(fail)?;
    let deadline = Instant::now() + STOP_TIME;
    while is_owned_by(env_file, process) {
        if Instant::now() >= deadline {
            return Err(format!(
                "process {number} was told to end and has not after {} seconds",
                STOP_TIME.as_secs()
            ));
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

fn is_owned_by(env_file: &Path, process: Pid) -> bool {
    // Where it is gone, or another hub's by now, this one has ended.
    EnvFile::owner(env_file).is_ok_and(|owner| owner == Owner::Process(process))
}

fn log_beside(env_file: &Path) -> PathBuf {
    let mut name = env_file.as_os_str().to_owned();
    name.push(".log");
    PathBuf::from(name)
}

/// In a process group of its own it outlives Ctrl-C in the terminal that it was started from. What
/// the caller has open beside the standard streams stays with the caller: who waits for the end of
/// one of these (a lock, a pipe of a test harness) would wait for the hub.
fn hub_process(
    arguments: &[OsString],
    feedback_storage: Option<&StorageAddress>,
    log: File,
) -> Result<Child, String> {
    let fail = |error: std::io::Error| format!("cannot start the hub: {error}");
    os::close_on_exec();
    let mut command = Command::new(std::env::current_exe().map_err(fail)?);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    if let Some(address) = feedback_storage {
        command.env(env_file::FEEDBACK_STORAGE, address.expose());
    }
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map_err(fail)
}

/// The lines that a hub prints when it is ready, or those that it has printed before it ended.
fn first_lines(child: &mut Child) -> Vec<String> {
    let Some(stdout) = child.stdout.take() else {
        return Vec::new();
    };
    let (sender, receiver) = mpsc::channel();
    let read = move || {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let _ = sender.send(lines.take(env_file::LINES_ON_STDOUT).collect());
    };
    match std::thread::Builder::new().spawn(read) {
        Ok(_) => receiver.recv_timeout(START_TIME).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn is_ready(lines: &[String]) -> bool {
    lines.len() == env_file::LINES_ON_STDOUT
}

fn read_from(file: &Path, start: u64) -> std::io::Result<String> {
    // A device, for example, has no end.
    let mut file = files::open(file)?;
    file.seek(SeekFrom::Start(start))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
