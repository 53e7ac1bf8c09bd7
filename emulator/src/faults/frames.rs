//! Frames of HTTP/2 that are written by hand, for a connection that was taken from its library.

use crate::http::answer::Answer;

const HEADERS: u8 = 1;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
/// What every client takes.
const MAX_FRAME: usize = 16 << 10;
const ENDLESS_FIELDS: usize = 100;

/// "No error", and that nothing after this stream was looked at.
pub fn go_away(last_stream: u32) -> Vec<u8> {
    let mut payload = last_stream.to_be_bytes().to_vec();
    payload.extend_from_slice(&0_u32.to_be_bytes());
    frame(GOAWAY, 0, 0, &payload)
}

/// The answer's whole head in one frame.
pub fn head(answer: Answer, stream: u32) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &header_block(answer))
}

/// The same with more to come.
pub fn open_head(answer: Answer, stream: u32) -> Vec<u8> {
    frame(HEADERS, 0, stream, &header_block(answer))
}

/// More of a head, and not its end.
pub fn continuation(stream: u32) -> Vec<u8> {
    let mut block = Vec::new();
    for _ in 0..ENDLESS_FIELDS {
        field(&mut block, b"x-endless", &[b'x'; 64]);
    }
    frame(CONTINUATION, 0, stream, &block)
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let payload = &payload[..payload.len().min(MAX_FRAME)];
    let [_, length @ ..] = (payload.len() as u32).to_be_bytes();
    let mut frame = length.to_vec();
    frame.extend_from_slice(&[kind, flags]);
    frame.extend_from_slice(&stream.to_be_bytes());
    frame.extend_from_slice(payload);
    frame
}

/// Without the tables of HPACK, so that it fits whatever was said before.
fn header_block(answer: Answer) -> Vec<u8> {
    let (head, _) = answer.into_stream_parts();
    let mut block = Vec::new();
    field(&mut block, b":status", head.status().as_str().as_bytes());
    for (name, value) in head.headers() {
        field(&mut block, name.as_str().as_bytes(), value.as_bytes());
    }
    block
}

/// A literal field that is not indexed, with a new name: RFC 7541, 6.2.2.
fn field(block: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    block.push(0);
    for text in [name, value] {
        length(block, text.len());
        block.extend_from_slice(text);
    }
}

/// A number with a prefix of seven bits: RFC 7541, 5.1.
fn length(block: &mut Vec<u8>, length: usize) {
    const PREFIX: usize = 0x7f;
    let Some(mut rest) = length.checked_sub(PREFIX) else {
        return block.push(length as u8);
    };
    block.push(PREFIX as u8);
    while rest >= 0x80 {
        block.push((rest % 0x80) as u8 | 0x80);
        rest /= 0x80;
    }
    block.push(rest as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::StatusCode;

    #[test]
    fn frames_are_those_of_the_rfc() {
        assert_eq!(
            go_away(3),
            [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]
        );
        let answer = || Answer::empty(StatusCode::CREATED);
        let mut expected = vec![0, 0, 13 + 18, 1, 4, 0, 0, 0, 5, 0, 7];
        expected.extend_from_slice(b":status\x03201\x00\x0econtent-length\x010");
        assert_eq!(head(answer(), 5), expected);
        assert_eq!(open_head(answer(), 5)[4], 0);
        let more = continuation(5);
        assert_eq!((more[3], more[4]), (9, 0));
        assert_eq!(more.len(), 9 + 100 * (1 + 1 + 9 + 1 + 64));
    }

    #[test]
    fn lengths() {
        for (number, bytes) in [
            (3, &[3][..]),
            (126, &[126]),
            (127, &[127, 0]),
            (1337 + 96, &[127, 154, 10]),
        ] {
            let mut block = Vec::new();
            length(&mut block, number);
            assert_eq!(block, bytes);
        }
    }
}
