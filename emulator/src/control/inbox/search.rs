//! The language in which the inbox is searched: `to:ann tag:vip -platform:apns text:"hello"`.

use crate::devices::platform::Platform;

/// More than anybody writes, and few enough to be looked for in every delivery.
const MAX_WORDS: usize = 32;
const KEYS: [&str; 9] = [
    "to", "user", "tag", "platform", "format", "hub", "template", "text", "is",
];
const STATES: [(&str, State); 5] = [
    ("test", State::Test),
    ("direct", State::Direct),
    ("template", State::Template),
    ("expired", State::Expired),
    ("unread", State::Unread),
];

/// All of its words must fit.
#[derive(Debug, Default, PartialEq)]
pub struct Query {
    words: Vec<Word>,
}

#[derive(Debug, PartialEq)]
struct Word {
    negated: bool,
    test: Test,
}

/// Texts are folded.
#[derive(Debug, PartialEq)]
enum Test {
    Is(State),
    Platform(Platform),
    Format(String),
    Hub(String),
    Template(String),
    Tag(String),
    User(String),
    To(String),
    Text(String),
    NameOrText(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Of a test send.
    Test,
    /// Sent to a handle.
    Direct,
    Template,
    /// Its push service has said that the channel is gone.
    Expired,
    Unread,
}

/// What can be searched: a delivery, or a device. None says that the question makes no sense for
/// such a thing: a word that asks it is passed over.
pub trait Searched {
    fn hub(&self) -> &str;
    fn platform(&self) -> Platform;
    /// Ids and user, as far as there are any.
    fn names(&self) -> [Option<&str>; 3];
    fn handle(&self) -> &str;
    fn user(&self) -> Option<&str>;
    fn tags(&self) -> &[String];
    fn has_template(&self, folded: &str) -> bool;
    fn format(&self) -> Option<&str>;
    /// `folded` is part of the payload.
    fn has_text(&mut self, folded: &str) -> Option<bool>;
    fn is(&self, state: State) -> Option<bool>;
}

impl Query {
    pub fn parse(text: &str) -> Result<Query, String> {
        let mut words = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (word, after) = word(rest)?;
            words.extend(word);
            rest = after.trim_start();
        }
        if words.len() > MAX_WORDS {
            return Err(format!("A search has {MAX_WORDS} words at most"));
        }
        // What costs little comes first.
        words.sort_by_key(|word| matches!(word.test, Test::Text(_) | Test::NameOrText(_)));
        Ok(Query { words })
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn asks_for(&self, state: State) -> bool {
        self.words.iter().any(|word| word.test == Test::Is(state))
    }

    pub fn matches(&self, thing: &mut impl Searched) -> bool {
        self.words.iter().all(|word| match word.test.of(thing) {
            Some(fits) => fits != word.negated,
            None => true,
        })
    }
}

impl Test {
    fn of(&self, thing: &mut impl Searched) -> Option<bool> {
        Some(match self {
            Test::Is(state) => return thing.is(*state),
            Test::Platform(platform) => thing.platform() == *platform,
            Test::Format(format) => thing.format()? == format,
            Test::Hub(hub) => is_same(thing.hub(), hub),
            Test::Template(name) => thing.has_template(name),
            Test::Tag(tag) => thing.tags().iter().any(|one| is_same(one, tag)),
            Test::User(user) => thing.user().is_some_and(|id| fold(id).contains(user)),
            Test::To(name) => has_name(thing, name) || fold(thing.handle()).contains(name),
            Test::Text(text) => return thing.has_text(text),
            // A handle is no word that anybody knows, and has any word in it by chance.
            Test::NameOrText(text) => {
                has_name(thing, text) || thing.has_text(text).unwrap_or_default()
            }
        })
    }
}

fn has_name(thing: &impl Searched, folded: &str) -> bool {
    let names = thing.names();
    names
        .iter()
        .flatten()
        .any(|name| fold(name).contains(folded))
}

/// One letter at a time, so that a part of a text is a part of it folded too.
pub fn fold(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().flat_map(char::to_lowercase).collect(),
    }
}

pub fn is_same(text: &str, folded: &str) -> bool {
    text.chars().flat_map(char::to_lowercase).eq(folded.chars())
}

/// The word that the text begins with, and what comes after it. Somebody may still be writing it:
/// without a value it says nothing.
fn word(text: &str) -> Result<(Option<Word>, &str), String> {
    let (negated, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (key, rest) = key(text)?;
    let (value, rest) = value(rest);
    if value.is_empty() {
        return Ok((None, rest));
    }
    let test = test(key, fold(&value))?;
    Ok((Some(Word { negated, test }), rest))
}

fn key(text: &str) -> Result<(&str, &str), String> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic());
    let Some((key, rest)) = end.map(|end| text.split_at(end)) else {
        return Ok(("", text));
    };
    let Some(rest) = rest.strip_prefix(':').filter(|_| !key.is_empty()) else {
        return Ok(("", text));
    };
    if KEYS.iter().any(|known| known.eq_ignore_ascii_case(key)) {
        return Ok((key, rest));
    }
    let known = KEYS.map(|known| format!("{known}:")).join(", ");
    Err(format!(
        "'{key}:' is no key of a search: there are {known}. What has a colon in it is put into quotes"
    ))
}

/// Up to a blank, or in quotes, in which a backslash takes a quote or a backslash as it is.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[place + 1..]),
            '\\' if quoted[place + 1..].starts_with(['"', '\\']) => {
                value.extend(letters.next().map(|(_, letter)| letter));
            }
            letter => value.push(letter),
        }
    }
    (value, "")
}

