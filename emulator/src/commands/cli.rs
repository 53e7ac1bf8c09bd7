//! The command line.

use crate::state::hub_name;
use crate::state::storage_address::StorageAddress;
use crate::state::tier::Tier;
use crate::state::visitors;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug)]
pub enum Command {
    Help,
    Version,
    Serve(Options),
    Start {
        env_file: PathBuf,
        /// Those of the hub, as they were given, but for this one.
        arguments: Vec<OsString>,
        feedback_storage: Option<StorageAddress>,
    },
    Exec {
        options: Options,
        command: Vec<OsString>,
    },
    Stop {
        env_file: PathBuf,
    },
    Deliveries {
        env_file: PathBuf,
        wait: Option<usize>,
        timeout: Duration,
        json: bool,
    },
    Devices {
        env_file: PathBuf,
        json: bool,
    },
    Explain {
        env_file: PathBuf,
        id: Option<String>,
        device: Option<String>,
        json: bool,
    },
    Export {
        env_file: PathBuf,
    },
    Reset {
        env_file: PathBuf,
        all: bool,
    },
}

#[derive(Debug)]
pub struct Options {
    pub listen: String,
    pub hubs: Vec<String>,
    pub plain: bool,
    pub strict: bool,
    /// Names and addresses of this machine that `/_emulator` answers to beside those that it knows.
    pub allow_hosts: Vec<String>,
    pub tier: Tier,
    pub state_dir: Option<PathBuf>,
    pub env_file: Option<PathBuf>,
    pub demo: bool,
    pub devices: Option<PathBuf>,
    pub import: Option<PathBuf>,
    pub request_log: Option<PathBuf>,
    pub feedback_storage: Option<StorageAddress>,
    pub idle_timeout: Duration,
    pub body_timeout: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            listen: "127.0.0.1:0".to_owned(),
            hubs: Vec::new(),
            plain: false,
            strict: false,
            allow_hosts: Vec::new(),
            tier: Tier::Standard,
            state_dir: None,
            env_file: None,
            demo: false,
            devices: None,
            import: None,
            request_log: None,
            feedback_storage: None,
            idle_timeout: Duration::from_secs(120),
            body_timeout: Duration::from_secs(30),
        }
    }
}

pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let options = match arguments.split_first() {
        Some((command, options)) if command == "start" => options,
        Some((command, rest)) if command == "exec" => return exec(rest),
        _ => return hub(arguments),
    };
    match hub(options.iter().cloned())? {
        Command::Serve(Options {
            env_file,
            feedback_storage,
            ..
        }) => Ok(Command::Start {
            env_file: env_file.ok_or("--env-file is missing")?,
            arguments: without_secret(options),
            feedback_storage,
        }),
        command @ (Command::Help | Command::Version) => Ok(command),
        _ => Err("start takes options of the hub only".into()),
    }
}

/// What everybody sees in the list of processes, for as long as the hub runs.
fn without_secret(options: &[OsString]) -> Vec<OsString> {
    let mut rest = options.iter();
    let mut kept = Vec::new();
    while let Some(option) = rest.next() {
        let text = option.to_string_lossy();
        match text.strip_prefix("--feedback-storage") {
            Some("") => drop(rest.next()),
            Some(value) if value.starts_with('=') => (),
            _ => kept.push(option.clone()),
        }
    }
    kept
}

/// What is to be run stands after the first `--`, and may have options of its own.
fn exec(arguments: &[OsString]) -> Result<Command, lexopt::Error> {
    let mut parts = arguments.splitn(2, |argument| argument == "--");
    let options = parts.next().unwrap_or_default();
    let command = parts.next().unwrap_or_default();
    match hub(options.iter().cloned())? {
        Command::Serve(_) if command.is_empty() => Err("what to run stands behind --".into()),
        Command::Serve(options) => Ok(Command::Exec {
            options,
            command: command.to_vec(),
        }),
        other @ (Command::Help | Command::Version) => Ok(other),
        _ => Err("exec takes options of the hub only".into()),
    }
}

