//! `$filter` of a list of registrations: by the handle, under the names that SDKs have for it.

use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use percent_encoding::percent_decode_str;

#[derive(Debug, PartialEq, Eq)]
pub struct Filter(Vec<FilterTerm>);

#[derive(Debug, PartialEq, Eq)]
struct FilterTerm {
    field: Field,
    value: String,
    /// The documentation has a value encoded within the filter, which is encoded itself; not all
    /// SDKs do that.
    decoded: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// `ChannelUri` finds the handles of every platform: .NET and Java know no other name.
    AnyHandle,
    Handle(Platform),
    /// The handle's part with this number.
    Part(Platform, usize),
}

const FIELDS: [(&str, Field); 11] = [
    ("ChannelUri", Field::AnyHandle),
    ("DeviceToken", Field::Handle(Platform::Apple)),
    ("GcmRegistrationId", Field::Handle(Platform::Gcm)),
    ("FcmV1RegistrationId", Field::Handle(Platform::FcmV1)),
    ("AdmRegistrationId", Field::Handle(Platform::Adm)),
    ("XiaomiRegistrationId", Field::Handle(Platform::Xiaomi)),
    ("BaiduUserId", Field::Part(Platform::Baidu, 0)),
    ("BaiduChannelId", Field::Part(Platform::Baidu, 1)),
    ("Endpoint", Field::Part(Platform::Browser, 0)),
    ("P256DH", Field::Part(Platform::Browser, 1)),
    ("Auth", Field::Part(Platform::Browser, 2)),
];

impl Filter {
    /// `name eq 'value'`, several of them joined by `and`.
    pub fn parse(text: &str) -> Result<Filter, String> {
        let mut terms = Vec::new();
        let mut rest = text.trim();
        loop {
            let (name, after) = word(rest);
            let field = FIELDS
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, field)| *field)
                .ok_or_else(|| format!("'{name}' is not a name that it can have"))?;
            let (operator, after) = word(after);
            if !operator.eq_ignore_ascii_case("eq") {
                return Err(format!("'{operator}' is not eq"));
            }
            let (value, after) = value(after)?;
            terms.push(FilterTerm::new(field, value));
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(Filter(terms));
            }
            let (and, after) = word(rest);
            if !and.eq_ignore_ascii_case("and") {
                return Err(format!("'{and}' is not and"));
            }
            rest = after;
        }
    }

    pub fn matches(&self, registration: &Registration) -> bool {
        self.0.iter().all(|term| {
            let handle = &registration.handle;
            let (platform, actual) = match term.field {
                Field::AnyHandle => (registration.platform, Some(handle)),
                Field::Handle(platform) => (platform, Some(handle)),
                Field::Part(platform, part) => (platform, registration.handle_parts.get(part)),
            };
            platform == registration.platform
                && actual.is_some_and(|actual| term.is(platform, actual))
        })
    }
}

impl FilterTerm {
    fn new(field: Field, value: String) -> FilterTerm {
        let decoded = percent_decode_str(&value).decode_utf8_lossy().into_owned();
        FilterTerm {
            field,
            value,
            decoded,
        }
    }

    fn is(&self, platform: Platform, actual: &str) -> bool {
        [&self.value, &self.decoded]
            .iter()
            .any(|wanted| match platform {
                // Hex digits.
                Platform::Apple => actual.eq_ignore_ascii_case(wanted),
                _ => actual == *wanted,
            })
    }
}

fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

/// Up to the closing quote; two quotes stand for one. The JavaScript SDK forgets the opening quote
/// of a Baidu channel.
fn value(text: &str) -> Result<(String, &str), String> {
    let text = text.trim_start();
    let mut rest = text.strip_prefix('\'').unwrap_or(text);
    let mut value = String::new();
    loop {
        let (part, after) = rest
            .split_once('\'')
            .ok_or("A value has no closing quote")?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None if value.is_empty() => return Err("A value is empty".to_owned()),
            None => return Ok((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sdks_write() {
        let parse = |text| Filter::parse(text).unwrap().0;
        assert_eq!(
            parse("ChannelUri eq 'https://x/?a=b'"),
            [FilterTerm::new(
                Field::AnyHandle,
                "https://x/?a=b".to_owned()
            )]
        );
        assert_eq!(
            parse(" devicetoken EQ 'O''Hara' "),
            [FilterTerm::new(
                Field::Handle(Platform::Apple),
                "O'Hara".to_owned()
            )]
        );
        let baidu = [
            FilterTerm::new(Field::Part(Platform::Baidu, 1), "c".to_owned()),
            FilterTerm::new(Field::Part(Platform::Baidu, 0), "u".to_owned()),
        ];
        assert_eq!(parse("BaiduChannelId eq c' and BaiduUserId eq 'u'"), baidu);
        assert_eq!(parse("BaiduChannelId eq 'c' and BaiduUserId eq 'u'"), baidu);
        for wrong in [
            "",
            "ChannelUri",
            "ChannelUri eq",
            "ChannelUri eq ''",
            "ChannelUri eq 'x",
            "ChannelUri ne 'x'",
            "Tags eq 'x'",
            "ChannelUri eq 'x' or ChannelUri eq 'y'",
            "ChannelUri eq 'x' and",
        ] {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
    }
}
