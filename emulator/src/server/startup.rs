//! From options to a serving hub, and to its end.

use crate::api::jobs;
use crate::api::schedule;
use crate::app::App;
use crate::auth::policy::{self, AuthorizationRule};
use crate::auth::storage_key::StorageKey;
use crate::basics::clock::Clock;
use crate::basics::console;
use crate::basics::faults_told;
use crate::basics::files;
use crate::basics::os;
use crate::basics::threads;
use crate::commands::cli::Options;
use crate::commands::env_file::{self, EnvFile};
use crate::control::scenario;
use crate::devices::checks::Checks;
use crate::devices::installation::Installation;
use crate::faults::script::Faults;
use crate::push::pns::Pns;
use crate::server::connections;
use crate::server::exec;
use crate::server::limits::Timeouts;
use crate::server::tls::CertificateAuthority;
use crate::state::blobs::Blobs;
use crate::state::feedback_storage::FeedbackStorage;
use crate::state::hub::Hub;
use crate::state::hubs::Hubs;
use crate::state::recorder::Recorder;
use crate::state::request_log::RequestLog;
use crate::state::storage_address::StorageAddress;
use crate::state::tier::CurrentTier;
use crate::state::visitors::Visitors;
use rustls::crypto::CryptoProvider;
use serde_json::Value;
use std::ffi::OsString;
use std::fs::{DirBuilder, File};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The authority's certificate is for everybody to read; whatever else lies beside it has a mode of
/// its own, or a folder that has.
const FOLDER_MODE: u32 = 0o711;

/// One of each push service.
const DEMO_DEVICES: &str = include_str!("../../../examples-c/devices.json");

/// Jobs and scheduled notifications, each with a thread of its own.
const THREADS_FOR_WORK: usize = 2;

const JOB_TICK: Duration = Duration::from_millis(100);

/// Prints how the hub is reached, and serves until it is told to end.
pub fn serve(options: &Options) -> Result<(), String> {
    in_runtime(run(options, None)).map(|_| ())
}

/// Serves for as long as `command` runs, and gives its status.
pub fn exec(options: &Options, command: &[OsString]) -> u8 {
    let ended = in_runtime(run(options, Some(command)));
    ended.unwrap_or_else(|message| {
        console::complain(message);
        exec::HUB_FAILED
    })
}

fn in_runtime<T>(run: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let fail = |error: std::io::Error| format!("cannot start: {error}");
    // Every thread has the mask of the one that starts it.
    #[cfg(unix)]
    os::unblock(&END_SIGNALS.map(|(number, _)| number));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    threads::check_room(workers + THREADS_FOR_WORK).map_err(fail)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .map_err(fail)?;
    let result = runtime.block_on(run);
    // Connections that are still open do not hold up the end.
    runtime.shutdown_background();
    result
}

