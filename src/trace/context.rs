//! W3C Trace Context: the trace that the caller is in, as two headers say it.

use crate::error::{Error, Result};

/// What the caller says of the trace that its call is part of.
#[derive(Clone, Debug, Default)]
pub struct TraceContext {
    /// The caller's span.
    pub parent: Option<Traceparent>,
    /// What tracing systems add to it; goes out beside a parent alone.
    pub state: Option<String>,
}

/// The names of its headers.
pub const PARENT: &str = "traceparent";
/// As above.
pub const STATE: &str = "tracestate";

impl TraceContext {
    /// Its headers: none without a parent, beside which alone the state means something.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parent = self.parent.as_ref();
        let state = parent.and(self.state.as_deref());
        let parent = parent.map(|parent| (PARENT, parent.text.as_str()));
        parent.into_iter().chain(state.map(|state| (STATE, state)))
    }
}

/// Is this the name of one of its headers?
pub fn is_header(name: &str) -> bool {
    [PARENT, STATE]
        .iter()
        .any(|each| name.eq_ignore_ascii_case(each))
}

/// A `traceparent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traceparent {
    /// As the caller wrote it.
    text: String,
    flags: u8,
}

/// How long version 00 is. Later versions may add to it.
const LENGTH: usize = 55;
/// The trace is recorded.
const SAMPLED: u8 = 1;
/// The flags that have a meaning: sampled, and that the trace's id is random.
const KNOWN_FLAGS: u8 = 3;

