//! The body of a direct batch: two parts, `notification` and `devices`.

/// A boundary that occurs in none of `texts`. SDKs use a fixed one, which a
/// payload can contain.
pub fn boundary(texts: &[&[u8]], mut random: impl FnMut() -> u128) -> String {
    loop {
        let boundary = format!("nh-{:032x}", random());
        let needle = boundary.as_bytes();
        let occurs = texts
            .iter()
            .any(|text| text.windows(needle.len()).any(|window| window == needle));
        if !occurs {
            return boundary;
        }
    }
}

/// The content type that announces `boundary`.
pub fn content_type(boundary: &str) -> String {
    format!("multipart/mixed; boundary=\"{boundary}\"")
}

/// The body. `devices` is a JSON array.
pub fn body(boundary: &str, payload_type: &str, payload: &[u8], devices: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(payload.len() + devices.len() + 512);
    let parts = [
        ("notification", payload_type, payload),
        ("devices", "application/json;charset=utf-8", devices),
    ];
    for (name, content_type, content) in parts {
        let head = format!(
            "--{boundary}\r\nContent-Type: {content_type}\r\nContent-Disposition: inline; name={name}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_occurs_in_no_part() {
        let taken = format!("x nh-{:032x} y", 7);
        let mut numbers = [7, 7, 8].into_iter();
        let found = boundary(&[b"", taken.as_bytes()], || numbers.next().unwrap());
        assert_eq!(found, format!("nh-{:032x}", 8));
    }

    #[test]
    fn parts_have_crlf_and_names() {
        let body = body("B", "application/json", b"{}", b"[\"a\"]");
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "--B\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=notification\r\n\r\n{}\r\n\
             --B\r\nContent-Type: application/json;charset=utf-8\r\nContent-Disposition: inline; name=devices\r\n\r\n[\"a\"]\r\n--B--\r\n"
        );
    }
}
