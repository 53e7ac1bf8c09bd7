use crate::support::*;
use serde_json::{Value, json};

const SERVICE_BUS: &str = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub fn entry(kind: &str, members: &str) -> String {
    let name = format!("{kind}RegistrationDescription");
    format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><{name} xmlns:i=\"{INSTANCE}\" xmlns=\"{SERVICE_BUS}\">{members}</{name}></content></entry>"
    )
}

pub fn apple_entry(token: &str, tags: &str) -> String {
    let tags = match tags {
        "" => String::new(),
        tags => format!("<Tags>{tags}</Tags>"),
    };
    entry(
        "Apple",
        &format!("{tags}<DeviceToken>{token}</DeviceToken>"),
    )
}

pub fn create(body: &str) -> Request {
    Request::new("POST", &format!("/demo/registrations?{VERSION}")).body(body)
}

pub fn registration(method: &'static str, id: &str) -> Request {
    Request::new(method, &format!("/demo/registrations/{id}?{VERSION}"))
}

pub fn list(query: &str) -> Request {
    Request::new("GET", &format!("/demo/registrations?{VERSION}{query}"))
}

/// The texts of all elements of this name.
pub fn all(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = xml.split(&open).skip(1);
    parts
        .map(|part| part.split(&close).next().unwrap().to_owned())
        .collect()
}

pub fn one(xml: &str, name: &str) -> String {
    let mut found = all(xml, name);
    assert_eq!(found.len(), 1, "{name} in {xml}");
    found.remove(0)
}

#[test]
fn life_cycle() {
    let hub = Hub::start(&[]);
    let answer = hub.call(&create(&apple_entry("ab12", "a,b")).policy(LISTEN));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let id = one(&answer.body, "RegistrationId");
    let url = format!("{}/demo/registrations/{id}?{VERSION}", hub.env("NH_URL"));
    assert_eq!(
        answer.header("content-type"),
        "application/atom+xml; type=entry; charset=utf-8"
    );
    assert_eq!(answer.header("etag"), "W/\"1\"");
    assert_eq!(answer.header("content-location"), url);
    let now = one(&answer.body, "updated");
    let description = |etag: u32, zone: &str, tags: &str| {
        format!(
            "<AppleRegistrationDescription xmlns=\"{SERVICE_BUS}\" xmlns:i=\"{INSTANCE}\"><ETag>{etag}</ETag><ExpirationTime>9999-12-31T23:59:59.999{zone}</ExpirationTime><RegistrationId>{id}</RegistrationId><Tags>{tags}</Tags><DeviceToken>AB12</DeviceToken></AppleRegistrationDescription>"
        )
    };
    assert_eq!(
        answer.body,
        format!(
            "<entry a:etag=\"W/&quot;1&quot;\" xmlns=\"http://www.w3.org/2005/Atom\" xmlns:a=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"><id>{url}</id><title type=\"text\">{id}</title><published>{now}</published><updated>{now}</updated><link rel=\"self\" href=\"{url}\"/><content type=\"application/xml\">{}</content></entry>",
            description(1, "", "a,b")
        )
    );
    let answer = hub.call(&registration("GET", &id).policy(LISTEN));
    assert!(answer.body.contains(&description(1, "Z", "a,b")));
    assert_eq!(answer.header("content-location"), "");

    // Every form of an ETag that SDKs send, and one that is old by then.
    for (etag, status) in [
        ("\"1\"", 200),
        ("\"1\"", 412),
        ("W/\"2\"", 200),
        ("W/\"2\"", 412),
        ("*", 200),
        ("\"*\"", 200),
        ("\"4\", W/\"5\"", 200),
        ("\"\"", 400),
    ] {
        let request = registration("PUT", &id)
            .header("If-Match", etag)
            .body(apple_entry("AB12", "c"));
        assert_eq!(hub.call(&request).status, status, "{etag}");
    }
    let answer = hub.call(&registration("PUT", &id).body(apple_entry("AB12", "d")));
    assert_eq!(answer.header("etag"), "W/\"7\"");
    assert!(answer.body.contains(&description(7, "", "d")));

    let delete = |etag: &str| hub.call(&registration("DELETE", &id).header("If-Match", etag));
    assert_eq!(delete("W/\"6\"").status, 412);
    let answer = delete("W/\"7\"");
    assert_eq!((answer.status, answer.header("content-length")), (200, "0"));
    for answer in [delete("*"), hub.call(&registration("GET", &id))] {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.error(), "");
    }
    let update = registration("PUT", &id)
        .header("If-Match", "*")
        .body(apple_entry("AB12", ""));
    assert_eq!(hub.call(&update).status, 404);
}

