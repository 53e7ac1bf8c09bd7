//! The storage as Azure's clients see it: lists in pages, pieces of blobs, signed addresses that
//! expire, and errors by their codes.

use crate::support::*;
use serde_json::json;

const START: &str = r#"{"set":"2030-01-01T00:00:00Z","frozen":true}"#;
const LIST: &str = "restype=container&comp=list";

fn blob(method: &'static str, path: &str) -> Request {
    Request::new(method, &format!("/_emulator/blobs/{path}")).anonymous()
}

fn put(hub: &Hub, path: &str, body: &str) {
    let answer = hub.call(&blob("PUT", path).body(body));
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_ne!(answer.header("etag"), "");
}

/// Of an element that is there once.
fn between<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap_or_default();
    rest.split(&format!("</{name}>")).next().unwrap_or_default()
}

fn names(xml: &str) -> Vec<&str> {
    let names = xml.split("<Name>").skip(1);
    names
        .filter_map(|rest| rest.split("</Name>").next())
        .collect()
}

/// Status and code, which header and body agree on.
fn refusal(answer: &Answer) -> (u16, &str) {
    let code = between(&answer.body, "Code");
    assert_eq!(answer.header("x-ms-error-code"), code, "{}", answer.body);
    let start = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>";
    assert!(answer.body.starts_with(start), "{}", answer.body);
    let message = between(&answer.body, "Message");
    assert!(
        message.contains("\nRequestId:") && message.contains("\nTime:"),
        "{message}"
    );
    (answer.status, code)
}

#[test]
fn lists_have_pages() {
    let hub = Hub::start(&[]);
    hub.control("POST", "clock", START);
    let all = ["a", "a/b&c", "b", "c", "d"];
    for name in all {
        put(&hub, &format!("out/{}", name.replace('&', "%26")), name);
    }
    let list = |query: &str| hub.call(&blob("GET", &format!("out?{LIST}{query}")));
    let whole = list("").body;
    assert_eq!(names(&whole), ["a", "a/b&amp;c", "b", "c", "d"]);
    let start = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"{}/\" ContainerName=\"out\"><Blobs><Blob><Name>a</Name><Properties><Last-Modified>Tue, 01 Jan 2030 00:00:00 GMT</Last-Modified><Etag>0x",
        hub.env("NH_URL")
    );
    assert!(whole.starts_with(&start), "{whole}");
    assert!(whole.ends_with("</Blobs><NextMarker /></EnumerationResults>"));
    assert!(
        whole.contains("</Etag><Content-Length>1</Content-Length>"),
        "{whole}"
    );
    assert!(whole.contains("<BlobType>BlockBlob</BlobType>"));

    let first = list("&maxresults=2").body;
    assert_eq!(names(&first), ["a", "a/b&amp;c"]);
    assert_eq!(between(&first, "MaxResults"), "2");
    let marker = between(&first, "NextMarker");
    // What is deleted or written between two pages moves no other.
    assert_eq!(hub.call(&blob("DELETE", "out/b")).status, 202);
    put(&hub, "out/0", "");
    let second = list(&format!("&maxresults=2&marker={marker}")).body;
    assert_eq!(names(&second), ["c", "d"]);
    assert_eq!(between(&second, "Marker"), marker);
    assert_eq!(between(&second, "NextMarker"), "");

    let some = list("&prefix=a&maxresults=1").body;
    assert_eq!((names(&some), between(&some, "Prefix")), (vec!["a"], "a"));
    let next = between(&some, "NextMarker");
    assert_eq!(
        names(&list(&format!("&prefix=a&marker={next}")).body),
        ["a/b&amp;c"]
    );
    assert!(names(&list("&prefix=x").body).is_empty());
    assert_eq!(names(&list("&maxresults=9999999").body).len(), 5);

    for (query, code) in [
        ("&maxresults=0", "OutOfRangeQueryParameterValue"),
        ("&maxresults=-1", "OutOfRangeQueryParameterValue"),
        ("&maxresults=x", "InvalidQueryParameterValue"),
        ("&marker=x", "InvalidQueryParameterValue"),
        ("&delimiter=/", "UnsupportedQueryParameter"),
    ] {
        assert_eq!(refusal(&list(query)), (400, code), "{query}");
    }
    let none = hub.call(&blob("GET", &format!("none?{LIST}")));
    assert_eq!(refusal(&none), (404, "ContainerNotFound"));
}

