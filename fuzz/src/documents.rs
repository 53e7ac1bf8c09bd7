//! Documents of the service that functions read without a request.

use std::time::Duration;

use notification_hubs::documents::feedback::{self, Feedback};
use notification_hubs::documents::installation::Installation;
use notification_hubs::documents::notification_details::NotificationDetails;
use notification_hubs::documents::notification_outcome::TestOutcome;
use notification_hubs::http::answer_headers::{Headers, Kept};
use notification_hubs::http::effect::Effect;
use notification_hubs::http::response::{Answer, Extent, error_of, last_segment};
use notification_hubs::notification::kind::{MpnsType, WnsType};
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::{Notification, payload_check};
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use super::credentials::redactor;
use super::{KEY, check_message, check_size, with_key};

/// `NotificationOutcome`.
pub fn outcome(data: &[u8]) {
    let Some(outcome) = TestOutcome::parse(data) else {
        return;
    };
    assert!(outcome.results.len() <= 1000);
    let texts = outcome.results.iter().flat_map(|result| {
        [
            &result.platform,
            &result.pns_handle,
            &result.registration_id,
            &result.outcome,
        ]
    });
    check_size(texts.map(String::as_str), data);
    for result in &outcome.results {
        let handle = &result.pns_handle;
        let others = [&result.platform, &result.registration_id, &result.outcome];
        let is_alone = handle.len() > 40 && others.iter().all(|o| !o.contains(handle.as_str()));
        assert!(!is_alone || !format!("{result:?}").contains(handle.as_str()));
    }
}

/// `NotificationDetails`.
pub fn telemetry(data: &[u8]) {
    let details = match NotificationDetails::parse(data) {
        Ok(details) => details,
        Err(why) => return check_message(why),
    };
    let _ = details.state().is_final();
    let texts = [
        &details.notification_id,
        &details.location,
        &details.state,
        &details.enqueue_time,
        &details.start_time,
        &details.end_time,
        &details.body,
        &details.tags,
        &details.target_platforms,
        &details.error_details_uri,
    ];
    let texts = texts.into_iter().flatten();
    let names = details.counts.iter().map(|count| &count.name);
    check_size(texts.chain(names).map(String::as_str), data);
    for count in &details.counts {
        assert!(Platform::from_name(&count.platform).is_some());
    }
}

/// `PnsFeedback`: text says the same in every encoding.
pub fn feedback(data: &[u8]) {
    let (all, unreadable) = match feedback::parse(data) {
        Ok(read) => read,
        Err(why) => return check_message(why),
    };
    // UTF-16 has two bytes for what can take three in UTF-8.
    let size: usize = all.iter().flat_map(texts).map(String::len).sum();
    assert!(size <= data.len() * 2);
    assert!(all.len() * "<PnsFeedback/>".len() <= data.len());
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if matches!(data, [b'<', 0, ..] | [0, b'<', ..]) {
        return;
    }
    let big = text.encode_utf16().flat_map(u16::to_be_bytes);
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let blobs: [Vec<u8>; 2] = [
        [0xfe, 0xff].into_iter().chain(big).collect(),
        [0xff, 0xfe].into_iter().chain(little).collect(),
    ];
    for blob in blobs {
        let read = feedback::parse(&blob).expect("it is UTF-16");
        assert!(read.0 == all && read.1 == unreadable);
    }
}

fn texts(feedback: &Feedback) -> impl Iterator<Item = &String> {
    [
        &feedback.time,
        &feedback.error,
        &feedback.platform,
        &feedback.pns_handle,
        &feedback.new_pns_handle,
        &feedback.registration_id,
        &feedback.installation_id,
        &feedback.notification_id,
    ]
    .into_iter()
    .flatten()
}

/// An installation that is read, written and read again is the same.
pub fn installation(data: &[u8]) {
    let read = match Installation::from_json(data) {
        Ok(read) => read,
        Err(why) => return check_message(&why),
    };
    let written = read.to_json().expect("what was read can be written");
    let again = Installation::from_json(written.as_bytes()).expect("and read again");
    if again != read {
        let twice = again.to_json().expect("what was read can be written");
        panic!("{written}\n{twice}");
    }
    let handle = read.push_channel();
    let others = [read.id(), read.platform_text()];
    let is_alone = handle.len() > 40 && others.iter().all(|o| !o.contains(handle));
    assert!(!is_alone || !format!("{read:?}").contains(handle));
}

/// A failed answer: a line with its status and what was asked, lines with its
/// headers, an empty line, and its body.
pub fn error_body(data: &[u8]) {
    let data = with_key(data);
    let (head, body) = match data.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (&b""[..], &data[..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = String::from_utf8_lossy(lines.next().unwrap_or_default());
    let mut words = first.split(' ');
    let status = words.next().and_then(|word| word.parse().ok());
    let effect = match words.next() {
        Some("read") => Effect::Read,
        Some("change") => Effect::Change,
        _ => Effect::Send,
    };
    let answer = Answer {
        status: status.unwrap_or(400),
        headers: kept(lines),
        body: body.to_vec(),
        extent: Extent::Whole,
    };
    let mut redactor = redactor(error_of);
    redactor.hide(KEY);
    let error = error_of(&answer, effect, Duration::from_secs(784_111_770), &redactor);
    check_message(&error.message);
    assert!(!format!("{error:?}").contains(KEY), "{error:?}");
    assert_eq!(error.http_status, Some(answer.status));
    assert!(
        error
            .retry_after
            .is_none_or(|wait| wait <= Duration::from_secs(86_400))
    );
    assert!(error.transient || !error.may_have_been_sent);
    assert!(effect != Effect::Read || !error.may_have_been_sent);
    for text in [
        &error.service_code,
        &error.service_detail,
        &error.tracking_id,
    ] {
        let text = text.as_deref().unwrap_or("-");
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(text.chars().count() <= 501);
    }
    if let Some(id) = last_segment(&answer.headers) {
        assert!(!id.is_empty() && !id.contains(['/', '?', '#']), "{id:?}");
    }
}

fn kept<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Headers {
    let mut headers = Headers::default();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let name = String::from_utf8_lossy(&line[..colon]);
        if let Some(which) = Kept::from_name(&name) {
            headers.keep(which, &line[colon + 1..]);
        }
    }
    headers
}

/// A payload; the first byte says for which platform.
pub fn payload(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(body);
    let faults = [WnsType::detect(&text).err(), MpnsType::detect(&text).err()];
    for fault in faults.into_iter().flatten() {
        check_message(&fault);
    }
    let platform = Platform::ALL[usize::from(*first) % Platform::ALL.len()];
    match Notification::new(platform, body) {
        Ok(notification) => {
            assert_eq!(notification.body(), body, "byte for byte");
            if let Err(error) = payload_check::check(&notification) {
                check_message(&error.message);
            }
            // The service would not know what to do with it otherwise.
            let mut headers = HeaderMap::new();
            let sent = notification.for_each_header(|name, value| {
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
                headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
            });
            if let Err(error) = sent {
                check_message(&error.message);
            }
        }
        Err(error) => check_message(&error.message),
    }
}
