use crate::registrations::{create, entry, one};
use crate::skips;
use crate::support::*;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;

#[test]
fn requests_are_shown_without_their_signatures() {
    let hub = Hub::start(&[]);
    hub.call(&apple().header("X-Odd", "1").header("X-Odd", "2"));
    hub.call(&apple().authorization("Bearer c2VjcmV0"));
    let answer = hub.call(&Request::new("GET", "/_emulator/requests").anonymous());
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(answer.header("x-emulator-dropped"), "0");
    let requests = hub.requests();
    assert_eq!(requests.len(), 2);
    let first = &requests[0];
    assert_eq!(first["method"], "POST");
    assert_eq!(first["target"], "/demo/messages?api-version=2020-06");
    assert_eq!(first["body"], r#"{"aps":{"alert":"hi"}}"#);
    assert_eq!(first["bodyComplete"], true);
    assert_eq!(first["status"], 201);
    assert_eq!(first["headers"]["servicebusnotification-format"], "apple");
    assert_eq!(first["headers"]["x-odd"], "1, 2");
    let authorization = first["headers"]["authorization"].as_str().unwrap();
    assert!(authorization.contains("&sig=***&se="), "{authorization}");
    assert_eq!(requests[1]["status"], 401);
    assert_eq!(requests[1]["headers"]["authorization"], "Bearer ***");
    assert!(!answer.body.contains(hub.part(FULL, "SharedAccessKey")));
}

#[test]
fn reset() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"}));
    hub.call(&apple());
    let reset = |path: &str| hub.call(&Request::new("POST", path).anonymous()).status;
    assert_eq!(reset("/_emulator/reset"), 204);
    assert!(hub.deliveries().is_empty() && hub.requests().is_empty());
    let get = installation_request("GET", "d");
    assert_eq!(hub.call(&get).status, 200);
    assert_eq!(reset("/_emulator/reset?all"), 204);
    assert_eq!(hub.call(&get).status, 404);
    assert_eq!(reset("/_emulator/other"), 404);
}

#[test]
fn health() {
    let hub = Hub::start(&["--hub", "demo", "--hub", "other"]);
    let answer = hub.control("GET", "health", "");
    assert_eq!(answer.status, 200);
    let health: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let expected = json!({"status": "ok", "version": version, "hubs": ["demo", "other"]});
    assert_eq!(health, expected);
    assert_eq!(hub.control("HEAD", "health", "").status, 200);
    assert_eq!(hub.control("POST", "health", "").status, 404);
    assert!(hub.requests().is_empty());
}

#[test]
fn the_devices_there_are() {
    let hub = Hub::start(&["--hub", "demo", "--hub", "other"]);
    let run = |arguments: &[&str]| {
        let mut command = emulator();
        let command = command
            .args(arguments)
            .arg("--env-file")
            .arg(hub.env_file());
        let output = command.env_remove("COLUMNS").output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["devices"]), "There is no device.\n");
    hub.install(&json!({
        "installationId": "phone", "userId": "ann", "platform": "apns", "pushChannel": "AB",
        "tags": ["vip"], "templates": {"t": {"body": "{}"}},
    }));
    let gcm = entry(
        "Gcm",
        "<Tags>a</Tags><GcmRegistrationId>g</GcmRegistrationId>",
    );
    let id = one(&hub.call(&create(&gcm)).body, "RegistrationId");
    let devices = |query: &str| -> serde_json::Value {
        serde_json::from_str(&hub.control("GET", &format!("devices{query}"), "").body).unwrap()
    };
    let expected = json!([
        {
            "hub": "demo", "installationId": "phone", "registrationId": null, "userId": "ann",
            "platform": "apple", "deviceHandle": "AB", "tags": ["vip"], "templates": ["t"],
            "pushChannelExpired": false, "expirationTime": null,
        },
        {
            "hub": "demo", "installationId": null, "registrationId": id, "userId": null,
            "platform": "gcm", "deviceHandle": "g", "tags": ["a"], "templates": [],
            "pushChannelExpired": false, "expirationTime": null,
        },
    ]);
    assert_eq!(devices(""), expected);
    assert_eq!(devices("?hub=DEMO"), expected);
    assert_eq!(devices("?hub=other"), json!([]));
    assert_eq!(hub.control("GET", "devices?hub=none", "").status, 404);
    assert_eq!(
        run(&["devices"]),
        "DEVICE  PLATFORM  USER  TEMPLATES  TAGS\nphone   apple     ann   t          vip\ng       gcm       -     -          a\n"
    );
    let shown: serde_json::Value = serde_json::from_str(&run(&["devices", "--json"])).unwrap();
    assert_eq!(shown, expected);
}

