//! The push notification services as the hub sees them: they take everything, unless a rule says
//! that they refuse what is for some device.

use crate::basics::glob;
use crate::basics::rule_list::RuleList;
use crate::devices::platform::Platform;
use crate::push::format::Format;
use serde::{Deserialize, Serialize};

/// What became of one notification for one device, under the names of the service's telemetry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PnsOutcome {
    Success,
    AbandonedNotificationMessages,
    BadChannel,
    ChannelDisconnected,
    ChannelThrottled,
    Dropped,
    ExpiredChannel,
    InvalidCredentials,
    InvalidNotificationSize,
    NoTargets,
    PnsInterfaceError,
    PnsServerError,
    PnsUnavailable,
    PnsUnreachable,
    /// Another registration with the same handle got it.
    Skipped,
    Throttled,
    UnknownError,
    WrongToken,
}

impl PnsOutcome {
    pub fn name(self) -> &'static str {
        match self {
            PnsOutcome::Success => "Success",
            PnsOutcome::AbandonedNotificationMessages => "AbandonedNotificationMessages",
            PnsOutcome::BadChannel => "BadChannel",
            PnsOutcome::ChannelDisconnected => "ChannelDisconnected",
            PnsOutcome::ChannelThrottled => "ChannelThrottled",
            PnsOutcome::Dropped => "Dropped",
            PnsOutcome::ExpiredChannel => "ExpiredChannel",
            PnsOutcome::InvalidCredentials => "InvalidCredentials",
            PnsOutcome::InvalidNotificationSize => "InvalidNotificationSize",
            PnsOutcome::NoTargets => "NoTargets",
            PnsOutcome::PnsInterfaceError => "PnsInterfaceError",
            PnsOutcome::PnsServerError => "PnsServerError",
            PnsOutcome::PnsUnavailable => "PnsUnavailable",
            PnsOutcome::PnsUnreachable => "PnsUnreachable",
            PnsOutcome::Skipped => "Skipped",
            PnsOutcome::Throttled => "Throttled",
            PnsOutcome::UnknownError => "UnknownError",
            PnsOutcome::WrongToken => "WrongToken",
        }
    }

    /// The word in error details and feedback. Some differ from those of telemetry.
    pub fn error_word(self) -> &'static str {
        match self {
            PnsOutcome::InvalidCredentials => "Invalid PNS Credentials",
            PnsOutcome::PnsUnreachable => "PNS Unreachable",
            PnsOutcome::Throttled | PnsOutcome::ChannelThrottled => "PnsThrottled",
            other => other.name(),
        }
    }

    /// The text in the answer to a test send. Two are known from the service.
    pub fn text(self) -> &'static str {
        match self {
            PnsOutcome::Success => {
                "The Notification was successfully sent to the Push Notification System"
            }
            PnsOutcome::WrongToken => "The Token obtained from the Token Provider is wrong",
            other => other.error_word(),
        }
    }

    pub fn is_failure(self) -> bool {
        !matches!(self, PnsOutcome::Success | PnsOutcome::Skipped)
    }

    /// Whether the handle will never be good again, which is what feedback is about.
    pub fn ends_the_channel(self) -> bool {
        matches!(self, PnsOutcome::ExpiredChannel | PnsOutcome::BadChannel)
    }
}

/// `POST /_emulator/pns`: what is for these devices comes out so.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PnsRule {
    /// A pattern with `*` for the handle; without it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
    /// The word of a notification's format; without it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    outcome: PnsOutcome,
    /// For so many notifications; without it for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

impl PnsRule {
    fn check(&self) -> Result<(), String> {
        let platform = self.platform.as_deref().map(Format::parse);
        match platform {
            Some(None | Some(Format::Template)) => Err("there is no such platform".to_owned()),
            _ if self.outcome == PnsOutcome::Skipped => {
                Err("Skipped is for devices that are reached already".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn is_for(&self, platform: Platform, handle: &str) -> bool {
        let word = platform.format_word();
        let platform = self.platform.as_deref();
        self.times != Some(0)
            && platform.is_none_or(|wanted| wanted.eq_ignore_ascii_case(word))
            && self
                .handle
                .as_deref()
                .is_none_or(|pattern| glob::matches(pattern, handle))
    }
}

#[derive(Default)]
pub struct Pns(RuleList<PnsRule>);

impl Pns {
    pub fn add(&self, json: &[u8]) -> Result<(), String> {
        self.extend(self.read(json)?);
        Ok(())
    }

    /// Rules that can be added.
    pub fn read(&self, json: &[u8]) -> Result<Vec<PnsRule>, String> {
        self.0.read(json, PnsRule::check)
    }

    pub fn extend(&self, rules: Vec<PnsRule>) {
        self.0.extend(rules);
    }

    pub fn clear(&self) {
        self.0.clear();
    }

    pub fn rules(&self) -> Vec<PnsRule> {
        self.0.map(PnsRule::clone)
    }

    /// What this device's service says to a notification; the first rule that fits counts.
    pub fn outcome(&self, platform: Platform, handle: &str) -> PnsOutcome {
        let outcome = self.0.first(|rule| {
            if !rule.is_for(platform, handle) {
                return None;
            }
            if let Some(times) = &mut rule.times {
                *times -= 1;
            }
            Some(rule.outcome)
        });
        outcome.unwrap_or(PnsOutcome::Success)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for name in ["Success", "AbandonedNotificationMessages", "WrongToken"] {
            let outcome: PnsOutcome = serde_json::from_str(&format!("\"{name}\"")).unwrap();
            assert_eq!(outcome.name(), name);
        }
    }

    #[test]
    fn the_first_rule_that_fits() {
        let pns = Pns::default();
        let apple = |handle| pns.outcome(Platform::Apple, handle);
        assert_eq!(apple("a1"), PnsOutcome::Success);
        pns.add(
            br#"[{"handle":"a*","platform":"Apple","outcome":"ExpiredChannel","times":2},
                 {"platform":"gcm","outcome":"WrongToken"},
                 {"handle":"a1","outcome":"Dropped"}]"#,
        )
        .unwrap();
        assert_eq!(apple("b"), PnsOutcome::Success);
        assert_eq!(apple("a1"), PnsOutcome::ExpiredChannel);
        assert_eq!(apple("a2"), PnsOutcome::ExpiredChannel);
        assert_eq!(apple("a2"), PnsOutcome::Success);
        assert_eq!(apple("a1"), PnsOutcome::Dropped);
        assert_eq!(pns.outcome(Platform::Gcm, "a1"), PnsOutcome::WrongToken);
        pns.clear();
        assert_eq!(apple("a1"), PnsOutcome::Success);
        for wrong in [
            "{}",
            "[{}]",
            r#"[{"outcome":"Lost"}]"#,
            r#"[{"outcome":"Skipped"}]"#,
            r#"[{"outcome":"Dropped","platform":"apns"}]"#,
            r#"[{"outcome":"Dropped","plattform":"apple"}]"#,
        ] {
            assert!(pns.add(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(pns.rules().is_empty());
    }
}
