//! TLS: certificates and host names are always verified, and nothing older
//! than TLS 1.2 is spoken.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::HubOptions;
use notification_hubs::policy::retry::Retry;
use rcgen::KeyPair;

use crate::support::authority::Authority;
use crate::support::raw_server::{CREATED, RawServer};
use crate::support::shipped::{c_program, have, scratch};
use crate::support::{LocalHub, check, failure, in_child_with, send_to};

/// A TLS server with a certificate for `name`.
fn serve(authority: &Authority, name: &str, expired: bool) -> u16 {
    serve_with(authority.server(&[name], expired))
}

fn serve_with(config: Arc<rustls::ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(session, stream);
            let mut buffer = [0; 4096];
            if tls.read(&mut buffer).is_ok_and(|count| count > 0) {
                let _ = tls.write_all(CREATED.as_bytes());
            }
        }
    });
    port
}

/// Options that trust the authority alone.
fn trusting(authority: &Authority) -> HubOptions {
    let mut options = HubOptions::default();
    options.set_ca_file(&authority.file);
    options.set_retry(Retry::Never as i32).unwrap();
    options
}

fn open(host: &str, port: u16, options: HubOptions) -> Hub {
    let text = format!("Endpoint=sb://{host}:{port}/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y");
    Hub::new(&text, Some("demo"), options).unwrap()
}

#[test]
fn only_a_valid_certificate_for_the_host_from_the_ca_is_accepted() {
    let authority = Authority::new("tls_ca");
    let other = Authority::new("tls_other_ca");
    let good = serve(&authority, "localhost", false);
    let ok = send_to(
        &open("localhost", good, trusting(&authority)),
        &Target::broadcast(),
    );
    assert_eq!(ok.status(), Status::Ok, "{:?}", ok.error);

    let authoritys_own = serve_with(authority.server_of_its_own());
    for (what, host, port, options) in [
        (
            "tls_other_ca/ca.pem; is it the CA file of this server?",
            "localhost",
            good,
            trusting(&other),
        ),
        (
            "no CA file is set: set that of a private CA (nh_options_set_ca_file)",
            "localhost",
            good,
            HubOptions::default(),
        ),
        (
            "check the Endpoint",
            "127.0.0.1",
            good,
            trusting(&authority),
        ),
        (
            "check the Endpoint",
            "localhost",
            serve(&authority, "elsewhere.example", false),
            trusting(&authority),
        ),
        (
            "if it is valid, this machine's clock is wrong",
            "localhost",
            serve(&authority, "localhost", true),
            trusting(&authority),
        ),
        (
            "the server's certificate is a CA's own",
            "localhost",
            authoritys_own,
            trusting(&authority),
        ),
    ] {
        let outcome = send_to(&open(host, port, options), &Target::broadcast());
        let error = failure(&outcome);
        assert_eq!(
            (error.status, outcome.verdict),
            (Status::Tls, Verdict::NotAccepted),
            "{what}: {error}"
        );
        assert!(error.message.contains(what), "{what}: {error}");
        assert_eq!((error.transient, outcome.attempts), (false, 1), "{what}");
    }
}

#[test]
fn a_peer_that_breaks_off_or_speaks_no_tls_is_a_tls_failure() {
    for (script, says) in [
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(),
            "is this an http port? An Endpoint of http:// needs UseDevelopmentEmulator=true",
        ),
        (b"", "check that TLS is spoken at this port"),
    ] {
        let server = RawServer::start(move |_, mut stream| {
            let mut hello = [0; 2048];
            let _ = stream.read(&mut hello);
            let _ = stream.write_all(script);
        });
        let mut options = HubOptions::default();
        options.set_retry(Retry::Never as i32).unwrap();
        let hub = open("127.0.0.1", server.address.port(), options);
        let outcome = send_to(&hub, &Target::broadcast());
        let error = failure(&outcome);
        assert_eq!(
            (error.status, outcome.verdict),
            (Status::Tls, Verdict::NotAccepted),
            "{error}"
        );
        assert!(error.message.contains(says), "{error}");
    }
}

#[test]
fn a_machine_without_roots_of_trust_says_what_to_do() {
    let name = "tls::a_machine_without_roots_of_trust_says_what_to_do";
    let empty = scratch("no_roots").join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let empty = empty.to_str().unwrap().to_owned();
    if !in_child_with(
        name,
        &[
            ("SSL_CERT_FILE", empty.clone()),
            ("SSL_CERT_DIR", String::new()),
        ],
    ) {
        return;
    }
    let authority = Authority::new("no_roots_ca");
    let port = serve(&authority, "localhost", false);
    let outcome = send_to(
        &open("localhost", port, HubOptions::default()),
        &Target::broadcast(),
    );
    let error = failure(&outcome);
    assert_eq!(
        (error.status, error.transient, outcome.attempts),
        (Status::Tls, false, 1),
        "{error}"
    );
    for says in [
        &*format!("no CA certificate is in SSL_CERT_FILE {empty}; "),
        "install the package ca-certificates, or set a CA file (nh_options_set_ca_file)",
    ] {
        assert!(error.message.contains(says), "{error}");
    }
}

