use crate::support::*;

#[test]
fn every_policy_and_key_may_do_what_it_should() {
    let hub = Hub::start(&[]);
    for policy in [FULL, SECONDARY, ROOT] {
        assert_eq!(hub.call(&apple().policy(policy)).status, 201, "{policy}");
        let get = installation_request("GET", "nobody").policy(policy);
        assert_eq!(hub.call(&get).status, 404, "{policy}");
    }
    let get = installation_request("GET", "nobody").policy(LISTEN);
    assert_eq!(hub.call(&get).status, 404);
}

#[test]
fn a_right_that_is_missing_is_403_without_a_body() {
    let hub = Hub::start(&[]);
    let answer = hub.call(&apple().policy(LISTEN));
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    assert_eq!(answer.header("content-length"), "0");
    assert_eq!(answer.header("content-type"), "");
    assert!(!answer.header("trackingid").is_empty());
    assert!(!answer.header("x-ms-correlation-request-id").is_empty());
}

#[test]
fn signed_addresses_of_every_sdk() {
    let hub = Hub::start(&["--hub", "MyHub"]);
    let authority = hub.authority().to_owned();
    let host = authority.split(':').next().unwrap();
    let key = hub.part(FULL, "SharedAccessKey").to_owned();
    let policy = hub.part(FULL, "SharedAccessKeyName").to_owned();
    let send = |resource: &str| {
        let token = token(resource, &key, &policy, now() + 60);
        let request = Request::new("POST", "/MyHub/messages/?api-version=2020-06")
            .header("ServiceBusNotification-Format", "apple")
            .body(r#"{"aps":{}}"#)
            .authorization(&token);
        hub.call(&request).status
    };
    for resource in [
        // Python: the hub, lower-case hex. .NET: http, no port, the full path, a slash.
        format!("https%3a%2f%2f{}%2fmyhub", authority.replace(':', "%3a")),
        format!("http%3a%2f%2f{host}%2fmyhub%2fmessages%2f"),
        // JavaScript: the namespace, upper-case hex. Java: with the query.
        format!("https%3A%2F%2F{}%2F", authority.replace(':', "%3A")),
        format!(
            "https%3a%2f%2f{}%2fmyhub%2fmessages%3fapi-version%3d2020-06%26test",
            authority.replace(':', "%3a")
        ),
        // Ruby and Go.
        format!("sb%3a%2f%2f{host}%2f"),
        format!("https%3A%2F%2F{host}"),
    ] {
        assert_eq!(send(&resource), 201, "{resource}");
    }
    for resource in [
        format!("https%3a%2f%2f{host}%2fother"),
        format!("https%3a%2f%2f{host}%2fmyhub%2finstallations"),
        "https%3a%2f%2felsewhere%2fmyhub".to_owned(),
    ] {
        assert_eq!(send(&resource), 401, "{resource}");
    }
}

#[test]
fn refusals_have_the_texts_of_the_service() {
    let hub = Hub::start(&[]);
    let url = hub.env("NH_URL");
    let good = hub.token(FULL, url, now() + 60);
    let expired = hub.token(FULL, url, now() - 1);
    let (listen, full) = (
        "DefaultListenSharedAccessSignature",
        "DefaultFullSharedAccessSignature",
    );
    for (authorization, message) in [
        ("Bearer x", "MalformedToken"),
        ("SharedAccessSignature sr=x", "MalformedToken"),
        (&expired, "ExpiredToken: The token is expired."),
        (
            &good.replace("sig=", "sig=AA"),
            "InvalidSignature: The token has an invalid signature.",
        ),
        (&good.replace(full, "Nobody"), "InvalidSignature"),
        (&good.replace(full, listen), "InvalidSignature"),
        (
            &hub.token(FULL, "https://localhost/other", now() + 60),
            "InvalidAudience",
        ),
    ] {
        let answer = hub.call(&apple().authorization(authorization));
        assert_eq!(answer.status, 401, "{authorization}");
        assert!(answer.error().starts_with(message), "{}", answer.body);
    }
    let answer = hub.call(&apple().anonymous());
    assert_eq!(answer.status, 401);
    assert!(answer.error().starts_with("MissingToken"));
    // A bad token is told before a bad request.
    let request = Request::new("POST", "/demo/nothing").authorization("Bearer x");
    assert_eq!(hub.call(&request).status, 401);
}

#[test]
fn a_hub_that_does_not_exist() {
    let hub = Hub::start(&["--hub", "demo", "--hub", "second"]);
    for policy in [FULL, ROOT] {
        let request = Request::new("POST", "/nohub/messages?api-version=2020-06").policy(policy);
        let answer = hub.call(&request);
        assert_eq!(answer.status, 404, "{policy}");
        assert_eq!(
            answer.error(),
            "No service is hosted at the specified address."
        );
    }
    let wrong = hub
        .token(ROOT, hub.env("NH_URL"), now() + 60)
        .replace("sig=", "sig=AA");
    let request = Request::new("POST", "/nohub/messages").authorization(&wrong);
    assert_eq!(hub.call(&request).status, 401);
    // The policies of one hub are not those of another; the namespace's are good for all.
    let second =
        |policy| Request::new("GET", "/second/installations/x?api-version=2020-06").policy(policy);
    assert_eq!(hub.call(&second(FULL)).status, 401);
    assert_eq!(hub.call(&second(ROOT)).status, 404);
}