#[test]
fn ids() {
    let hub = Hub::start(&[]);
    for path in ["registrationids", "registrationIDs/"] {
        let answer = hub.call(&Request::new("POST", &format!("/demo/{path}?{VERSION}")));
        assert_eq!((answer.status, answer.body.as_str()), (201, ""));
        let location = answer.header("location");
        let path = path.trim_end_matches('/');
        let start = format!("{}/demo/{path}/", hub.env("NH_URL"));
        let id = location
            .strip_prefix(&start)
            .and_then(|rest| rest.strip_suffix(&format!("?{VERSION}")))
            .unwrap();
        assert_eq!(hub.call(&registration("GET", id)).status, 404);
        let put = registration("PUT", id).body(apple_entry("AB", ""));
        let answer = hub.call(&put);
        assert_eq!(answer.status, 200);
        assert_eq!(one(&answer.body, "RegistrationId"), id);
        assert_eq!(answer.header("content-location"), "");
    }
    let put = |id: &str, body: &str| hub.call(&registration("PUT", id).body(body)).status;
    assert_eq!(put("123-234-1", &apple_entry("AB", "")), 200);
    for id in ["mine", "1-2", "1-2-3-4", "1-2-x", "+1-2-3"] {
        assert_eq!(put(id, &apple_entry("AB", "")), 410, "{id}");
    }
    let inside = "<RegistrationId>1-2-3</RegistrationId><DeviceToken>AB</DeviceToken>";
    assert_eq!(put("1-2-3", &entry("Apple", inside)), 200);
    assert_eq!(put("1-2-4", &entry("Apple", inside)), 400);
}

#[test]
fn both_roots_and_what_is_refused() {
    let hub = Hub::start(&[]);
    let dotnet = format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><RegistrationDescription xmlns:i=\"{INSTANCE}\" i:type=\"GcmTemplateRegistrationDescription\" xmlns=\"{SERVICE_BUS}\"><RegistrationId i:nil=\"true\" /><Tags>a</Tags><GcmRegistrationId>g</GcmRegistrationId><BodyTemplate><![CDATA[{{\"a\":\"]]]]><![CDATA[>\"}}]]></BodyTemplate><TemplateName i:nil=\"true\" /></RegistrationDescription></content></entry>"
    );
    let answer = hub.call(&create(&dotnet));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains(
        "<BodyTemplate><![CDATA[{\"a\":\"]]]]><![CDATA[>\"}]]></BodyTemplate><TemplateName i:nil=\"true\"/></GcmTemplateRegistrationDescription>"
    ));
    for body in [
        "",
        "nonsense",
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"/>",
        &entry("Fcm", "<FcmRegistrationId>f</FcmRegistrationId>"),
        &entry("Apple", ""),
        &entry("Apple", "<Tags/><DeviceToken/>"),
        &entry("AppleTemplate", "<DeviceToken>AB</DeviceToken>"),
    ] {
        let answer = hub.call(&create(body));
        assert_eq!(answer.status, 400, "{body}");
        let message = answer.error();
        assert!(
            message.starts_with("The specified resource description is invalid."),
            "{message}"
        );
    }
    let send_only = Request::new("GET", &format!("/demo/tags/a/registrations?{VERSION}"));
    assert_eq!(hub.call(&send_only.policy(LISTEN)).status, 403);
    assert_eq!(hub.call(&list("").policy(LISTEN)).status, 403);
    let by_channel = list("&$filter=ChannelUri+eq+%27g%27");
    let answer = hub.call(&by_channel.policy(LISTEN));
    assert_eq!(all(&answer.body, "GcmRegistrationId"), ["g"]);
}

#[test]
fn what_only_a_strict_hub_refuses() {
    let late = entry("Apple", "<DeviceToken>AB</DeviceToken><Tags>a</Tags>");
    let spaces = apple_entry("AB", "a, b");
    for (options, status) in [(&[][..], 200), (&["--strict"][..], 400)] {
        let hub = Hub::start(options);
        for body in [&late, &spaces] {
            assert_eq!(hub.call(&create(body)).status, status, "{body}");
        }
        let put = registration("PUT", "1-2-3").body(apple_entry("AB", "a"));
        assert_eq!(hub.call(&put).status, 200);
        assert_eq!(hub.call(&registration("DELETE", "1-2-3")).status, status);
    }
}

