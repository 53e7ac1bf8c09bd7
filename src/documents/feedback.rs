//! The documents in which the service reports what push services said of
//! devices: many in one blob, one after the other, each announcing UTF-16.

use crate::wire::xml::Node;

/// What a push service said of one device.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Feedback {
    /// When, as the service writes it.
    pub time: Option<String>,
    /// What was wrong, such as `ExpiredChannel`.
    pub error: Option<String>,
    /// Platform word.
    pub platform: Option<String>,
    /// The device's handle.
    pub pns_handle: Option<String>,
    /// The handle that replaces it.
    pub new_pns_handle: Option<String>,
    /// Its registration.
    pub registration_id: Option<String>,
    /// Its installation.
    pub installation_id: Option<String>,
    /// The notification that found it out.
    pub notification_id: Option<String>,
}

impl std::fmt::Debug for Feedback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feedback")
            .field("error", &self.error)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// Reads a blob. Documents that cannot be read are passed over and counted.
pub fn parse(blob: &[u8]) -> Result<(Vec<Feedback>, u64), &'static str> {
    let text = decode(blob)?;
    let mut all = Vec::new();
    let mut unreadable = 0;
    for document in documents(&text) {
        match Node::parse(document) {
            Ok(node) if node.name == "PnsFeedback" => all.push(read(&node)),
            _ => unreadable += 1,
        }
    }
    Ok((all, unreadable))
}

/// What the bytes are, whatever the documents announce.
fn decode(blob: &[u8]) -> Result<String, &'static str> {
    let utf16 = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .map_err(|_| "it is neither UTF-8 nor UTF-16")
    };
    match blob {
        [0xff, 0xfe, rest @ ..] => utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => utf16(u16::from_be_bytes, rest),
        [b'<', 0, ..] => utf16(u16::from_le_bytes, blob),
        [0, b'<', ..] => utf16(u16::from_be_bytes, blob),
        _ => match std::str::from_utf8(blob) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err("it is neither UTF-8 nor UTF-16"),
        },
    }
}

/// Cuts a blob into documents: each ends with its closing tag.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    const END: &str = "</PnsFeedback>";
    let mut rest = text.trim_start_matches('\u{feff}').trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(END).map_or(rest.len(), |at| at + END.len());
        let (document, after) = rest.split_at(end);
        rest = after.trim_start_matches('\u{feff}').trim();
        Some(document)
    })
}

fn read(node: &Node) -> Feedback {
    let some = |name| node.non_empty(name);
    Feedback {
        time: some("FeedbackTime"),
        error: some("NotificationSystemError"),
        platform: some("Platform"),
        pns_handle: some("PnsHandle"),
        new_pns_handle: some("NewPnsHandle"),
        registration_id: some("RegistrationId"),
        installation_id: some("InstallationId"),
        notification_id: some("NotificationId"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "<?xml version=\"1.0\" encoding=\"utf-16\"?><PnsFeedback xmlns=\"SB\" xmlns:i=\"I\"><FeedbackTime>2025-01-01T00:00:00Z</FeedbackTime><NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>windows</Platform><PnsHandle>https://h/?a=1&amp;b</PnsHandle><InstallationId>d</InstallationId></PnsFeedback>";

    #[test]
    fn reads_one_document_after_another_in_every_encoding() {
        let text = format!("{ONE}\r\n{ONE}{ONE}");
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with_bom = [&[0xff, 0xfe], &le[..]].concat();
        for blob in [text.as_bytes(), &le, &be, &with_bom] {
            let (all, unreadable) = parse(blob).unwrap();
            assert_eq!((all.len(), unreadable), (3, 0));
            assert_eq!(all[2].error.as_deref(), Some("ExpiredChannel"));
            assert_eq!(all[2].pns_handle.as_deref(), Some("https://h/?a=1&b"));
            assert_eq!(all[2].registration_id, None);
        }
        let (all, unreadable) =
            parse(format!("{ONE}<x></PnsFeedback>{ONE}<PnsFeedback>cut").as_bytes()).unwrap();
        assert_eq!((all.len(), unreadable), (2, 2));
        assert_eq!(parse(b"").unwrap().0, []);
        assert!(parse(b"\xff\xff\xff").is_err());
    }
}
