//! The exchange over a scripted connection: random answers, good and broken, in
//! random pieces, compared with a reader that is slow and obvious. Each run prints
//! its seed; NH_SEED repeats one, NH_ROUNDS makes more.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use crate::support::apple;
use crate::support::raw_server::RawServer;
use notification_hubs::http::request_head::{HeadOfHub, Outgoing};
use notification_hubs::http::response::Extent;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::transport::exchange::{Failure, Reading, Wire, exchange};

/// Far more than any answer here has, so that each class has its turn.
const ROUNDS: u64 = 6_000;

/// What a body may have at most.
const LIMIT: usize = 2_000;

const MAX_HEAD: usize = 64 * 1024;

/// A connection of the test's own.
struct Scripted {
    /// What comes, piece by piece.
    pieces: Vec<Vec<u8>>,
    next: usize,
    input: Vec<u8>,
    /// How it ends.
    ends_cleanly: bool,
    output: Vec<u8>,
    sent: Vec<u8>,
    /// How much of the request is taken before writing fails.
    takes: usize,
    is_sent: bool,
    is_reading_only: bool,
    /// Did anything come before the whole request was sent?
    read_early: bool,
}

impl Wire for Scripted {
    fn input(&mut self) -> &[u8] {
        &self.input
    }

    fn consume(&mut self, amount: usize) {
        self.input.drain(..amount);
    }

    fn await_input(&mut self) -> io::Result<bool> {
        self.read_early |= !self.is_sent && !self.is_reading_only;
        match self.pieces.get(self.next) {
            Some(piece) => {
                self.input.extend_from_slice(piece);
                self.next += 1;
                Ok(true)
            }
            None if self.ends_cleanly => Ok(false),
            None => Err(ErrorKind::ConnectionReset.into()),
        }
    }

    fn output(&mut self) -> &mut [u8] {
        &mut self.output
    }

    fn send(&mut self, amount: usize) -> io::Result<()> {
        assert!(!self.is_reading_only && !self.is_sent);
        if self.sent.len() + amount > self.takes {
            return Err(ErrorKind::BrokenPipe.into());
        }
        self.sent.extend_from_slice(&self.output[..amount]);
        Ok(())
    }

    fn request_is_sent(&mut self) {
        self.is_sent = true;
    }

    fn stop_writing(&mut self) {
        self.is_reading_only = true;
    }
}

/// What an exchange comes to.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Answer {
        status: u16,
        body: Vec<u8>,
        extent: Extent,
        may_go_on: bool,
    },
    Io,
    Closed,
    NoAnswer,
    Announcement(u16),
    EarlySuccess(u16),
}

/// One script: what comes, and of what class it is.
struct Script {
    class: &'static str,
    bytes: Vec<u8>,
}

