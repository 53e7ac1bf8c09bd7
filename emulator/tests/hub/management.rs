use crate::registrations::{all, apple_entry, one};
use crate::support::*;
use serde_json::json;

const SERVICE_BUS: &str = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
pub const MANAGE: &str = "Manage claim is required for this operation.";
const INVALID: &str = "InvalidSignature: The token has an invalid signature.";

fn described(members: &str) -> String {
    format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><NotificationHubDescription xmlns:i=\"{INSTANCE}\" xmlns=\"{SERVICE_BUS}\">{members}</NotificationHubDescription></content></entry>"
    )
}

pub fn hub_request(method: &'static str, name: &str) -> Request {
    Request::new(method, &format!("/{name}?{VERSION}")).policy(ROOT)
}

pub fn put_hub(name: &str, members: &str) -> Request {
    hub_request("PUT", name).body(described(members))
}

/// A token for the namespace by a key that a hub's description names.
fn token_of(hub: &Hub, description: &str, policy: &str) -> String {
    let rule = description
        .split("<AuthorizationRule ")
        .find(|rule| rule.contains(&format!("<KeyName>{policy}<")))
        .unwrap();
    let resource = hub.env("NH_URL").replace(':', "%3A").replace('/', "%2F");
    token(&resource, &one(rule, "PrimaryKey"), policy, now() + 300)
}

#[test]
fn a_hub_that_comes_at_run_time_works_at_once() {
    let hub = Hub::start(&[]);
    let credentials = "<ApnsCredential><Properties><Property><Name>Endpoint</Name><Value>gateway.sandbox.push.apple.com</Value></Property><Property><Name>ApnsCertificate</Name><Value>a&amp;b</Value></Property></Properties></ApnsCredential>";
    let answer = hub.call(&put_hub("New", credentials));
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(
        answer.header("content-type"),
        "application/atom+xml; type=entry; charset=utf-8"
    );
    assert_eq!(answer.header("etag"), "");
    let body = &answer.body;
    let url = format!("{}/New?{VERSION}", hub.env("NH_URL"));
    let (published, updated) = (one(body, "published"), one(body, "updated"));
    assert!(body.starts_with(&format!("<entry xmlns=\"http://www.w3.org/2005/Atom\"><id>{url}</id><title type=\"text\">New</title><published>{published}</published><updated>{updated}</updated><author><name>nh-emulator</name></author><link rel=\"self\" href=\"{url}\"/><content type=\"application/xml\"><NotificationHubDescription xmlns=\"{SERVICE_BUS}\" xmlns:i=\"{INSTANCE}\">{credentials}<RegistrationTtl>P10675199DT2H48M5.4775807S</RegistrationTtl><AuthorizationRules><AuthorizationRule i:type=\"SharedAccessAuthorizationRule\"><ClaimType>SharedAccessKey</ClaimType><ClaimValue>None</ClaimValue><Rights><AccessRights>Listen</AccessRights></Rights><CreatedTime>")), "{body}");
    assert_eq!(
        all(body, "KeyName"),
        [
            "DefaultListenSharedAccessSignature",
            "DefaultFullSharedAccessSignature"
        ]
    );
    assert_eq!(
        all(body, "Rights")[1],
        "<AccessRights>Listen</AccessRights><AccessRights>Manage</AccessRights><AccessRights>Send</AccessRights>"
    );
    assert!(all(body, "PrimaryKey").iter().all(|key| key.len() == 44));

    // Its name without regard to case, its keys for what they are for.
    let full = token_of(&hub, body, "DefaultFullSharedAccessSignature");
    let listen = token_of(&hub, body, "DefaultListenSharedAccessSignature");
    let device = json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"});
    let put = Request::new("PUT", &format!("/new/installations/d?{VERSION}"));
    let put = put.body(device.to_string()).authorization(&listen);
    assert_eq!(hub.call(&put).status, 200);
    let send = |authorization: &str| {
        let request = Request::new("POST", &format!("/NEW/messages?{VERSION}"))
            .header("ServiceBusNotification-Format", "apple")
            .body("{\"aps\":{\"alert\":\"x\"}}")
            .authorization(authorization);
        hub.call(&request)
    };
    assert_eq!(send(&listen).status, 403);
    assert_eq!(send(&full).status, 201);
    assert_eq!(hub.deliveries()[0]["hub"], "New");
    // Another hub's key is none here.
    let other = Request::new("GET", &format!("/demo/installations/d?{VERSION}"));
    assert_eq!(hub.call(&other.authorization(&full)).status, 401);

    let answer = hub.call(&put_hub("NEW", ""));
    assert_eq!(answer.status, 409);
    assert_eq!(answer.error(), "SubCode=40900. Conflict");
    assert_eq!(hub.call(&hub_request("GET", "New")).body, *body);
    assert_eq!(hub.call(&hub_request("DELETE", "new")).status, 200);
    assert_eq!(send(&full).status, 404);
    let answer = hub.call(&hub_request("DELETE", "new"));
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.error(),
        "No service is hosted at the specified address."
    );
    // Its name may come back, its devices and keys do not.
    assert_eq!(hub.call(&put_hub("New", "")).status, 201);
    assert_eq!(send(&full).status, 401);
}

