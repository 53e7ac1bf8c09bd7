//! What is known of the service's answers, from recordings and from what people reported. The table
//! in `docs/local-hub.md` says which is which.

use crate::registrations::{apple_entry, create, entry, one, registration};
use crate::support::*;
use serde_json::json;

fn message_at(query: &str) -> Request {
    let mut request = apple();
    request.path = format!("/demo/messages{query}");
    request
}

#[test]
fn versions_that_old_clients_send() {
    let hub = Hub::start(&[]);
    for version in ["2012-08", "2013-04", "2013-07", "2013-08", "2020-06"] {
        let query = format!("?api-version={version}");
        let answer = hub.call(&message_at(&query));
        assert_eq!(answer.status, 201, "{version}: {}", answer.body);
        assert!(answer.header("location").ends_with(&query));
    }
    let unknown = hub.call(&message_at("?api-version=1999-01"));
    assert_eq!(unknown.status, 400);
    assert!(
        unknown.error().starts_with("The api-version '1999-01' in the query string is not supported. Either remove it from the Uri or use one of '2012-08,2013-04,"),
        "{}",
        unknown.body
    );
    assert_eq!(hub.call(&message_at("?api-version=")).status, 400);
}

#[test]
fn a_version_that_is_not_named() {
    let hub = Hub::start(&[]);
    let answer = hub.call(&message_at(""));
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(answer.header("location").ends_with("?api-version=2013-10"));
    let list = Request::new("GET", "/$Resources/NotificationHubs").policy(ROOT);
    assert_eq!(hub.call(&list).status, 200);
    let strict = Hub::start(&["--strict"]);
    assert_eq!(strict.call(&message_at("")).status, 400);
}

#[test]
fn tags_are_bounded_by_their_bytes() {
    let tags = |count: usize| -> Vec<String> { (0..count).map(|n| format!("{n:0>79}")).collect() };
    let text = |bytes: usize| {
        format!(
            "Registration Tags serialized size is more than maximum supported value. Actual Size: '{bytes}' and Max Allowed Size: '8000'"
        )
    };
    let installation = |tags: &[String]| json!({"installationId": "d", "platform": "apns", "pushChannel": "AB", "tags": tags});
    let hub = Hub::start(&[]);
    for (count, refusal) in [(100, None), (101, Some(text(8079)))] {
        let tags = tags(count);
        for request in [
            create(&apple_entry("AB", &tags.join(","))),
            put(&installation(&tags)),
        ] {
            let answer = hub.call(&request);
            match &refusal {
                None => assert_eq!(answer.status, 200, "{}", answer.body),
                Some(text) => assert_eq!((answer.status, answer.error()), (400, text.as_str())),
            }
        }
    }
    // A template's come to those of its device; so do those that a patch adds.
    let mut with_template = installation(&tags(100));
    with_template["templates"] = json!({"t": {"body": "{}", "tags": ["x"]}});
    assert_eq!(
        hub.call(&put(&with_template)).error(),
        format!("{}", text(8001))
    );
    let patch = json!([{"op": "add", "path": "/tags", "value": "x"}]).to_string();
    let answer = hub.call(&installation_request("PATCH", "d").body(patch));
    assert_eq!(answer.error(), text(8001));

    let strict = Hub::start(&["--strict"]);
    assert_eq!(strict.call(&put(&installation(&tags(60)))).status, 200);
    assert_eq!(strict.call(&put(&installation(&tags(61)))).status, 400);
    let registration = create(&apple_entry("AB", &tags(61).join(",")));
    assert_eq!(strict.call(&registration).status, 400);
}

#[test]
fn tags_that_a_device_cannot_have() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"}));
    let device = |tag: &str| json!({"installationId": "d", "platform": "apns", "pushChannel": "AB", "tags": [tag]});
    let template = |tag: &str| {
        let mut device = device("a");
        device["templates"] = json!({"t": {"body": "{}", "tags": [tag]}});
        device
    };
    let patch = |tag: &str| {
        let patch = json!([{"op": "add", "path": "/tags", "value": tag}]);
        installation_request("PATCH", "d").body(patch.to_string())
    };
    for (tag, text) in [
        ("$UserId:{u}", "Tags can not start with $."),
        ("$InstallationId:{d}", "Tags can not start with $."),
        ("$any", "Tags can not start with $."),
        (
            "a b",
            "An invalid tag(s) 'a b' was supplied. Valid tag characters are alphanumeric, _, @, -, ., : and #.",
        ),
    ] {
        let description = apple_entry("AB", tag);
        for request in [
            create(&description),
            registration("PUT", "1-2-3").body(description.clone()),
            put(&device(tag)),
            patch(tag),
        ] {
            let answer = hub.call(&request);
            assert_eq!((answer.status, answer.error()), (400, text), "{tag}");
        }
        let answer = hub.call(&put(&template(tag)));
        assert_eq!(answer.error(), format!("template 't': {text}"));
    }
}