/// A random answer of a random class.
fn script(random: &mut fastrand::Rng) -> Script {
    const CLASSES: [&str; 26] = [
        "length",
        "chunks",
        "until the end",
        "no body",
        "announced",
        "101",
        "two lengths",
        "the same length twice",
        "length and chunks",
        "no number",
        "another encoding",
        "http 1.0",
        "close",
        "no chunk size",
        "no end of a chunk",
        "extensions and trailers",
        "broken trailer",
        "cut off",
        "left over",
        "folded",
        "no http",
        "no colon",
        "many fields",
        "too many fields",
        "large head",
        "large body",
    ];
    let class = CLASSES[random.usize(..CLASSES.len())];
    let statuses = [200, 201, 202, 299, 301, 400, 404, 413, 429, 500, 503, 599];
    let mut status = statuses[random.usize(..statuses.len())];
    let mut version = "1.1";
    let length = if class == "large body" {
        LIMIT + random.usize(..3)
    } else {
        random.usize(..300)
    };
    let body: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
    let mut fields: Vec<String> = (0..random.usize(..4))
        .map(|at| format!("X-{at}: {}", "v".repeat(random.usize(..40))))
        .collect();
    let mut sent = body.clone();
    let length_field = format!("Content-Length: {length}");
    let chunked_field = "Transfer-Encoding: chunked".to_owned();
    match class {
        "chunks"
        | "no chunk size"
        | "no end of a chunk"
        | "extensions and trailers"
        | "broken trailer" => {
            fields.push(chunked_field);
            sent = chunks(random, &body, class);
        }
        "until the end" => {}
        "no body" => {
            status = [204, 304][random.usize(..2)];
            sent.clear();
            if random.bool() {
                fields.push(length_field);
            }
        }
        "two lengths" => fields.extend([length_field, format!("Content-Length: {}", length + 1)]),
        "the same length twice" if random.bool() => {
            fields.push(format!("Content-Length: {length}, {length}"));
        }
        "the same length twice" => fields.extend([length_field.clone(), length_field]),
        "length and chunks" => {
            fields.extend([length_field, chunked_field]);
            sent = chunks(random, &body, "chunks");
        }
        "no number" => {
            let texts = [
                "x",
                "",
                "-1",
                "+1",
                "1 2",
                "0x10",
                "1,",
                "99999999999999999999",
            ];
            fields.push(format!(
                "Content-Length: {}",
                texts[random.usize(..texts.len())]
            ));
        }
        "another encoding" => {
            let texts = ["gzip", "gzip, chunked", "chunked, chunked", "xchunked", ""];
            fields.push(format!(
                "Transfer-Encoding: {}",
                texts[random.usize(..texts.len())]
            ));
        }
        "http 1.0" => {
            version = "1.0";
            fields.push(length_field);
        }
        "close" => fields.extend([length_field, "connection: x, Close".to_owned()]),
        "folded" => fields.extend(["X: a\r\n b\r\n\tc".to_owned(), length_field]),
        "no colon" => fields.extend(["what is this".to_owned(), length_field]),
        "many fields" => {
            fields.extend((0..900).map(|_| "Y: z".to_owned()));
            fields.push(length_field);
        }
        "too many fields" => fields.extend((0..1001).map(|_| "Y: z".to_owned())),
        "large head" => {
            // Around the bound.
            let frame = 60 + fields.iter().map(|field| field.len() + 2).sum::<usize>();
            let size = MAX_HEAD - 100 + random.usize(..200) - frame;
            fields.push(format!("Z: {}", "z".repeat(size)));
            fields.push(length_field);
        }
        _ => fields.push(length_field),
    }
    random.shuffle(&mut fields);
    let mut bytes = Vec::new();
    if class == "announced" {
        for _ in 0..=random.usize(..3) {
            let announced = [100, 102, 103, 199][random.usize(..4)];
            bytes.extend(format!("HTTP/1.1 {announced} x\r\nA: b\r\n\r\n").bytes());
        }
    }
    if class == "101" {
        status = [101, 600, 999, 99][random.usize(..4)];
    }
    let first = match class {
        "no http" => {
            ["HTTP/2 201 x", "HTTP/1.1 2x1 x", "SSH-2.0-x", "201 x"][random.usize(..4)].to_owned()
        }
        _ => format!("HTTP/{version} {status:03} x"),
    };
    bytes.extend(
        format!(
            "{first}\r\n{}",
            fields
                .iter()
                .map(|f| format!("{f}\r\n"))
                .collect::<String>()
        )
        .bytes(),
    );
    bytes.extend(b"\r\n");
    bytes.extend(&sent);
    if class == "cut off" {
        bytes.truncate(random.usize(..bytes.len()));
    }
    if class == "left over" {
        bytes.extend(&b"HTTP/1.1 201 stale\r\n\r\n"[..1 + random.usize(..20)]);
    }
    Script { class, bytes }
}

