//! The exchange over a scripted connection: random answers, good and broken, in
//! random pieces, compared with a reader that is slow and obvious. Each run prints
//! its seed; NH_SEED repeats one, NH_ROUNDS makes more.

use std::collections::{BTreeMap, VecDeque};

use crate::scripted::{Scripted, came};
use crate::slow_reader;
use crate::support::apple;
use crate::support::raw_server::RawServer;
use notification_hubs::http::answer_head::MAX_HEAD;
use notification_hubs::http::request_head::{HeadOfHub, Outgoing};
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::transport::exchange::Reading;

/// Far more than any answer here has, so that each class has its turn.
const ROUNDS: u64 = 6_000;

/// What a body may have at most.
const LIMIT: usize = 2_000;

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

/// In pieces of random lengths, some of them single bytes.
fn cut(random: &mut fastrand::Rng, mut bytes: &[u8]) -> VecDeque<Vec<u8>> {
    let most = [1, 3, 17, 400, 70_000][random.usize(..5)];
    // Byte by byte only where that is no matter of minutes.
    let most = if bytes.len() > 5_000 {
        most.max(400)
    } else {
        most
    };
    let mut pieces = VecDeque::new();
    while !bytes.is_empty() {
        let (piece, rest) = bytes.split_at(1 + random.usize(..most.min(bytes.len())));
        pieces.push_back(piece.to_vec());
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
    let mut second = 0;
    // A connection that an exchange left as good as new.
    let mut kept: Option<Scripted> = None;
    for round in 0..number("NH_ROUNDS").unwrap_or(ROUNDS) {
        let script = script(&mut random);
        let reading = Reading {
            limit: LIMIT,
            expects_document: random.bool(),
            keep_all_headers: random.bool(),
        };
        let writes = random.u8(..10) > 0;
        let pieces = cut(&mut random, &script.bytes);
        let mut wire = match kept.take() {
            Some(mut wire) => {
                wire.begin_again(pieces);
                second += 1;
                wire
            }
            None => Scripted::new(pieces, 1 + random.usize(..600)),
        };
        wire.ends_cleanly = random.bool();
        if !writes {
            wire.takes = random.usize(..expected_text.len());
        }
        let got = came(&mut wire, &outgoing, reading);
        let mut expected = slow_reader::answer(&script.bytes, wire.ends_cleanly, reading);
        if writes {
            assert_eq!(wire.sent, expected_text, "round {round}");
        } else {
            expected = expected.early();
            refused_early += 1;
        }
        *classes.entry(script.class).or_insert(0) += 1;
        assert!(
            got.is_like(&expected, &wire),
            "round {round} of NH_SEED={seed}, {}: {got:?}, must be {expected:?}\n{}",
            script.class,
            String::from_utf8_lossy(&script.bytes[..script.bytes.len().min(2_000)])
        );
        if got.may_go_on() && wire.is_quiet() {
            kept = Some(wire);
        }
    }
    println!("{classes:#?}, {refused_early} times writing failed, {second} on a kept connection");
    classes.insert("on a kept connection", second);
    for (class, count) in classes {
        assert!(count > 100, "{class} is rare: {count}");
    }
}
