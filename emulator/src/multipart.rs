//! The `multipart/mixed` body of a batch: parts are found by the name in their
//! `Content-Disposition`.

use crate::error::ServiceError;

pub struct Part<'a> {
    pub name: String,
    pub content_type: Option<String>,
    pub content: &'a [u8],
}

pub fn parse<'a>(content_type: &str, body: &'a [u8]) -> Result<Vec<Part<'a>>, ServiceError> {
    let wrong =
        |what: &str| ServiceError::bad_request(format!("The multipart body is wrong: {what}"));
    if !media_type(content_type).eq_ignore_ascii_case("multipart/mixed") {
        return Err(wrong("its Content-Type is not multipart/mixed"));
    }
    let boundary = parameter(content_type, "boundary")
        .filter(|boundary| !boundary.is_empty())
        .ok_or_else(|| wrong("its Content-Type names no boundary"))?;
    let delimiter = format!("\r\n--{boundary}");

    // What comes before the first delimiter is a preamble; the first has no line before it to end.
    let mut rest = match body.strip_prefix(&delimiter.as_bytes()[2..]) {
        Some(rest) => rest,
        None => split(body, delimiter.as_bytes())
            .map(|(_, rest)| rest)
            .ok_or_else(|| wrong("its boundary does not occur"))?,
    };
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (padding, after) =
            split(rest, b"\r\n").ok_or_else(|| wrong("it ends within a boundary"))?;
        if !padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Err(wrong("something follows a boundary on its line"));
        }
        let (part, after) =
            split(after, delimiter.as_bytes()).ok_or_else(|| wrong("it has no last boundary"))?;
        parts.push(read_part(part).ok_or_else(|| wrong("a part has no empty line"))?);
        rest = after;
    }
    Ok(parts)
}

fn read_part(part: &[u8]) -> Option<Part<'_>> {
    let (head, content) = match part.strip_prefix(b"\r\n") {
        Some(content) => (&b""[..], content),
        None => split(part, b"\r\n\r\n")?,
    };
    let head = String::from_utf8_lossy(head);
    let header = |wanted: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    Some(Part {
        name: parameter(&disposition, "name").unwrap_or_default(),
        content_type: header("content-type"),
        content,
    })
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

/// Some clients write spaces around the equals sign, some quote the value.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    value
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let index = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..index], &bytes[index + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(content_type: &str, body: &str) -> Result<Vec<(String, String)>, String> {
        parse(content_type, body.as_bytes())
            .map(|parts| {
                let text = |part: &Part| String::from_utf8_lossy(part.content).into_owned();
                parts
                    .iter()
                    .map(|part| (part.name.clone(), text(part)))
                    .collect()
            })
            .map_err(|error| error.to_string())
    }

    #[test]
    fn as_the_sdks_write_it() {
        let part = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let body = "--b\r\nContent-type: application/json\r\n\
                    Content-Disposition: inline; name=notification\r\n\r\n{\r\n--c}\r\n\
                    --b  \r\nContent-Disposition: inline; name = \"devices\"\r\n\r\n[]\r\n--b--";
        let parts = vec![part("notification", "{\r\n--c}"), part("devices", "[]")];
        for content_type in [
            "multipart/mixed; boundary=b",
            "Multipart/Mixed;boundary = \"b\"",
            "multipart/mixed; charset=utf-8; Boundary=\"b\"",
        ] {
            assert_eq!(
                names(content_type, body),
                Ok(parts.clone()),
                "{content_type}"
            );
        }
        let body = format!("preamble\r\n{body}\r\nepilogue");
        assert_eq!(names("multipart/mixed; boundary=b", &body), Ok(parts));
        let empty = names("multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--");
        assert_eq!(empty, Ok(vec![part("", "x")]));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for (content_type, body, why) in [
            ("application/json", "--b--", "not multipart"),
            ("multipart/mixed", "--b--", "no boundary"),
            ("multipart/mixed; boundary=\"\"", "----", "no boundary"),
            ("multipart/mixed; boundary=b", "", "does not occur"),
            ("multipart/mixed; boundary=b", "--b", "within a boundary"),
            (
                "multipart/mixed; boundary=b",
                "--bb\r\n\r\n\r\n--b--",
                "follows a boundary",
            ),
            (
                "multipart/mixed; boundary=b",
                "--b\r\n\r\nx",
                "no last boundary",
            ),
            (
                "multipart/mixed; boundary=b",
                "--b\r\nA: b\r\n--b--",
                "no empty line",
            ),
        ] {
            let error = names(content_type, body).unwrap_err();
            assert!(error.contains(why), "{content_type} {body:?}: {error}");
        }
    }
}
