use crate::support::*;
use serde_json::json;

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
