//! What the library and a local hub say of a payload.

use std::collections::BTreeMap;

use notification_hubs::error::Error;
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::policy::options::HubOptions;
use serde_json::json;

use crate::payload_cases::Case;
use crate::support::LocalHub;

/// What one side says: nothing, or why not; the rule where it names one.
#[derive(Debug)]
pub enum Says {
    Good,
    Bad(String),
}

impl Says {
    /// Nothing?
    pub fn is_good(&self) -> bool {
        matches!(self, Says::Good)
    }

    /// The rule that it names.
    pub fn rule(&self) -> &str {
        match self {
            Says::Good => "",
            Says::Bad(text) => {
                let named = text.split_once("rule ").map_or("", |(_, rest)| rest);
                let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
                named.split(|c| !is_id(c)).next().unwrap_or_default()
            }
        }
    }
}

/// What the library says.
pub fn library(result: Result<(), Error>) -> Says {
    match result {
        Ok(()) => Says::Good,
        Err(error) => Says::Bad(error.message.to_string()),
    }
}

/// The local hub, and a token for it.
pub struct Judge {
    /// Where it asks.
    pub hub: LocalHub,
    agent: ureq::Agent,
    token: String,
}

impl Judge {
    /// A local hub of its own.
    pub fn start() -> Judge {
        let hub = LocalHub::start_with(&["--plain"]);
        let client = Hub::new(hub.connection_string(), Some("demo"), HubOptions::default());
        let hour = std::time::Duration::from_secs(3600);
        let token = client.unwrap().sas_token(None, hour).unwrap();
        Judge {
            token: token.text.expose().to_owned(),
            agent: hub.agent(),
            hub,
        }
    }

    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> (Says, u16) {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}/demo/{path}api-version=2020-06", self.hub.url()))
            .header("Authorization", &self.token);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = self.agent.run(request.body(body).unwrap()).unwrap();
        let status = answer.status().as_u16();
        let rule = answer.headers().get("x-emulator-rule");
        let rule = rule.map(|rule| rule.to_str().unwrap().to_owned());
        let body = answer.into_body().read_to_string().unwrap();
        let says = match (status, rule) {
            (200 | 201, None) => Says::Good,
            (_, Some(rule)) => Says::Bad(format!("rule {rule}")),
            _ => Says::Bad(body),
        };
        (says, status)
    }

    /// A direct test send, or a test send of properties.
    pub fn payload(&self, notification: &Notification) -> Says {
        let platform = notification.platform();
        let mut headers = vec![(
            "ServiceBusNotification-Format".to_owned(),
            platform.format().to_owned(),
        )];
        let made = notification
            .for_each_header(|name, value| headers.push((name.to_owned(), value.to_owned())));
        made.unwrap();
        if platform == Platform::Browser {
            headers.push(("P256DH".to_owned(), "k".to_owned()));
            headers.push(("Auth".to_owned(), "a".to_owned()));
        }
        let direct = match platform {
            Platform::Template => "messages?test&",
            _ => {
                let handle = (
                    "ServiceBusNotification-DeviceHandle".to_owned(),
                    "AB".to_owned(),
                );
                headers.push(handle);
                "messages?direct&test&"
            }
        };
        self.ask("POST", direct, &headers, notification.body()).0
    }

    /// A device with this template, and a test send of these properties to it.
    pub fn template(&self, case: &Case, body: &str, sample: &Notification) -> Says {
        let channel = match case.platform {
            Platform::Browser => json!({"endpoint": "https://p/1", "p256dh": "k", "auth": "a"}),
            _ => json!("AB"),
        };
        let word = match case.platform {
            Platform::Apple => "apns",
            Platform::Windows => "wns",
            Platform::Mpns => "mpns",
            other => other.format(),
        };
        let headers: BTreeMap<&str, &str> = match case.platform {
            Platform::Apple => BTreeMap::new(),
            _ => case.headers(),
        };
        let device = json!({
            "installationId": "d", "platform": word, "pushChannel": channel,
            "templates": {"t": {"body": body, "headers": headers}},
        });
        let json = [("Content-Type".to_owned(), "application/json".to_owned())];
        let (says, _) = self.ask(
            "PUT",
            "installations/d?",
            &json,
            device.to_string().as_bytes(),
        );
        match says {
            Says::Good => self.payload(sample),
            bad => bad,
        }
    }
}