fn chunks(random: &mut fastrand::Rng, body: &[u8], class: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (chunk, left) = rest.split_at(1 + random.usize(..rest.len()));
        rest = left;
        let extension = match class {
            "extensions and trailers" => ";name=\"a;b\"; x",
            _ => "",
        };
        bytes.extend(
            format!(
                "{:0width$x}{extension}\r\n",
                chunk.len(),
                width = 1 + random.usize(..3)
            )
            .bytes(),
        );
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    match class {
        "no chunk size" => bytes
            .extend([&b"g\r\n"[..], b"\r\n", b"-1\r\n", b"; x\r\n", b"1 1\r\n"][random.usize(..5)]),
        "no end of a chunk" => {
            bytes.extend([&b"1\r\nab\r\n"[..], b"1\r\na\n", b"1\na\r\n"][random.usize(..3)])
        }
        "extensions and trailers" => bytes.extend(b"0;last\r\nX: y\r\nZ: a\r\n b\r\n\r\n"),
        "broken trailer" => {
            bytes.extend([&b"0\r\nno field\r\n\r\n"[..], b"0\r\n: y\r\n\r\n"][random.usize(..2)])
        }
        _ => bytes.extend(b"0\r\n\r\n"),
    }
    bytes
}

/// The slow reader: it has all that ever comes, and looks at it line by line.
fn reference(bytes: &[u8], ends_cleanly: bool, reading: Reading) -> Came {
    let ended = || if ends_cleanly { Came::Closed } else { Came::Io };
    let mut at = 0;
    loop {
        // A head ends with the first empty line.
        let rest = &bytes[at..];
        let end = rest
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map(|end| end + 4);
        let lines_end = end.unwrap_or(rest.len());
        let text: Vec<char> = rest[..lines_end].iter().map(|b| char::from(*b)).collect();
        let text: String = text.into_iter().collect();
        // What no answer begins with is known from its first bytes.
        let pattern = "HTTP/1.v ddd";
        let begins_well = text.chars().zip(pattern.chars()).all(|(c, p)| match p {
            'v' => matches!(c, '0' | '1'),
            'd' => c.is_ascii_digit(),
            _ => c == p,
        });
        if !begins_well {
            return Came::NoAnswer;
        }
        let Some(end) = end else {
            // Too large, or its end never came.
            return match at + rest.len() > MAX_HEAD {
                true => Came::NoAnswer,
                false => ended(),
            };
        };
        let mut lines: Vec<String> = Vec::new();
        for line in text.trim_end_matches("\r\n").split("\r\n") {
            match lines.last_mut() {
                Some(last) if line.starts_with([' ', '\t']) => {
                    last.push(' ');
                    last.push_str(line.trim());
                }
                _ => lines.push(line.to_owned()),
            }
        }
        let status: u16 = lines[0][9..12].parse().unwrap();
        let is_old = lines[0].starts_with("HTTP/1.0");
        let fields = &lines[1..];
        if fields.iter().any(|field| !field.contains(':')) || fields.len() > 1000 {
            return Came::NoAnswer;
        }
        at += end;
        if at > MAX_HEAD {
            return Came::NoAnswer;
        }
        match status {
            100 | 102..=199 => continue,
            200..=599 => {}
            other => return Came::Announcement(other),
        }
        let values = |name: &str| -> Vec<String> {
            let fields = fields.iter().map(|field| field.split_once(':').unwrap());
            let named = fields.filter(|(n, _)| n.eq_ignore_ascii_case(name));
            named.map(|(_, value)| value.trim().to_owned()).collect()
        };
        let closes = values("connection").iter().any(|value| {
            value
                .split(',')
                .any(|word| word.trim().eq_ignore_ascii_case("close"))
        });
        return read_body(
            status,
            is_old,
            closes,
            &values("content-length"),
            &values("transfer-encoding"),
            &bytes[at..],
            ends_cleanly,
            reading,
        );
    }
}