/// Gives the status of `command`, if there is one to run.
async fn run(options: &Options, command: Option<&[OsString]>) -> Result<u8, String> {
    // Declared first and so dropped last: whoever sees the file go may start the next hub.
    let mut _written = None;
    if let Some(file) = &options.env_file {
        EnvFile::make_room(file)?;
    }
    let feedback_storage = feedback_storage(options)?;
    let listener = TcpListener::bind(&options.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clock = Clock::system();
    let folder = StateFolder::open(options)?;
    let hubs = open_hubs(options, &folder, &clock, &provider)?;
    let storage_key = StorageKey::generate(provider.secure_random)?;

    let (tls, ca_file) = match options.plain {
        true => (None, String::new()),
        false => {
            let authority =
                CertificateAuthority::open(folder.path(), folder.is_kept(), clock.now())?;
            let ca_file = printable(&authority.file)?;
            let names = &options.allow_hosts;
            let tls = authority.server_tls(address.ip(), names, provider, clock.now())?;
            (Some(tls), ca_file)
        }
    };
    let request_log = match &options.request_log {
        Some(file) => Some(RequestLog::open(file)?),
        None => None,
    };
    let mut signals = end_signals()?;
    let env = environment(options, address, ca_file, &hubs);
    let app = Arc::new(App {
        namespace: hubs,
        recorder: Recorder::new(request_log),
        blobs: Blobs::new(folder.path().join("blobs"), clock.clone()),
        clock,
        tls: !options.plain,
        strict: options.strict,
        visitors: Visitors::new(address.ip(), &options.allow_hosts),
        storage_key,
        feedback_storage,
        running_job: Mutex::default(),
        tier: CurrentTier::new(options.tier),
        pns: Pns::default(),
        faults: Faults::new(!options.plain),
    });
    if let Some(file) = &options.import {
        let name = file.display();
        let text = files::read_if_there(file)?.ok_or_else(|| format!("{name} does not exist"))?;
        scenario::import(&app, text.as_bytes()).map_err(|fault| format!("{name}: {fault}"))?;
    }
    if !address.ip().is_loopback() {
        console::complain(format_args!(
            "others may reach {address}, and /_emulator/ needs no key (--allow-host names the hosts that it answers to)"
        ));
    }
    if let Some(file) = &options.env_file {
        _written = Some(env.write(file)?);
    }
    let mut program = match command {
        Some(command) => match exec::start(command, &env) {
            Ok(program) => Some(program),
            Err(status) => return Ok(status),
        },
        None => {
            console::print(env.first_lines(env_file::LINES_ON_STDOUT).as_bytes())?;
            None
        }
    };
    let times = Timeouts {
        idle: options.idle_timeout,
        body: options.body_timeout,
    };
    tokio::spawn(do_jobs(Arc::clone(&app)));
    tokio::spawn(schedule::run(Arc::clone(&app)));
    tokio::spawn(write_feedback(Arc::clone(&app)));
    let ending = async {
        match &mut program {
            Some(program) => program.wait(&mut signals).await,
            None => {
                signals.recv().await;
                Ok(0)
            }
        }
    };
    let ended = tokio::select! {
        () = connections::run(Arc::clone(&app), listener, tls, times) => Ok(0),
        status = ending => status,
        message = app.recorder.failed() => {
            if let Some(program) = program {
                program.end().await;
            }
            Err(message)
        }
    };
    if let Some(storage) = &app.feedback_storage {
        storage.finish().await;
    }
    ended
}

/// The one that the option names, or else the environment, which other users cannot see.
fn feedback_storage(options: &Options) -> Result<Option<FeedbackStorage>, String> {
    const NAME: &str = env_file::FEEDBACK_STORAGE;
    let address = match (&options.feedback_storage, std::env::var_os(NAME)) {
        (Some(address), _) => address.clone(),
        (None, Some(value)) if !value.is_empty() => {
            let value = value.into_string().unwrap_or_default();
            StorageAddress::parse(&value).map_err(|why| format!("{NAME}: {why}"))?
        }
        _ => return Ok(None),
    };
    FeedbackStorage::new(address).map(Some)
}

/// Where keys, certificates and journals are: the state directory, or one that goes at the end.
enum StateFolder {
    Kept {
        path: PathBuf,
        /// Held locked for as long as the hub runs; two of them would spoil each other's journals.
        _lock: File,
    },
    Temporary(TempDir),
}

impl StateFolder {
    fn open(options: &Options) -> Result<StateFolder, String> {
        let Some(path) = options.state_dir.clone() else {
            return tempfile::Builder::new()
                .prefix("nh-emulator-")
                .tempdir()
                .and_then(|folder| {
                    // Programs of other users find the authority in it, and see nothing else.
                    files::set_mode(folder.path(), FOLDER_MODE)?;
                    Ok(StateFolder::Temporary(folder))
                })
                .map_err(|error| format!("cannot make a temporary directory: {error}"));
        };
        let fail = |error: std::io::Error| format!("cannot use {}: {error}", path.display());
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER_MODE);
        builder.create(&path).map_err(fail)?;
        let lock = files::append_private(&path.join("lock")).map_err(fail)?;
        match files::is_locked_by_another(&lock).map_err(fail)? {
            false => Ok(StateFolder::Kept { path, _lock: lock }),
            true => Err(format!("another nh-emulator is using {}", path.display())),
        }
    }

    fn path(&self) -> &Path {
        match self {
            StateFolder::Kept { path, .. } => path,
            StateFolder::Temporary(folder) => folder.path(),
        }
    }

    fn is_kept(&self) -> bool {
        matches!(self, StateFolder::Kept { .. })
    }
}

/// Those that the options name, and those that were kept.
fn open_hubs(
    options: &Options,
    folder: &StateFolder,
    clock: &Clock,
    provider: &CryptoProvider,
) -> Result<Hubs, String> {
    let state = folder.is_kept().then(|| folder.path());
    let hubs = Hubs::open(state, clock.clone(), provider.secure_random)?;
    let now = clock.now();
    for name in &options.hubs {
        hubs.ensure_named(name, now)
            .map_err(|fault| format!("hub {name}: {fault}"))?;
    }
    let first = options.hubs.first().and_then(|name| hubs.get(name));
    if let Some(hub) = first {
        let checks = Checks::of_client(options.strict);
        if options.demo {
            preload(&hub, "--demo", DEMO_DEVICES, checks)?;
        }
        if let Some(file) = &options.devices {
            let name = file.display();
            let text =
                files::read_if_there(file)?.ok_or_else(|| format!("{name} does not exist"))?;
            preload(&hub, &name.to_string(), &text, checks)?;
        }
    }
    Ok(hubs)
}