#[test]
fn pages() {
    let hub = Hub::start(&[]);
    let empty = hub.call(&list(""));
    assert_eq!(
        empty.header("content-type"),
        "application/atom+xml; type=feed; charset=utf-8"
    );
    assert!(empty.body.ends_with("/></feed>"), "{}", empty.body);
    for n in 0..5 {
        let put = registration("PUT", &format!("{n}-1-1"));
        let tags = if n % 2 == 0 { "even" } else { "odd" };
        assert_eq!(hub.call(&put.body(apple_entry("AB", tags))).status, 200);
    }
    let first = hub.call(&list("&$top=2"));
    assert_eq!(all(&first.body, "RegistrationId"), ["0-1-1", "1-1-1"]);
    let token = first.header("x-ms-continuationtoken").to_owned();
    assert!(token.ends_with("%3D%3D") || !token.contains('='), "{token}");
    let url = hub.env("NH_URL");
    let twice = token.replace('%', "%25");
    assert!(first.body.contains(&format!(
        "<link rel=\"next\" href=\"{url}/demo/registrations?{VERSION}&amp;%24top=2&amp;continuationtoken={twice}\"/>"
    )));
    // The links of entries have the whole query of the list.
    assert!(first.body.contains(&format!(
        "<link rel=\"self\" href=\"{url}/demo/registrations/0-1-1?{VERSION}&amp;$top=2\"/>"
    )));
    // What is deleted and created between two pages neither repeats nor hides the others.
    hub.call(&registration("DELETE", "1-1-1"));
    hub.call(&registration("DELETE", "2-1-1"));
    hub.call(&registration("PUT", "9-1-1").body(apple_entry("AB", "even")));
    for (name, token) in [
        ("continuationtoken", &token),
        ("continuationtoken", &twice),
        ("ContinuationToken", &token),
    ] {
        let second = hub.call(&list(&format!("&$top=2&{name}={token}")));
        assert_eq!(all(&second.body, "RegistrationId"), ["3-1-1", "4-1-1"]);
        assert!(!second.header("x-ms-continuationtoken").is_empty());
    }
    let all_of_it = hub.call(&list("&$top=1000"));
    assert_eq!(all_of_it.header("x-ms-continuationtoken"), "");
    assert_eq!(all(&all_of_it.body, "RegistrationId").len(), 4);

    let tagged = |tag: &str, query: &str| {
        let path = format!("/demo/tags/{tag}/registrations?{VERSION}{query}");
        hub.call(&Request::new("GET", &path))
    };
    let even = tagged("EVEN", "&$top=2");
    assert_eq!(all(&even.body, "RegistrationId"), ["0-1-1", "4-1-1"]);
    let token = even.header("x-ms-continuationtoken");
    let rest = tagged("EVEN", &format!("&$top=2&continuationtoken={token}"));
    assert_eq!(all(&rest.body, "RegistrationId"), ["9-1-1"]);
    assert_eq!(rest.header("x-ms-continuationtoken"), "");
    for query in [
        "&$top=0",
        "&$top=x",
        "&continuationtoken=x",
        "&$filter=Tags+eq+%27a%27",
    ] {
        assert_eq!(hub.call(&list(query)).status, 400, "{query}");
    }
}