#[allow(clippy::too_many_arguments, reason = "all that a body depends on")]
fn read_body(
    status: u16,
    is_old: bool,
    closes: bool,
    lengths: &[String],
    encodings: &[String],
    rest: &[u8],
    ends_cleanly: bool,
    reading: Reading,
) -> Came {
    let limit = reading.limit;
    let answer = |body: &[u8], is_whole: bool, used: Option<usize>| Came::Answer {
        status,
        body: body[..body.len().min(limit)].to_vec(),
        extent: match is_whole {
            _ if body.len() > limit => Extent::Cut,
            true => Extent::Whole,
            false => Extent::Broken,
        },
        may_go_on: is_whole
            && body.len() <= limit
            && used == Some(rest.len())
            && !is_old
            && !closes,
    };
    if matches!(status, 204 | 304) {
        return answer(b"", true, Some(0));
    }
    let lengths: Vec<&str> = lengths
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let is_number = |text: &&str| {
        !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_doubtful = match (lengths.as_slice(), encodings) {
        ([], []) => false,
        ([first, others @ ..], []) => {
            !is_number(first) || others.iter().any(|other| other != first)
        }
        ([], [encoding]) => encoding != "chunked" || is_old,
        _ => true,
    };
    if is_doubtful {
        return answer(b"", false, None);
    }
    if let Some(length) = lengths.first() {
        let length: usize = length.parse().unwrap();
        return match rest.get(..length) {
            Some(body) => answer(body, true, Some(length)),
            None => answer(rest, false, None),
        };
    }
    if encodings.is_empty() {
        // Nobody waits for the end of what nobody needs, so pieces decide how much
        // of it is read: see the caller.
        return answer(rest, ends_cleanly, None);
    }
    let mut body = Vec::new();
    let mut at = 0;
    let line = |at: &mut usize| -> Option<String> {
        let end = rest[*at..].iter().position(|b| *b == b'\n')?;
        let line = rest[*at..*at + end].strip_suffix(b"\r")?;
        *at += end + 1;
        (!line.contains(&b'\r')).then(|| String::from_utf8_lossy(line).into_owned())
    };
    loop {
        let Some(size) = line(&mut at) else {
            return answer(&body, false, None);
        };
        let size = size.split(';').next().unwrap().trim_end().to_owned();
        let is_size = !size.is_empty() && size.bytes().all(|b| b.is_ascii_hexdigit());
        let Some(size) = is_size.then(|| usize::from_str_radix(&size, 16).unwrap()) else {
            return answer(&body, false, None);
        };
        if size == 0 {
            break;
        }
        let there = &rest[at..];
        body.extend(&there[..size.min(there.len())]);
        if there.len() < size + 2 || &there[size..size + 2] != b"\r\n" {
            return answer(&body, false, None);
        }
        at += size + 2;
    }
    loop {
        match line(&mut at) {
            Some(trailer) if trailer.is_empty() => return answer(&body, true, Some(at)),
            Some(trailer) if trailer.starts_with([' ', '\t']) || trailer.find(':') > Some(0) => {}
            _ => return answer(&body, false, None),
        }
    }
}

fn came(wire: &mut Scripted, request: &Outgoing<'_>, reading: Reading) -> Came {
    match exchange(wire, request, reading) {
        Ok(exchanged) => Came::Answer {
            status: exchanged.answer.status,
            body: exchanged.answer.body,
            extent: exchanged.answer.extent,
            may_go_on: exchanged.may_go_on,
        },
        Err(Failure::Io(_)) => Came::Io,
        Err(Failure::Closed) => Came::Closed,
        Err(Failure::NoAnswer(_)) => Came::NoAnswer,
        Err(Failure::Announcement(status)) => Came::Announcement(status),
        Err(Failure::EarlySuccess(status)) => Came::EarlySuccess(status),
        Err(Failure::Unasked) => panic!("a scripted connection is never new"),
    }
}

/// In pieces of random lengths, some of them single bytes.
fn cut(random: &mut fastrand::Rng, mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let most = [1, 3, 17, 400, 70_000][random.usize(..5)];
    // Byte by byte only where that is no matter of minutes.
    let most = if bytes.len() > 5_000 {
        most.max(400)
    } else {
        most
    };
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let (piece, rest) = bytes.split_at(1 + random.usize(..most.min(bytes.len())));
        pieces.push(piece.to_vec());
        bytes = rest;
    }
    pieces
}

