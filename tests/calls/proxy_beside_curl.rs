//! Who is asked, by the environment and by the options, is who curl asks. Each row
//! runs the real curl and the library with the same variables, against two proxies and
//! a server of the test's own.

use std::process::Command;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::HubOptions;
use serde_json::{Value, json};

use crate::support::raw_server::{KEY, RawServer, read_request};
use crate::support::{send_to, shipped};

const TEST: &str = "proxy_beside_curl::the_library_asks_whom_curl_asks";

/// Tells the child what to do.
const ROW: &str = "NH_TEST_PROXY_ROW";

/// `{A}` and `{B}` in a value are the proxies' addresses, `{P}` is the server's port.
#[derive(Debug, Default)]
struct Row {
    variables: Vec<(&'static str, &'static str)>,
    /// The proxy and the exceptions that the options set.
    proxy: Option<&'static str>,
    no_proxy: Option<&'static str>,
    scheme: &'static str,
    host: &'static str,
    /// What is asked, and why that is not what curl asks.
    own: Option<(Asked, &'static str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    A,
    B,
    /// The server, or its name's address.
    Direct,
    /// Nobody: what was set cannot be used.
    Nobody,
}

use Asked::{A, Direct, Nobody};

/// Variables for `https://` (the first half) and for `http://`, spelled in every way.
const VARIABLES: [(&str, &[(&str, &str)]); 29] = [
    ("https", &[]),
    ("https", &[("HTTPS_PROXY", "http://{A}")]),
    ("https", &[("https_proxy", "http://{A}")]),
    ("https", &[("ALL_PROXY", "http://{A}")]),
    ("https", &[("all_proxy", "http://{A}")]),
    ("https", &[("HTTP_PROXY", "http://{A}")]),
    ("https", &[("http_proxy", "http://{A}")]),
    (
        "https",
        &[("https_proxy", "http://{A}"), ("HTTPS_PROXY", "http://{B}")],
    ),
    (
        "https",
        &[("HTTPS_PROXY", "http://{A}"), ("ALL_PROXY", "http://{B}")],
    ),
    (
        "https",
        &[("HTTPS_PROXY", "http://{A}"), ("all_proxy", "http://{B}")],
    ),
    (
        "https",
        &[("all_proxy", "http://{A}"), ("ALL_PROXY", "http://{B}")],
    ),
    (
        "https",
        &[("all_proxy", "http://{A}"), ("HTTP_PROXY", "http://{B}")],
    ),
    (
        "https",
        &[("https_proxy", ""), ("HTTPS_PROXY", "http://{A}")],
    ),
    ("https", &[("HTTPS_PROXY", ""), ("ALL_PROXY", "http://{A}")]),
    ("https", &[("HTTPS_PROXY", "")]),
    ("https", &[("HTTPS_PROXY", "{A}")]),
    ("https", &[("HTTPS_PROXY", "HTTP://{A}/")]),
    ("https", &[("HTTPS_PROXY", "https://{A}")]),
    ("https", &[("HTTPS_PROXY", "http://{A}/a/path?x#y")]),
    ("https", &[("HTTPS_PROXY", "http://u%40x:p%23:q@{A}")]),
    ("https", &[("HTTPS_PROXY", "u:100%@{A}")]),
    ("http", &[("HTTP_PROXY", "http://{A}")]),
    ("http", &[("http_proxy", "http://{A}")]),
    (
        "http",
        &[("http_proxy", "http://{A}"), ("HTTP_PROXY", "http://{B}")],
    ),
    (
        "http",
        &[("http_proxy", "http://{A}"), ("ALL_PROXY", "http://{B}")],
    ),
    ("http", &[("ALL_PROXY", "http://{A}")]),
    ("http", &[("HTTPS_PROXY", "http://{A}")]),
    // A CGI's program: the second is a header of the request.
    (
        "http",
        &[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http://{A}")],
    ),
    (
        "https",
        &[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http://{A}")],
    ),
];

/// What cannot be used. Nobody is asked, whatever curl does.
const REFUSED: [&str; 17] = [
    "http://CORP\\svc:pw@{A}",
    " http://{A}",
    "http://{A}\n",
    "http://{A} ",
    "http://svc:p\u{e4}ss@{A}",
    "ftp://{A}",
    "://x",
    "http://",
    "http://svc:s3cret#1@{A}",
    "http://svc:s3cret/1@{A}",
    "http://svc:s3cret?1@{A}",
    "http://svc:s3@cret@{A}",
    "http://svc:s3 cret@{A}",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:port",
    "http://svc:s3cret",
    "socks5://{A}",
];

/// Lists of what is reached directly, each once in a variable and once as the option,
/// and the hub's host.
const EXCEPTIONS: [(&str, &str); 34] = [
    ("", "localhost"),
    ("*", "localhost"),
    ("localhost", "localhost"),
    ("LocalHost", "localhost"),
    ("localhost.", "localhost"),
    (".localhost", "localhost"),
    ("intranet,localhost", "localhost"),
    ("intranet, localhost", "localhost"),
    ("intranet localhost", "localhost"),
    ("intranet,\tlocalhost ,other", "localhost"),
    (",,localhost", "localhost"),
    ("intranet", "localhost"),
    ("ocalhost", "localhost"),
    ("127.0.0.1", "localhost"),
    ("example.test", "hub.example.test"),
    (".example.test", "hub.example.test"),
    ("Example.Test.", "hub.example.test"),
    ("hub.example.test", "hub.example.test"),
    ("test", "hub.example.test"),
    ("ple.test", "hub.example.test"),
    ("a.hub.example.test", "hub.example.test"),
    ("hub.example.test:1", "hub.example.test"),
    ("127.0.0.1", "127.0.0.1"),
    ("127.0.0.0/8", "127.0.0.1"),
    ("126.0.0.0/7", "127.0.0.1"),
    ("127.0.0.1/32", "127.0.0.1"),
    ("127.0.0.1/0", "127.0.0.1"),
    ("127.0.0.2/0", "127.0.0.1"),
    ("127.0.0.2/31", "127.0.0.1"),
    ("10.0.0.0/8, 127.0.0.0/8", "127.0.0.1"),
    ("10.0.0.0/8", "127.0.0.1"),
    ("0.1", "127.0.0.1"),
    ("::1", "[::1]"),
    ("fe80::/10", "[::1]"),
];

/// Lists that the option refuses, since part of them can hold nothing.
const ONLY_IN_A_VARIABLE: [(&str, &str); 8] = [
    ("intranet,*", "localhost"),
    (" *", "localhost"),
    ("localhost\n", "localhost"),
    ("http://localhost", "localhost"),
    ("localhost/x", "localhost"),
    ("127.0.0.0/33", "127.0.0.1"),
    ("127.0.0.0/-1", "127.0.0.1"),
    ("::/129", "[::1]"),
];

const HOST_AND_PORT: &str = "Go and Python know host:port too";
const WILDCARD: &str = "*.example.com is promised by nh_options_set_no_proxy";

const OF_IPV6: &str = "curl's manual promises networks of IPv6 too; 7.88 compares only the text";

/// Where we differ on purpose.
const OWN: [(&str, &str, &str); 7] = [
    ("localhost:{P}", "localhost", HOST_AND_PORT),
    ("example.test:{P}", "hub.example.test", HOST_AND_PORT),
    ("[::1]:{P}", "[::1]", HOST_AND_PORT),
    ("[::1]", "[::1]", HOST_AND_PORT),
    ("*.example.test", "hub.example.test", WILDCARD),
    ("0:0::1", "[::1]", OF_IPV6),
    ("::/64", "[::1]", OF_IPV6),
];

fn rows() -> Vec<Row> {
    let plain = |scheme, host| Row {
        scheme,
        host,
        ..Row::default()
    };
    let mut rows: Vec<Row> = VARIABLES
        .iter()
        .map(|(scheme, variables)| Row {
            variables: variables.to_vec(),
            ..plain(scheme, "127.0.0.1")
        })
        .collect();
    const REFUSES: &str = "what cannot be used is refused, and no password is looked up as a name";
    for url in REFUSED {
        rows.push(Row {
            variables: vec![("HTTPS_PROXY", url), ("HTTP_PROXY", "http://{B}")],
            own: Some((Nobody, REFUSES)),
            ..plain("https", "127.0.0.1")
        });
        rows.push(Row {
            proxy: Some(url),
            own: Some((Nobody, REFUSES)),
            ..plain("https", "127.0.0.1")
        });
    }
    // What is not needed is not looked at.
    rows.push(Row {
        variables: vec![("HTTPS_PROXY", "ftp://x"), ("NO_PROXY", "*")],
        ..plain("https", "127.0.0.1")
    });
    let own = OWN.map(|(list, host, why)| (list, host, Some((Direct, why))));
    let both = EXCEPTIONS.map(|(list, host)| (list, host, None));
    for (list, host, own) in both.into_iter().chain(own) {
        rows.push(Row {
            variables: vec![("HTTPS_PROXY", "http://{A}"), ("NO_PROXY", list)],
            own,
            ..plain("https", host)
        });
        rows.push(Row {
            proxy: Some("http://{A}"),
            no_proxy: Some(list),
            own,
            ..plain("https", host)
        });
    }
    for (list, host) in ONLY_IN_A_VARIABLE {
        rows.push(Row {
            variables: vec![("HTTPS_PROXY", "http://{A}"), ("NO_PROXY", list)],
            ..plain("https", host)
        });
    }
    for (lower, upper, option) in [
        (Some(""), Some("localhost"), None),
        (Some("localhost"), Some("x"), None),
        (Some("x"), Some("localhost"), None),
        (None, Some(""), Some("localhost")),
        (None, Some("localhost"), Some("")),
        (None, Some("localhost"), Some("x")),
        (Some("x"), None, Some("localhost")),
    ] {
        let lists = [("no_proxy", lower), ("NO_PROXY", upper)];
        let lists = lists.into_iter().filter_map(|(n, list)| Some((n, list?)));
        rows.push(Row {
            variables: [("all_proxy", "http://{A}")]
                .into_iter()
                .chain(lists)
                .collect(),
            no_proxy: option,
            ..plain("http", "localhost")
        });
    }
    rows
}

/// Two proxies and a server, none of which grants anything.
struct Servers([RawServer; 3]);

impl Servers {
    fn start() -> Servers {
        Servers(std::array::from_fn(|_| {
            RawServer::start(|_, mut stream| {
                use std::io::Write as _;
                let mut first = [0];
                // Neither TLS nor SOCKS.
                let is_http = stream.peek(&mut first).is_ok() && first[0].is_ascii_uppercase();
                if is_http && read_request(&mut stream).is_some() {
                    let no = b"HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                    let _ = stream.write_all(no);
                }
            })
        }))
    }

    fn fill(&self, text: &str) -> String {
        let [a, b, server] = self.0.each_ref().map(|server| server.address);
        text.replace("{A}", &a.to_string())
            .replace("{B}", &b.to_string())
            .replace("{P}", &server.port().to_string())
    }

    /// Who is asked by `ask`, which tells of a refusal and of a try to reach the server.
    fn asked(&self, ask: impl FnOnce() -> (bool, String)) -> (Asked, String) {
        let before = self.0.each_ref().map(RawServer::connections);
        let (is_refused, said) = ask();
        let after = self.0.each_ref().map(RawServer::connections);
        let asked = match [0, 1, 2].map(|i| after[i] > before[i]) {
            [true, false, false] => A,
            [false, true, false] => Asked::B,
            [false, false, true] => Direct,
            [false, false, false] if is_refused => Nobody,
            // An address that is not there, or a name.
            [false, false, false] => Direct,
            several => panic!("{several:?} were asked: {said}"),
        };
        (asked, said)
    }

    fn curl(&self, row: &Row) -> (bool, String) {
        let port = self.0[2].address.port();
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--max-time", "10", "-o", "/dev/null"]);
        curl.args(["--resolve", &format!("hub.example.test:{port}:127.0.0.1")]);
        for (option, value) in [("--proxy", row.proxy), ("--noproxy", row.no_proxy)] {
            if let Some(value) = value {
                curl.args([option, &self.fill(value)]);
            }
        }
        curl.arg(format!("{}://{}:{port}/", row.scheme, row.host));
        let output = self.with_variables(&mut curl, row).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (said.contains("proxy"), said)
    }

    fn library(&self, row: &Row) -> (bool, String) {
        let port = self.0[2].address.port();
        let (scheme, emulator) = match row.scheme {
            "https" => ("sb", ""),
            _ => ("http", ";UseDevelopmentEmulator=true"),
        };
        let to_do = json!({
            "connection": format!(
                "Endpoint={scheme}://{}:{port}/;SharedAccessKeyName=P;SharedAccessKey={KEY}{emulator}",
                row.host
            ),
            "proxy": row.proxy.map(|url| self.fill(url)),
            "no_proxy": row.no_proxy.map(|list| self.fill(list)),
        });
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", TEST, "--nocapture"]);
        let output = self
            .with_variables(&mut child, row)
            .env(ROW, to_do.to_string())
            .output()
            .unwrap();
        assert!(output.status.success(), "{row:?} {output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        let (_, said) = said.split_once("CAME TO ").unwrap();
        let said = said.lines().next().unwrap().to_owned();
        for secret in ["pw", "s3cret", "s3", "p\u{e4}ss", "svc", "CORP"] {
            assert!(!said.contains(secret), "{row:?}: {said}");
        }
        (said.starts_with("InvalidArgument"), said)
    }

    fn with_variables<'c>(&self, command: &'c mut Command, row: &Row) -> &'c mut Command {
        for name in [
            "https_proxy",
            "http_proxy",
            "all_proxy",
            "no_proxy",
            "REQUEST_METHOD",
        ] {
            command.env_remove(name).env_remove(name.to_uppercase());
        }
        let variables = row.variables.iter();
        command.envs(variables.map(|(name, value)| (name, self.fill(value))))
    }
}

/// In a child: makes the hub, sends, and says what that came to.
fn send_as(row: &str) {
    let row: Value = serde_json::from_str(row).unwrap();
    let mut options = HubOptions::default();
    options.set_max_attempts(1).unwrap();
    options.set_connect_timeout_ms(300).unwrap();
    match row["proxy"].as_str() {
        Some(url) => options.set_proxy(url).unwrap(),
        None => options.set_proxy_from_environment(),
    }
    if let Some(list) = row["no_proxy"].as_str() {
        options.set_no_proxy(list).unwrap();
    }
    let connection = row["connection"].as_str().unwrap();
    let error = match Hub::new(connection, Some("demo"), options) {
        Ok(hub) => send_to(&hub, &Target::broadcast()).error.unwrap(),
        Err(error) => error,
    };
    println!("CAME TO {:?}: {}", error.status, error.message);
}

fn differences(rows: &[Row]) -> Vec<String> {
    let servers = Servers::start();
    let mut wrong = Vec::new();
    for row in rows {
        let (by_curl, curl_said) = servers.asked(|| servers.curl(row));
        let (by_us, we_said) = servers.asked(|| servers.library(row));
        let expected = row.own.map_or(by_curl, |(asked, _)| asked);
        if by_us != expected {
            wrong.push(format!(
                "{row:?}: {by_us:?} ({we_said}), curl {by_curl:?} ({curl_said})"
            ));
        }
    }
    wrong
}

#[test]
fn the_library_asks_whom_curl_asks() {
    if let Ok(row) = std::env::var(ROW) {
        return send_as(&row);
    }
    if !shipped::have("curl") {
        return;
    }
    let rows = rows();
    // Most of the time is spent waiting for programs to start.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = rows.chunks(rows.len().div_ceil(4));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(|| differences(part)))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_variable_that_cannot_be_used_is_named() {
    let name = "proxy_beside_curl::a_variable_that_cannot_be_used_is_named";
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let url = "http://CORP\\svc:s3cret@127.0.0.1:1".to_owned();
        if crate::support::in_child_with(name, &[(variable, url)]) {
            let mut options = HubOptions::default();
            options.set_proxy_from_environment();
            let text = format!("Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey={KEY}");
            let error = Hub::new(&text, Some("demo"), options).unwrap_err();
            assert_eq!(error.status, Status::InvalidArgument);
            let named = error.message.split_once(": ").unwrap();
            assert!(std::env::var_os(named.0).is_some(), "{error}");
            assert!(
                named.1.contains("a backslash") && named.1.contains("%5C"),
                "{error}"
            );
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
            return;
        }
    }
}
