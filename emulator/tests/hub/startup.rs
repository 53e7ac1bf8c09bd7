use crate::signals;
use crate::support::*;
use serde_json::json;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

fn fails(arguments: &[&str]) -> Output {
    let started = Instant::now();
    let output = emulator().args(arguments).output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    output
}

#[test]
fn the_lines_of_the_contract() {
    let hub = Hub::start(&["--hub", "it's"]);
    let text = std::fs::read_to_string(hub.env_file()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let port = hub.authority().strip_prefix("localhost:").unwrap();
    let key = hub.part(FULL, "SharedAccessKey");
    assert_eq!(
        lines[0],
        format!(
            "NH_CONNECTION_STRING='Endpoint=sb://localhost:{port}/;SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey={key}'"
        )
    );
    assert_eq!(lines[1], "NH_HUB='it'\\''s'");
    assert!(lines[2].starts_with("NH_CA_FILE='/"));
    assert_eq!(lines[3], format!("NH_URL='https://localhost:{port}'"));
    assert!(lines[4].starts_with("NH_LISTEN_CONNECTION_STRING='Endpoint=sb://localhost:"));
    assert_eq!(lines.len(), 7);
    assert_eq!(key.len(), 44);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(hub.env_file())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // The shell reads back what was meant.
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(". \"$1\"; printf %s \"$NH_HUB\"")
        .arg("sh")
        .arg(hub.env_file())
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"it's");
}

#[test]
fn plain_http() {
    let hub = Hub::start(&["--plain"]);
    let url = hub.env("NH_URL");
    assert!(url.starts_with("http://127.0.0.1:"));
    assert_eq!(hub.part(FULL, "Endpoint"), format!("{url}/"));
    assert!(hub.env(FULL).ends_with(";UseDevelopmentEmulator=true"));
    assert_eq!(hub.env("NH_CA_FILE"), "");
    let answer = hub.call(&apple());
    assert_eq!(answer.status, 201);
    assert!(answer.header("location").starts_with(url));
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[test]
fn the_certificate_names_localhost_and_the_loopback_address() {
    let hub = Hub::start(&[]);
    let agent = agent(Path::new(hub.env("NH_CA_FILE")));
    let port = hub.authority().split(':').nth(1).unwrap();
    for host in ["localhost", "127.0.0.1"] {
        let url = format!("https://{host}:{port}/_emulator/deliveries");
        assert_eq!(agent.get(&url).call().unwrap().status(), 200);
    }
    // Another hub's authority is not this one's.
    let other = Hub::start(&[]);
    let agent = crate::support::agent(Path::new(other.env("NH_CA_FILE")));
    let url = format!("https://localhost:{port}/_emulator/deliveries");
    assert!(agent.get(&url).call().is_err());
    assert_ne!(hub.env(FULL), other.env(FULL));
}

#[test]
fn bad_arguments_end_it_with_one_line() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let not_json = file("not-json", "{");
    let not_devices = file(
        "not-devices",
        r#"[{"installationId":"a","platform":"apns","pushChannel":"ab"},{"installationId":"b"}]"#,
    );
    for (arguments, message) in [
        (&["--nonsense"][..], "--nonsense"),
        (&["--listen", "nowhere"], "nowhere"),
        (&["--listen", "127.0.0.1:99999"], "99999"),
        (&["--hub", "a/b"], "a/b"),
        (&["--devices", "no-such-file"], "no-such-file"),
        (&["--devices", &not_json], "not-json"),
        (
            &["--devices", &not_devices],
            "device 2: platform is missing",
        ),
        (
            &["--env-file", "/no/such/folder/env"],
            "/no/such/folder/env",
        ),
        (&["--state-dir", &not_json], "not-json"),
        (&["frobnicate"], "frobnicate"),
        (&["deliveries"], "--env-file"),
    ] {
        let output = fails(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.starts_with("nh-emulator: "), "{stderr}");
        assert!(stderr.contains(message), "{arguments:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_taken_port_ends_it() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let output = fails(&["--listen", &address]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains(&address), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn signals_end_it_well() {
    use signals::Signal;
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        // Under nohup, for example.
        if is_ignored(signal) {
            continue;
        }
        let mut hub = Hub::start(&[]);
        let ca_file = hub.env("NH_CA_FILE").to_owned();
        assert_eq!(hub.call(&apple()).status, 201);
        signals::send(hub.child.id(), signal);
        let status = hub.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal:?}");
        assert!(!Path::new(&ca_file).exists());
        assert!(!Path::new(&ca_file).parent().unwrap().exists());
        assert!(!hub.env_file().exists());
    }
}