#[test]
fn five_thousand_blobs_are_a_page() {
    let hub = Hub::start(&[]);
    put(&hub, "many/0", "");
    let folder = std::fs::read_dir(hub.folder.path()).unwrap();
    let own = folder.filter_map(|entry| Some(entry.ok()?.path().join("blobs/many")));
    let many = own.into_iter().find(|path| path.is_dir()).unwrap();
    for number in 0..5001 {
        std::fs::write(many.join(format!("n{number:04}")), "").unwrap();
    }
    let first = hub.call(&blob("GET", &format!("many?{LIST}"))).body;
    assert_eq!(names(&first).len(), 5000);
    let marker = between(&first, "NextMarker");
    let rest = hub
        .call(&blob("GET", &format!("many?{LIST}&marker={marker}")))
        .body;
    assert_eq!(names(&rest), ["n4999", "n5000"]);
}

#[test]
fn pieces_of_blobs() {
    let hub = Hub::start(&[]);
    put(&hub, "out/a", "0123456789");
    let get = |name: &str, range: &str| hub.call(&blob("GET", "out/a").header(name, range));
    for (name, range, piece, of) in [
        ("Range", "bytes=0-3", "0123", "bytes 0-3/10"),
        ("x-ms-range", "bytes=9-9", "9", "bytes 9-9/10"),
        ("Range", "bytes=7-", "789", "bytes 7-9/10"),
        ("Range", "bytes=8-4000000000000", "89", "bytes 8-9/10"),
    ] {
        let answer = get(name, range);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (206, piece),
            "{range}"
        );
        assert_eq!(answer.header("content-range"), of);
        assert_eq!(answer.header("accept-ranges"), "bytes");
        assert_eq!(answer.header("content-length"), piece.len().to_string());
    }
    for range in ["bytes=10-", "bytes=10-20", "bytes=4000000000000-"] {
        let answer = get("Range", range);
        assert_eq!(refusal(&answer), (416, "InvalidRange"));
        assert_eq!(answer.header("content-range"), "bytes */10");
    }
    // Both headers: the storage's own.
    let both = blob("GET", "out/a").header("Range", "bytes=0-1");
    assert_eq!(hub.call(&both.header("x-ms-range", "bytes=2-3")).body, "23");
    // What is no such range is passed over.
    assert_eq!(
        (
            get("Range", "bytes=-3").status,
            get("Range", "bytes=-3").body.len()
        ),
        (200, 10)
    );
    put(&hub, "out/empty", "");
    let empty = hub.call(&blob("GET", "out/empty").header("Range", "bytes=0-9"));
    assert_eq!(refusal(&empty), (416, "InvalidRange"));

    let head = hub.call(&blob("HEAD", "out/a"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), "10");
    assert_eq!(head.header("x-ms-blob-type"), "BlockBlob");
    assert!(head.header("last-modified").ends_with(" GMT"));
    let tag = head.header("etag").to_owned();
    let on = |name: &str, tag: &str| hub.call(&blob("GET", "out/a").header(name, tag));
    assert_eq!(on("If-Match", &tag).status, 200);
    assert_eq!(on("If-None-Match", &tag).status, 304);
    let append = blob("PUT", "out/a?comp=appendblock").body("ab");
    assert_eq!(hub.call(&append).status, 201);
    assert_eq!(hub.call(&blob("GET", "out/a")).body, "0123456789ab");
    assert_eq!(refusal(&on("If-Match", &tag)), (412, "ConditionNotMet"));
    assert_eq!(on("If-None-Match", &tag).status, 200);

    let none = hub.call(&blob("HEAD", "out/none"));
    assert_eq!(
        (none.status, none.header("x-ms-error-code")),
        (404, "BlobNotFound")
    );
    for (request, expected) in [
        (blob("GET", "out/none"), (404, "BlobNotFound")),
        (blob("GET", "none/a"), (404, "ContainerNotFound")),
        (blob("DELETE", "out/none"), (404, "BlobNotFound")),
        (
            blob("PUT", "out/none?comp=appendblock").body("x"),
            (404, "BlobNotFound"),
        ),
        (
            blob("PUT", "out/a?comp=block&blockid=AA").body("x"),
            (400, "UnsupportedQueryParameter"),
        ),
        (
            blob("PUT", "out/a").header("If-None-Match", "*").body("x"),
            (409, "BlobAlreadyExists"),
        ),
        (
            blob("PUT", "out?restype=container"),
            (409, "ContainerAlreadyExists"),
        ),
        (
            blob("POST", "out/a").body("x"),
            (405, "UnsupportedHttpVerb"),
        ),
    ] {
        let answer = hub.call(&request);
        assert_eq!(refusal(&answer), expected, "{}", request.path);
    }
    assert_eq!(hub.call(&blob("GET", "out/a")).body, "0123456789ab");
}

