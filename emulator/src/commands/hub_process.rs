//! A process that is to be ended, and the proof that it is a hub.

use rustix::process::{Pid, Signal};
use std::process::Child;

/// Held by the process itself where the system can do that: its number may belong to another one
/// by the time of the signal.
pub struct HubProcess {
    #[cfg(target_os = "linux")]
    held: std::os::fd::OwnedFd,
    #[cfg(not(target_os = "linux"))]
    number: Pid,
}

#[cfg(target_os = "linux")]
impl HubProcess {
    /// Fails where the process does not run this program: any program can lock a file.
    pub fn find(number: Pid) -> Result<HubProcess, String> {
        use rustix::process::{PidfdFlags, pidfd_open};
        let held = pidfd_open(number, PidfdFlags::empty()).map_err(|error| error.to_string())?;
        let program = std::fs::read_link(format!("/proc/{}/exe", number.as_raw_pid()))
            .map_err(|error| format!("what it runs cannot be seen: {error}"))?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        match name_of(&program) == name_of(&own) {
            true => Ok(HubProcess { held }),
            false => Err(format!("it runs {}, which is no hub", program.display())),
        }
    }

    pub fn end(&self) -> Result<(), String> {
        rustix::process::pidfd_send_signal(&self.held, Signal::TERM)
            .map_err(|error| error.to_string())
    }
}

/// The system adds a word to that of a program which was replaced since.
#[cfg(target_os = "linux")]
fn name_of(program: &std::path::Path) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    let name = program.file_name()?.as_bytes();
    Some(name.strip_suffix(b" (deleted)").unwrap_or(name))
}

#[cfg(not(target_os = "linux"))]
impl HubProcess {
    pub fn find(number: Pid) -> Result<HubProcess, String> {
        Ok(HubProcess { number })
    }

    pub fn end(&self) -> Result<(), String> {
        rustix::process::kill_process(self.number, Signal::TERM).map_err(|error| error.to_string())
    }
}

impl HubProcess {
    pub fn of_child(child: &Child) -> Result<HubProcess, String> {
        let number = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        HubProcess::find(number.ok_or("it has no number")?)
    }
}
