//! Request and response as the how-to's debug mode prints them.

use std::fmt::Write as _;

use crate::auth::sas_token::SasToken;
use crate::http::request::Request;
use crate::http::response::Answer;

/// The request between the how-to's marks. The payload is shown only on request.
pub fn request(request: &Request<'_>, token: &SasToken, show_payload: bool) -> String {
    let mut out = format!(
        "--- REQUEST ---\n{} {} HTTP/1.1\n",
        request.method, request.url
    );
    // Writing to a String cannot fail.
    if !token.is_none() {
        let _ = writeln!(out, "Authorization: {}", token.shown());
    }
    for (name, value) in request.headers.iter() {
        let _ = writeln!(out, "{name}: {value}");
    }
    if let Some(length) = request.content_length() {
        let _ = writeln!(out, "Content-Length: {length}");
    }
    out.push('\n');
    if show_payload {
        out.push_str(&String::from_utf8_lossy(&request.body));
    } else {
        out.push_str(&hidden("payload", request.body.len()));
    }
    out.push_str("\n--- END REQUEST ---");
    out
}

/// The response between the how-to's marks. Answers to sends say what became
/// of them; others hold what was stored, and are shown only on request.
pub fn response(answer: &Answer, show_body: bool) -> String {
    let reason = ureq::http::StatusCode::from_u16(answer.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("");
    let mut out = format!("--- RESPONSE ---\nHTTP/1.1 {} {reason}\n", answer.status);
    for (name, value) in answer.headers.all() {
        let _ = writeln!(out, "{name}: {}", String::from_utf8_lossy(value));
    }
    let body = String::from_utf8_lossy(&answer.body);
    let _ = if show_body || answer.body.is_empty() || !answer.is_2xx() {
        write!(out, "\n{body}")
    } else {
        write!(out, "\n{}", hidden("body", answer.body.len()))
    };
    out.push_str("\n--- END RESPONSE ---");
    out
}

fn hidden(what: &str, length: usize) -> String {
    format!("[{what} of {length} bytes not shown; nh_options_set_log_payloads shows it]")
}