/// Jobs go on whether or not somebody asks for them.
async fn do_jobs(app: Arc<App>) {
    loop {
        tokio::time::sleep(JOB_TICK).await;
        let app = Arc::clone(&app);
        // Exporting a large hub takes a while, in which others want to be answered.
        if tokio::task::spawn_blocking(move || jobs::run_due(&app))
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Into a storage elsewhere, where there is one.
async fn write_feedback(app: Arc<App>) {
    if let Some(storage) = &app.feedback_storage {
        storage.run().await;
    }
}

/// Puts installations into the hub; `name` says in errors where they come from.
fn preload(hub: &Hub, name: &str, text: &str, checks: Checks) -> Result<(), String> {
    let text = text.trim_start_matches('\u{feff}');
    let devices: Vec<Value> = serde_json::from_str(text).map_err(|error| {
        let fault = faults_told::in_json(&error);
        format!("{name}: not a JSON array of installations: {fault}")
    })?;
    for (index, device) in devices.iter().enumerate() {
        Installation::from_json(device, checks)
            .and_then(|device| hub.put(device).map_err(|error| error.to_string()))
            .map_err(|fault| {
                let fault = faults_told::without_quoted(&fault);
                format!("{name}, device {}: {fault}", index + 1)
            })?;
    }
    Ok(())
}

/// With TLS the three classic parts, which every SDK can read. Plain http is for development only,
/// and clients that care want to be told so.
fn environment(options: &Options, address: SocketAddr, ca_file: String, hubs: &Hubs) -> EnvFile {
    let port = address.port();
    let everywhere = address.ip().is_loopback() || address.ip().is_unspecified();
    let host = match address.ip() {
        _ if !options.plain && everywhere => "localhost".to_owned(),
        IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let (scheme, url_scheme, suffix) = match options.plain {
        true => ("http", "http", ";UseDevelopmentEmulator=true"),
        false => ("sb", "https", ""),
    };
    let string = |rule: &AuthorizationRule, key: &str| {
        let name = &rule.name;
        format!(
            "Endpoint={scheme}://{host}:{port}/;SharedAccessKeyName={name};SharedAccessKey={key}{suffix}"
        )
    };
    let hub = options.hubs.first().cloned().unwrap_or_default();
    let description = hubs.get(&hub).map(|hub| hub.description());
    let policies = description.as_ref().map(|description| &description.rules);
    let full = policies.and_then(|policies| policies.with_rights(policy::ALL));
    let listen = policies.and_then(|policies| policies.with_rights(policy::LISTEN_ONLY));
    let root = hubs.policies.with_rights(policy::ALL);
    let primary = |rule: Option<&AuthorizationRule>| {
        rule.map_or_else(String::new, |rule| string(rule, &rule.primary_key))
    };
    EnvFile::new([
        (env_file::CONNECTION_STRING, primary(full)),
        (env_file::HUB, hub.clone()),
        (env_file::CA_FILE, ca_file),
        (env_file::URL, format!("{url_scheme}://{host}:{port}")),
        (env_file::LISTEN_CONNECTION_STRING, primary(listen)),
        (
            env_file::SECONDARY_CONNECTION_STRING,
            full.map_or_else(String::new, |rule| string(rule, &rule.secondary_key)),
        ),
        (env_file::ROOT_CONNECTION_STRING, primary(root)),
    ])
}

/// An absolute path, since whoever reads the lines may be elsewhere.
fn printable(file: &Path) -> Result<String, String> {
    let absolute = std::path::absolute(file).map_err(|error| error.to_string())?;
    absolute
        .into_os_string()
        .into_string()
        .map_err(|path| format!("{} is not UTF-8", path.display()))
}

/// What ends a hub. Those that a terminal sends do not where they are ignored from the start on, as
/// under nohup.
#[cfg(unix)]
const END_SIGNALS: [(i32, bool); 4] = [
    (libc::SIGTERM, true),
    (libc::SIGINT, true),
    (libc::SIGHUP, false),
    (libc::SIGQUIT, false),
];

/// The signals that end the hub, as they come. The handlers are in place when this returns.
fn end_signals() -> Result<mpsc::Receiver<i32>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let (sender, receiver) = mpsc::channel(1);
    for (number, always) in END_SIGNALS {
        if !always && os::is_ignored(number) {
            continue;
        }
        let mut arrived = signal(SignalKind::from_raw(number))
            .map_err(|error| format!("cannot wait for signals: {error}"))?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while arrived.recv().await.is_some() && sender.send(number).await.is_ok() {}
        });
    }
    Ok(receiver)
}
