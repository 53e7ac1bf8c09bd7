//! Tags: which characters they may have, and how the special ones are written.

/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 120;
/// Most tags of one device.
pub const MAX_TAGS: usize = 60;

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

pub fn check(tag: &str) -> Result<(), String> {
    if tag.is_empty() {
        return Err("a tag is empty".to_owned());
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
        "the tag '{tag}' has a character other than letters, digits and _ @ # . : -"
    ))
}

pub fn installation(id: &str) -> String {
    format!("$InstallationId:{{{id}}}")
}

pub fn user(id: &str) -> String {
    format!("$UserId:{{{id}}}")
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
            assert_eq!(check(good), Ok(()), "{good}");
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
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
