//! Tags: which characters they may have, and how the special ones are written.

/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 120;
/// Most tags of one device in the documentation. The service is known to take more.
pub const MAX_TAGS: usize = 60;
/// Most bytes of a device's tags, with a comma between each two.
const MAX_BYTES: usize = 8000;

const SPECIAL: [&str; 2] = ["$InstallationId:{", "$UserId:{"];

pub fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@' | '#' | '.' | ':' | '-')
}

/// Characters of an installation id and of a user id; these, unlike tags, may have a `=`.
pub fn is_id_char(c: char) -> bool {
    is_tag_char(c) || c == '='
}

/// The length in bytes of the special tag that `text` starts with.
pub fn special_prefix(text: &str) -> Option<usize> {
    let opening = SPECIAL.iter().find(|opening| {
        text.get(..opening.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(opening))
    })?;
    let id = &text[opening.len()..];
    let end = id.find(|c| !is_id_char(c))?;
    (end > 0 && id[end..].starts_with('}')).then_some(opening.len() + end + 1)
}

/// For one that a client gives a device, in the service's words where they are known. Those that
/// begin with `$` the service gives by itself, and so does an export: `own` lets them pass.
pub fn check(tag: &str, own: bool) -> Result<(), String> {
    if tag.is_empty() {
        return Err("a tag is empty".to_owned());
    }
    if tag.starts_with('$') && !own {
        return Err("Tags can not start with $.".to_owned());
    }
    if tag.chars().count() > MAX_TAG_CHARS {
        return Err(format!(
            "the tag '{tag}' is longer than {MAX_TAG_CHARS} characters"
        ));
    }
    if special_prefix(tag) == Some(tag.len()) || tag.chars().all(is_tag_char) {
        return Ok(());
    }
    Err(format!(
        "An invalid tag(s) '{tag}' was supplied. Valid tag characters are alphanumeric, _, @, -, ., : and #."
    ))
}

/// For all that a device has. The service counts bytes; the number of tags is documented only.
pub fn check_all<'a>(
    tags: impl Iterator<Item = &'a String> + Clone,
    strict: bool,
) -> Result<(), String> {
    let count = tags.clone().count();
    let bytes = tags.map(String::len).sum::<usize>() + count.saturating_sub(1);
    if bytes > MAX_BYTES {
        return Err(format!(
            "Registration Tags serialized size is more than maximum supported value. Actual Size: '{bytes}' and Max Allowed Size: '{MAX_BYTES}'"
        ));
    }
    match strict && count > MAX_TAGS {
        true => Err(format!(
            "{count} tags are more than the {MAX_TAGS} that a device may have"
        )),
        false => Ok(()),
    }
}

pub fn installation(id: &str) -> String {
    format!("$InstallationId:{{{id}}}")
}

pub fn user(id: &str) -> String {
    format!("$UserId:{{{id}}}")
}

/// The id in such a tag.
pub fn user_of(tag: &str) -> Option<&str> {
    tag.strip_prefix(SPECIAL[1])?.strip_suffix('}')
}

/// Tags are compared without regard to case.
pub fn fold(tag: &str) -> String {
    tag.to_lowercase()
}

/// Unless it is among them.
pub fn add(tags: &mut Vec<String>, tag: &str) {
    if !tags.iter().any(|known| fold(known) == fold(tag)) {
        tags.push(tag.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_tags() {
        assert_eq!(user_of(&user("a=b")), Some("a=b"));
        assert_eq!(user_of(&installation("a")), None);
        let longest = "x".repeat(MAX_TAG_CHARS);
        for good in [
            "a",
            "news:sport",
            "_@#.:-",
            "Größe",
            "$InstallationId:{a=b}",
            "$userid:{x}",
            &longest,
        ] {
            assert_eq!(check(good, true), Ok(()), "{good}");
            assert_eq!(check(good, false).is_ok(), !good.starts_with('$'), "{good}");
        }
        let too_long = format!("{longest}x");
        for bad in [
            "",
            "a b",
            "a=b",
            "a,b",
            "$UserId:{}",
            "$UserId:{x",
            "$UserId:{x}y",
            "$Other:{x}",
            "a&&b",
            &too_long,
        ] {
            assert!(check(bad, true).is_err(), "{bad}");
        }
    }

    #[test]
    fn bytes_count_and_not_the_number() {
        let tags = |count: usize, each: usize| vec!["x".repeat(each); count];
        // 80 tags of 99 bytes, and 79 commas between them: 7,999.
        assert_eq!(check_all(tags(80, 99).iter(), false), Ok(()));
        assert_eq!(
            check_all(tags(81, 98).iter(), false).unwrap_err(),
            "Registration Tags serialized size is more than maximum supported value. Actual Size: '8018' and Max Allowed Size: '8000'"
        );
        assert_eq!(check_all(tags(60, 9).iter(), true), Ok(()));
        assert!(check_all(tags(61, 9).iter(), true).is_err());
        assert_eq!(check_all([].iter(), true), Ok(()));
    }
}
