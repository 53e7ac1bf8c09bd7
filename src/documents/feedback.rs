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

/// Reads a blob. What cannot be read is passed over and counted, and the next
/// document is looked for behind it.
pub fn parse(blob: &[u8]) -> Result<(Vec<Feedback>, u64), &'static str> {
    let text = decode(blob)?;
    let mut all = Vec::new();
    let mut unreadable = 0;
    let mut rest = blanks_trimmed(&text);
    while !rest.is_empty() {
        let end = rest.find(END).map_or(rest.len(), |at| at + END.len());
        let (piece, after) = rest.split_at(end);
        rest = blanks_trimmed(after);
        // A document that breaks off may stand before the one that ends here.
        let (before, document) = piece.split_at(piece.rfind(START).unwrap_or(0));
        match Node::parse(document) {
            Ok(node) if node.name == "PnsFeedback" => {
                unreadable += u64::from(!is_declaration(before));
                all.push(read(&node));
            }
            _ => unreadable += 1,
        }
    }
    Ok((all, unreadable))
}

/// How each document begins and ends.
const START: &str = "<PnsFeedback";
const END: &str = "</PnsFeedback>";

fn blanks_trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

/// Is this what may stand before a document?
fn is_declaration(text: &str) -> bool {
    let text = blanks_trimmed(text);
    let declaration = text
        .strip_prefix("<?xml")
        .and_then(|t| t.strip_suffix("?>"));
    text.is_empty() || declaration.is_some_and(|declaration| !declaration.contains("?>"))
}

/// What the bytes are, whatever the documents announce. Where a document can be
/// found in them, what is no text becomes U+FFFD.
fn decode(blob: &[u8]) -> Result<String, &'static str> {
    let found = |marker: &[u8]| blob.windows(marker.len()).position(|bytes| bytes == marker);
    if found(START.as_bytes()).is_some() {
        return Ok(String::from_utf8_lossy(blob).into_owned());
    }
    let little: Vec<u8> = START.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = START.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (unit, bytes): (fn([u8; 2]) -> u16, _) = match (found(&little), found(&big), blob) {
        (_, Some(at), _) if at % 2 == 0 => (u16::from_be_bytes, blob),
        // Garbage before it may have an odd number of bytes.
        (Some(at), ..) => (u16::from_le_bytes, &blob[at % 2..]),
        (_, Some(at), _) => (u16::from_be_bytes, &blob[at % 2..]),
        (_, _, [0xff, 0xfe, ..] | [b'<', 0, ..]) => (u16::from_le_bytes, blob),
        (_, _, [0xfe, 0xff, ..] | [0, b'<', ..]) => (u16::from_be_bytes, blob),
        _ => {
            let text = std::str::from_utf8(blob);
            return text
                .map(str::to_owned)
                .map_err(|_| "it is neither UTF-8 nor UTF-16");
        }
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let chars = char::decode_utf16(units);
    Ok(chars
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect())
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

    #[test]
    fn the_document_behind_garbage_is_found() {
        for (garbage, counted) in [
            ("", 0),
            ("\u{feff}\r\n", 0),
            ("garbage", 1),
            ("<x>", 1),
            ("\u{0}\u{1}\u{fffd}", 1),
            ("<PnsFeedback xmlns=\"SB\"><FeedbackTime>cut", 1),
            ("<other></other>", 1),
        ] {
            let text = format!("{garbage}{ONE}{garbage}{ONE}");
            let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for blob in [text.as_bytes(), &le, &be] {
                let (all, unreadable) = parse(blob).unwrap();
                assert_eq!((all.len(), unreadable), (2, 2 * counted), "{garbage}");
                assert_eq!(all[1].error.as_deref(), Some("ExpiredChannel"));
            }
        }
        // Bytes that are no text, and half a unit of UTF-16.
        let utf8 = [b"\xff\xfe\x80", ONE.as_bytes()].concat();
        let odd: Vec<u8> = ONE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let odd = [b"x", &odd[..]].concat();
        for blob in [utf8, odd] {
            assert_eq!(parse(&blob).unwrap().0.len(), 1);
        }
    }
}
