//! Answers as they come over a connection: their heads, their bodies, and two
//! exchanges one after the other, each beside the slow reader.

use std::collections::VecDeque;
use std::sync::OnceLock;

use notification_hubs::http::answer_head::{Framing, Malformed, Parsed, parse};
use notification_hubs::http::answer_headers::Kept;
use notification_hubs::http::body::{Body, Progress};
use notification_hubs::http::request::Request;
use notification_hubs::http::request_head::{HeadOfHub, Outgoing};
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::transport::exchange::Reading;

use super::scripted::{Came, Scripted, came};
use super::slow_reader::{self, SlowBody, SlowHead};
use super::stand_in::connection_string;

/// Stands for [`FILLER`] letters: inputs are short, and bounds are not. Two bytes, since
/// one stands in many inputs by chance, and long ones are slow.
const PLACE_OF_FILLER: &[u8] = b"~~";
const FILLER: usize = 8 * 1024;
/// More of them than go beyond every bound stay what they are.
const MOST_FILLERS: usize = 10;

/// About as many bytes are read again for the cuts of one head.
const CUT_BYTES: usize = 64 * 1024;

/// The bytes of an input, with fillers where they belong.
fn with_fillers(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len());
    let mut fillers = 0;
    let mut rest = data;
    while let [first, others @ ..] = rest {
        match rest.strip_prefix(PLACE_OF_FILLER) {
            Some(behind) if fillers < MOST_FILLERS => {
                fillers += 1;
                bytes.resize(bytes.len() + FILLER, b'x');
                rest = behind;
            }
            _ => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    bytes
}

/// The headers that the library reads.
const KEPT: [(Kept, &str); 9] = [
    (Kept::Location, "location"),
    (Kept::Date, "date"),
    (Kept::TrackingId, "trackingid"),
    (Kept::Correlation, "x-ms-correlation-request-id"),
    (Kept::RetryAfter, "retry-after"),
    (Kept::RetryAfterMs, "retry-after-ms"),
    (Kept::MsRetryAfterMs, "x-ms-retry-after-ms"),
    (Kept::Continuation, "x-ms-continuationtoken"),
    (Kept::ContentType, "content-type"),
];

/// The front of an answer is read as the slow reader reads it, and no part of it is
/// taken for all of it.
pub fn head(data: &[u8]) {
    let bytes = with_fillers(data);
    let expected = slow_reader::head(&bytes);
    let (size, read) = match (parse(&bytes, true), &expected) {
        (Ok(Parsed::Whole { size, head }), SlowHead::Whole(_)) => (size, head),
        (Ok(Parsed::Partial), SlowHead::Unfinished) => return,
        // That it is none can be seen before its end.
        (Err(Malformed::NotHttp), SlowHead::Unfinished | SlowHead::None) => return,
        (Err(Malformed::TooManyFields), SlowHead::Unfinished | SlowHead::None) => return,
        (parsed, expected) => panic!("{parsed:?}, must be {expected:?}"),
    };
    let SlowHead::Whole(expected) = expected else {
        return;
    };
    assert_eq!(
        (size, read.status, read.framing, read.keeps_open),
        (
            expected.size,
            expected.status,
            expected.framing(),
            expected.keeps_open()
        )
    );
    let all: Vec<_> = read.headers.all().collect();
    let expected_all: Vec<_> = expected
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect();
    assert_eq!(all, expected_all);
    for (which, name) in KEPT {
        let values = expected.values(name);
        let first = values.into_iter().find(|value| !value.is_empty());
        assert_eq!(read.headers.bytes(which), first, "{name}");
        let is_text = |value: &&[u8]| value.iter().all(|b| matches!(b, b' '..=b'~' | b'\t'));
        let text = first.filter(is_text);
        assert_eq!(read.headers.text(which).map(str::as_bytes), text, "{name}");
    }
    // Of a long one only some.
    // The longer the head, the fewer the cuts: each input costs about the same.
    for cut in (0..size).step_by(1 + size / 200 + size * size / CUT_BYTES) {
        let parsed = parse(&bytes[..cut], false);
        assert!(matches!(parsed, Ok(Parsed::Partial)), "{cut}: {parsed:?}");
    }
}

/// A body is read as the slow reader reads it, in whatever pieces. The first two
/// bytes say of what framing and how it is cut.
pub fn body(data: &[u8]) {
    let [kind, cut, rest @ ..] = data else {
        return;
    };
    let bytes = with_fillers(rest);
    let framing = match kind % 8 {
        0 => Framing::InDoubt,
        1 => Framing::UntilClose,
        2 => Framing::Length(u64::from(*cut)),
        3 => Framing::Length(u64::MAX >> (cut % 64)),
        _ => Framing::Chunked,
    };
    let limit = [0, 10, 1_000, 1_000_000][usize::from(kind / 8 % 4)];
    let ends_cleanly = kind & 0x80 == 0;
    let expected = slow_reader::body(framing, limit, &bytes, ends_cleanly);
    for step in [bytes.len(), 1 + usize::from(cut % 32)] {
        let mut body = Body::new(framing, limit);
        let mut used = 0;
        // Byte by byte only where that is no matter of seconds.
        for piece in bytes.chunks(step.max(1 + bytes.len() / 4_000)) {
            used += body.take(piece);
            if body.progress() != Progress::More {
                break;
            }
        }
        body.end(ends_cleanly);
        let progress = body.progress();
        let got = SlowBody {
            progress,
            bytes: body.into_bytes(),
            used: (progress == Progress::Whole).then_some(used),
        };
        assert_eq!(got, expected, "{framing:?} by {step}");
    }
}

/// What parts of an input are made of: the end of a piece, and the end of what comes
/// to a request.
const END_OF_PIECE: u8 = b'^';
const END_OF_ANSWER: u8 = b'$';

/// What comes between two of [`END_OF_ANSWER`], in one, and in pieces.
fn answer_in_pieces(part: &[u8]) -> (Vec<u8>, VecDeque<Vec<u8>>) {
    let pieces = part.split(|byte| *byte == END_OF_PIECE);
    let pieces: VecDeque<_> = pieces
        .filter(|piece| !piece.is_empty())
        .map(with_fillers)
        .collect();
    let all = pieces.iter().flatten().copied().collect();
    (all, pieces)
}

/// A request to a hub, as the library makes it.
fn request() -> &'static Request<'static> {
    static REQUEST: OnceLock<Request<'static>> = OnceLock::new();
    REQUEST.get_or_init(|| {
        let text = connection_string(([127, 0, 0, 1], 9).into());
        let hub = Hub::new(&text, Some("hub"), HubOptions::default());
        let notification = Notification::new(Platform::Apple, b"{\"aps\":{\"alert\":\"Hello!\"}}");
        let (Ok(hub), Ok(notification)) = (hub, notification) else {
            panic!("good arguments are refused");
        };
        let request = hub.dry_run(&notification, &Target::broadcast(), &CallOptions::default());
        request.expect("a request").into_owned()
    })
}

/// Two requests over one connection, of which the second is made only if the first
/// left it quiet: each gets its own answer, read as the slow reader reads it, and
/// what came before a request was written can only refuse it.
///
/// The first byte says how things end; then stand, each behind [`END_OF_ANSWER`] but
/// the first, what comes to the first request, before the second, and to the second.
pub fn exchange(data: &[u8]) {
    let [kind, rest @ ..] = data else {
        return;
    };
    let mut parts = rest.splitn(3, |byte| *byte == END_OF_ANSWER);
    let mut part = || answer_in_pieces(parts.next().unwrap_or_default());
    let (first, between, second) = (part(), part(), part());
    let reading = Reading {
        limit: 1_000,
        expects_document: kind & 1 == 1,
        keep_all_headers: kind & 2 == 2,
    };
    let mut wire = Scripted::new(first.1, 256 << (kind >> 2 & 3));
    wire.ends_cleanly = kind & 16 == 16;
    // Writing fails in the first or in the second, or not.
    let fails = [usize::MAX, usize::MAX, 0, 100][usize::from(kind >> 5 & 3)];
    let fails_in_second = kind & 0x80 == 0x80;
    let takes = |is_second: bool| match is_second == fails_in_second {
        true => fails,
        false => usize::MAX,
    };
    wire.takes = takes(false);
    let may_go_on = one(&mut wire, &first.0, reading);
    wire.pieces.extend(between.1);
    if !may_go_on || !wire.is_quiet() {
        return;
    }
    // Quiet, so that all that had come was the first one's, to its last byte.
    assert!(between.0.is_empty());
    wire.begin_again(second.1);
    wire.takes = takes(true);
    one(&mut wire, &second.0, reading);
}

/// An exchange to which `bytes` come. May another follow it?
fn one(wire: &mut Scripted, bytes: &[u8], reading: Reading) -> bool {
    let request = request();
    let head = HeadOfHub::new("http", "127.0.0.1:9");
    let outgoing = Outgoing::new(&head, request, "token").expect("it can be sent");
    let text = outgoing.pieces().concat();
    let got = came(wire, &outgoing, reading);
    let mut expected = slow_reader::answer(bytes, wire.ends_cleanly, reading);
    match wire.takes > text.len() {
        true => assert_eq!(wire.sent, text),
        false => expected = expected.early(),
    }
    let is_right = got.is_like(&expected, wire);
    // That it is no head can be seen before its end, or only there.
    let is_none = |came: &Came| matches!(came, Came::NoAnswer | Came::Io | Came::Closed);
    let is_right = is_right || (is_none(&got) && is_none(&expected));
    assert!(is_right, "{got:?}, must be {expected:?}");
    got.may_go_on()
}
