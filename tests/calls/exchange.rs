//! One request and its answer on the wire: whose answer it is, when a connection
//! may be used again, and what of HTTP is understood. In each of the five forms in
//! which the library talks to a hub.

use std::io::Write as _;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::layers::{Form, Layers, Peer, TUNNEL};
use crate::support::raw_server::CREATED;
use crate::support::{failure, send_to};
use notification_hubs::documents::installation::Installation;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;

const REFUSED: &str = "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n";
const FIRST: &str =
    "HTTP/1.1 201 Created\r\nLocation: https://n/demo/messages/first\r\nContent-Length: 0\r\n\r\n";
const STALE: &str =
    "HTTP/1.1 201 Created\r\nLocation: https://n/demo/messages/stale\r\nContent-Length: 0\r\n\r\n";

fn once() -> HubOptions {
    let mut options = HubOptions::default();
    options.set_retry(Retry::Never as i32).unwrap();
    options
}

fn send(hub: &Hub) -> Outcome {
    send_to(hub, &Target::broadcast())
}

/// A send that is accepted over a connection to which `then` is done together with
/// the answer, and one that the server refuses, over whatever connection. How many
/// connections were made.
fn refused_after(
    form: Form,
    test: &str,
    then: impl Fn(&mut Peer) -> Vec<u8> + Send + Sync + 'static,
) -> usize {
    let layers = Layers::start(form, test, move |number, peer| {
        if number == 0 {
            peer.request()?;
            let mut bytes = peer.seal(FIRST);
            bytes.extend(then(peer));
            peer.write_below(&bytes)?;
        }
        loop {
            peer.request()?;
            peer.answer(&[REFUSED])?;
        }
    });
    let hub = layers.open(once());
    let first = send(&hub);
    assert_eq!(first.verdict, Verdict::Accepted, "{form:?}: {first:?}");
    assert_eq!(first.notification_id.as_deref(), Some("first"), "{form:?}");
    let second = send(&hub);
    assert_eq!(second.verdict, Verdict::NotAccepted, "{form:?}: {second:?}");
    assert_eq!(second.http_status, Some(400), "{form:?}: {second:?}");
    layers.server.connections()
}

#[test]
fn an_answer_behind_the_answer_is_never_another_requests() {
    for form in Form::ALL {
        let made = refused_after(form, "exchange_stale", |peer| peer.seal(STALE));
        assert_eq!(made, 2, "{form:?}");
        // So long that the first fills the library's own space.
        for pad in [3_900, 4_000, 8_100, 16_200] {
            let made = refused_after(form, "exchange_padded", move |peer| {
                let stale =
                    STALE.replace("Location", &format!("X: {}\r\nLocation", "p".repeat(pad)));
                peer.seal(&stale)
            });
            assert_eq!(made, 2, "{form:?}, {pad}");
        }
    }
}

#[test]
fn the_beginning_of_an_answer_behind_the_answer_is_none_either() {
    for form in Form::ALL {
        for amount in [1, 4, 5, 6, 20] {
            let made = refused_after(form, "exchange_begun", move |peer| {
                peer.seal(STALE)[..amount].to_vec()
            });
            assert_eq!(made, 2, "{form:?}, {amount}");
        }
    }
}

#[test]
fn part_of_an_inner_record_in_a_whole_outer_one_is_seen() {
    // The outer layer is at a record's end; the inner one holds a part.
    let made = refused_after(Form::HttpsProxy, "exchange_inner", |peer| {
        peer.seal(STALE)[..7].to_vec()
    });
    assert_eq!(made, 2);
    // The other way round.
    let layers = Layers::start(Form::HttpsProxy, "exchange_outer", |number, peer| {
        peer.request()?;
        if number == 0 {
            let first = peer.seal(FIRST);
            let mut bytes = peer.wrap(&first);
            let stale = peer.seal(STALE);
            bytes.extend(&peer.wrap(&stale)[..7]);
            peer.tcp.write_all(&bytes)?;
            return peer.request().map(|_| ());
        }
        peer.answer(&[REFUSED])
    });
    let hub = layers.open(once());
    assert_eq!(send(&hub).verdict, Verdict::Accepted);
    assert_eq!(send(&hub).http_status, Some(400));
    assert_eq!(layers.server.connections(), 2);
}