#[test]
fn what_an_installation_becomes() {
    let hub = Hub::start(&[]);
    let installation = json!({
        "installationId": "d", "userId": "u", "platform": "wns", "pushChannel": "https://x/?a=1&b",
        "tags": ["one"], "pushVariables": {"name": "Ann"},
        "templates": {"Template Name": {
            "body": "<toast>$(m)</toast>", "headers": {"X-WNS-Type": "wns/toast"},
        }},
    });
    hub.install(&installation);
    let listed = hub.call(&list("")).body;
    let ids = all(&listed, "RegistrationId");
    assert_eq!(ids.len(), 2);
    let common = |tags: &str| {
        format!(
            "<Tags>$InstallationId:{{d}},$UserId:{{u}},one{tags}</Tags><PushVariables>{{\"name\":\"Ann\"}}</PushVariables><ChannelUri>https://x/?a=1&amp;b</ChannelUri>"
        )
    };
    let base = |id: &str| {
        format!(
            "<ETag>1</ETag><ExpirationTime>9999-12-31T23:59:59.9999999Z</ExpirationTime><RegistrationId>{id}</RegistrationId>"
        )
    };
    for expected in [
        format!(
            "{}{}</WindowsRegistrationDescription>",
            base(&ids[0]),
            common("")
        ),
        format!(
            "{}{}<BodyTemplate><![CDATA[<toast>$(m)</toast>]]></BodyTemplate><WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader></WnsHeaders><TemplateName>Template Name</TemplateName></WindowsTemplateRegistrationDescription>",
            base(&ids[1]),
            common(",Template Name")
        ),
    ] {
        assert!(listed.contains(&expected), "{expected}\n{listed}");
    }
    let by_user = format!("/demo/tags/$UserId:%7Bu%7D/registrations?{VERSION}");
    let found = hub.call(&Request::new("GET", &by_user)).body;
    assert_eq!(all(&found, "RegistrationId"), ids);

    // Each write counts; ids stay.
    hub.install(&installation);
    let again = hub.call(&list("")).body;
    assert_eq!(all(&again, "RegistrationId"), ids);
    assert_eq!(all(&again, "ETag"), ["2", "2"]);
    // One goes alone, the installation stays and brings it back.
    let answer = hub.call(&registration("PUT", &ids[0]).body(apple_entry("AB", "")));
    assert_eq!(answer.status, 400);
    let delete = registration("DELETE", &ids[0]).header("If-Match", "*");
    assert_eq!(hub.call(&delete).status, 200);
    assert_eq!(all(&hub.call(&list("")).body, "RegistrationId"), ids[1..]);
    assert_eq!(hub.call(&installation_request("GET", "d")).status, 200);
    hub.install(&installation);
    assert_eq!(all(&hub.call(&list("")).body, "RegistrationId").len(), 2);
    hub.call(&installation_request("DELETE", "d"));
    assert!(all(&hub.call(&list("")).body, "RegistrationId").is_empty());
}

#[test]
fn sends_reach_them() {
    let hub = Hub::start(&[]);
    hub.call(&create(&apple_entry("AB", "a")));
    hub.call(&create(&entry(
        "AppleTemplate",
        "<Tags>a</Tags><PushVariables>{\"who\":\"Ann\"}</PushVariables><DeviceToken>CD</DeviceToken><BodyTemplate><![CDATA[{\"aps\":{\"alert\":\"{$(m) + ' ' + $(who)}\"}}]]></BodyTemplate><Expiry>2030-01-01T00:00:00Z</Expiry><TemplateName>t</TemplateName><ApnsHeaders><ApnsHeader><Header>apns-priority</Header><Value>5</Value></ApnsHeader></ApnsHeaders>",
    )));
    hub.install(&json!({
        "installationId": "d", "platform": "apns", "pushChannel": "EF", "tags": ["a"],
    }));
    hub.call(&apple().header("ServiceBusNotification-Tags", "a"));
    hub.call(&send("template", "{\"m\":\"Hi\"}").header("ServiceBusNotification-Tags", "a"));
    let deliveries = hub.deliveries();
    let column = |name: &str| -> Vec<Value> {
        deliveries
            .iter()
            .map(|delivery| delivery[name].clone())
            .collect()
    };
    assert_eq!(column("deviceHandle"), ["AB", "EF", "CD"]);
    assert_eq!(
        column("installationId"),
        [json!(null), json!("d"), json!(null)]
    );
    assert_eq!(column("template"), [json!(null), json!(null), json!("t")]);
    assert_eq!(deliveries[2]["payload"], "{\"aps\":{\"alert\":\"Hi Ann\"}}");
    assert_eq!(
        deliveries[2]["headers"],
        json!({"apns-priority": "5", "apns-expiration": "1893456000"})
    );
    let output = emulator()
        .args(["deliveries", "--env-file"])
        .arg(hub.env_file())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.lines().nth(1).unwrap().starts_with("AB "), "{shown}");
}

#[test]
fn odd_characters_of_an_installation() {
    let hub = Hub::start(&[]);
    hub.install(&json!({
        "installationId": "d", "platform": "gcm", "pushChannel": "a\u{1}<&",
        "templates": {"]]>\n": {"body": "{\"a\":\"]]>\"}"}},
    }));
    let listed = hub.call(&list("")).body;
    assert_eq!(all(&listed, "GcmRegistrationId"), ["a\u{fffd}&lt;&amp;"; 2]);
    assert!(
        listed.contains("<TemplateName>]]&gt;&#10;</TemplateName>"),
        "{listed}"
    );
}