#[test]
fn the_commands_beside_the_hub() {
    for extra in [&[][..], &["--plain"]] {
        let hub = Hub::start(extra);
        let run = |arguments: &[&str]| {
            let output = emulator()
                .args(arguments)
                .arg("--env-file")
                .arg(hub.env_file())
                .env_remove("COLUMNS")
                .output()
                .unwrap();
            (
                output.status.code().unwrap(),
                String::from_utf8(output.stdout).unwrap(),
                String::from_utf8(output.stderr).unwrap(),
            )
        };
        hub.install(&json!({
            "installationId": "phone", "platform": "apns", "pushChannel": "AB", "tags": ["vip"],
        }));
        hub.call(&apple());
        let table = "DEVICE  PLATFORM  TAGS  SHOWS\nphone   apple     vip   hi\n";
        assert_eq!(run(&["deliveries"]), (0, table.to_owned(), String::new()));
        assert_eq!(run(&["deliveries", "--wait", "1"]).0, 0);
        let (status, stdout, stderr) = run(&["deliveries", "--wait", "2", "--timeout", "0.2"]);
        assert_eq!((status, stdout.as_str()), (1, table));
        assert!(stderr.contains("1 of 2 deliveries"), "{stderr}");
        let (status, json, _) = run(&["deliveries", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((status, json.as_array().unwrap()), (0, &hub.deliveries()));
        assert_eq!(run(&["reset"]).0, 0);
        assert!(hub.deliveries().is_empty());
        assert_eq!(hub.call(&installation_request("GET", "phone")).status, 200);
        assert_eq!(run(&["reset", "--all"]).0, 0);
        assert_eq!(hub.call(&installation_request("GET", "phone")).status, 404);
    }
    let output = emulator()
        .args(["deliveries", "--env-file", "not-there"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}

/// One request by hand, with a Host and an Origin of its own. Gives status and body.
fn ask(hub: &Hub, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(hub.authority()).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

/// A page in the developer's browser, by a name that leads here or from its own place.
#[test]
fn strangers_do_not_look_inside() {
    let hub = Hub::start(&["--plain", "--allow-host", "hub.ci"]);
    let tier = |headers: &str| {
        ask(
            &hub,
            "POST",
            "/_emulator/tier",
            headers,
            "{\"tier\":\"basic\"}",
        )
    };
    let blob = |headers: &str| ask(&hub, "PUT", "/_emulator/blobs/c/n", headers, "x").0;
    let looks = |headers: &str| {
        ["deliveries", "requests", "clock", "faults", "nothing"]
            .map(|name| ask(&hub, "GET", &format!("/_emulator/{name}"), headers, "").0)
    };
    for headers in [
        "Host: evil.example\r\n",
        "Host: localhost.evil.example:80\r\n",
        "Host: localhost\r\nOrigin: http://evil.example\r\n",
        "Host: localhost\r\nOrigin: null\r\nContent-Type: text/plain\r\n",
    ] {
        let (status, body) = tier(headers);
        assert_eq!(status, 403, "{headers}");
        assert_eq!(
            body.contains("--allow-host"),
            headers.contains("evil"),
            "{body}"
        );
        assert_eq!(blob(headers), 403);
        assert_eq!(looks(headers), [403; 5], "{headers}");
    }
    let state = hub.control("GET", "tier", "").body;
    assert!(state.contains("\"tier\":\"standard\""), "{state}");
    assert!(hub.requests().is_empty() && hub.deliveries().is_empty());
    for headers in [
        "Host: 127.0.0.1\r\n",
        "Host: localhost\r\nOrigin: http://localhost:3000\r\n",
        "Host: HUB.ci:80\r\n",
    ] {
        assert_eq!(tier(headers).0, 204, "{headers}");
        assert_eq!(blob(headers), 201);
        assert_eq!(looks(headers), [200, 200, 200, 200, 404]);
    }
    // The service itself takes any.
    let token = hub.token(FULL, "http://evil.example/", now() + 60);
    let headers = format!(
        "Host: evil.example\r\nOrigin: null\r\nAuthorization: {token}\r\nServiceBusNotification-Format: apple\r\n"
    );
    let (status, body) = ask(
        &hub,
        "POST",
        &format!("/demo/messages?{VERSION}"),
        &headers,
        "{}",
    );
    assert_eq!(status, 201, "{body}");
}

/// It is for programs that reach the hub by this name: their certificate has it.
#[test]
fn a_host_that_is_allowed_is_in_the_certificate() {
    if std::process::Command::new("curl")
        .arg("--version")
        .output()
        .is_err()
    {
        return skips::for_lack_of("curl");
    }
    let hub = Hub::start(&["--allow-host", "hub.ci"]);
    let port = hub.authority().split_once(':').unwrap().1;
    let status = |name: &str| {
        let mut curl = std::process::Command::new("curl");
        curl.args([
            "-sS",
            "--fail",
            "--noproxy",
            "*",
            "--cacert",
            hub.env("NH_CA_FILE"),
        ])
        .args(["--resolve", &format!("{name}:{port}:127.0.0.1")])
        .arg(format!("https://{name}:{port}/_emulator/clock"));
        curl.output().unwrap().status.code()
    };
    assert_eq!(status("hub.ci"), Some(0));
    assert_eq!(status("other.ci"), Some(60));
    for wrong in ["*", "hub.ci:80", ""] {
        let output = emulator().args(["--allow-host", wrong]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