#[test]
fn the_client_offers_tls_1_2_and_1_3_only() {
    let offered = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&offered);
    let server = RawServer::start(move |_, mut stream| {
        let mut hello = vec![0; 4096];
        let count = stream.read(&mut hello).unwrap();
        hello.truncate(count);
        *seen.lock().unwrap() = hello;
    });
    let mut options = HubOptions::default();
    options.set_retry(Retry::Never as i32).unwrap();
    send_to(
        &open("127.0.0.1", server.address.port(), options),
        &Target::broadcast(),
    );
    let hello = offered.lock().unwrap();
    // supported_versions (43): length, then two bytes for each version.
    let versions = hello
        .windows(4)
        .position(|w| w[0] == 0 && w[1] == 43 && w[2] == 0 && w[3] == 5)
        .expect("the hello lists versions");
    let mut list = hello[versions + 5..versions + 9].to_vec();
    list.sort_unstable();
    assert_eq!(list, [3, 3, 3, 4], "0x0303 and 0x0304, and no other");
}

#[test]
fn a_bad_ca_file_fails_when_the_hub_is_made() {
    let dir = scratch("bad_ca");
    let key_only = dir.join("key.pem");
    std::fs::write(&key_only, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let garbage = dir.join("garbage.pem");
    std::fs::write(
        &garbage,
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    let not_a_certificate = dir.join("not.pem");
    std::fs::write(
        &not_a_certificate,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    for (path, what) in [
        (dir.join("missing.pem"), "No such file"),
        (dir.clone(), "directory"),
        (key_only, "no certificate"),
        (garbage, "not well-formed"),
        (not_a_certificate, "no certificate"),
    ] {
        let mut options = HubOptions::default();
        options.set_ca_file(&path);
        let text = "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y";
        let error = Hub::new(text, Some("demo"), options).unwrap_err();
        assert_eq!(error.status, Status::InvalidCaFile);
        assert!(error.message.contains(what), "{error}");
    }
}

#[test]
fn a_ca_file_is_read_up_to_16_mib() {
    let authority = Authority::new("large_ca");
    let mut text = std::fs::read_to_string(&authority.file).unwrap();
    let file = scratch("large_ca_file").join("ca.pem");
    let open_with = |options: HubOptions| {
        let text = "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y";
        Hub::new(text, Some("demo"), options)
    };
    let most = 16 * 1024 * 1024;
    text.push_str(&"#".repeat(most - text.len()));
    for (size, is_read) in [(most, true), (most + 1, false)] {
        text.push_str(&"#".repeat(size - text.len()));
        std::fs::write(&file, &text).unwrap();
        let mut options = HubOptions::default();
        options.set_ca_file(&file);
        let hub = open_with(options);
        assert_eq!(hub.is_ok(), is_read);
        if let Err(error) = hub {
            assert!(
                error.message.contains("larger than 16777216 bytes"),
                "{error}"
            );
        }
    }
}

/// What is read within a call must end.
#[test]
fn a_variable_that_names_what_is_no_file_is_refused() {
    let name = "tls::a_variable_that_names_what_is_no_file_is_refused";
    if !in_child_with(name, &[("SSL_CERT_FILE", "/dev/zero".to_owned())]) {
        return;
    }
    let text = "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y";
    let error = Hub::new(text, Some("demo"), HubOptions::default()).unwrap_err();
    assert_eq!(error.status, Status::InvalidCaFile);
    let says = "SSL_CERT_FILE /dev/zero: it is neither a file nor a folder";
    assert!(error.message.contains(says), "{error}");
}

/// A variable that is set and empty, as a hub over plain http writes it.
#[test]
fn an_empty_ca_file_is_none() {
    let hub = LocalHub::start_with(&["--plain"]);
    assert_eq!(hub.env["NH_CA_FILE"], "");
    let mut options = HubOptions::default();
    options.set_ca_file("/no/such/file".as_ref());
    options.set_ca_file(hub.env["NH_CA_FILE"].as_ref());
    let outcome = send_to(&hub.open(options), &Target::broadcast());
    assert_eq!(outcome.verdict, Verdict::Accepted);
}

#[test]
fn the_environment_cannot_replace_a_ca_file() {
    // SSL_CERT_FILE is how the platform verifier finds the system's roots; a
    // CA file that was set must not be widened by it.
    let name = "tls::the_environment_cannot_replace_a_ca_file";
    let local = LocalHub::start();
    let authority = Authority::new("tls_env_ca");
    let roots = &local.env["NH_CA_FILE"];
    if !in_child_with(
        name,
        &[
            ("SSL_CERT_FILE", roots.clone()),
            ("NH_TEST_HUB", local.connection_string().to_owned()),
        ],
    ) {
        return;
    }
    let outer = std::env::var("NH_TEST_HUB").unwrap();
    let open = |options| Hub::new(&outer, Some("demo"), options).unwrap();
    let outcome = send_to(&open(trusting(&authority)), &Target::broadcast());
    assert_eq!(outcome.status(), Status::Tls);
    let trusted = send_to(&open(HubOptions::default()), &Target::broadcast());
    assert_eq!(
        trusted.status(),
        Status::Ok,
        "system roots follow it: {:?}",
        trusted.error
    );
}

/// The system's roots are some hundred certificates: threads that open their first
/// connections at the same time share them.
#[test]
fn roots_are_read_once_for_all_threads() {
    if !have("strace") {
        return;
    }
    let hub = LocalHub::start();
    let roots = hub.env["NH_CA_FILE"].as_str();
    let program = c_program("tls", "first_sends");
    let calls = program.with_extension("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-e", "trace=openat", "-o"]).arg(&calls);
    check(strace.arg(&program).env("SSL_CERT_FILE", roots), &hub);
    let text = std::fs::read_to_string(&calls).unwrap();
    assert_eq!(text.matches(roots).count(), 1, "{text}");
}
