//! HTTP/2 beside HTTP/1.1, spoken by clients that others wrote: curl, nghttp and Apache HttpClient 5.
//! What they would not do, a client of this file does by hand.

use crate::faults::{BODY, Ending};
use crate::other_clients::{have, run, with_hub};
use crate::skips;
use crate::support::*;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);
const JARS: [&str; 4] = ["httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api"];
const JAR_FOLDER: &str = "/usr/share/java";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub fn with_device(arguments: &[&str]) -> Hub {
    let hub = Hub::start(arguments);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AA"}));
    hub.call(&Request::new("POST", "/_emulator/reset").anonymous());
    hub
}

/// The headers of a send and its address, for a command line.
fn send_arguments(hub: &Hub) -> [String; 5] {
    let token = hub.token(FULL, hub.env("NH_URL"), now() + 60);
    [
        "-H".to_owned(),
        format!("Authorization: {token}"),
        "-H".to_owned(),
        "ServiceBusNotification-Format: apple".to_owned(),
        send_address(hub),
    ]
}

fn send_address(hub: &Hub) -> String {
    format!("{}/demo/messages?{VERSION}", hub.env("NH_URL"))
}

pub struct Curl {
    pub exit: i32,
    pub status: String,
    pub version: String,
    pub answer: String,
}

/// curl with these arguments makes a send.
pub fn curl(hub: &Hub, arguments: &[&str]) -> Curl {
    let mut command = Command::new("curl");
    command
        .args(["-sS", "-i", "--noproxy", "*", "--max-time", "20"])
        .args(["-w", "\n%{http_code} %{http_version}"])
        .args(arguments)
        .args(send_arguments(hub));
    if !hub.env("NH_CA_FILE").is_empty() {
        command.args(["--cacert", hub.env("NH_CA_FILE")]);
    }
    let output = command.output().unwrap();
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, last) = answer.rsplit_once('\n').unwrap();
    let (status, version) = last.split_once(' ').unwrap();
    Curl {
        exit: output.status.code().unwrap(),
        status: status.to_owned(),
        version: version.to_owned(),
        answer: answer.clone(),
    }
}

/// What nghttp says that it received for a send: the frames of streams and of the connection's end.
pub fn nghttp(hub: &Hub, body: &str, arguments: &[&str], more_addresses: &[String]) -> Vec<String> {
    let file = hub.folder.path().join("body");
    std::fs::write(&file, body).unwrap();
    let output = Command::new("nghttp")
        .args(["-v", "-y", "-t", "20", "-H", ":method: POST", "-d"])
        .arg(&file)
        .args(arguments)
        .args(send_arguments(hub))
        .args(more_addresses)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut frames: Vec<String> = Vec::new();
    for line in text.lines() {
        if let Some((_, received)) = line.split_once("] recv ")
            && let Some((kind, rest)) = received.split_once(" frame <")
        {
            let ends = rest.contains("flags=0x01") || rest.contains("flags=0x05");
            frames.push(match kind {
                "HEADERS" | "DATA" if ends => format!("{kind} END"),
                _ => kind.to_owned(),
            });
        } else if let Some((_, status)) = line.split_once(" :status: ")
            && line.contains("] recv (")
        {
            frames.push(status.to_owned());
        } else if let Some((_, code)) = line.split_once("error_code=")
            && let Some(last) = frames.last_mut().filter(|last| !last.contains(' '))
            && matches!(last.as_str(), "RST_STREAM" | "GOAWAY")
        {
            let (code, _) = code.split_once('(').unwrap();
            *last = format!("{last} {code}");
        }
    }
    frames.retain(|frame| {
        let of_connection = ["SETTINGS", "WINDOW_UPDATE", "PING"];
        !of_connection.contains(&frame.as_str())
    });
    frames
}