fn hub(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Value(command) if command == "deliveries" => return deliveries(parser),
            Value(command) if command == "devices" => return devices(parser),
            Value(command) if command == "explain" => return explain(parser),
            Value(command) if command == "export" => {
                let env_file = only_env_file(parser)?;
                return Ok(env_file.map_or(Command::Help, |env_file| Command::Export { env_file }));
            }
            Value(command) if command == "stop" => {
                let env_file = only_env_file(parser)?;
                return Ok(env_file.map_or(Command::Help, |env_file| Command::Stop { env_file }));
            }
            Value(command) if command == "reset" => return reset(parser),
            Long("listen") => options.listen = parser.value()?.string()?,
            Long("hub") => options.hubs.push(parser.value()?.parse_with(hub_name)?),
            Long("plain") => options.plain = true,
            Long("strict") => options.strict = true,
            Long("allow-host") => {
                let name = parser.value()?.parse_with(visitors::parse_host)?;
                options.allow_hosts.push(name);
            }
            Long("tier") => options.tier = parser.value()?.parse_with(Tier::parse)?,
            Long("state-dir") => options.state_dir = Some(parser.value()?.into()),
            Long("env-file") => options.env_file = Some(parser.value()?.into()),
            Long("demo") => options.demo = true,
            Long("devices") => options.devices = Some(parser.value()?.into()),
            Long("import") => options.import = Some(parser.value()?.into()),
            Long("request-log") => options.request_log = Some(parser.value()?.into()),
            Long("feedback-storage") => {
                // What is said of a wrong one has nothing of it, as a parser's own words would.
                let value = parser.value()?.into_string().unwrap_or_default();
                let address = StorageAddress::parse(&value);
                let address = address.map_err(|why| format!("--feedback-storage: {why}"))?;
                options.feedback_storage = Some(address);
            }
            Long("idle-timeout") => options.idle_timeout = parser.value()?.parse_with(seconds)?,
            Long("body-timeout") => options.body_timeout = parser.value()?.parse_with(seconds)?,
            _ => return Err(argument.unexpected()),
        }
    }
    // Each is written or read as if it was alone.
    let named = [
        &options.env_file,
        &options.request_log,
        &options.devices,
        &options.import,
    ];
    let mut files: Vec<PathBuf> = named
        .into_iter()
        .flatten()
        .map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone()))
        .collect();
    files.sort();
    if files.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("--env-file, --request-log, --devices and --import are different files".into());
    }
    if options.hubs.is_empty() {
        options.hubs.push("demo".to_owned());
    }
    let mut names: Vec<String> = options.hubs.iter().map(|hub| hub.to_lowercase()).collect();
    names.sort();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("two hubs have the same name".into());
    }
    Ok(Command::Serve(options))
}

/// None where help is asked for.
fn only_env_file(mut parser: lexopt::Parser) -> Result<Option<PathBuf>, lexopt::Error> {
    let mut env_file = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("env-file") => env_file = Some(parser.value()?.into()),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(env_file.ok_or("--env-file is missing")?))
}

fn deliveries(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut env_file = None;
    let mut wait = None;
    let mut timeout = Duration::from_secs(10);
    let mut json = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("env-file") => env_file = Some(parser.value()?.into()),
            Long("wait") => wait = Some(parser.value()?.parse()?),
            Long("timeout") => timeout = parser.value()?.parse_with(seconds)?,
            Long("json") => json = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Deliveries {
        env_file: env_file.ok_or("--env-file is missing")?,
        wait,
        timeout,
        json,
    })
}

fn devices(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut env_file = None;
    let mut json = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("env-file") => env_file = Some(parser.value()?.into()),
            Long("json") => json = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Devices {
        env_file: env_file.ok_or("--env-file is missing")?,
        json,
    })
}

