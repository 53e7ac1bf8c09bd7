//! The command line.

use crate::state::hub_name;
use crate::state::tier::Tier;
use crate::state::visitors;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub const HELP: &str = r#"nh-emulator: a local Azure Notification Hub

USAGE
  nh-emulator start --env-file FILE [options]   runs the hub in the background
  nh-emulator stop --env-file FILE
  nh-emulator [options]                         runs the hub in the foreground
  nh-emulator exec [options] -- COMMAND         runs it beside a hub that ends with it
  nh-emulator deliveries --env-file FILE [--wait COUNT] [--timeout SECONDS] [--json]
  nh-emulator devices --env-file FILE [--json]
  nh-emulator export --env-file FILE
  nh-emulator reset --env-file FILE [--all]

When the hub is ready it prints how to reach it, quoted for a shell, and then serves until it gets
SIGTERM, SIGINT, SIGHUP or SIGQUIT:
  NH_CONNECTION_STRING         with all rights, for the (first) hub
  NH_HUB                       its name
  NH_CA_FILE                   the authority that signed its certificate; empty with --plain
  NH_URL                       where it listens
  NH_LISTEN_CONNECTION_STRING  with the right to manage devices only

OPTIONS OF THE HUB
  --listen ADDRESS:PORT   where to listen; port 0 takes a free one     [default: 127.0.0.1:0]
  --hub NAME              a hub; may be given several times            [default: demo]
  --plain                 http without TLS
  --allow-host NAME       a name or address of this machine, as a container's or a service's, by
                          which /_emulator may be asked, and which the certificate has; may be
                          given several times. Others than it, loopback and the address of
                          --listen are refused there
  --strict                refuse what the documentation forbids, also where the service is known or
                          thought to let it pass: members of a description out of their order or
                          unknown, blanks beside tags, more than 60 tags, headers in templates of
                          other platforms than WNS and MPNS, no api-version, a deletion without
                          If-Match, keys that are not 32 bytes of base64
  --tier TIER             free, basic or standard: what this tier does not have is refused with 403
                                                                       [default: standard]
  --env-file FILE         write the lines above here too, readable by you only, and after them
                          NH_SECONDARY_CONNECTION_STRING (the other key of the same policy) and
                          NH_ROOT_CONNECTION_STRING (the namespace's policy, good for every hub).
                          A file that no hub wrote is never replaced
  --demo                  nine devices, one of each push service, in the (first) hub
  --devices FILE.json     an array of installations, put into the (first) hub
  --import FILE.json      what export printed: devices, scheduled notifications and rules, and
                          hubs for them where there are none
  --state-dir DIR         keep keys, certificate authority, hubs, devices, scheduled
                          notifications, jobs and blobs here, so that they are the same after a
                          restart. What was acknowledged is there again even after kill -9.
                          Without this option all are new on each start, and the CA file is removed
                          at the end. Deliveries and requests are never kept
  --request-log FILE      append each request here as a line of JSON before its client can notice
                          anything: all of them, also when the hub was killed. A hub that
                          cannot write it ends. The file gets mode 0600: payloads are in it
  --idle-timeout SECONDS  close connections that send no request for so long, or are so slow to
                          send the head of one                         [default: 120]
  --body-timeout SECONDS  answer 408 when a body takes longer          [default: 30]
  --version, --help

start                     runs the hub in the background. It returns when the hub is ready, or says why
                          it is not and exits with 1. What the hub has to say later goes to the end
                          of FILE.log
stop                      ends the hub that wrote the file, and waits until it has ended
exec                      runs COMMAND with the lines above in its environment, ends the hub when it
                          ends, and exits with its status; with 125 if the hub fails. Prints nothing
                          of its own on standard output. SIGTERM and SIGHUP are passed on
deliveries                prints what devices got, as a table
  --wait COUNT            waits until there are so many deliveries; exit status 1 if there are not
  --timeout SECONDS       how long to wait                             [default: 10]
  --json                  everything, as JSON
devices                   prints which devices there are, as a table
  --json                  everything, as JSON
export                    prints devices, scheduled notifications, rules, tier and clock, for --import.
                          Handles and payloads are in it, and no keys
reset                     forgets deliveries and requests, and with --all devices, scheduled
                          notifications, telemetry, jobs, and the rules of pns and faults too

LOOKING INSIDE (these need no key, so listen on loopback)
  GET  /_emulator/health        200 from a hub that answers
  GET  /_emulator/devices       the devices of all hubs, or with ?hub=NAME of one
  GET, POST /_emulator/scenario what export prints, and --import takes
  GET  /_emulator/deliveries    what each device got: the last 100,000, or 256 MB
  GET  /_emulator/requests      what arrived, signatures masked: the last 10,000, or 64 MB
  POST /_emulator/reset[?all]
  GET, PUT, DELETE /_emulator/blobs/CONTAINER/NAME, GET /_emulator/blobs/CONTAINER
                                the storage that jobs import from and export to
  GET, POST /_emulator/clock    {"advance_ms": 1000}, {"set": "2030-01-01T00:00:00Z"} (both with
                                "frozen": true or false if you like), {"real": true}
  GET, POST /_emulator/tier     {"tier": "basic"}; quotas of your own: {"tier": "free", "devices": 3,
                                "pushes": 5}
  GET, POST, DELETE /_emulator/pns     what push services refuse: [{"handle": "A*", "outcome":
                                "ExpiredChannel"}]
  GET, POST, DELETE /_emulator/faults  which requests go wrong, and how: [{"method": "POST",
                                "path": "/*/messages", "times": 1, "kind": "reset"}]; the README
                                has all of it
The answer header x-emulator-dropped counts what was forgotten for lack of room.
"#;

#[derive(Debug)]
pub enum Command {
    Help,
    Version,
    Serve(Options),
    Start {
        env_file: PathBuf,
        /// Those of the hub, as they were given.
        arguments: Vec<OsString>,
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
        Command::Serve(Options { env_file, .. }) => Ok(Command::Start {
            env_file: env_file.ok_or("--env-file is missing")?,
            arguments: options.to_vec(),
        }),
        command @ (Command::Help | Command::Version) => Ok(command),
        _ => Err("start takes options of the hub only".into()),
    }
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
        let Ok(Command::Start { arguments, .. }) = parsed("start --demo --env-file f") else {
            panic!("not a start");
        };
        assert_eq!(arguments, ["--demo", "--env-file", "f"]);
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
                !error.contains('\n') && !error.is_empty(),
                "{line}: {error}"
            );
        }
    }
}