#[test]
fn a_raw_notification_of_wns_says_its_type() {
    let hub = Hub::start(&[]);
    let raw = || send("windows", "x").header("X-WNS-Type", "wns/raw");
    for good in ["application/octet-stream", "Application/Octet-Stream; a=b"] {
        assert_eq!(hub.call(&raw().header("Content-Type", good)).status, 201);
    }
    // As it was recorded: no ids behind the text.
    let recorded = "<Error><Code>400</Code><Detail>The content type for a 'wns/raw' notification must be 'application/octet-stream'</Detail></Error>";
    for request in [
        raw(),
        raw().header("Content-Type", "application/xml;charset=utf-8"),
    ] {
        let answer = hub.call(&request);
        assert_eq!((answer.status, answer.body.as_str()), (400, recorded));
    }
    let untyped = hub.call(&send("windows", "<toast/>"));
    assert_eq!(
        untyped.error(),
        "The mandatory HTTP header 'X-WNS-Type' is missing."
    );
}

#[test]
fn headers_in_a_template_that_is_not_windows() {
    let device = |platform: &str, channel: &str| {
        json!({
            "installationId": "d", "platform": platform, "pushChannel": channel,
            "templates": {"t": {
                "body": "<toast/>", "headers": {"X-WNS-Type": "wns/toast"},
            }},
        })
    };
    let mut apple = device("apns", "AB");
    apple["templates"]["t"]["body"] = json!("{}");
    let strict = Hub::start(&["--strict"]);
    let answer = strict.call(&put(&apple));
    assert_eq!(
        answer.error(),
        "Installation validation failed with following error(s): Template 't' is invalid: 'Headers' only acceptable for WNS and MPNS"
    );
    assert_eq!(strict.call(&put(&device("wns", "https://w/1"))).status, 200);
    assert_eq!(Hub::start(&[]).call(&put(&apple)).status, 200);
}

#[test]
fn empty_elements_of_a_description() {
    let hub = Hub::start(&[]);
    let template = entry(
        "GcmTemplate",
        "<Tags/><GcmRegistrationId>g</GcmRegistrationId><BodyTemplate>{}</BodyTemplate><TemplateName/>",
    );
    let created = hub.call(&create(&template));
    assert_eq!(created.status, 200, "{}", created.body);
    let id = one(&created.body, "RegistrationId");
    let read = hub.call(&registration("GET", &id)).body;
    assert!(read.contains("<TemplateName></TemplateName>"), "{read}");
    assert!(!read.contains("<Tags"), "{read}");
    // A hub's description too.
    let hub_entry = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><NotificationHubDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><RegistrationTtl/><UserMetadata/><Status/></NotificationHubDescription></content></entry>";
    let made = Request::new("PUT", &format!("/other?{VERSION}"));
    let made = hub.call(&made.policy(ROOT).body(hub_entry));
    assert_eq!(made.status, 201, "{}", made.body);
}

#[test]
fn deleting_without_an_etag() {
    let text =
        "The ETag header is either missing or invalid. It should be \"*\", or a quoted ETag.";
    let put = registration("PUT", "1-2-3").body(apple_entry("AB", "a"));
    let strict = Hub::start(&["--strict"]);
    strict.call(&put);
    let answer = strict.call(&registration("DELETE", "1-2-3"));
    assert_eq!((answer.status, answer.error()), (400, text));
    let lenient = Hub::start(&[]);
    lenient.call(&put);
    let empty = registration("DELETE", "1-2-3").header("If-Match", "\"\"");
    assert_eq!(lenient.call(&empty).error(), text);
    assert_eq!(lenient.call(&registration("DELETE", "1-2-3")).status, 200);
}

#[test]
fn another_scheme_of_authorization() {
    let hub = Hub::start(&[]);
    for header in ["Bearer x", "Basic YTpi", "WRAP access_token=\"x\""] {
        let answer = hub.call(&apple().authorization(header));
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.error(),
            "MalformedToken: The credentials contained in the authorization header are not in the WRAP format."
        );
    }
}

#[test]
fn locations_are_spelled_as_they_were_asked_for() {
    let hub = Hub::start(&[]);
    let url = hub.env("NH_URL").to_owned();
    for list in ["registrationIDs", "registrationids", "RegistrationIds/"] {
        let path = format!("/demo/{list}?{VERSION}&x=1");
        let answer = hub.call(&Request::new("POST", &path));
        let (location, list) = (answer.header("location"), list.trim_end_matches('/'));
        let id = location.strip_prefix(&format!("{url}/demo/{list}/"));
        let id = id.and_then(|id| id.strip_suffix(&format!("?{VERSION}")));
        assert!(id.is_some_and(|id| !id.contains('/')), "{location}");
    }
    let path = format!("/Demo/Registrations?{VERSION}");
    let created = hub.call(&Request::new("POST", &path).body(apple_entry("AB", "a")));
    let location = created.header("content-location");
    assert!(location.starts_with(&format!("{url}/Demo/Registrations/")));
}