#[test]
fn a_good_bye_with_the_answer_costs_nothing_but_the_connection() {
    for form in Form::ALL {
        let layers = Layers::start(form, "exchange_good_bye", |_, peer| {
            peer.request()?;
            let mut bytes = peer.seal(CREATED);
            bytes.extend(peer.good_bye());
            peer.write_below(&bytes)?;
            if bytes.len() == CREATED.len() {
                // Without TLS the end of the connection is the good-bye.
                return Ok(());
            }
            // TCP stays open.
            peer.request().map(|_| ())
        });
        let hub = layers.open(once());
        for _ in 0..6 {
            let outcome = send(&hub);
            assert_eq!(outcome.verdict, Verdict::Accepted, "{form:?}: {outcome:?}");
            std::thread::sleep(Duration::from_millis(match form {
                Form::Plain => 50,
                _ => 0,
            }));
        }
        assert_eq!(layers.server.connections(), 6, "{form:?}");
    }
}

#[test]
fn a_record_that_is_none_closes_the_connection() {
    for form in Form::ALL.into_iter().filter(|form| *form != Form::Plain) {
        let made = refused_after(form, "exchange_alert", |_| {
            let mut record = vec![23, 3, 3, 0, 40];
            record.resize(45, 0x55);
            record
        });
        assert_eq!(made, 2, "{form:?}");
    }
}

#[test]
fn records_without_plaintext_cost_nothing() {
    for form in [Form::Tls13, Form::HttpProxy, Form::HttpsProxy] {
        let made = refused_after(form, "exchange_new_keys", |peer| peer.new_keys().unwrap());
        assert_eq!(made, 1, "{form:?}");
    }
}

#[test]
fn what_comes_while_a_connection_lies_idle_closes_it() {
    for form in Form::ALL {
        let (is_answered, answered) = sync_channel(0);
        let (written, is_written) = channel();
        let (answered, written) = (Mutex::new(answered), Mutex::new(written));
        let layers = Layers::start(form, "exchange_idle", move |number, peer| {
            peer.request()?;
            if number > 0 {
                return peer.answer(&[REFUSED]);
            }
            peer.answer(&[FIRST])?;
            answered.lock().unwrap().recv().unwrap();
            peer.answer(&[STALE])?;
            written.lock().unwrap().send(()).unwrap();
            peer.request().map(|_| ())
        });
        let hub = layers.open(once());
        assert_eq!(send(&hub).verdict, Verdict::Accepted, "{form:?}");
        is_answered.send(()).unwrap();
        is_written.recv().unwrap();
        // On loopback it has arrived when it is written.
        let second = send(&hub);
        assert_eq!(second.http_status, Some(400), "{form:?}: {second:?}");
        assert_eq!(layers.server.connections(), 2, "{form:?}");
    }
}

#[test]
fn an_answer_that_is_there_before_the_question_is_none() {
    // Without TLS and proxy there is nothing that it could come together with.
    for form in Form::ALL.into_iter().filter(|form| *form != Form::Plain) {
        let asked = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&asked);
        let layers = Layers::start_raw(form, "exchange_early", move |_, peer| {
            peer.make_way()?;
            if form.has_proxy() {
                peer.request()?;
                peer.write_below(TUNNEL)?;
            }
            peer.make_inner(STALE.as_bytes())?;
            peer.request()?;
            *counted.lock().unwrap() += 1;
            Ok(())
        });
        let outcome = send(&layers.open(HubOptions::default()));
        assert!(outcome.error.is_some(), "{form:?}: {outcome:?}");
        let error = failure(&outcome);
        assert_eq!(error.status, Status::Protocol, "{form:?}: {error}");
        assert_eq!(outcome.verdict, Verdict::NotAccepted, "{form:?}: {error}");
        assert_eq!(outcome.attempts, 3, "{form:?}: {error}");
        assert_eq!(*asked.lock().unwrap(), 0, "{form:?}");
    }
}

