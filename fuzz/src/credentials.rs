//! Connection strings, tokens, and taking secrets out of text.

use std::sync::Arc;
use std::time::Duration;

use notification_hubs::auth::connection_string::ConnectionString;
use notification_hubs::auth::credential::{Credential, TokenCache};
use notification_hubs::auth::sas_token::Signer;
use notification_hubs::auth::secret::Secret;
use notification_hubs::error::Error;
use notification_hubs::http::effect::Effect;
use notification_hubs::http::hub_address::HubAddress;
use notification_hubs::http::response::{Answer, error_of};
use ureq::http::{HeaderValue, Uri};

use super::{KEY, check_message, text_with_key};

/// Parses; writes what was parsed and parses that; makes a hub's address of it.
pub fn connection_string(data: &[u8]) {
    let text = text_with_key(data);
    let parsed = match ConnectionString::parse(&text) {
        Ok(parsed) => parsed,
        Err(error) => return check_message(&error.message),
    };
    let written = write(&parsed);
    let again = ConnectionString::parse(&written).expect("what was parsed parses again");
    assert_eq!(again.endpoint, parsed.endpoint);
    assert_eq!(credential(&again), credential(&parsed));
    assert_eq!(again.entity_path, parsed.entity_path);

    let signer = parsed.credential.as_ref().and_then(Credential::signer);
    let is_only_in_key = !signer.is_some_and(|s| s.key_name.contains(KEY))
        && !parsed.entity_path.as_deref().unwrap_or("").contains(KEY);
    assert!(!is_only_in_key || !format!("{parsed:?}").contains(KEY));

    for hub in [Some("hub"), None] {
        match HubAddress::new(&parsed, hub, "2020-06") {
            Ok(address) => {
                let url = address.url(&["messages", "$batch", "a/b?c#d"], "&direct");
                // URLs have a length that HTTP cannot exceed.
                if url.len() < 60_000 {
                    let uri: Uri = url.parse().expect("a request can be made of it");
                    assert_eq!(uri.port_u16(), parsed.endpoint.port, "{url}");
                    assert_eq!(uri.host(), Some(parsed.endpoint.url_host().as_str()));
                    assert!(uri.path().ends_with("/messages/$batch/a%2Fb%3Fc%23d"));
                }
            }
            Err(error) => check_message(&error.message),
        }
    }
}

fn write(parsed: &ConnectionString) -> String {
    let endpoint = &parsed.endpoint;
    let mut text = format!(
        "Endpoint={}://{}{}/;{}UseDevelopmentEmulator={}",
        endpoint.scheme,
        endpoint.authority(),
        endpoint.path,
        credential(parsed),
        endpoint.scheme == "http",
    );
    if let Some(path) = &parsed.entity_path {
        text.push_str(";EntityPath=");
        text.push_str(path);
    }
    text
}

/// The parts of a connection string that say how to sign.
fn credential(parsed: &ConnectionString) -> String {
    match &parsed.credential {
        Some(Credential::Key(signer)) => format!(
            "SharedAccessKeyName={};SharedAccessKey={};",
            signer.key_name,
            signer.key.expose(),
        ),
        Some(Credential::Token(token)) => {
            format!("SharedAccessSignature={};", token.text.expose())
        }
        Some(Credential::Source(_)) => unreachable!("no text is a function"),
        None => String::new(),
    }
}

/// Signs with the input's lines: policy, key, time, and all others as the URI.
pub fn sas_token(data: &[u8]) {
    let text = text_with_key(data);
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let signer = Signer {
        key_name: line().to_owned(),
        key: Secret::new(line()),
    };
    let now = line().trim().parse().unwrap_or(u64::MAX);
    let uri = line();
    let cache = TokenCache::default();
    let credential = Arc::new(Credential::Key(signer));
    let token_at = |now| cache.get(&credential, uri, now).expect("a key signs");
    let token = token_at(now);
    let value = token.text.expose();
    assert!(HeaderValue::from_str(value).is_ok(), "{value:?}");
    let fields = value
        .strip_prefix("SharedAccessSignature ")
        .expect("it says what it is");
    let names: Vec<&str> = fields
        .split('&')
        .map(|field| field.split_once('=').expect("fields have values").0)
        .collect();
    assert_eq!(names, ["sr", "sig", "se", "skn"]);
    // 32 bytes in base64, with + / = percent-encoded.
    assert!((44..=44 * 3).contains(&token.signature().len()));
    assert!(fields.contains(token.signature()));
    assert!(!format!("{token:?}").contains(token.signature()));
    assert!(token.expires_at >= now);
    // The same again, and one for a time long before or after.
    assert_eq!(token_at(now).text.expose(), value);
    let _ = token_at(now.wrapping_mul(7));
}

/// What `error_of` takes out secrets with: its module is private, so its type
/// has no name here.
pub(super) fn redactor<R: Default>(_: fn(&Answer, Effect, Duration, &R) -> Error) -> R {
    R::default()
}

/// Takes secrets out of any text, whether it was told of them or knows their
/// places.
pub fn redaction(data: &[u8]) {
    let text = text_with_key(data);
    let mut told = redactor(error_of);
    told.hide(KEY);
    let out = told.redact(&text);
    assert!(!out.contains(KEY), "{out:?}");
    if !text.contains(KEY) && !text.contains(['=', ':', '<']) {
        assert_eq!(out, text, "nothing of it looks like a secret");
    }

    let untold = redactor(error_of);
    let (before, after) = match text.find(KEY) {
        Some(at) => (&text[..at], text[at + KEY.len()..].replace(KEY, "-")),
        None => ("", text.clone()),
    };
    for (start, end) in [
        ("sig=", "&"),
        ("SharedAccessKey=", ";"),
        ("ServiceBusNotification-DeviceHandle: ", "\n"),
        ("Auth: ", "\n"),
    ] {
        let out = untold.redact(&format!("{before}{start}{KEY}{end}{after}"));
        assert!(!out.contains(KEY), "{start}: {out:?}");
    }
    for (start, end) in [
        ("<PnsHandle>", "</PnsHandle>"),
        ("<a:ChannelUri x=''><![CDATA[", "]]></a:ChannelUri>"),
        ("{\"pushChannel\" : \"", "\""),
        ("{\"auth\":\"\\\"", "\"}"),
    ] {
        let out = untold.redact(&format!("{start}{KEY}{end}{after}"));
        assert!(!out.contains(KEY), "{start}: {out:?}");
    }
}