impl Traceparent {
    /// Reads one, by the grammar of the recommendation: of a version later than 00 its
    /// first four fields.
    pub fn parse(text: &str) -> Result<Traceparent> {
        let fault = |what: &str| {
            Err(Error::argument(format!(
                "traceparent {what}; it is VERSION-TRACE_ID-PARENT_ID-FLAGS, of 2, 32, 16 and 2 \
                 hexadecimal digits in small letters, as in 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            )))
        };
        let Some(first) = text.as_bytes().get(..LENGTH) else {
            return fault(&format!("has {} characters, not {LENGTH}", text.len()));
        };
        let has_form = first.iter().enumerate().all(|(at, byte)| match at {
            2 | 35 | 52 => *byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        });
        if !has_form {
            return fault("has not the form of one");
        }
        let rest = &text.as_bytes()[LENGTH..];
        let may_follow = match &first[..2] {
            b"ff" => return fault("is of version ff, which is none"),
            b"00" => rest.is_empty(),
            _ => rest.is_empty() || (rest[0] == b'-' && rest.iter().all(u8::is_ascii_graphic)),
        };
        if !may_follow || rest.len() > 256 {
            return fault("has more behind its flags than its version allows");
        }
        if first[3..35].iter().all(|byte| *byte == b'0') {
            return fault("has a trace id of zeros, which is none");
        }
        if first[36..52].iter().all(|byte| *byte == b'0') {
            return fault("has a parent id of zeros, which is none");
        }
        Ok(Traceparent {
            text: text.to_owned(),
            // Two digits, as was seen.
            flags: u8::from_str_radix(&text[53..LENGTH], 16).unwrap_or_default(),
        })
    }

    /// The id of the trace.
    pub fn trace_id(&self) -> &str {
        &self.text[3..35]
    }

    /// The id of the caller's span.
    pub fn parent_id(&self) -> &str {
        &self.text[36..52]
    }

    /// May the caller have recorded it?
    pub fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// The header of a request that is a span of its own in the same trace. Of the
    /// version that is known here, since what others add is of the caller's span.
    pub fn with_span(&self, id: &str) -> String {
        let flags = self.flags & KNOWN_FLAGS;
        format!("00-{}-{id}-{flags:02x}", self.trace_id())
    }
}

/// Most entries of a `tracestate`.
const MOST_ENTRIES: usize = 32;

/// Reads a `tracestate`, by the grammar of the recommendation; none if it has no entry.
pub fn parse_state(text: &str) -> Result<Option<String>> {
    let fault = |what: &str| {
        Err(Error::argument(format!(
            "tracestate {what}; it is a list as in vendor=value,tenant@vendor=value"
        )))
    };
    let blanks = [' ', '\t'];
    let mut keys: Vec<&str> = Vec::new();
    for entry in text.split(',').map(|entry| entry.trim_matches(blanks)) {
        if entry.is_empty() {
            continue;
        }
        let Some((key, value)) = entry.split_once('=') else {
            return fault("has an entry without =");
        };
        if !is_key(key) {
            return fault("has a key that is none");
        }
        let is_value = |byte| matches!(byte, b' '..=b'~') && byte != b'=';
        if !(1..=256).contains(&value.len()) || !value.bytes().all(is_value) {
            return fault("has a value that is none");
        }
        if keys.contains(&key) {
            return fault("has a key twice");
        }
        keys.push(key);
    }
    if keys.len() > MOST_ENTRIES {
        return fault("has more than 32 entries");
    }
    let text = text.trim_matches(blanks);
    Ok((!keys.is_empty()).then(|| text.to_owned()))
}

fn is_key(key: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_rest = |byte: u8| is_letter(byte) || b"_-*/@".contains(&byte);
    (1..=256).contains(&key.len()) && key.bytes().all(is_rest) && is_letter(key.as_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_traceparent_is_read() {
        let parent = Traceparent::parse(GOOD).unwrap();
        assert_eq!(parent.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(parent.parent_id(), "b7ad6b7169203331");
        assert!(parent.is_sampled());
        let context = TraceContext {
            parent: Some(parent),
            state: Some("a=b".to_owned()),
        };
        assert!(context.headers().eq([(PARENT, GOOD), (STATE, "a=b")]));
        let state_alone = TraceContext {
            parent: None,
            ..context
        };
        assert_eq!(state_alone.headers().count(), 0);
    }

    #[test]
    fn a_later_version_is_handed_on_and_its_spans_are_of_ours() {
        for (given, flags) in [
            (
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
                "03",
            ),
            (
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02-what.ever",
                "02",
            ),
            (
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fc",
                "00",
            ),
        ] {
            let parent = Traceparent::parse(given).unwrap();
            assert_eq!(parent.text, given);
            let wanted = format!("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-{flags}");
            assert_eq!(parent.with_span("00f067aa0ba902b7"), wanted);
        }
    }

    #[test]
    fn what_is_no_traceparent_is_refused() {
        let with = |from: &str, to: &str| GOOD.replacen(from, to, 1);
        for bad in [
            String::new(),
            GOOD[..54].to_owned(),
            format!("{GOOD}-00"),
            format!("{GOOD} "),
            with("00-", "ff-"),
            with("00-", "0-0"),
            with("0af7", "0AF7"),
            with("0af7", "0xf7"),
            with("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32)),
            with("b7ad6b7169203331", &"0".repeat(16)),
            with("-01", "_01"),
            with("-01", "-0g"),
            with("c-b7", "é-b7"),
            format!("01{}x", &GOOD[2..]),
            format!("01{}-a\r\nb", &GOOD[2..]),
            format!("01{}-{}", &GOOD[2..], "a".repeat(300)),
        ] {
            let error = Traceparent::parse(&bad).unwrap_err();
            assert!(
                error.message.starts_with("traceparent "),
                "{bad:?}: {error}"
            );
            // What was given may be anything; only the example is shown.
            let is_shown = error.message.contains(&bad) && !GOOD.starts_with(&bad);
            assert!(!is_shown || bad.len() < 2, "{error}");
        }
    }

    #[test]
    fn a_tracestate_is_read() {
        let most: Vec<String> = (0..32).map(|n| format!("k{n}=v")).collect();
        for good in [
            "rojo=00f067aa0ba902b7",
            "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
            "fw529a3039@dt=FfAf;1",
            "a=1 ,\tb=2,,c= 3 x",
            "0*/-_=~",
            &most.join(","),
        ] {
            assert_eq!(parse_state(good).unwrap().as_deref(), Some(good));
        }
        for nothing in ["", " ", ",", " , ,"] {
            assert_eq!(parse_state(nothing).unwrap(), None);
        }
        assert_eq!(parse_state(" a=b\t").unwrap().as_deref(), Some("a=b"));
    }

    #[test]
    fn what_is_no_tracestate_is_refused() {
        let long = "k".repeat(257);
        let many: Vec<String> = (0..33).map(|n| format!("k{n}=v")).collect();
        for bad in [
            "a",
            "=b",
            "a=",
            "a=b=c",
            "A=b",
            "_a=b",
            "a b=c",
            "a=b,a=c",
            "a=\u{e9}",
            "a=b\r\nc",
            &format!("{long}=v"),
            &format!("a={long}"),
            &many.join(","),
        ] {
            let error = parse_state(bad).unwrap_err();
            assert!(error.message.starts_with("tracestate "), "{bad:?}: {error}");
        }
    }
}