#[test]
fn a_tunnel_that_is_granted_before_it_is_asked_for_is_none() {
    // Only TLS to the proxy gives something that it could come together with.
    let asked = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&asked);
    let layers = Layers::start_raw(Form::HttpsProxy, "exchange_early_tunnel", move |_, peer| {
        peer.make_way_saying(TUNNEL)?;
        peer.request()?;
        *counted.lock().unwrap() += 1;
        Ok(())
    });
    let outcome = send(&layers.open(once()));
    assert_eq!(failure(&outcome).status, Status::Proxy, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::NotAccepted);
    assert_eq!(*asked.lock().unwrap(), 0);
}

#[test]
fn a_byte_behind_a_tunnels_answer_closes_it() {
    for form in [Form::HttpProxy, Form::HttpsProxy] {
        let layers = Layers::start_raw(form, "exchange_behind_tunnel", move |_, peer| {
            peer.make_way()?;
            peer.request()?;
            peer.write_below(&[TUNNEL, b"x"].concat())?;
            peer.make_inner(b"")?;
            peer.request()?;
            peer.answer(&[STALE])
        });
        let outcome = send(&layers.open(once()));
        assert_eq!(failure(&outcome).status, Status::Proxy, "{form:?}");
        assert_eq!(outcome.verdict, Verdict::NotAccepted, "{form:?}");
    }
}

/// What a send comes to that is answered so, in each form, and how many connections
/// two of them take.
fn answered(test: &str, answer: &str, check: impl Fn(&Outcome), connections: usize) {
    for form in Form::ALL {
        let text = answer.to_owned();
        let layers = Layers::start(form, test, move |_, peer| {
            loop {
                peer.request()?;
                for piece in text.as_bytes().chunks(16_000) {
                    peer.answer(&[std::str::from_utf8(piece).unwrap()])?;
                }
            }
        });
        let hub = layers.open(once());
        for _ in 0..2 {
            let outcome = send(&hub);
            assert!(outcome.attempts == 1, "{form:?}: {outcome:?}");
            check(&outcome);
        }
        assert_eq!(layers.server.connections(), connections, "{form:?}");
    }
}

fn with_head_of(status: &str, size: usize) -> String {
    let frame = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
    let mut fields = String::new();
    let mut left = size - frame.len();
    while left > 0 {
        // A line of 1000 bytes, and a last one that fits.
        let length = if left < 2_000 { left } else { 1_000 };
        fields.push_str(&format!("X-Long: {}\r\n", "l".repeat(length - 10)));
        left -= length;
    }
    let head = frame.replace("Content-Length", &format!("{fields}Content-Length"));
    assert_eq!(head.len(), size);
    head
}

#[test]
fn heads_of_64_kib_are_read_and_larger_ones_are_not() {
    for size in [8_192, 16_384, 16_385, 65_536] {
        let head = with_head_of("400 Bad", size);
        answered(
            "exchange_big",
            &head,
            |outcome| assert_eq!(outcome.http_status, Some(400), "{size}: {outcome:?}"),
            1,
        );
    }
    let head = with_head_of("429 Slow\r\nretry-after-ms: 70", 40_000);
    answered(
        "exchange_big_429",
        &head,
        |outcome| {
            let error = failure(outcome);
            // Little, since the second send waits for it.
            assert_eq!(
                error.retry_after,
                Some(Duration::from_millis(70)),
                "{error}"
            );
        },
        1,
    );
    let head = with_head_of("201 Created", 65_537);
    answered(
        "exchange_too_big",
        &head,
        |outcome| {
            let error = failure(outcome);
            assert_eq!(error.status, Status::Protocol, "{error}");
            assert_eq!(outcome.verdict, Verdict::Unknown);
            assert!(error.message.contains("larger than 64 KiB"), "{error}");
        },
        2,
    );
    let many = "X: y\r\n".repeat(1001);
    answered(
        "exchange_too_many",
        &format!("HTTP/1.1 201 Created\r\n{many}\r\n"),
        |outcome| {
            let error = failure(outcome);
            assert_eq!(error.status, Status::Protocol, "{error}");
            assert!(error.message.contains("more than 1000 headers"), "{error}");
        },
        2,
    );
}

