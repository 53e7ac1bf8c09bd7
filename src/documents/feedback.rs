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
    let mut reader = FeedbackReader::default();
    let all = reader.push(blob);
    let has_rest = reader.has_rest()?;
    Ok((all, reader.unreadable() + u64::from(has_rest)))
}

/// How each document begins and ends.
const START: &str = "<PnsFeedback";
const END: &str = "</PnsFeedback>";

/// Most bytes that are kept of what has no end. Real documents have less than a
/// thousandth of it.
const MAX_REST: usize = 512 * 1024;

/// Reads the documents of a blob as its bytes come.
#[derive(Default)]
pub struct FeedbackReader {
    /// What the bytes are, whatever the documents announce; known with the first document.
    encoding: Option<Encoding>,
    /// What came and was not read.
    rest: Vec<u8>,
    /// In the rest, no document ends before this place.
    searched: usize,
    /// How many bytes came before the rest.
    passed: u64,
    unreadable: u64,
}

impl std::fmt::Debug for FeedbackReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedbackReader")
            .field("passed", &self.passed)
            .finish_non_exhaustive()
    }
}

impl FeedbackReader {
    /// Takes the bytes that follow, and gives the documents that end in them. What is no
    /// text in them becomes U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Feedback> {
        self.rest.extend_from_slice(bytes);
        self.encoding = self.encoding.or_else(|| Encoding::found_in(&self.rest));
        let mut all = Vec::new();
        if let Some(encoding) = self.encoding {
            let mut from = 0;
            while let Some(length) = encoding.end_of_document(&self.rest[from..], self.searched) {
                let piece = read_piece(encoding, &self.rest[from..from + length]);
                self.unreadable += piece.unreadable;
                all.extend(piece.feedback);
                from += length;
                self.searched = 0;
            }
            self.pass(from);
            self.searched = self.rest.len().saturating_sub(2 * END.len());
        }
        if self.rest.len() > MAX_REST {
            self.unreadable += 1;
            // The beginning of a document may be among the last bytes.
            self.pass((self.rest.len() - MAX_REST / 2) & !1);
            self.searched = 0;
        }
        all
    }

    fn pass(&mut self, bytes: usize) {
        self.rest.drain(..bytes);
        self.passed += bytes as u64;
    }

    /// How many bytes came that need not come again.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// How many documents could not be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Is there something behind the last document? Fails if that is no text.
    pub fn has_rest(&self) -> Result<bool, &'static str> {
        let encoding = self.encoding.or_else(|| Encoding::announced_by(&self.rest));
        let text = match encoding {
            Some(encoding) => encoding.decode(&self.rest),
            None => std::str::from_utf8(&self.rest)
                .map_err(|_| "it is neither UTF-8 nor UTF-16")?
                .to_owned(),
        };
        Ok(!blanks_trimmed(&text).is_empty())
    }
}

/// What a piece was that ends as a document does.
struct Piece {
    feedback: Option<Feedback>,
    unreadable: u64,
}

fn read_piece(encoding: Encoding, piece: &[u8]) -> Piece {
    // A document that breaks off may stand before the one that ends here.
    let start = encoding.last_start(piece).unwrap_or(0);
    let (before, document) = piece.split_at(start);
    let before = encoding.decode(before);
    match Node::parse(blanks_trimmed(&encoding.decode(document))) {
        Ok(node) if node.name == "PnsFeedback" => Piece {
            feedback: Some(read(&node)),
            unreadable: u64::from(!is_declaration(&before)),
        },
        _ => Piece {
            feedback: None,
            unreadable: 1,
        },
    }
}

/// The encodings in which documents come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// The one in which a document begins there.
    fn found_in(bytes: &[u8]) -> Option<Encoding> {
        let found = |encoding: Encoding| position(bytes, &encoding.encode(START));
        if found(Encoding::Utf8).is_some() {
            return Some(Encoding::Utf8);
        }
        // The text of one is that of the other but for one byte at each end.
        match (found(Encoding::Utf16Le), found(Encoding::Utf16Be)) {
            (_, Some(at)) if at % 2 == 0 => Some(Encoding::Utf16Be),
            (Some(_), _) => Some(Encoding::Utf16Le),
            // Garbage before it has an odd number of bytes, or the last byte is missing.
            (None, Some(at)) if bytes.len() > at + 2 * START.len() => Some(Encoding::Utf16Be),
            _ => None,
        }
    }

    /// The one that the first bytes tell of.
    fn announced_by(bytes: &[u8]) -> Option<Encoding> {
        match bytes {
            [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(Encoding::Utf16Le),
            [0xfe, 0xff, ..] | [0, b'<', ..] => Some(Encoding::Utf16Be),
            _ => None,
        }
    }

    /// How many bytes there are up to the end of the first document, of which none ends
    /// before `searched`.
    fn end_of_document(self, bytes: &[u8], searched: usize) -> Option<usize> {
        let end = self.encode(END);
        let at = position(bytes.get(searched..)?, &end)?;
        Some(searched + at + end.len())
    }

    fn last_start(self, bytes: &[u8]) -> Option<usize> {
        let start = self.encode(START);
        bytes
            .windows(start.len())
            .rposition(|window| window == start)
    }

    fn decode(self, bytes: &[u8]) -> String {
        let unit: fn([u8; 2]) -> u16 = match self {
            Encoding::Utf8 => return String::from_utf8_lossy(bytes).into_owned(),
            Encoding::Utf16Le => u16::from_le_bytes,
            Encoding::Utf16Be => u16::from_be_bytes,
        };
        // Garbage before a document may have an odd number of bytes.
        let units = bytes[bytes.len() % 2..]
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

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

    /// However the bytes of a blob are cut, the same documents come.
    #[test]
    fn a_blob_may_come_in_pieces() {
        let text = format!("garbage{ONE}\r\n{ONE}<PnsFeedback xmlns=\"SB\">cut{ONE}");
        for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
            let blob = encoding.encode(&text);
            let (whole, unreadable) = parse(&blob).unwrap();
            assert_eq!((whole.len(), unreadable), (3, 2));
            for size in (1..60).chain([blob.len() - 1]) {
                let mut reader = FeedbackReader::default();
                let mut all = Vec::new();
                for piece in blob.chunks(size) {
                    all.extend(reader.push(piece));
                }
                assert!(all == whole, "{encoding:?} {size}");
                assert_eq!(reader.unreadable(), unreadable);
                assert_eq!(reader.passed(), blob.len() as u64);
                assert_eq!(reader.has_rest(), Ok(false));
            }
        }
    }

    #[test]
    fn what_has_no_end_is_not_kept() {
        let mut reader = FeedbackReader::default();
        let mut all = reader.push(ONE.as_bytes());
        for _ in 0..100 {
            all.extend(reader.push(&[b'x'; 100_000]));
            assert!(reader.rest.len() <= MAX_REST, "{}", reader.rest.len());
        }
        all.extend(reader.push(ONE.as_bytes()));
        assert_eq!(all.len(), 2);
        assert!(reader.unreadable() > 0);
        // The rest of a document is behind what was passed.
        let cut = &ONE.as_bytes()[..ONE.len() / 2];
        assert!(reader.push(cut).is_empty());
        let passed = reader.passed();
        assert_eq!(reader.has_rest(), Ok(true));
        assert_eq!(reader.push(&ONE.as_bytes()[cut.len()..]).len(), 1);
        assert_eq!(reader.passed(), passed + ONE.len() as u64);
    }
}
