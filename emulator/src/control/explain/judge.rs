//! Whom a notification reached, and why it did not reach somebody.

use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use crate::devices::tag_expression::TagExpression;
use crate::devices::tag_pieces::{self, Piece};
use crate::push::delivery::Notification;
use crate::push::pns::PnsOutcome;
use crate::push::rules;
use crate::state::messages::SentNotification;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// What became of a notification for a registration. One that comes first tells more of the device
/// that has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Delivered,
    Refused,
    Skipped,
    NotMatched,
    NotMeant,
}

impl Fate {
    pub const ALL: [Fate; 5] = [
        Fate::Delivered,
        Fate::Refused,
        Fate::Skipped,
        Fate::NotMatched,
        Fate::NotMeant,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Fate::Delivered => "delivered",
            Fate::Refused => "refused",
            Fate::Skipped => "skipped",
            Fate::NotMatched => "not matched",
            Fate::NotMeant => "not meant",
        }
    }
}

pub struct Judge<'a> {
    notification: &'a Notification,
    expression: Option<TagExpression>,
    /// Where the tags of the expression stand.
    places: Vec<Range<usize>>,
    reached: HashSet<Key<'a>>,
    refused: HashMap<Key<'a>, (PnsOutcome, Option<&'static str>)>,
    /// Those of devices that got it, or were to get it.
    handles: HashSet<(Platform, &'a str)>,
}

/// The id of a registration, and its handle: what nobody registered has no id.
type Key<'a> = (&'a str, &'a str);

fn key(registration: &Registration) -> Key<'_> {
    (&registration.id, &registration.handle)
}

impl<'a> Judge<'a> {
    /// `reached` are those that are known to have got it. For a verdict about one device those of
    /// its handles are enough.
    pub fn new(sent: &'a SentNotification, reached: &'a [Arc<Registration>]) -> Judge<'a> {
        let notification = &*sent.notification;
        let expression = notification.tag_expression.as_deref();
        let parsed = expression.and_then(|text| TagExpression::parse_with_places(text).ok());
        let (expression, places) = parsed.unzip();
        let refused = sent.refused.iter().map(|(registration, ..)| registration);
        Judge {
            notification,
            expression,
            places: places.unwrap_or_default(),
            reached: reached.iter().map(|one| key(one)).collect(),
            handles: reached
                .iter()
                .chain(refused)
                .map(|one| (one.platform, one.handle.as_str()))
                .collect(),
            refused: sent
                .refused
                .iter()
                .map(|(one, outcome, rule)| (key(one), (*outcome, *rule)))
                .collect(),
        }
    }

    pub fn verdict(&self, registration: &Registration) -> (Fate, String) {
        if let Some((outcome, rule)) = self.refused.get(&key(registration)) {
            return (Fate::Refused, why_refused(*outcome, *rule));
        }
        if self.reached.contains(&key(registration)) {
            return (Fate::Delivered, String::new());
        }
        if self.notification.direct {
            return (Fate::NotMeant, "it is not the handle".to_owned());
        }
        let expression = self.expression.as_ref();
        let why_not = expression.and_then(|one| one.why_not(&registration.tag_keys));
        match (self.other_kind(registration), why_not) {
            (Some(why), None) => return (Fate::NotMeant, why),
            // Who mends the one would be surprised by the other.
            (Some(why), Some(besides)) => {
                return (Fate::NotMeant, format!("{why}; besides, {besides}"));
            }
            (None, Some(why)) => return (Fate::NotMatched, why),
            (None, None) => {}
        }
        let handle = (registration.platform, registration.handle.as_str());
        let why = if self.handles.contains(&handle) {
            "another registration has its handle, and a device gets it once"
        } else if self.notification.test {
            "a test send reaches ten at most"
        } else {
            "it fits now: it was not there yet, or had other tags, when the push went; or the hub has forgotten who got it"
        };
        (Fate::Skipped, why.to_owned())
    }

    /// The expression with what of it this registration has. None where it went to everybody.
    pub fn pieces(&self, registration: &Registration) -> Option<Vec<Piece>> {
        let text = self.notification.tag_expression.as_deref()?;
        let pieces = tag_pieces::pieces(text, &self.places, &registration.tag_keys);
        self.expression.is_some().then_some(pieces)
    }

    /// A platform's format reaches its native registrations, a template send templates.
    fn other_kind(&self, registration: &Registration) -> Option<String> {
        let (format, word) = (
            self.notification.format,
            registration.platform.format_word(),
        );
        match (format, &registration.template) {
            ("template", Some(_)) => None,
            ("template", None) => Some("a template send reaches templates".to_owned()),
            (_, Some(_)) => Some(format!("{format} reaches registrations without template")),
            (format, None) if format == word => None,
            _ => Some(format!("{format} does not reach {word}")),
        }
    }
}

/// In the words of whoever asks why the push service did not take it.
pub fn why_refused(outcome: PnsOutcome, rule: Option<&'static str>) -> String {
    let name = outcome.name();
    match rule {
        Some(rule) => format!(
            "{name}: its payload breaks the rule {rule}: {}",
            rules::words(rule)
        ),
        None if outcome == PnsOutcome::InvalidNotificationSize => {
            format!(
                "{name}: what its template makes is too large, or a rule for push services says so (/_emulator/pns)"
            )
        }
        None => format!("{name}: a rule for push services says so (/_emulator/pns)"),
    }
}
