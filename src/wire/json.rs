//! JSON of others, as deep as any stack bears.

use serde_json::Value;

/// Deepest document that is read. What is deeper takes more than a thread's stack of
/// 64 KiB may hold; the service's own have less than ten levels.
const MAX_DEPTH: usize = 64;

/// Reads JSON. The error says in a few words what is wrong with it.
pub fn parse(json: &[u8]) -> Result<Value, &'static str> {
    if !is_shallow(json) {
        return Err("it is nested too deeply");
    }
    serde_json::from_slice(json).map_err(|_| "it is not well-formed JSON")
}

/// Has it no more levels than may be read? Of what is no JSON this says nothing.
pub fn is_shallow(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_up_to_64_levels() {
        let deep = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(deep(MAX_DEPTH).as_bytes()).is_ok());
        for levels in [MAX_DEPTH + 1, 100_000] {
            let why = parse(deep(levels).as_bytes()).unwrap_err();
            assert_eq!(why, "it is nested too deeply");
        }
        // Brackets in texts open nothing.
        let text = format!(r#"["\\", "\"{}", {{}}, []]"#, "[{".repeat(100));
        assert!(parse(text.as_bytes()).is_ok(), "{text}");
        let wide = format!("[{}0]", "[[]],".repeat(1000));
        assert!(parse(wide.as_bytes()).is_ok());
        assert_eq!(parse(b"{").unwrap_err(), "it is not well-formed JSON");
    }
}
