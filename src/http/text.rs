//! Text of messages: its bytes, of which each message has hundreds, are looked at
//! eight at a time.

const ONES: u64 = u64::MAX / 255;

/// Is it printable ASCII, as values of headers are? Nothing that is could split a
/// message.
pub fn is_text(text: &[u8]) -> bool {
    is_from_to_tilde(text, b' ') || is_text_with_tabs(text)
}

/// The same without blanks, as in a URL.
pub fn is_graphic(text: &[u8]) -> bool {
    is_from_to_tilde(text, b'!')
}

fn is_from_to_tilde(text: &[u8], least: u8) -> bool {
    let is_plain = |word: &[u8; 8]| {
        let word = u64::from_ne_bytes(*word);
        // Each has a byte with its highest bit set if one of the eight is wrong.
        let below = word.wrapping_sub(ONES * u64::from(least));
        let delete = (word ^ (ONES * 0x7f)).wrapping_sub(ONES);
        (below | delete | word) & (ONES * 0x80) == 0
    };
    match text.last_chunk::<8>() {
        // Some of the last word's bytes are looked at twice.
        Some(last) => is_plain(last) && text.as_chunks::<8>().0.iter().all(is_plain),
        None => text.iter().all(|byte| (least..=b'~').contains(byte)),
    }
}

/// What is not plain is looked at closely.
#[cold]
fn is_text_with_tabs(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
}

/// Is `name`, of a header, `known`? That is of small letters and dashes, and the
/// same length.
pub fn is_name(name: &str, known: &str) -> bool {
    debug_assert!(known.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    // Of what a name may have, only letters differ by this bit.
    const SMALL: u64 = ONES * 0x20;
    let (words, rest) = name.as_bytes().as_chunks::<8>();
    let (known_words, known_rest) = known.as_bytes().as_chunks::<8>();
    let same = |(word, known): (&[u8; 8], &[u8; 8])| {
        u64::from_ne_bytes(*word) | SMALL == u64::from_ne_bytes(*known)
    };
    name.len() == known.len()
        && words.iter().zip(known_words).all(same)
        && rest.iter().zip(known_rest).all(|(b, k)| b | 0x20 == *k)
}

/// A copy with room for the NUL that C wants behind it, so that it need not move for
/// that.
pub fn with_room(text: &str) -> String {
    let mut owned = String::with_capacity(text.len() + 1);
    owned.push_str(text);
    owned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_ascii_is_text_and_nothing_else_is() {
        for length in 0..20 {
            let plain = "a".repeat(length);
            assert!(is_text(plain.as_bytes()));
            for at in 0..length {
                for byte in 0..=127_u8 {
                    let mut text = plain.clone().into_bytes();
                    text[at] = byte;
                    let expected = matches!(byte, b' '..=b'~' | b'\t');
                    assert_eq!(is_text(&text), expected, "{text:?}");
                    assert_eq!(is_graphic(&text), byte.is_ascii_graphic(), "{text:?}");
                }
            }
        }
        assert!(!is_text("caf\u{e9}".as_bytes()));
    }

    #[test]
    fn names_are_the_same_in_any_case() {
        for known in ["date", "location", "x-ms-continuationtoken"] {
            assert!(is_name(known, known));
            assert!(is_name(&known.to_uppercase(), known));
            for at in 0..known.len() {
                // What a name may have: RFC 9110 5.6.2.
                for byte in b"!#$%&'*+-.^_`|~09azAZ" {
                    let mut name = known.to_owned().into_bytes();
                    let is_same = byte.eq_ignore_ascii_case(&name[at]);
                    name[at] = *byte;
                    let name = String::from_utf8(name).unwrap();
                    assert_eq!(is_name(&name, known), is_same, "{name}");
                }
            }
            assert!(!is_name(&known[1..], known));
        }
    }
}
