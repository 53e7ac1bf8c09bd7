//! What a caller gives for a field, and what is written for it.

use serde_json::{Number, Value};

use crate::error::Error;
use crate::notification::draft::fields::{FieldRule, Takes};
use crate::wire::json;
use crate::wire::utc_time::utc_text;

const LAST_SECOND_OF_9999: i64 = 253_402_300_799;

/// A value as a caller gives it.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// Takes the field away.
    Nothing,
    /// Text.
    Text(&'a str),
    /// One more text of a list.
    MoreText(&'a str),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// JSON.
    Json(&'a str),
}

impl Given<'_> {
    /// What is to be written for a field that has `old`; `None` to take it away.
    pub fn value(self, rule: &FieldRule, old: Option<&Value>) -> Result<Option<Value>, Refusal> {
        let value = match (rule.takes, self) {
            (_, Given::Nothing) | (Takes::One, Given::Flag(false)) => return Ok(None),
            (
                Takes::Text | Takes::Within(_) | Takes::OneOf(_) | Takes::Color | Takes::Label,
                Given::Text(text),
            ) => checked_text(rule, text)?.into(),
            (Takes::Texts | Takes::TextsInText | Takes::Durations, Given::MoreText(text)) => {
                let mut texts = old.and_then(Value::as_array).cloned().unwrap_or_default();
                texts.push(checked_text(rule, text)?.into());
                Value::Array(texts)
            }
            (
                Takes::Whole(..)
                | Takes::Real(..)
                | Takes::Seconds(_)
                | Takes::UnixTime
                | Takes::Time
                | Takes::Milliseconds,
                Given::Number(number),
            ) => checked_number(rule, number)?,
            (Takes::Flag, Given::Flag(flag)) => flag.into(),
            (Takes::One, Given::Flag(true)) => 1.into(),
            (Takes::Object, Given::Json(text)) => match json::parse(text.as_bytes()) {
                Ok(value @ Value::Object(_)) => value,
                Ok(_) => return Err(Refusal::Misfit),
                Err(why) => return Err(Refusal::Json(why)),
            },
            _ => return Err(Refusal::Misfit),
        };
        Ok(Some(value))
    }
}

fn checked_text<'a>(rule: &FieldRule, text: &'a str) -> Result<&'a str, Refusal> {
    let is_good = match rule.takes {
        Takes::OneOf(words) => words.contains(&text),
        Takes::Within(most) => text.chars().count() <= most,
        Takes::Color => {
            text.len() == 7
                && text.starts_with('#')
                && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit())
        }
        Takes::Label => {
            let may_be = |c: char| c.is_ascii_alphanumeric() || "-_.~%".contains(c);
            (1..=50).contains(&text.len()) && text.chars().all(may_be)
        }
        Takes::Durations => text.strip_suffix('s').is_some_and(is_decimal),
        _ => true,
    };
    is_good.then_some(text).ok_or(Refusal::Misfit)
}

/// Digits, and perhaps a point and up to nine more.
fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && whole.len() <= 12 && fraction.len() <= 9
}

fn checked_number(rule: &FieldRule, number: f64) -> Result<Value, Refusal> {
    let within = |from: f64, to: f64| {
        let is_within = number >= from && number <= to;
        is_within.then_some(number).ok_or(Refusal::Misfit)
    };
    let whole = |from: i64, to: i64| match within(from as f64, to as f64)? {
        number if number.fract() == 0.0 => Ok(number as i64),
        _ => Err(Refusal::Misfit),
    };
    // What is later is in milliseconds.
    let moment = || Ok(within(0.0, LAST_SECOND_OF_9999 as f64)?.floor() as i64);
    match rule.takes {
        Takes::Whole(from, to) => Ok(whole(from, to)?.into()),
        Takes::Seconds(to) => {
            // No sign, also of a zero that has one.
            let seconds = within(0.0, to as f64)?.abs();
            // Google reads up to nine digits behind the point.
            Ok(format!("{}s", (seconds * 1e9).round() / 1e9).into())
        }
        Takes::UnixTime => Ok(moment()?.into()),
        Takes::Time => match utc_text(moment()?) {
            Some(time) => Ok(format!("{time}Z").into()),
            None => Err(Refusal::Misfit),
        },
        Takes::Milliseconds => {
            let seconds = within(0.0, LAST_SECOND_OF_9999 as f64)?;
            Ok(((seconds * 1000.0).round() as i64).into())
        }
        Takes::Real(from, to) => {
            let real = within(from, to)?;
            let whole = real.fract() == 0.0 && real < 1e15;
            let number = match whole {
                true => Some(Number::from(real as i64)),
                false => Number::from_f64(real),
            };
            number.map(Value::Number).ok_or(Refusal::Misfit)
        }
        _ => Err(Refusal::Misfit),
    }
}

/// Why a field does not take what was given.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    /// It takes something else.
    Misfit,
    /// It is no JSON, for this reason.
    Json(&'static str),
}

impl Refusal {
    /// As it is told to who set the field.
    #[cold]
    pub fn of_field(self, rule: &FieldRule) -> Error {
        let name = rule.field.name();
        match self {
            Refusal::Json(why) => Error::argument(format!("json for field {name}: {why}")),
            Refusal::Misfit => {
                let (what, function) = taken(rule);
                Error::argument(format!(
                    "field {name} takes {what}; set it with nh_notification_{function}"
                ))
            }
        }
    }

    /// As it is told to who gave it as an argument of another function.
    #[cold]
    pub fn of_argument(self, rule: &FieldRule, argument: &str) -> Error {
        Error::argument(match self {
            Refusal::Json(why) => format!("json for {argument}: {why}"),
            Refusal::Misfit => format!("{argument} takes {}", taken(rule).0),
        })
    }
}

/// What the field takes, and with which function it is set.
#[cold]
fn taken(rule: &FieldRule) -> (String, &'static str) {
    match rule.takes {
        Takes::Text => ("text".to_owned(), "set_text"),
        Takes::Within(most) => (format!("text of at most {most} characters"), "set_text"),
        Takes::OneOf(words) => (format!("one of {}", words.join(", ")), "set_text"),
        Takes::Color => ("a colour written as #rrggbb".to_owned(), "set_text"),
        Takes::Whole(from, to) => (format!("a whole number from {from} to {to}"), "set_number"),
        Takes::Real(from, f64::MAX) => (format!("a number from {from}"), "set_number"),
        Takes::Real(from, to) => (format!("a number from {from} to {to}"), "set_number"),
        Takes::Seconds(to) => (format!("seconds from 0 to {to}"), "set_number"),
        Takes::Label => (
            "1 to 50 of letters, digits and -_.~%".to_owned(),
            "set_text",
        ),
        Takes::UnixTime | Takes::Time => (
            "a Unix time in seconds, not in milliseconds".to_owned(),
            "set_number",
        ),
        Takes::Milliseconds => ("Unix time in seconds".to_owned(), "set_number"),
        Takes::Flag | Takes::One => ("true or false".to_owned(), "set_flag"),
        Takes::Texts | Takes::TextsInText => ("texts, one by one".to_owned(), "add_text"),
        Takes::Durations => (
            "seconds with an s behind them, such as 0.5s, one by one".to_owned(),
            "add_text",
        ),
        Takes::Object => ("a JSON object".to_owned(), "set_json"),
    }
}