#[test]
fn a_proxys_answer_is_bounded_as_any_other() {
    for form in [Form::HttpProxy, Form::HttpsProxy] {
        for (size, verdict) in [(65_536, Verdict::Accepted), (65_537, Verdict::NotAccepted)] {
            let answer = with_head_of("200 OK", size).leak();
            let outcome = tunnel_answered(form, "exchange_big_tunnel", answer, "");
            assert_eq!(outcome.verdict, verdict, "{form:?} {size}: {outcome:?}");
            if verdict == Verdict::NotAccepted {
                let error = failure(&outcome);
                assert_eq!(error.status, Status::Proxy, "{error}");
                assert!(error.message.contains("larger than 64 KiB"), "{error}");
            }
        }
    }
}

#[test]
fn folded_headers_are_read() {
    let head = "HTTP/1.1 400 Bad\r\nTrackingId: a\r\n b\r\nContent-Length: 0\r\n\r\n";
    answered(
        "exchange_fold",
        head,
        |outcome| {
            let error = failure(outcome);
            assert_eq!(error.http_status, Some(400));
            assert_eq!(error.tracking_id.as_deref(), Some("a b"));
        },
        1,
    );
}

#[test]
fn announcements_are_passed_over() {
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n".repeat(100);
    let head = format!(
        "HTTP/1.1 100 Continue\r\nX: y\r\nDate: now\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n{hints}{CREATED}"
    );
    answered(
        "exchange_100",
        &head,
        |outcome| assert_eq!(outcome.verdict, Verdict::Accepted, "{outcome:?}"),
        1,
    );
    // Within the bound of a head, all of them together.
    let hints = hints.repeat(20);
    answered(
        "exchange_many_100",
        &format!("{hints}{CREATED}"),
        |outcome| assert_eq!(failure(outcome).status, Status::Protocol),
        2,
    );
}

#[test]
fn a_page_is_no_answer_of_the_service() {
    answered(
        "exchange_page",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        |outcome| {
            let error = failure(outcome);
            assert_eq!(error.status, Status::Protocol, "{error}");
            assert_eq!(outcome.verdict, Verdict::Unknown);
            assert!(error.message.contains("200 with content type text/html"));
        },
        1,
    );
}

#[test]
fn a_refusals_body_is_read_up_to_64_kib() {
    for (length, connections) in [(65_536, 1), (1_000_000, 2)] {
        let body = "x".repeat(length);
        answered(
            "exchange_long_refusal",
            &format!("HTTP/1.1 400 Bad\r\nContent-Length: {length}\r\n\r\n{body}"),
            |outcome| {
                assert_eq!(failure(outcome).status, Status::Rejected, "{outcome:?}");
                assert_eq!(outcome.body.len(), 65_536);
            },
            connections,
        );
    }
}

#[test]
fn chunks_have_extensions_and_trailers() {
    let extension = format!("3;name=\"{}\"\r\nabc\r\n", "v".repeat(30_000));
    let answer = format!(
        "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n{extension}0;last\r\nX-Trailer: y\r\n\r\n"
    );
    answered(
        "exchange_chunks",
        &answer,
        |outcome| assert_eq!(outcome.body, b"abc", "{outcome:?}"),
        1,
    );
}

#[test]
fn the_verdict_of_a_send_is_there_with_the_head() {
    for form in Form::ALL {
        let layers = Layers::start(form, "exchange_no_length", |_, peer| {
            peer.request()?;
            peer.answer(&["HTTP/1.1 201 Created\r\nLocation: https://n/messages/id\r\n\r\n"])?;
            // Until the client closes.
            peer.request().map(|_| ())
        });
        let hub = layers.open(HubOptions::default());
        let began = Instant::now();
        for _ in 0..2 {
            let outcome = send(&hub);
            assert_eq!(outcome.verdict, Verdict::Accepted, "{form:?}");
            assert_eq!(outcome.notification_id.as_deref(), Some("id"));
        }
        // The call's own time is 30 seconds.
        assert!(began.elapsed() < Duration::from_secs(15), "{form:?}");
        assert_eq!(layers.server.connections(), 2, "{form:?}");
    }
}

