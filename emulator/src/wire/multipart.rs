//! Bodies of several parts, read as leniently as the clients write them: some put blanks round the
//! `=` of the boundary or leave out its quotes, some end without the last line end, some end their
//! lines with a line feed alone.

/// One part: what it is named by its disposition, its type, and its content.
#[derive(Debug, PartialEq, Eq)]
pub struct BodyPart<'a> {
    pub name: String,
    pub content_type: Option<&'a str>,
    pub content: &'a [u8],
}

/// More parts than anybody sends.
const MAX_PARTS: usize = 16;
/// As RFC 2046 has it.
const MAX_BOUNDARY: usize = 70;

pub fn parse<'a>(content_type: &str, body: &'a [u8]) -> Result<Vec<BodyPart<'a>>, String> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !kind.trim().to_ascii_lowercase().starts_with("multipart/") {
        return Err("the content type is not multipart/mixed".to_owned());
    }
    let boundary = parameter(parameters, "boundary")
        .filter(|boundary| (1..=MAX_BOUNDARY).contains(&boundary.len()))
        .ok_or("the content type has no boundary")?;
    let delimiter = [b"--", boundary.as_bytes()].concat();

    let mut parts = Vec::new();
    let (mut rest, mut closed) = next_delimiter(body, &delimiter)
        .map(|found| (&body[found.end..], found.closes))
        .ok_or("the boundary is not in the body")?;
    while !closed {
        let found = next_delimiter(rest, &delimiter).ok_or("the last part has no end")?;
        if parts.len() == MAX_PARTS {
            return Err("there are too many parts".to_owned());
        }
        parts.push(part(&rest[..found.start])?);
        rest = &rest[found.end..];
        closed = found.closes;
    }
    Ok(parts)
}

struct Delimiter {
    /// Where the content before it ends: the line end in front belongs to the delimiter.
    start: usize,
    end: usize,
    closes: bool,
}

fn next_delimiter(body: &[u8], delimiter: &[u8]) -> Option<Delimiter> {
    let mut at = 0;
    loop {
        let line = &body[at..];
        let line_end = line.iter().position(|b| *b == b'\n');
        let next = line_end.map_or(body.len(), |end| at + end + 1);
        if let Some(after) = line.strip_prefix(delimiter) {
            let after = &after[..after.len() - (body.len() - next)];
            let after = after.trim_ascii_end();
            if after.is_empty() || after == b"--" {
                let before = &body[..at];
                let before = before.strip_suffix(b"\n").unwrap_or(before);
                let before = before.strip_suffix(b"\r").unwrap_or(before);
                return Some(Delimiter {
                    start: before.len(),
                    end: next,
                    closes: !after.is_empty(),
                });
            }
        }
        line_end?;
        at = next;
    }
}

fn part(bytes: &[u8]) -> Result<BodyPart<'_>, String> {
    let mut rest = bytes;
    let mut name = None;
    let mut content_type = None;
    loop {
        // A part may be without headers, and without content.
        let end = rest.iter().position(|b| *b == b'\n');
        let line = end.map_or(rest, |end| &rest[..end]).trim_ascii_end();
        rest = end.map_or(&rest[..0], |end| &rest[end + 1..]);
        if line.is_empty() {
            break;
        }
        let line = str::from_utf8(line).map_err(|_| "a header of a part is not UTF-8")?;
        let (header, value) = line
            .split_once(':')
            .ok_or("a line of a part's headers has no colon")?;
        if header.trim().eq_ignore_ascii_case("content-disposition") {
            let parameters = value.split_once(';').map_or("", |(_, rest)| rest);
            name = parameter(parameters, "name");
        } else if header.trim().eq_ignore_ascii_case("content-type") {
            content_type = Some(value.trim());
        }
    }
    Ok(BodyPart {
        name: name.unwrap_or_default(),
        content_type,
        content: rest,
    })
}

/// The value of a parameter, quoted or not. What is quoted may have a semicolon in it.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.rsplit(';').next().unwrap_or_default().trim();
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim_end().to_owned(), &after[end..])
            }
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next;
    }
}

fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOTNET: &str = "--nh-batch-multipart-boundary\r\nContent-Type: application/json; charset=utf-8\r\nContent-Disposition: inline; name=notification\r\n\r\n{\"aps\":{\"alert\":\"hi\"}}\r\n--nh-batch-multipart-boundary\r\nContent-Type: application/json; charset=utf-8\r\nContent-Disposition: inline; name=devices\r\n\r\n[\"token1\",\"token2\"]\r\n--nh-batch-multipart-boundary--\r\n";

    fn names_and_contents(
        content_type: &str,
        body: &[u8],
    ) -> Result<Vec<(String, Vec<u8>)>, String> {
        let parts = parse(content_type, body)?.into_iter();
        Ok(parts
            .map(|part| (part.name, part.content.to_vec()))
            .collect())
    }

    fn expected() -> Vec<(String, Vec<u8>)> {
        vec![
            (
                "notification".to_owned(),
                b"{\"aps\":{\"alert\":\"hi\"}}".to_vec(),
            ),
            ("devices".to_owned(), b"[\"token1\",\"token2\"]".to_vec()),
        ]
    }

    #[test]
    fn as_the_clients_write_it() {
        let parts = parse(
            "multipart/mixed; boundary=\"nh-batch-multipart-boundary\"",
            DOTNET.as_bytes(),
        )
        .unwrap();
        assert_eq!(
            parts[0].content_type,
            Some("application/json; charset=utf-8")
        );
        let javascript = DOTNET
            .replace("Content-Type", "Content-type")
            .trim_end()
            .to_owned();
        let line_feeds = DOTNET.replace("\r\n", "\n");
        let preamble = format!("to be ignored\r\n{DOTNET}an epilogue");
        let quoted = DOTNET.replace("name=devices", "filename=\"a;b\"; NAME = \"devices\"");
        let blank = DOTNET.replace("boundary\r\n", "boundary \t\r\n");
        for body in [DOTNET, &javascript, &line_feeds, &preamble, &quoted, &blank] {
            for parameter in [
                "boundary=\"nh-batch-multipart-boundary\"",
                "boundary = \"nh-batch-multipart-boundary\"",
                "boundary=nh-batch-multipart-boundary",
                "charset=utf-8; Boundary =nh-batch-multipart-boundary ; x=y",
                "boundary=\"nh-batch-\\multipart-boundary\"",
            ] {
                let content_type = format!("Multipart/Mixed; {parameter}");
                assert_eq!(
                    names_and_contents(&content_type, body.as_bytes()),
                    Ok(expected()),
                    "{parameter}: {body}"
                );
            }
        }
    }

    #[test]
    fn the_boundary_in_a_content_is_content() {
        let body = "--b\r\n\r\n--bx --b\r\n --b\r\n\r\n--b\r\n\r\n\r\n--b\r\nname: x\r\n--b--";
        let parts = names_and_contents("multipart/mixed;boundary=b", body.as_bytes()).unwrap();
        let contents: Vec<&[u8]> = parts
            .iter()
            .map(|(_, content)| content.as_slice())
            .collect();
        assert_eq!(contents, [&b"--bx --b\r\n --b\r\n"[..], b"", b""]);
    }

    #[test]
    fn what_is_refused() {
        let boundary = "multipart/mixed; boundary=b";
        let many = "--b\r\n\r\n".repeat(MAX_PARTS + 2) + "--b--";
        let long = format!("multipart/mixed; boundary={}", "x".repeat(71));
        for (content_type, body) in [
            ("application/json", "--b\r\n\r\n--b--"),
            ("multipart/mixed", "--b\r\n\r\n--b--"),
            ("multipart/mixed; boundary=", "--b\r\n\r\n--b--"),
            ("multipart/mixed; boundary=\"b", "--b\r\n\r\n--b--"),
            (&long, "--b\r\n\r\n--b--"),
            (boundary, ""),
            (boundary, "nothing"),
            (boundary, "--b\r\n\r\nno end"),
            (boundary, "--b\r\nno colon\r\n\r\n--b--"),
            (boundary, &many),
        ] {
            assert!(
                parse(content_type, body.as_bytes()).is_err(),
                "{content_type}: {body}"
            );
        }
    }

    #[test]
    fn no_input_makes_it_stumble() {
        let mut seed = 1_u32;
        let pieces = [
            "--b", "\r\n", "\n", "\r", "--", ":", "name=", ";", "\"", "b", " ", "\\",
        ];
        for _ in 0..20_000 {
            let mut body = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                body.push_str(pieces[(seed >> 24) as usize % pieces.len()]);
            }
            let _ = parse("multipart/mixed; boundary=b", body.as_bytes());
            let _ = parse(&format!("multipart/mixed; {body}"), b"--b");
        }
    }
}