fn test(key: &str, value: String) -> Result<Test, String> {
    Ok(match fold(key).as_str() {
        "" => Test::NameOrText(value),
        "to" => Test::To(value),
        "user" => Test::User(value),
        "tag" => Test::Tag(value),
        "platform" => Test::Platform(platform(&value)?),
        "format" if value == "template" => Test::Format(value),
        "format" => Test::Format(platform(&value)?.format_word().to_owned()),
        "hub" => Test::Hub(value),
        "template" => Test::Template(value),
        "text" => Test::Text(value),
        _ => {
            let known = STATES.iter().find(|(word, _)| *word == value);
            let (_, state) = known.ok_or_else(|| {
                let words = STATES.map(|(word, _)| format!("is:{word}"));
                format!("'is:{value}' is unknown: there are {}", words.join(", "))
            })?;
            Test::Is(*state)
        }
    })
}

/// By either of its names.
fn platform(word: &str) -> Result<Platform, String> {
    let found = match word {
        "fcm" => Some(Platform::FcmV1),
        _ => Platform::of_format(word).or_else(|| Platform::of_installation(word)),
    };
    found.ok_or_else(|| {
        format!(
            "'{word}' is no platform: there are apple (apns), fcmv1 (fcm), gcm, windows (wns), windowsphone (mpns), adm, baidu, browser and xiaomi"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Push<'a> {
        names: [Option<&'a str>; 3],
        handle: &'a str,
        tags: Vec<String>,
        payload: Option<&'a str>,
    }

    impl Searched for Push<'_> {
        fn hub(&self) -> &str {
            "Demo"
        }

        fn platform(&self) -> Platform {
            Platform::Apple
        }

        fn names(&self) -> [Option<&str>; 3] {
            self.names
        }

        fn handle(&self) -> &str {
            self.handle
        }

        fn user(&self) -> Option<&str> {
            self.names[2]
        }

        fn tags(&self) -> &[String] {
            &self.tags
        }

        fn has_template(&self, folded: &str) -> bool {
            is_same("News", folded)
        }

        fn format(&self) -> Option<&str> {
            self.payload.map(|_| "template")
        }

        fn has_text(&mut self, folded: &str) -> Option<bool> {
            Some(fold(self.payload?).contains(folded))
        }

        fn is(&self, state: State) -> Option<bool> {
            self.payload.map(|_| state == State::Test)
        }
    }

    fn finds(query: &str, payload: Option<&str>) -> bool {
        let names = [Some("Phone-1"), Some("12-34"), Some("Ann")];
        let mut push = Push {
            names,
            handle: "AABB",
            tags: vec!["VIP".to_owned(), "Größe:XL".to_owned()],
            payload,
        };
        Query::parse(query).unwrap().matches(&mut push)
    }

    #[test]
    fn words_that_fit_and_words_that_do_not() {
        let payload = r#"{"aps":{"alert":"Hello \World, ΟΔΟΣ"}}"#;
        for query in [
            "",
            "  ",
            "to:phone-1",
            "TO:PHONE",
            "to:12-3",
            "to:ann",
            "to:aabb",
            "user:ANN",
            "user:n",
            "tag:vip",
            "tag:größe:xl",
            "platform:apple",
            "platform:APNS",
            "format:template",
            "hub:demo",
            "template:NEWS",
            "text:hello",
            r#"text:"hello \\world""#,
            "text:οδο",
            r#"text:{"APS":"#,
            r#""alert\":\"hello""#,
            "is:test",
            "-is:direct",
            "hello",
            "phone",
            "-nobody",
            "--hello",
            "-text:bye tag:vip hello",
            r#"to: tag: - -text: "" is:"#,
            r#"text:"hello"#,
        ] {
            assert!(finds(query, Some(payload)), "{query}");
        }
        for query in [
            "to:bob",
            "user:phone",
            "tag:vi",
            "tag:vips",
            "-tag:vip",
            "platform:fcm",
            "-platform:apns",
            "format:apple",
            "hub:dem",
            "template:new",
            "text:bye",
            "-text:hello",
            r#"text:"hello world""#,
            "-hello",
            "is:unread",
            "hello bye",
            "tag:GRÖSSE:xl",
            "-to:bob -hello",
        ] {
            assert!(!finds(query, Some(payload)), "{query}");
        }
    }

    #[test]
    fn what_makes_no_sense_for_a_device_is_passed_over() {
        for query in [
            "text:x",
            "-text:x",
            "format:apple",
            "is:unread",
            "-is:test phone",
        ] {
            assert!(finds(query, None), "{query}");
        }
        for query in ["hello", "text:x to:bob", "-ann"] {
            assert!(!finds(query, None), "{query}");
        }
    }

    #[test]
    fn what_is_no_search_says_what_there_is() {
        let fault = |query: &str| Query::parse(query).unwrap_err();
        assert!(
            fault("tag:a o:b").contains("'o:' is no key of a search: there are to:, user:, tag:")
        );
        assert!(fault("http://a").contains("is put into quotes"));
        assert!(fault("platform:nokia").contains("'nokia' is no platform"));
        assert!(fault("-format:toast").contains("'toast' is no platform"));
        assert!(fault("is:red").contains("there are is:test, is:direct"));
        assert!(fault(&"a ".repeat(33)).contains("32 words at most"));
        assert!(Query::parse(&"a ".repeat(32)).is_ok());
        for fine in [
            "12:30",
            "\"http://a\"",
            ":",
            "-",
            "a-b:c",
            "{\"a\":1}",
            "\"",
            "\\",
        ] {
            assert!(Query::parse(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn what_costs_little_comes_first() {
        let query = Query::parse("a text:b is:unread platform:fcm").unwrap();
        assert!(query.asks_for(State::Unread) && !query.asks_for(State::Expired));
        assert_eq!(query.words[1].test, Test::Platform(Platform::FcmV1));
        assert!(Query::parse(" \t").unwrap().is_empty());
    }
}