#[cfg(unix)]
fn is_ignored(signal: signals::Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal.as_raw() - 1) & 1 == 1)
}

/// Whoever waits for the file of a hub must not find that of one that has ended.
#[test]
fn an_old_env_file_goes_before_the_hub_listens() {
    let mut hub = Hub::start(&[]);
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();
    let file = hub.env_file();
    assert!(file.exists());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    fails(&["--env-file", file.to_str().unwrap(), "--listen", &taken]);
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn a_file_of_somebody_elses_is_neither_overwritten_nor_removed() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut hub = Hub::start(&[]);
    let own = std::fs::read_to_string(hub.env_file()).unwrap();
    let contents = [
        String::new(),
        "SECRET=1\n".to_owned(),
        "NH_URL='http://localhost:1'\n".to_owned(),
        format!("{own}SECRET='1'\n"),
    ];
    for content in &contents {
        std::fs::write(path(".env"), content).unwrap();
        let output = fails(&["--env-file", path(".env").to_str().unwrap()]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.contains("was not written by nh-emulator"),
            "{stderr}"
        );
        assert_eq!(&std::fs::read_to_string(path(".env")).unwrap(), content);
    }
    // A link stays a link, and what it leads to stays too.
    std::os::unix::fs::symlink(".env", path("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", path("dangling")).unwrap();
    std::fs::create_dir(path("folder")).unwrap();
    for name in ["link", "dangling", "folder"] {
        fails(&["--env-file", path(name).to_str().unwrap()]);
        assert!(path(name).symlink_metadata().is_ok(), "{name}");
    }
    assert!(path("link").is_symlink() && path("dangling").is_symlink());
    // That of a hub that runs.
    let output = fails(&["--env-file", hub.env_file().to_str().unwrap()]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("a hub is running"), "{stderr}");
    assert_eq!(std::fs::read_to_string(hub.env_file()).unwrap(), own);
    // What somebody made of it since.
    std::fs::write(hub.env_file(), &contents[3]).unwrap();
    signals::end(&mut hub.child);
    assert!(hub.child.wait().unwrap().success());
    assert_eq!(
        std::fs::read_to_string(hub.env_file()).unwrap(),
        contents[3]
    );
}

/// A folder of one's own, given as `--state-dir` by mistake.
#[test]
fn somebody_elses_authority_in_the_state_directory_stays() {
    let folder = tempfile::TempDir::new().unwrap();
    let state = folder.path().to_str().unwrap();
    for name in ["ca.pem", "ca-key.pem", "keys.json"] {
        let file = folder.path().join(name);
        std::fs::write(&file, "mine").unwrap();
        fails(&["--state-dir", state]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine", "{name}");
        std::fs::remove_file(&file).unwrap();
    }
}

#[test]
fn devices_are_there_from_the_start() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("devices.json");
    let devices = json!([
        {"installationId": "a", "platform": "apns", "pushChannel": "01"},
        {"installationId": "b", "platform": "gcm", "pushChannel": "2"},
    ]);
    std::fs::write(&file, devices.to_string()).unwrap();
    let hub = Hub::start(&["--devices", file.to_str().unwrap()]);
    hub.call(&apple());
    assert_eq!(hub.reached(), ["a"]);

    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/devices.example.json");
    let hub = Hub::start(&["--devices", example]);
    hub.call(&apple());
    assert_eq!(hub.reached(), ["anns-iphone"]);
    let greeting = r#"{"greeting_en":"Hello","greeting_nb":"Hei"}"#;
    hub.call(&send("template", greeting).header("ServiceBusNotification-Tags", "greeting"));
    assert_eq!(hub.reached(), ["anns-iphone", "bos-android", "office-pc"]);
}

#[test]
fn help_and_version() {
    for argument in ["--help", "-h", "--version"] {
        let output = emulator().arg(argument).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty());
    }
}