#[test]
fn addresses_that_the_hub_gives_expire() {
    let hub = Hub::start(&[]);
    hub.control("POST", "clock", START);
    hub.control(
        "POST",
        "pns",
        r#"[{"handle":"AA","outcome":"ExpiredChannel"}]"#,
    );
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    let call = |request: Request| hub.call(&request.authorization(&token));
    let device = json!({"installationId": "a", "platform": "apns", "pushChannel": "AA"});
    assert_eq!(call(crate::support::put(&device)).status, 200);
    let address = || {
        let asked = Request::new("GET", &format!("/demo/feedbackcontainer?{VERSION}"));
        let body = call(asked).body;
        body.strip_prefix(hub.env("NH_URL")).unwrap().to_owned()
    };
    let ask = |path: &str| hub.call(&Request::new("GET", path).anonymous());
    let list = |path: &str| ask(&format!("{path}&{LIST}"));
    let of_blob = |path: &str, name: &str| path.replacen('?', &format!("/{name}?"), 1);

    // Before there is any.
    let first = address();
    assert!(
        first.contains("&se=2030%2D01%2D01T01%3A00%3A00Z&"),
        "{first}"
    );
    assert!(names(&list(&first).body).is_empty());
    let payload = "{\"aps\":{\"alert\":\"x\"}}";
    let push = Request::new("POST", &format!("/demo/messages?{VERSION}"))
        .header("ServiceBusNotification-Format", "apple")
        .header("Content-Type", "application/json")
        .body(payload);
    let sent = call(push);
    assert_eq!(sent.status, 201, "{}", sent.body);
    assert_eq!(names(&list(&first).body), ["01012030"]);
    let feedback = of_blob(&first, "01012030");
    assert!(ask(&feedback).body.contains("<PnsHandle>AA</PnsHandle>"));

    // One character of the signature, of what is signed, of the container.
    let swap = |from: &str, to: &str| feedback.replacen(from, to, 1);
    for wrong in [
        format!("{feedback}A"),
        swap("sp=rl", "sp=rwdl"),
        swap("2030%2D", "2031%2D"),
        swap("sr=c", "sr=b"),
        swap("&se=", "&x="),
        swap("feedback-demo", "feedback-other"),
    ] {
        let answer = ask(&wrong);
        assert_eq!(refusal(&answer), (403, "AuthenticationFailed"), "{wrong}");
        assert!(
            answer.body.contains("Signature did not match"),
            "{}",
            answer.body
        );
    }
    // To read and to list, and nothing else.
    for (method, body) in [("PUT", "x"), ("DELETE", "")] {
        let request = Request::new(method, &feedback).anonymous().body(body);
        let expected = (403, "AuthorizationPermissionMismatch");
        assert_eq!(refusal(&hub.call(&request)), expected, "{method}");
    }

    // The details of one notification are one blob.
    hub.control("POST", "clock", r#"{"advance_ms": 5000}"#);
    let id = sent
        .header("location")
        .rsplit('/')
        .next()
        .unwrap()
        .split('?')
        .next()
        .unwrap();
    let telemetry = call(Request::new(
        "GET",
        &format!("/demo/messages/{id}?{VERSION}"),
    ));
    let details = between(&telemetry.body, "PnsErrorDetailsUri").replace("&amp;", "&");
    let details = details.strip_prefix(hub.env("NH_URL")).unwrap();
    assert!(
        ask(details).body.contains("<PnsHandle>AA</PnsHandle>"),
        "{details}"
    );
    let other = details.replacen(id, "other", 1);
    assert_eq!(refusal(&ask(&other)), (403, "AuthenticationFailed"));
    let container = details.replacen(&format!("/{id}"), "", 1);
    assert_eq!(refusal(&list(&container)), (403, "AuthenticationFailed"));

    hub.control("POST", "clock", r#"{"advance_ms": 3594000}"#);
    assert_eq!(ask(&feedback).status, 200);
    hub.control("POST", "clock", r#"{"advance_ms": 1000}"#);
    for over in [&feedback, &format!("{first}&{LIST}")] {
        let answer = ask(over);
        assert_eq!(refusal(&answer), (403, "AuthenticationFailed"));
        let why = "Signature not valid in the specified time frame: Expiry [Tue, 01 Jan 2030 01:00:00 GMT] - Current [Tue, 01 Jan 2030 01:00:00 GMT]";
        assert_eq!(between(&answer.body, "AuthenticationErrorDetail"), why);
    }
    // A new one is good; so is one without a signature.
    assert_eq!(names(&list(&address()).body), ["01012030"]);
    assert_eq!(hub.call(&blob("GET", "feedback-demo/01012030")).status, 200);
}
