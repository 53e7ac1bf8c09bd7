//! Proxies: used when asked for, never otherwise.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::metrics::counters::{CallKind, Counter};
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;

use crate::support::raw_server::RawServer;
use crate::support::{LocalHub, failure, in_child_with, send_to, send_with};

/// A proxy that connects wherever it is told, and what it was told.
struct Proxy {
    server: RawServer,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Proxy {
        Proxy::start_on("127.0.0.1:0")
    }

    fn start_on(address: &str) -> Proxy {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        let server = RawServer::start_on(address, move |_, mut client| {
            let head = read_head(&mut client);
            let target = head.split(' ').nth(1).unwrap().to_owned();
            seen.lock().unwrap().push(head);
            let hub = TcpStream::connect(target).unwrap();
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
            let (mut from, mut to) = (client.try_clone().unwrap(), hub.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut from, &mut to));
            let _ = std::io::copy(&mut &hub, &mut client);
        });
        Proxy { server, heads }
    }

    fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn read_head(client: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|n| n == 1) {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

#[test]
fn an_explicit_proxy_carries_tls_and_its_connections_are_kept() {
    let (local, proxy) = (LocalHub::start(), Proxy::start());
    let mut options = local.options();
    let url = proxy.url().replace("://", "://us%20er:p%40ss@");
    options.set_proxy(&url).unwrap();
    let hub = local.open(options);
    for _ in 0..3 {
        let outcome = send_to(&hub, &Target::broadcast());
        assert_eq!(outcome.status(), Status::Ok, "{:?}", outcome.error);
    }
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1, "one tunnel for all sends");
    assert!(heads[0].starts_with("CONNECT localhost:"), "{}", heads[0]);
    // base64 of the user and password, decoded from the URL.
    assert!(
        heads[0].contains("Proxy-Authorization: Basic dXMgZXI6cEBzcw=="),
        "{}",
        heads[0]
    );
    assert!(!heads[0].contains("SharedAccessSignature"));
    assert_eq!(local.sends().len(), 3);
    let counted = hub.counters().counted;
    let connections = [Counter::ConnectionsOpened, Counter::ConnectionsReused]
        .map(|counter| counted.get(counter, CallKind::All));
    assert_eq!(connections, [1, 2], "the tunnel is one connection");
}

#[test]
fn the_environment_is_obeyed_only_on_request() {
    let name = "proxy::the_environment_is_obeyed_only_on_request";
    // The port is not known before the child runs, so a fixed one is tried.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    if !in_child_with(name, &[("HTTPS_PROXY", format!("http://{address}"))]) {
        return;
    }
    let address = std::env::var("HTTPS_PROXY").unwrap();
    let proxy = Proxy::start_on(address.trim_start_matches("http://"));
    let local = LocalHub::start();
    let send = |options: HubOptions| {
        let outcome = send_to(&local.open(options), &Target::broadcast());
        assert_eq!(outcome.status(), Status::Ok, "{:?}", outcome.error);
        proxy.heads().len()
    };
    assert_eq!(send(local.options()), 0, "not unasked");
    let mut options = local.options();
    options.set_proxy_from_environment();
    assert_eq!(send(options), 1);
    let mut options = local.options();
    options.set_proxy_from_environment();
    options.set_no_proxy("example.com, localhost").unwrap();
    assert_eq!(send(options), 1, "excepted");
}

#[test]
fn hosts_without_proxy_are_reached_directly() {
    let (local, proxy) = (LocalHub::start(), Proxy::start());
    for (list, tunnels) in [
        ("localhost", 0),
        ("a.example,*.b.example", 1),
        // As curl has it.
        (".localhost", 1),
        ("alhost", 2),
    ] {
        let mut options = local.options();
        options.set_proxy(&proxy.url()).unwrap();
        options.set_no_proxy(list).unwrap();
        let outcome = send_to(&local.open(options), &Target::broadcast());
        assert_eq!(outcome.status(), Status::Ok, "{:?}", outcome.error);
        assert_eq!(proxy.heads().len(), tunnels, "{list}");
    }
}

#[test]
fn a_proxy_that_refuses_or_hangs_is_reported_as_such() {
    let local = LocalHub::start();
    let outcome = |script: fn(TcpStream), ms: u32| {
        let server = RawServer::start(move |_, stream| script(stream));
        let mut options = local.options();
        options.set_retry(Retry::Never as i32).unwrap();
        options
            .set_proxy(&format!("http://user:s3cretpw@{}", server.address))
            .unwrap();
        let mut within = CallOptions::default();
        within.set_timeout_ms(ms).unwrap();
        let outcome = send_with(&local.open(options), &Target::broadcast(), &within);
        assert_eq!(outcome.verdict, Verdict::NotAccepted);
        let error = failure(&outcome).clone();
        assert!(!format!("{error:?}").contains("s3cretpw"));
        assert!(error.message.contains("proxy"), "{error}");
        error.status
    };
    let refuse = |mut client: TcpStream| {
        read_head(&mut client);
        let _ = client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    };
    assert_eq!(outcome(refuse, 10_000), Status::Proxy);
    let garbage = |mut client: TcpStream| {
        read_head(&mut client);
        let _ = client.write_all(b"what?\r\n\r\n");
    };
    assert_eq!(outcome(garbage, 10_000), Status::Proxy);
    let close = |mut client: TcpStream| {
        read_head(&mut client);
    };
    assert_eq!(outcome(close, 10_000), Status::Proxy);
    let hang = |mut client: TcpStream| {
        read_head(&mut client);
        thread::sleep(std::time::Duration::from_secs(60));
    };
    assert_eq!(outcome(hang, 100), Status::Timeout);
    assert!(local.sends().is_empty());
}

#[test]
fn a_proxy_whose_name_is_unknown_is_named() {
    let mut options = HubOptions::default();
    options.set_retry(Retry::Never as i32).unwrap();
    options
        .set_proxy("http://no-such-proxy.invalid:3128")
        .unwrap();
    let text = "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y";
    let hub = Hub::new(text, Some("demo"), options).unwrap();
    let outcome = send_to(&hub, &Target::broadcast());
    let error = failure(&outcome);
    assert_eq!(error.status, Status::NameLookup);
    assert!(
        error.message.contains("the proxy no-such-proxy.invalid")
            && error.message.contains("check the URL of the proxy")
            && !error.message.contains("Endpoint"),
        "{error}"
    );
}

#[test]
fn a_proxy_url_that_cannot_be_used_fails_when_the_hub_is_made() {
    for url in ["socks5://h:1080", "ftp://h", "", "http://", "://"] {
        let mut options = HubOptions::default();
        options.set_proxy(url).unwrap();
        let text = "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=k3yk3y";
        let error = Hub::new(text, Some("demo"), options).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{url}");
        assert!(error.message.starts_with("proxy: "), "{url}: {error}");
    }
}