fn explain(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut env_file = None;
    let mut id = None;
    let mut device = None;
    let mut json = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("env-file") => env_file = Some(parser.value()?.into()),
            Long("device") => device = Some(parser.value()?.string()?),
            Long("json") => json = true,
            Value(value) if id.is_none() => id = Some(value.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Explain {
        env_file: env_file.ok_or("--env-file is missing")?,
        id,
        device,
        json,
    })
}

fn reset(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut env_file = None;
    let mut all = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("env-file") => env_file = Some(parser.value()?.into()),
            Long("all") => all = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Reset {
        env_file: env_file.ok_or("--env-file is missing")?,
        all,
    })
}

fn hub_name(name: &str) -> Result<String, String> {
    hub_name::check(name)?;
    Ok(name.to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if !time.is_zero() => Ok(time),
        _ => Err("not a number of seconds above 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, lexopt::Error> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn defaults_and_options() {
        let Ok(Command::Serve(options)) = parsed("") else {
            panic!("not the hub");
        };
        assert_eq!(options.hubs, ["demo"]);
        assert_eq!(options.listen, "127.0.0.1:0");
        let Ok(Command::Serve(options)) =
            parsed("--hub a --hub=b --plain --strict --idle-timeout 0.5 --env-file f")
        else {
            panic!("not the hub");
        };
        assert_eq!(options.hubs, ["a", "b"]);
        assert!(options.plain && options.strict);
        assert_eq!(options.idle_timeout, Duration::from_millis(500));
        assert!(matches!(
            parsed("deliveries --env-file f --wait 3"),
            Ok(Command::Deliveries { wait: Some(3), .. })
        ));
        for secret in [
            "",
            "--feedback-storage https://h/c?sig=s",
            "--feedback-storage=https://h/c?sig=s",
        ] {
            let line = format!("start --demo {secret} --env-file f");
            let Ok(Command::Start {
                arguments,
                feedback_storage,
                ..
            }) = parsed(&line)
            else {
                panic!("not a start");
            };
            assert_eq!(arguments, ["--demo", "--env-file", "f"]);
            assert_eq!(feedback_storage.is_some(), !secret.is_empty());
        }
        let Ok(Command::Exec { options, command }) = parsed("exec --plain -- a --plain -- b")
        else {
            panic!("nothing to run");
        };
        assert!(options.plain);
        assert_eq!(command, ["a", "--plain", "--", "b"]);
        assert!(matches!(
            parsed("stop --env-file f"),
            Ok(Command::Stop { .. })
        ));
        assert!(matches!(parsed("-h"), Ok(Command::Help)));
        assert!(matches!(parsed("start -h"), Ok(Command::Help)));
        assert!(matches!(parsed("reset --help"), Ok(Command::Help)));
    }

    #[test]
    fn bad_arguments_are_told_in_one_line() {
        for line in [
            "--nonsense",
            "--hub",
            "--hub a/b",
            "--hub _emulator",
            "--hub a --hub A",
            "--plain=yes",
            "--env-file f --request-log ./f",
            "--devices f --request-log f",
            "--idle-timeout 0",
            "--idle-timeout soon",
            "--tier gold",
            "--feedback-storage",
            "--feedback-storage ftp://h/c?sig=secret",
            "serve",
            "start",
            "exec",
            "exec --plain",
            "exec --plain --",
            "exec true",
            "exec stop -- true",
            "start start --env-file f",
            "start stop --env-file f",
            "start --env-file f --nonsense",
            "--demo start --env-file f",
            "stop",
            "stop --env-file f --demo",
            "deliveries",
            "deliveries --env-file f --wait many",
            "reset --env-file f --hub x",
        ] {
            let error = parsed(line).unwrap_err().to_string();
            assert!(
                !error.contains('\n') && !error.is_empty() && !error.contains("secret"),
                "{line}: {error}"
            );
        }
    }
}