#[test]
fn the_exchange_reads_what_the_slow_reader_reads() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = number("NH_SEED").unwrap_or(20_261_130);
    println!("NH_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let server = RawServer::answering("");
    let hub = server.open(HubOptions::default());
    let notification = apple();
    let request = hub
        .dry_run(&notification, &Target::broadcast(), &CallOptions::default())
        .unwrap();
    let head = HeadOfHub::new("http", &server.address.to_string());
    let outgoing = Outgoing::new(&head, &request, "token").unwrap();
    let expected_text: Vec<u8> = outgoing.pieces().concat();
    let mut classes = BTreeMap::new();
    let mut refused_early = 0;
    for round in 0..number("NH_ROUNDS").unwrap_or(ROUNDS) {
        let script = script(&mut random);
        let reading = Reading {
            limit: LIMIT,
            expects_document: random.bool(),
            keep_all_headers: random.bool(),
        };
        let writes = random.u8(..10) > 0;
        let mut wire = Scripted {
            pieces: cut(&mut random, &script.bytes),
            next: 0,
            input: Vec::new(),
            ends_cleanly: random.bool(),
            output: vec![0; 1 + random.usize(..600)],
            sent: Vec::new(),
            takes: match writes {
                true => usize::MAX,
                false => random.usize(..expected_text.len()),
            },
            is_sent: false,
            is_reading_only: false,
            read_early: false,
        };
        let got = came(&mut wire, &outgoing, reading);
        let mut expected = reference(&script.bytes, wire.ends_cleanly, reading);
        assert!(!wire.read_early, "round {round}");
        if writes {
            assert_eq!(wire.sent, expected_text, "round {round}");
        } else {
            // What came before the request was whole can refuse it, and no more.
            expected = match expected {
                Came::Answer { status, .. } if status < 300 => Came::EarlySuccess(status),
                Came::Answer {
                    status,
                    body,
                    extent,
                    ..
                } => Came::Answer {
                    status,
                    body,
                    extent,
                    may_go_on: false,
                },
                _ => Came::Io,
            };
            refused_early += 1;
        }
        *classes.entry(script.class).or_insert(0) += 1;
        assert!(
            is_same(&got, &expected, reading, &wire),
            "round {round} of NH_SEED={seed}, {}: {got:?}, must be {expected:?}\n{}",
            script.class,
            String::from_utf8_lossy(&script.bytes[..script.bytes.len().min(2_000)])
        );
    }
    println!("{classes:#?}, {refused_early} times writing failed");
    for (class, count) in classes {
        assert!(count > 100, "{class} is rare: {count}");
    }
}

/// Equal; but how much is read of what nobody waits for, and whether what follows
/// the answer has come when the connection is given back, depends on the pieces.
fn is_same(got: &Came, expected: &Came, reading: Reading, wire: &Scripted) -> bool {
    let (
        Came::Answer {
            status,
            body,
            extent,
            may_go_on,
        },
        Came::Answer {
            status: e_status,
            body: e_body,
            extent: e_extent,
            may_go_on: e_go_on,
        },
    ) = (got, expected)
    else {
        return got == expected;
    };
    let has_come = wire.next == wire.pieces.len();
    let is_unawaited = *extent == Extent::Unawaited
        && *status < 300
        && !reading.expects_document
        && !may_go_on
        && e_body.starts_with(body);
    status == e_status
        && ((body == e_body && extent == e_extent) || (is_unawaited && !*e_go_on))
        && (may_go_on == e_go_on || (*may_go_on && !has_come))
}
