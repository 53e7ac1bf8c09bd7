//! The raw bytes that a server answers a send with, and a judge of its own that
//! reads in them what became of it.

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};

use super::stand_in::{connection_string, read_request};
use super::{KEY, check_message, with_key};

/// Answers every request with these bytes, and ends the connection.
struct Server {
    address: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start() -> io::Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let answer = Arc::new(Mutex::new(Vec::new()));
        let served = Arc::clone(&answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let answer = served.lock().map(|bytes| bytes.clone());
                // The other end may close before it has read all.
                let _ = serve(stream, &answer.unwrap_or_default());
            }
        });
        Ok(Server { address, answer })
    }
}

fn serve(stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    // All of the request is read before a byte is answered, so the library has
    // no other reason than the answer for what it says.
    if read_request(&mut reader)?.is_some() {
        reader.get_mut().write_all(answer)?;
        reader.get_mut().shutdown(Shutdown::Write)?;
        // Closing with bytes unread would reset the connection.
        reader.read_to_end(&mut Vec::new())?;
    }
    Ok(())
}

/// Looks for the key in what is logged.
struct Watch;

impl LogSink for Watch {
    fn log(&self, _: Level, text: &str) {
        assert!(!text.contains(KEY), "the key is in {text:?}");
    }
}

/// Sends to a server that answers so, and compares what the library makes of it
/// with what the bytes say.
pub fn answer(data: &[u8]) {
    static SERVER: OnceLock<Mutex<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| Mutex::new(Server::start().expect("a socket")));
    let server = server.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = with_key(data);
    if let Ok(mut bytes) = server.answer.lock() {
        bytes.clone_from(&answer);
    }
    // A hub for each input: what one leaves in a pool must not change the next.
    let outcome = send(server.address);
    check_texts(&outcome);
    match said(&answer) {
        Some((status, content, is_plain)) => {
            let expected = verdict_of(status, content);
            let is_unread = outcome.http_status.is_none();
            let is_right = outcome.http_status == Some(status)
                && expected.is_none_or(|verdict| verdict == outcome.verdict);
            // A head that is out of the ordinary may be refused as a whole; then
            // nothing is known.
            let is_refused = is_unread && !is_plain && outcome.verdict == Verdict::Unknown;
            assert!(is_right || is_refused, "{status} {is_plain} {outcome:?}");
        }
        None => assert!(
            outcome.verdict == Verdict::Unknown && outcome.http_status.is_none(),
            "{outcome:?}"
        ),
    }
}

fn send(address: SocketAddr) -> Outcome {
    let mut options = HubOptions::default();
    let set = options
        .set_max_attempts(1)
        .and_then(|()| options.set_timeout_ms(8_000))
        .and_then(|()| options.set_log(Level::Dump as i32, Arc::new(Watch)));
    let hub = set.and_then(|()| Hub::new(&connection_string(address), Some("hub"), options));
    let notification = Notification::new(Platform::Apple, b"{}");
    let (Ok(hub), Ok(notification)) = (hub, notification) else {
        panic!("good arguments are refused");
    };
    hub.send(&notification, &Target::broadcast(), &CallOptions::default())
}

fn check_texts(outcome: &Outcome) {
    assert_eq!(
        outcome.error.is_none(),
        outcome.verdict == Verdict::Accepted
    );
    let Some(error) = &outcome.error else {
        return;
    };
    check_message(&error.message);
    assert_eq!(
        error.may_have_been_sent,
        outcome.verdict == Verdict::Unknown
    );
    // All that comes, comes at once: nothing is there to wait for.
    assert_ne!(error.status, Status::Timeout, "{error:?}");
    assert_ne!(error.status, Status::Internal, "{error:?}");
    let texts = [
        &error.service_code,
        &error.service_detail,
        &error.tracking_id,
    ];
    for text in texts.into_iter().flatten() {
        check_message(text);
        assert!(text.chars().count() <= 501);
    }
}

/// What a head says of its content.
#[derive(Clone, Copy)]
enum Content {
    /// Nothing, or that it is XML.
    Own,
    Page,
    /// Another type, or more than one.
    Other,
}

/// What the documentation says of a status with such content. Whether a 200 of
/// another type is empty, the judge does not look.
fn verdict_of(status: u16, content: Content) -> Option<Verdict> {
    match (status, content) {
        (200 | 201, Content::Own) => Some(Verdict::Accepted),
        (200 | 201, Content::Other) => None,
        (200..=299, _) => Some(Verdict::Unknown),
        (408 | 500 | 502 | 504, _) => Some(Verdict::Unknown),
        _ => Some(Verdict::NotAccepted),
    }
}

fn content_of(lines: &[&[u8]]) -> Content {
    let texts = lines
        .iter()
        .map(|line| String::from_utf8_lossy(line).to_lowercase());
    let types: Vec<String> = texts
        .filter_map(|line| {
            let value = line.strip_prefix("content-type:")?;
            Some(value.split(';').next()?.trim().to_owned())
        })
        .collect();
    match types.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Content::Own,
        ["text/html" | "application/xhtml+xml"] => Content::Page,
        ["application/xml" | "text/xml"] => Content::Own,
        _ => Content::Other,
    }
}

/// The status of the answer, what it says of its content, and whether its head
/// is such that nobody could refuse it; `None` if there is no whole head.
fn said(answer: &[u8]) -> Option<(u16, Content, bool)> {
    let mut rest = answer;
    let mut is_plain = true;
    loop {
        let (lines, after) = head(rest)?;
        rest = after;
        let (status, is_usual) = status_of(lines.first()?)?;
        is_plain &=
            is_usual && lines.len() < 20 && lines[1..].iter().all(|line| is_usual_field(line));
        match status {
            200..=599 => return Some((status, content_of(&lines[1..]), is_plain)),
            100..=199 => {}
            _ => return None,
        }
        // What comes before an answer: whether one is waited for after each of
        // these is the library's to say.
        is_plain &= status == 100 && lines.len() == 1;
    }
}

/// The lines up to an empty one, and what follows it.
fn head(bytes: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let mut lines = Vec::new();
    let mut rest = bytes;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        rest = &rest[end + 1..];
        match (line.is_empty(), lines.is_empty()) {
            // Before the status line, empty ones are passed over.
            (true, true) => {}
            (true, false) => return Some((lines, rest)),
            (false, _) => lines.push(line),
        }
    }
}

/// `HTTP/1.1 201 Created`, and whether it is written so.
fn status_of(line: &[u8]) -> Option<(u16, bool)> {
    let rest = line.strip_prefix(b"HTTP/1.")?;
    let (minor, rest) = rest.split_first()?;
    let rest = rest.strip_prefix(b" ")?;
    let digits = rest.get(..3)?;
    let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let reason = &rest[3..];
    let is_usual = *minor == b'1'
        && (200..=599).contains(&status) | (status == 100)
        && reason.first().is_none_or(|byte| *byte == b' ')
        && reason.iter().all(|byte| (b' '..=b'~').contains(byte));
    Some((status, is_usual))
}

/// A field that says nothing of where the answer ends.
fn is_usual_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return false;
    };
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    !name.is_empty()
        && name.iter().all(is_name)
        && value.iter().all(|byte| (b' '..=b'~').contains(byte))
        && !["content-length", "transfer-encoding"]
            .iter()
            .any(|special| name.eq_ignore_ascii_case(special.as_bytes()))
}
