//! The `NotificationOutcome` document that answers a test send.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::wire::xml::text_piece;

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
const MAX_TEXT: usize = 64 * 1024;
const MAX_DEPTH: usize = 8;
const ROOT: &str = "NotificationOutcome";

impl TestOutcome {
    /// Reads the document; `None` if `body` is not one. Names are matched
    /// without prefix, unknown elements are passed over, `i:nil` is empty.
    pub fn parse(body: &[u8]) -> Option<TestOutcome> {
        let text = std::str::from_utf8(body).ok()?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut outcome = TestOutcome::default();
        let mut path: Vec<String> = Vec::new();
        let mut value = String::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    match path.len() {
                        0 if name != ROOT => return None,
                        2 if name == "RegistrationResult" => {
                            if outcome.results.len() == MAX_RESULTS {
                                return None;
                            }
                            outcome.results.push(RegistrationResult::default());
                        }
                        MAX_DEPTH.. => return None,
                        _ => {}
                    }
                    path.push(name);
                    value.clear();
                }
                Event::Empty(start) if path.is_empty() => {
                    return (start.local_name().as_ref() == ROOT).then_some(outcome);
                }
                Event::End(_) => {
                    outcome.take(&path, &value)?;
                    path.pop();
                    value.clear();
                    if path.is_empty() {
                        return Some(outcome);
                    }
                }
                // No answer of the service has a document type; one could only
                // be there to define entities.
                Event::DocType(_) | Event::Eof => return None,
                text => {
                    if let Some(piece) = text_piece(&text).ok()? {
                        value.push_str(&piece);
                    }
                }
            }
            if value.len() > MAX_TEXT || (path.is_empty() && !value.trim().is_empty()) {
                return None;
            }
        }
    }

    fn take(&mut self, path: &[String], value: &str) -> Option<()> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path[..] {
            [_, "Success"] => self.success = value.trim().parse().ok()?,
            [_, "Failure"] => self.failure = value.trim().parse().ok()?,
            [_, "Results", "RegistrationResult", field] => {
                let result = self.results.last_mut()?;
                let slot = match field {
                    "ApplicationPlatform" => &mut result.platform,
                    "PnsHandle" => &mut result.pns_handle,
                    "RegistrationId" => &mut result.registration_id,
                    "Outcome" => &mut result.outcome,
                    _ => return Some(()),
                };
                *slot = value.to_owned();
            }
            _ => {}
        }
        Some(())
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