#[test]
fn updates() {
    let hub = Hub::start(&[]);
    let update =
        |name: &str, members: &str| hub.call(&put_hub(name, members).header("If-Match", "*"));
    assert_eq!(update("none", "").status, 404);
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let rule = |name: &str, rights: &[&str], key: &str| {
        let rights: String = rights
            .iter()
            .map(|right| format!("<AccessRights>{right}</AccessRights>"))
            .collect();
        format!(
            "<AuthorizationRule i:type=\"SharedAccessAuthorizationRule\"><ClaimType>SharedAccessKey</ClaimType><ClaimValue>None</ClaimValue><Rights>{rights}</Rights><KeyName>{name}</KeyName><PrimaryKey>{key}</PrimaryKey></AuthorizationRule>"
        )
    };
    let rules = |rules: &[String]| {
        format!(
            "<AuthorizationRules>{}</AuthorizationRules>",
            rules.concat()
        )
    };
    let answer = update("demo", &rules(&[rule("mine", &["Send"], key)]));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.body.contains("<published>"));
    assert_eq!(one(&answer.body, "PrimaryKey"), key);
    let mine = token_of(&hub, &answer.body, "mine");
    let send = |authorization: &str| hub.call(&apple().authorization(authorization)).status;
    assert_eq!(send(&mine), 201);
    // The old ones are gone.
    assert_eq!(hub.call(&apple()).status, 401);

    // No rules at all keeps those that there are; true is off.
    let answer = update(
        "demo",
        "<UserMetadata>m&amp;m</UserMetadata><Status>true</Status>",
    );
    assert_eq!(one(&answer.body, "KeyName"), "mine");
    assert_eq!(one(&answer.body, "Status"), "true");
    assert_eq!(one(&answer.body, "UserMetadata"), "m&amp;m");
    assert_eq!(send(&mine), 403);
    assert_eq!(update("demo", "<Status>false</Status>").status, 200);
    assert_eq!(send(&mine), 201);

    let many: Vec<String> = (0..13)
        .map(|n| rule(&format!("r{n}"), &["Send"], key))
        .collect();
    for members in [
        "<RegistrationTtl>PT23H</RegistrationTtl>",
        "<RegistrationTtl>soon</RegistrationTtl>",
        "<Status>off</Status>",
        "<ApnsCredential><Properties><Property><Name>x</Name></Property></Properties></ApnsCredential>",
        &rules(&[rule("m", &["Manage"], key)]),
        &rules(&[rule("m", &["Nothing"], key)]),
        &rules(&[rule("m", &[], key)]),
        &rules(&[rule("", &["Send"], key)]),
        &rules(&[rule("m", &["Send"], key), rule("m", &["Send"], key)]),
        &rules(&many),
        &format!("<UserMetadata>{}</UserMetadata>", "x".repeat(1025)),
    ] {
        assert_eq!(update("demo", members).status, 400, "{members}");
    }
    assert_eq!(
        hub.call(&hub_request("PUT", "x").body("<entry/>")).status,
        400
    );
    assert_eq!(hub.call(&put_hub("_x", "")).status, 400);
}

#[test]
fn registrations_live_as_long_as_the_hub_says() {
    let hub = Hub::start(&[]);
    let ttl = put_hub("demo", "<RegistrationTtl>P90D</RegistrationTtl>").header("If-Match", "*");
    assert_eq!(one(&hub.call(&ttl).body, "RegistrationTtl"), "P90D");
    let create = Request::new("POST", &format!("/demo/registrations?{VERSION}"));
    let created = hub.call(&create.body(apple_entry("AB", ""))).body;
    let expires = one(&created, "ExpirationTime");
    assert!(
        !expires.starts_with("9999") && !expires.ends_with('Z'),
        "{expires}"
    );
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"}));
    let installation = hub.call(&installation_request("GET", "d")).body;
    assert!(!installation.contains("9999-12-31"), "{installation}");
    // A client may say when itself; what is over is gone.
    hub.install(&json!({
        "installationId": "e", "platform": "apns", "pushChannel": "AB",
        "expirationTime": "2020-01-01T00:00:00Z",
    }));
    assert_eq!(hub.call(&installation_request("GET", "e")).status, 404);
    let list = Request::new("GET", &format!("/demo/registrations?{VERSION}"));
    assert_eq!(all(&hub.call(&list).body, "RegistrationId").len(), 2);
}