#[test]
fn both_protocols_on_one_port() {
    if !have("curl") {
        return;
    }
    for (start, by_http2) in [
        (&[][..], "--http2"),
        (&["--plain"], "--http2-prior-knowledge"),
    ] {
        let hub = with_device(start);
        for (argument, version, protocol) in [
            (by_http2, "2", "HTTP/2"),
            ("--http1.1", "1.1", "HTTP/1.1"),
            (by_http2, "2", "HTTP/2"),
        ] {
            let body = format!(r#"{{"aps":{{"alert":"{protocol}"}}}}"#);
            let answer = curl(&hub, &[argument, "-d", &body]);
            assert_eq!(answer.status, "201", "{}", answer.answer);
            assert_eq!(answer.version, version);
            let name = match version {
                "2" => "\r\nlocation: ",
                _ => "\r\nLocation: ",
            };
            let location = format!("{name}{}/demo/messages/", hub.env("NH_URL"));
            assert!(answer.answer.contains(&location), "{}", answer.answer);
            let requests = hub.requests();
            let last = requests.last().unwrap();
            assert_eq!(last["protocol"], protocol);
            assert_eq!(last["method"], "POST");
            assert_eq!(last["target"], format!("/demo/messages?{VERSION}"));
            assert_eq!(last["headers"]["host"], hub.authority());
            assert_eq!(last["body"], body);
            assert_eq!(
                (&last["queued"], &last["status"]),
                (&json!(true), &json!(201))
            );
            assert_eq!(last["answerSent"], "whole");
        }
        let deliveries = hub.deliveries();
        assert_eq!(deliveries.len(), 3);
        assert_eq!(deliveries[0]["deviceHandle"], "AA");
    }
}

/// Without TLS curl asks for HTTP/2 in a request of HTTP/1.1, and goes on as it is answered.
#[test]
fn no_upgrade_from_http1() {
    if !have("curl") {
        return;
    }
    let hub = with_device(&["--plain"]);
    let answer = curl(&hub, &["--http2", "-d", BODY]);
    assert_eq!(
        (answer.status.as_str(), answer.version.as_str()),
        ("201", "1.1")
    );
    let requests = hub.requests();
    assert_eq!(requests[0]["protocol"], "HTTP/1.1");
    assert_eq!(requests[0]["headers"]["upgrade"], "h2c");
    assert_eq!(hub.deliveries().len(), 1);
}

#[test]
fn nghttp_pushes_to_a_device() {
    if !have("nghttp") {
        return;
    }
    for start in [&[][..], &["--plain"]] {
        let hub = with_device(start);
        let frames = nghttp(&hub, BODY, &[], &[]);
        assert_eq!(frames, ["201", "HEADERS END"]);
        // It waits for the hub to ask for the body.
        let frames = nghttp(&hub, BODY, &["--expect-continue"], &[]);
        assert_eq!(frames, ["100", "HEADERS", "201", "HEADERS END"]);
        // More than the hub takes at a time.
        let frames = nghttp(&hub, BODY, &["-m", "300"], &[]);
        let answered = frames.iter().filter(|frame| *frame == "201").count();
        assert_eq!((answered, frames.len()), (300, 600));
        let deliveries = hub.deliveries();
        assert_eq!(deliveries.len(), 302);
        assert!(deliveries.iter().all(|one| one["deviceHandle"] == "AA"));
        let requests = hub.requests();
        assert!(requests.iter().all(|one| one["protocol"] == "HTTP/2"));
    }
}

/// HttpClient 5, which the official Java SDK is built on, is told to speak nothing but HTTP/2.
#[test]
fn java_pushes_to_a_device() {
    let jars = JARS.map(|name| format!("{JAR_FOLDER}/{name}.jar"));
    if !jars.iter().all(|jar| Path::new(jar).exists()) {
        return skips::for_lack_of("Apache HttpClient 5");
    }
    // It runs a program from its source.
    if !have("javac") {
        return;
    }
    for start in [&[][..], &["--plain"]] {
        let hub = Hub::start(start);
        let mut java = Command::new("java");
        java.args(["-XX:TieredStopAtLevel=1", "-cp", &jars.join(":")])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/Push.java"))
            .env("NH_CA_FILE", hub.env("NH_CA_FILE"));
        run(with_hub(&mut java, &hub));
        let mut texts: Vec<u32> = hub.deliveries().iter().map(text_of).collect();
        texts.sort();
        assert_eq!(texts, (0..=150).collect::<Vec<u32>>());
        let requests = hub.requests();
        assert!(requests.iter().all(|one| one["protocol"] == "HTTP/2"));
        let expected = requests
            .iter()
            .filter(|one| one["headers"]["expect"].is_string());
        assert_eq!(expected.count(), 1);
    }
}

fn text_of(delivery: &Value) -> u32 {
    assert_eq!(delivery["installationId"], "java");
    let payload: Value = serde_json::from_str(delivery["payload"].as_str().unwrap()).unwrap();
    payload["data"]["message"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn what_is_too_large() {
    if !have("curl") || !have("nghttp") {
        return;
    }
    let hub = with_device(&["--plain"]);
    let by_http2 = "--http2-prior-knowledge";
    let file = hub.folder.path().join("large");
    for size in [70_000, 4 << 20] {
        std::fs::write(&file, "x".repeat(size)).unwrap();
        let data = format!("@{}", file.display());
        let answer = curl(&hub, &[by_http2, "--data-binary", &data]);
        assert_eq!((answer.exit, answer.status.as_str()), (0, "413"), "{size}");
        assert!(answer.answer.contains("<Error><Code>413</Code>"));
        // One that asks first is told at once, and sends nothing.
        let body = "x".repeat(size);
        let frames = nghttp(&hub, &body, &["--expect-continue"], &[]);
        assert_eq!(frames[..2], ["413", "HEADERS"]);
    }
    // Only what a stream needs is taken of a connection: others go on.
    assert_eq!(curl(&hub, &[by_http2, "-d", "{}"]).status, "201");
    // curl's own bound is another one: for the size after compression.
    let many: String = (0..2000).map(|n| format!("X-{n}: y\n")).collect();
    std::fs::write(&file, many).unwrap();
    let heads = format!("@{}", file.display());
    let answer = curl(&hub, &[by_http2, "-H", &heads, "-d", "{}"]);
    assert_eq!(answer.status, "431", "{}", answer.answer);
    let deep = format!("ServiceBusNotification-Tags: {}", "(".repeat(30_000));
    let answer = curl(&hub, &[by_http2, "-H", &deep, "-d", "{}"]);
    assert_eq!(answer.status, "400", "{}", answer.answer);
}

/// An answer of many windows, by a client that opens small ones.
#[test]
fn large_answers() {
    if !have("nghttp") {
        return;
    }
    let hub = with_device(&["--plain"]);
    let rule = json!([{"kind": "huge_body", "bytes": 3_000_000}]);
    hub.control("POST", "faults", &rule.to_string());
    let frames = nghttp(&hub, "{}", &["-w", "12", "-W", "12", "-n"], &[]);
    assert_eq!(frames[..2], ["201", "HEADERS"]);
    assert_eq!(frames.last().unwrap(), "DATA END");
    assert!(frames.len() > 700, "{}", frames.len());
}

/// Type and payload.
type Frame = (u8, Vec<u8>);

pub struct ByHand {
    stream: TcpStream,
    read: Vec<u8>,
    /// A reset is told once, and sometimes it is a write that is told.
    is_reset: bool,
}

impl ByHand {
    pub fn connect(hub: &Hub) -> ByHand {
        let stream = TcpStream::connect(hub.authority()).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        ByHand {
            stream,
            read: Vec::new(),
            is_reset: false,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Err(error) = self.stream.write_all(bytes) {
            let told = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
            assert!(told.contains(&error.kind()), "{error}");
            self.is_reset |= error.kind() == ErrorKind::ConnectionReset;
        }
    }

    /// With the settings that every client sends.
    pub fn greet(&mut self) {
        self.write(PREFACE);
        self.write(&frame(4, 0, 0, &[]));
    }

    /// Until the hub ends it: the frames, and what is no whole frame.
    pub fn frames(mut self) -> (Vec<Frame>, Vec<u8>, Ending) {
        let ending = match self.stream.read_to_end(&mut self.read) {
            Ok(_) if !self.is_reset => Ending::Closed,
            Ok(_) => Ending::Reset,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ending::Reset,
            Err(error) => panic!("{error} after {:?}", self.read),
        };
        let mut frames = Vec::new();
        let mut rest = &self.read[..];
        while let [a, b, c, kind, _, _, _, _, _, behind @ ..] = rest {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            let Some((payload, behind)) = behind.split_at_checked(length) else {
                break;
            };
            // Settings, windows and pings are of no interest.
            if !matches!(kind, 4 | 6 | 8) {
                frames.push((*kind, payload.to_vec()));
            }
            rest = behind;
        }
        (frames, rest.to_vec(), ending)
    }
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// The headers of a send, as literals without the tables of HPACK.
pub fn head(hub: &Hub, length: usize) -> Vec<u8> {
    let token = hub.token(FULL, hub.env("NH_URL"), now() + 60);
    let path = format!("/demo/messages?{VERSION}");
    let mut block = Vec::new();
    for (name, value) in [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", &path),
        (":authority", hub.authority()),
        ("authorization", &token),
        ("servicebusnotification-format", "apple"),
        ("content-length", &length.to_string()),
    ] {
        block.push(0);
        for text in [name, value] {
            match text.len() {
                short @ ..127 => block.push(short as u8),
                long => {
                    assert!(long < 127 + 0x4000);
                    let rest = long - 127;
                    block.extend([127, (rest % 128) as u8 | 128, (rest / 128) as u8]);
                }
            }
            block.extend(text.as_bytes());
        }
    }
    block
}

const END_HEADERS: u8 = 4;

/// One that sends a head and a body, on stream 1.
pub fn send_by_hand(hub: &Hub) -> ByHand {
    let mut client = ByHand::connect(hub);
    client.greet();
    let mut bytes = frame(1, END_HEADERS, 1, &head(hub, BODY.len()));
    bytes.extend(frame(0, 1, 1, BODY.as_bytes()));
    client.write(&bytes);
    client
}

#[test]
fn a_preface_in_pieces() {
    let hub = with_device(&["--plain", "--idle-timeout", "0.5"]);
    let mut client = ByHand::connect(&hub);
    for byte in PREFACE {
        client.write(&[*byte]);
        std::thread::sleep(Duration::from_millis(3));
    }
    let mut bytes = frame(4, 0, 0, &[]);
    bytes.extend(frame(1, END_HEADERS, 1, &head(&hub, BODY.len())));
    bytes.extend(frame(0, 1, 1, BODY.as_bytes()));
    client.write(&bytes);
    let (frames, rest, ending) = client.frames();
    // The answer, and the good-bye for a connection that idles: first that it comes, then that it
    // is here.
    let kinds: Vec<u8> = frames.iter().map(|(kind, _)| *kind).collect();
    assert_eq!((&kinds[..2], rest.len()), (&[1, 7][..], 0), "{kinds:?}");
    assert_eq!(ending, Ending::Closed);
    assert_eq!(hub.deliveries().len(), 1);
    // What only begins like a preface is HTTP/1.1.
    let mut client = ByHand::connect(&hub);
    client.write(b"PR");
    std::thread::sleep(Duration::from_millis(20));
    client.write(b"OPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    client.stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[test]
fn slow_clients() {
    let hub = with_device(&["--plain", "--idle-timeout", "0.5", "--body-timeout", "0.5"]);
    let half_a_head = head(&hub, BODY.len());
    let half_a_head = frame(1, 0, 1, &half_a_head[..half_a_head.len() / 2]);
    let greeting = [PREFACE, &frame(4, 0, 0, &[])].concat();
    // Half a preface, a preface alone, nothing asked, half a frame, and half a head.
    let slow = [
        &PREFACE[..10],
        PREFACE,
        &greeting,
        &[&greeting[..], &[0, 0]].concat(),
        &[&greeting[..], &half_a_head].concat(),
    ]
    .map(|bytes| {
        let mut client = ByHand::connect(&hub);
        client.write(bytes);
        client
    });
    for client in slow {
        client.frames();
    }
    // Half a body.
    let mut client = ByHand::connect(&hub);
    client.greet();
    let mut bytes = frame(1, END_HEADERS, 1, &head(&hub, 20));
    bytes.extend(frame(0, 0, 1, b"{"));
    client.write(&bytes);
    let (frames, ..) = client.frames();
    let text = String::from_utf8_lossy(&frames[1].1).into_owned();
    assert!(text.starts_with("<Error><Code>408</Code>"), "{text}");
    let last = &hub.requests()[0];
    assert_eq!(
        (&last["status"], &last["bodyComplete"]),
        (&json!(408), &json!(false))
    );
    // One that leaves in the middle of a body.
    let mut client = ByHand::connect(&hub);
    client.greet();
    client.write(&bytes);
    // Who leaves before the hub has looked at it was never there.
    std::thread::sleep(Duration::from_millis(200));
    client.stream.shutdown(Shutdown::Write).unwrap();
    client.frames();
    let started = Instant::now();
    while hub.requests().len() < 2 {
        assert!(started.elapsed() < LONG);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(hub.requests()[1]["bodyComplete"], false);
    assert_eq!(hub.call(&apple()).status, 201);
}

/// Streams that are opened and reset at once, and frames that no client should send.
#[test]
fn floods() {
    let hub = with_device(&["--plain"]);
    let block = head(&hub, BODY.len());
    let mut resets = Vec::new();
    for stream in (1..40_000).step_by(2) {
        resets.extend(frame(1, END_HEADERS, stream, &block));
        resets.extend(frame(3, 0, stream, &[0, 0, 0, 8]));
    }
    let mut more_of_a_head = frame(1, 0, 1, &block);
    for _ in 0..10_000 {
        more_of_a_head.extend(frame(9, 0, 1, &block[..40]));
    }
    let mut nothing = frame(1, END_HEADERS, 1, &block);
    for _ in 0..100_000 {
        nothing.extend(frame(0, 0, 1, &[]));
    }
    for bytes in [resets, more_of_a_head, nothing, vec![0xff; 100_000]] {
        let mut client = ByHand::connect(&hub);
        client.greet();
        // The hub ends it before all is written.
        let _ = client.stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = client.stream.read_to_end(&mut answer);
        assert_eq!(hub.call(&apple()).status, 201);
    }
}