/// A request that no kernel takes whole, to a server that reads only its head,
/// answers so and resets.
fn interrupted(form: Form, test: &str, answer: &'static str) -> Outcome {
    let layers = Layers::start(form, test, move |_, peer| {
        let mut head = [0; 512];
        std::io::Read::read_exact(peer, &mut head)?;
        peer.answer(&[answer])?;
        // Closing with bytes unread resets the connection; the answer goes first.
        std::thread::sleep(Duration::from_millis(100));
        Ok(())
    });
    let mut options = once();
    // Or all of it would be looked for in each message.
    options.set_log_payloads(true);
    let hub = layers.open(options);
    // Larger than all that kernels keep for a connection.
    let body = "x".repeat(16 * 1024 * 1024);
    let json = serde_json::json!({
        "installationId": "d", "platform": "apns", "pushChannel": "AB",
        "templates": {"large": {"body": body}},
    });
    let installation = Installation::from_json(json.to_string().as_bytes()).unwrap();
    hub.put_installation(&installation, &CallOptions::default())
}

#[test]
fn what_comes_while_a_request_is_written_can_refuse_it_and_never_accept_it() {
    for form in Form::ALL {
        let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let refused = interrupted(form, "exchange_413", refusal);
        assert_eq!(refused.http_status, Some(413), "{form:?}: {refused:?}");
        assert_eq!(refused.verdict, Verdict::NotAccepted, "{form:?}");
        let accepted = interrupted(form, "exchange_early_201", CREATED);
        assert_eq!(accepted.verdict, Verdict::Unknown, "{form:?}: {accepted:?}");
        let error = failure(&accepted);
        assert_eq!(error.status, Status::Protocol, "{form:?}: {error}");
        assert!(error.may_have_been_sent, "{form:?}: {error}");
    }
}

/// What a proxy's answer to CONNECT comes to.
fn tunnel_answered(form: Form, test: &str, answer: &'static str, credentials: &str) -> Outcome {
    let layers = Layers::start_raw(form, test, move |_, peer| {
        peer.make_way()?;
        peer.request()?;
        for piece in answer.as_bytes().chunks(16_000) {
            peer.write_below(piece)?;
        }
        if answer.contains(" 20") {
            peer.make_inner(b"")?;
            peer.request()?;
            peer.answer(&[CREATED])?;
        }
        Ok(())
    });
    let mut options = HubOptions::default();
    options.set_max_attempts(3).unwrap();
    let hub = match credentials {
        "" => layers.open(options),
        _ => layers.open_with_credentials(options, credentials),
    };
    send(&hub)
}

#[test]
fn any_2xx_opens_a_tunnel() {
    for form in [Form::HttpProxy, Form::HttpsProxy] {
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            concat!(
                "HTTP/1.1 200 OK\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\nA: 7\r\nA: 8\r\n",
                "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\nA: 7\r\nA: 8\r\n",
                "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\nA: 7\r\nA: 8\r\n\r\n",
            ),
        ] {
            let outcome = tunnel_answered(form, "exchange_tunnel", answer, "");
            assert_eq!(
                outcome.verdict,
                Verdict::Accepted,
                "{form:?} {answer:?}: {outcome:?}"
            );
        }
    }
}

#[test]
fn a_proxy_that_refuses_is_asked_once_and_quoted() {
    const WANTS: &str = "HTTP/1.1 407 Auth\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n";
    for form in [Form::HttpProxy, Form::HttpsProxy] {
        let outcome = tunnel_answered(form, "exchange_407", WANTS, "");
        let error = failure(&outcome);
        assert_eq!(
            (error.status, outcome.attempts),
            (Status::Proxy, 1),
            "{error}"
        );
        for word in ["407", "Negotiate, NTLM", "Basic", "nh_options_set_proxy"] {
            assert!(error.message.contains(word), "{word}: {error}");
        }
        let outcome = tunnel_answered(form, "exchange_407_again", WANTS, "user:s3cretpw");
        let error = failure(&outcome);
        assert_eq!(outcome.attempts, 1, "{error}");
        assert!(
            error.message.contains("does not take these credentials"),
            "{error}"
        );
        assert!(!error.message.contains("s3cretpw"));
        for (answer, attempts) in [
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 1),
            ("HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", 1),
            ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", 3),
        ] {
            let outcome = tunnel_answered(form, "exchange_refused", answer, "");
            let error = failure(&outcome);
            assert_eq!(error.status, Status::Proxy, "{error}");
            assert_eq!(outcome.attempts, attempts, "{error}");
            assert!(error.message.contains(&answer[9..12]), "{error}");
        }
    }
}