#[test]
fn lists_and_hubs_that_do_not_exist() {
    let hub = Hub::start(&["--hub", "b", "--hub", "a"]);
    let answer = hub.call(&Request::new("GET", "/").policy(ROOT));
    assert_eq!(answer.status, 200);
    let start = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">Publicly Listed Services</title><subtitle type=\"text\">This is the list of publicly-listed services currently available.</subtitle><id>uuid:";
    assert!(answer.body.starts_with(start), "{}", answer.body);
    let hrefs: Vec<&str> = answer.body.split("href=\"").skip(1).collect();
    assert_eq!(hrefs.len(), 2);
    let authority = hub.authority();
    assert!(
        hrefs[0].starts_with(&format!("http://{authority}/a\"/>")),
        "{}",
        hrefs[0]
    );

    let missing = hub.call(&hub_request("GET", "none"));
    assert_eq!(missing.status, 200);
    assert!(missing.body.starts_with(start) && !missing.body.contains("<entry>"));
    assert_eq!(
        missing.header("content-type"),
        "application/atom+xml; type=feed; charset=utf-8"
    );

    let java = |query: &str| {
        let path = format!("/$Resources/NotificationHubs/?{VERSION}{query}");
        hub.call(&Request::new("GET", &path).policy(ROOT)).body
    };
    let all_of_them = java("&$skip=0&$top=2147483647");
    assert_eq!(
        all_of_them.matches("<NotificationHubDescription").count(),
        2
    );
    assert!(all_of_them.contains(&format!("<link rel=\"self\" href=\"../../b?{VERSION}\"/>")));
    let second = java("&$skip=1&$top=1");
    assert_eq!(second.matches("<entry ").count(), 1);
    assert!(second.contains("<title type=\"text\">b</title>"));
}

#[test]
fn who_may_manage() {
    let hub = Hub::start(&[]);
    let url = hub.env("NH_URL").to_owned();
    let resource = url.replace(':', "%3A").replace('/', "%2F");
    let wrong = token(&resource, "wrong", "RootManageSharedAccessKey", now() + 300);
    for (method, path, message) in [
        ("GET", "/demo", MANAGE),
        ("GET", "/none", MANAGE),
        ("GET", "/", MANAGE),
        ("PUT", "/demo", INVALID),
        ("DELETE", "/demo", INVALID),
    ] {
        let request = Request::new(method, &format!("{path}?{VERSION}"));
        let answer = hub.call(&request.authorization(&wrong));
        assert_eq!(answer.status, 401, "{method} {path}");
        assert_eq!(answer.error(), message, "{method} {path}");
        // A hub's own key is a good one, and not enough.
        if path == "/demo" {
            let request = Request::new(method, &format!("{path}?{VERSION}"));
            let answer = hub.call(&request.policy(FULL));
            assert_eq!((answer.status, answer.error()), (401, MANAGE), "{method}");
        }
    }
    let answer = hub.call(&Request::new("GET", "/demo?api-version=1").policy(ROOT));
    assert_eq!(answer.status, 400);
    let anonymous = hub.call(&hub_request("GET", "demo").anonymous());
    assert_eq!(anonymous.status, 401);
}

#[test]
fn what_only_a_strict_namespace_refuses() {
    let late = "<Status>true</Status><RegistrationTtl>P1D</RegistrationTtl>";
    let unknown = "<Colour>red</Colour>";
    let short_key = "<AuthorizationRules><AuthorizationRule><Rights><AccessRights>Send</AccessRights></Rights><KeyName>k</KeyName><PrimaryKey>short</PrimaryKey></AuthorizationRule></AuthorizationRules>";
    for (options, status) in [(&[][..], 201), (&["--strict"][..], 400)] {
        let hub = Hub::start(options);
        for (name, members) in [("a", late), ("b", unknown), ("c", short_key)] {
            let answer = hub.call(&put_hub(name, members));
            assert_eq!(answer.status, status, "{members}");
        }
        assert_eq!(hub.call(&put_hub("d", "")).status, 201);
    }
}
