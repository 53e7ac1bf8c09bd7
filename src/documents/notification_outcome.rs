//! The `NotificationOutcome` document that answers a test send.

use crate::wire::atom;
use crate::wire::xml::Node;

/// What became of a test send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestOutcome {
    /// How many registrations the platform's service took it for.
    pub success: i64,
    /// How many it did not.
    pub failure: i64,
    /// One for each registration tried: at most ten.
    pub results: Vec<RegistrationResult>,
}

/// What became of a test send at one registration.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RegistrationResult {
    /// Platform word, such as `windows`.
    pub platform: String,
    /// PNS handle. Never printed by this library.
    pub pns_handle: String,
    /// Registration id.
    pub registration_id: String,
    /// The service's words.
    pub outcome: String,
}

impl std::fmt::Debug for RegistrationResult {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistrationResult")
            .field("platform", &self.platform)
            .field("registration_id", &self.registration_id)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// The service tries at most ten devices; this bounds what a wrong answer can
/// make of our memory.
const MAX_RESULTS: usize = 1000;

impl TestOutcome {
    /// Reads the document; `None` if `body` is not one. Names are matched
    /// without prefix, unknown elements are passed over, `i:nil` is empty.
    pub fn parse(body: &[u8]) -> Option<TestOutcome> {
        let node = atom::parse(body).ok()?;
        let results = node.children_of("Results");
        if node.name != "NotificationOutcome" || results.len() > MAX_RESULTS {
            return None;
        }
        let count = |name| match node.trimmed(name) {
            Some(text) => text.parse().ok(),
            None => Some(0),
        };
        Some(TestOutcome {
            success: count("Success")?,
            failure: count("Failure")?,
            results: results
                .iter()
                .filter(|result| result.name == "RegistrationResult")
                .map(RegistrationResult::read)
                .collect(),
        })
    }
}

impl TestOutcome {
    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        self.results.iter().map(RegistrationResult::bytes).sum()
    }
}

impl RegistrationResult {
    fn bytes(&self) -> usize {
        let texts = [
            &self.platform,
            &self.pns_handle,
            &self.registration_id,
            &self.outcome,
        ];
        size_of::<RegistrationResult>() + texts.map(String::len).iter().sum::<usize>()
    }

    fn read(node: &Node) -> RegistrationResult {
        let text = |name| node.non_empty(name).unwrap_or_default();
        RegistrationResult {
            platform: text("ApplicationPlatform"),
            pns_handle: text("PnsHandle"),
            registration_id: text("RegistrationId"),
            outcome: text("Outcome"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_results_entities_and_prefixes() {
        let outcome = TestOutcome::parse(
            br#"<?xml version="1.0"?><a:NotificationOutcome xmlns:a="SB" xmlns:i="I">
            <a:Success>1</a:Success><a:Failure> 1 </a:Failure><a:Extra>x</a:Extra><a:Results>
            <a:RegistrationResult><a:ApplicationPlatform>windows</a:ApplicationPlatform><a:PnsHandle>https://h/?a=1&amp;b=&#x32;</a:PnsHandle>
            <a:RegistrationId>7-8-3</a:RegistrationId><a:Outcome><![CDATA[sent & seen]]></a:Outcome></a:RegistrationResult>
            <a:RegistrationResult><a:Outcome>The Token obtained from the Token Provider is wrong</a:Outcome></a:RegistrationResult>
            </a:Results></a:NotificationOutcome>"#,
        )
        .unwrap();
        assert_eq!((outcome.success, outcome.failure), (1, 1));
        assert_eq!(outcome.results.len(), 2);
        assert_eq!(outcome.results[0].pns_handle, "https://h/?a=1&b=2");
        assert_eq!(outcome.results[0].registration_id, "7-8-3");
        assert_eq!(outcome.results[0].outcome, "sent & seen");
        assert_eq!(outcome.results[1].platform, "");
        assert!(!format!("{outcome:?}").contains("https://h"));
    }

    #[test]
    fn reads_nobody_and_refuses_nonsense() {
        let nobody = br#"<NotificationOutcome xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Success>0</Success><Failure>0</Failure><Results i:nil="true"/></NotificationOutcome>"#;
        assert_eq!(TestOutcome::parse(nobody), Some(TestOutcome::default()));
        assert_eq!(
            TestOutcome::parse(b"<NotificationOutcome/>"),
            Some(TestOutcome::default())
        );
        let bomb = b"<!DOCTYPE x [<!ENTITY a \"aaaa\">]><NotificationOutcome><Success>&a;</Success></NotificationOutcome>";
        for body in [
            &b""[..],
            b"\xff",
            b"{}",
            b"text <NotificationOutcome/>",
            b"<Error><Code>401</Code></Error>",
            b"<NotificationOutcome><Success>1</Success>",
            b"<NotificationOutcome><Success>one</Success></NotificationOutcome>",
            b"<NotificationOutcome><Success>&x;</Success></NotificationOutcome>",
            bomb,
            "<a>".repeat(100_000).as_bytes(),
            format!("<NotificationOutcome>{}", "<a>".repeat(100_000)).as_bytes(),
        ] {
            assert_eq!(
                TestOutcome::parse(body),
                None,
                "{:?}",
                String::from_utf8_lossy(&body[..body.len().min(60)])
            );
        }
    }
}
