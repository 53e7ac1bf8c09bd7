//! The storage in which feedback lies: the local hub writes into Azurite, which nobody here wrote,
//! and Azure's own SDK reads what the local hub keeps.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::CallOptions;
use serde_json::{Value, json};

use crate::support::azurite::{Azurite, body};
use crate::support::fetched::python_packages;
use crate::support::shipped::{root, run};
use crate::support::{LocalHub, send_to};

const MINUTE: Duration = Duration::from_secs(60);
const EXPIRED: &str = "expired-phone";

#[test]
fn azurite_takes_the_addresses_that_tests_give() {
    for azurite in [Azurite::start(), Azurite::start_tls("azurite-tls")] {
        let Some(azurite) = azurite else {
            return;
        };
        let all = azurite.create_container("feedback");
        let name = "a b/1.xml";
        azurite.put("feedback", name, b"0123456789");
        assert_eq!(azurite.names("feedback"), [name]);
        assert_eq!(azurite.get("feedback", name).unwrap(), b"0123456789");
        assert_eq!(azurite.get("feedback", "none"), None);
        let range = ("range", "bytes=2-4");
        let part = azurite.ask(
            "GET",
            &azurite.blob("feedback", name, MINUTE),
            &[range],
            b"",
        );
        assert_eq!(part.status(), 206);
        assert_eq!(body(part), b"234");
        // And refuses those that it should.
        let list = "&restype=container&comp=list";
        for (url, status) in [
            (all, 200),
            (azurite.container("feedback", "l", MINUTE), 200),
            (azurite.container("feedback", "r", MINUTE), 403),
            (azurite.expired_container("feedback", "rl"), 403),
            (azurite.container("feedback", "rl", MINUTE) + "x", 403),
            (azurite.container("none", "rl", MINUTE), 404),
        ] {
            let answer = azurite.ask("GET", &format!("{url}{list}"), &[], b"");
            assert_eq!(answer.status(), status, "{url}");
        }
        azurite.delete("feedback", name);
        assert!(azurite.names("feedback").is_empty());
    }
}

/// A hub whose one device has a handle that is good for nothing any more.
fn hub_with_an_expired_phone(arguments: &[&str]) -> LocalHub {
    let local = LocalHub::start_with(arguments);
    local.put_installation(
        &json!({"installationId": EXPIRED, "platform": "apns", "pushChannel": "AA"}),
    );
    local.set(
        "pns",
        &json!([{"handle": "AA", "outcome": "ExpiredChannel"}]),
    );
    local
}

fn push(local: &LocalHub) {
    let hub = local.open(local.options());
    let outcome = send_to(&hub, &Target::broadcast());
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
}

fn feedback_container(local: &LocalHub) -> String {
    let hub = local.open(local.options());
    hub.feedback_container_uri(&CallOptions::default())
        .value
        .unwrap()
}

/// What the hub has in its own storage.
fn kept_by(local: &LocalHub, below: &str) -> String {
    let url = format!("{}/_emulator/blobs/feedback-demo{below}", local.url());
    let mut got = local.agent().get(&url).call().unwrap();
    assert_eq!(got.status(), 200, "{below}");
    got.body_mut().read_to_string().unwrap()
}

/// The names in a list of blobs.
fn names(list: &str) -> Vec<&str> {
    let names = list.split("<Name>").skip(1);
    names.map(|rest| rest.split('<').next().unwrap()).collect()
}

/// Whether it is that of a day's feedback.
fn is_of_a_day(name: &str) -> bool {
    name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the script of Azure's SDK got from a container by its address.
fn read_by_sdk(packages: &Path, ca_file: &str, address: &str, expired: &str) -> Value {
    let output = run(Command::new("python3")
        .arg(root().join("tests/service/python/read_container.py"))
        .args([address, expired])
        .env("PYTHONPATH", packages)
        .env("NH_CA_FILE", ca_file));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What it has to get of these blobs, of every storage alike but for the code of a signature that is
/// good for nothing.
fn expected(blobs: &BTreeMap<&str, String>, not_signed: &str) -> Value {
    let names: Vec<&str> = blobs.keys().copied().collect();
    json!({
        "pages": names.chunks(2).collect::<Vec<_>>(),
        "going_on": names[2..],
        "starts_with": [names[0]],
        "blobs": blobs,
        "exists": [true, false],
        "refused": {
            "none": [404, "BlobNotFound"],
            "behind": [416, "InvalidRange"],
            "write": [403, "AuthorizationPermissionMismatch"],
            "expired": [403, not_signed],
            "changed": [403, not_signed],
        }
    })
}

#[test]
fn azures_sdk_reads_the_local_hubs_storage_and_azurite_alike() {
    let pinned = ["azure-storage-blob==12.31.1"];
    let Some(packages) = python_packages("azure-storage-blob", &pinned) else {
        return;
    };
    let mut blobs = BTreeMap::from([
        ("a/b & c", "short".to_owned()),
        ("empty", String::new()),
        ("long", "0123456789".repeat(100)),
        ("\u{e4}%20", "x".repeat(100)),
    ]);
    let local = hub_with_an_expired_phone(&[]);
    for (name, content) in &blobs {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let url = format!("{}/_emulator/blobs/feedback-demo/{name}", local.url());
        let put = local.agent().put(&url).send(content.as_str()).unwrap();
        assert_eq!(put.status(), 201);
    }
    push(&local);
    let list = kept_by(&local, "");
    let today = names(&list)
        .into_iter()
        .find(|name| is_of_a_day(name))
        .unwrap();
    blobs.insert(today, kept_by(&local, &format!("/{today}")));

    local.set("clock", &json!({"advance_ms": -7_200_000}));
    let expired = feedback_container(&local);
    local.set("clock", &json!({"real": true}));
    let address = feedback_container(&local);
    let read = read_by_sdk(&packages, &local.env["NH_CA_FILE"], &address, &expired);
    assert_eq!(read, expected(&blobs, "AuthenticationFailed"));

    let Some(azurite) = Azurite::start() else {
        return;
    };
    azurite.create_container("feedback");
    for (name, content) in &blobs {
        azurite.put("feedback", name, content.as_bytes());
    }
    let (address, expired) = (
        azurite.container("feedback", "rl", MINUTE),
        azurite.expired_container("feedback", "rl"),
    );
    // Its own word: Azure says AuthenticationFailed.
    let expected = expected(&blobs, "AuthorizationFailure");
    assert_eq!(read_by_sdk(&packages, "", &address, &expired), expected);
}
