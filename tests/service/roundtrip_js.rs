//! Round trips with the official JavaScript SDK, so that one misreading cannot
//! cancel another: what this library writes the SDK reads, and the reverse.

use std::path::PathBuf;
use std::process::Command;

use notification_hubs::documents::installation::Installation;
use notification_hubs::documents::installation::parts::InstallationTemplate;
use notification_hubs::documents::registration::Registration;
use notification_hubs::hub::Hub;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::notification::platform::Platform;
use notification_hubs::policy::options::CallOptions;
use serde_json::{Value, json};

use crate::support::LocalHub;
use crate::support::fetched::lock;
use crate::support::shipped::{have, root, run};

const TOAST: &str = "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">$(m)</text></binding></visual></toast>";
const PHONE: &str = "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>$(m)</wp:Text1></wp:Toast></wp:Notification>";

/// A folder with the SDK installed, by the pins that the local hub's own tests
/// have, and the script.
fn installed() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("roundtrip-js");
    std::fs::create_dir_all(&folder).unwrap();
    let _lock = lock(&folder);
    let pins = root().join("emulator/tests/js");
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(pins.join(name), folder.join(name)).unwrap();
    }
    std::fs::copy(
        root().join("tests/service/js/roundtrip.mjs"),
        folder.join("roundtrip.mjs"),
    )
    .unwrap();
    if !folder
        .join("node_modules/@azure/notification-hubs")
        .exists()
    {
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder));
    }
    folder
}

fn script(what: &str, local: &LocalHub) -> String {
    let output = run(Command::new("node")
        .args(["roundtrip.mjs", what])
        .current_dir(installed())
        .env("NODE_EXTRA_CA_CERTS", &local.env["NH_CA_FILE"])
        .envs(&local.env));
    String::from_utf8(output.stdout).unwrap()
}

/// One registration of each kind, native and template.
fn registrations() -> Vec<Registration> {
    let mut all = Vec::new();
    for platform in Platform::ALL {
        let native = match platform {
            Platform::Template => continue,
            Platform::Apple => Registration::new(platform, "0A1B2C"),
            Platform::Baidu => Registration::new_baidu("user-1", "channel-1"),
            Platform::Browser => Registration::new_browser("https://e/?a=1&b=2", "key", "secret"),
            _ => Registration::new(platform, "https://c/?token=a%2bb&c"),
        };
        let mut native = native.unwrap();
        native.add_tag("ours").unwrap();
        native.add_tag(platform.format()).unwrap();
        native.set_push_variable("name", "Ann & <Bob>").unwrap();
        let mut template = native.clone();
        let body = match platform {
            Platform::Windows => TOAST,
            Platform::Mpns => PHONE,
            _ => "{\"a\":\"$(m)\",\"b\":\"<&>]]>\"}",
        };
        template.set_template(body, Some("Our Template")).unwrap();
        for (owner, name, value) in [
            (Platform::Windows, "X-WNS-Type", "wns/toast"),
            (Platform::Mpns, "X-NotificationClass", "2"),
            (Platform::Mpns, "X-WindowsPhone-Target", "toast"),
            (Platform::Apple, "apns-priority", "5"),
        ] {
            if owner == platform {
                template.set_template_header(name, value).unwrap();
            }
        }
        all.extend([native, template]);
    }
    all
}

/// The shape in which the script prints registrations.
fn plain(registration: &Registration, kind: &str) -> Value {
    let template = registration.template.as_ref();
    let mut headers = template.map_or_else(Vec::new, |t| t.headers.clone());
    headers.sort();
    json!({
        "kind": kind,
        "id": registration.id,
        "handle": registration.device.handle,
        "user": registration.device.baidu_user_id,
        "keys": registration.device.browser_keys,
        "tags": registration.tags,
        "variables": registration.push_variables,
        "body": template.map(|t| t.body.clone()),
        "name": template.and_then(|t| t.name.clone()),
        "headers": headers,
    })
}

fn list(hub: &Hub) -> Vec<Registration> {
    let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
    let options = CallOptions::default();
    std::iter::from_fn(|| cursor.next(hub, &options).value.unwrap()).collect()
}

#[test]
fn the_sdk_reads_what_we_write() {
    if !have("node") || !have("npm") {
        return;
    }
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let options = CallOptions::default();
    let mut written = Vec::new();
    for registration in registrations() {
        let got = hub.create_registration(&registration, &options);
        let created = got
            .value
            .unwrap_or_else(|| panic!("{:?}", got.outcome.error));
        let kind = created.kind.replace("RegistrationDescription", "");
        let expected = Registration {
            id: created.id,
            ..registration
        };
        written.push(plain(&expected, &kind));
    }
    let mut installations = Vec::new();
    for (platform, word) in [
        (Platform::Apple, "apns"),
        (Platform::Gcm, "gcm"),
        (Platform::Fcmv1, "fcmv1"),
        (Platform::Windows, "wns"),
        (Platform::Mpns, "mpns"),
        (Platform::Adm, "adm"),
        (Platform::Baidu, "baidu"),
        (Platform::Browser, "browser"),
        (Platform::Xiaomi, "xiaomi"),
    ] {
        let id = format!("ours-{word}");
        let installation = match platform {
            Platform::Browser => Installation::new_browser(&id, "https://e/", "k", "s"),
            _ => Installation::new(&id, platform, "0A1B"),
        };
        let mut installation = installation.unwrap();
        installation.set_user_id("user@example.com").unwrap();
        installation.add_tag("one").unwrap();
        installation.set_push_variable("name", "Ann").unwrap();
        let body = match platform {
            Platform::Windows => TOAST,
            Platform::Mpns => PHONE,
            _ => "{\"a\":\"$(m)\"}",
        };
        let mut template = InstallationTemplate::new(body).unwrap();
        template.add_tag("t").unwrap();
        if platform == Platform::Windows {
            template.set_header("X-WNS-Type", "wns/toast").unwrap();
        }
        installation.set_template("hello", template).unwrap();
        let outcome = hub.put_installation(&installation, &options);
        assert!(outcome.error.is_none(), "{word}: {:?}", outcome.error);
        installations
            .push(serde_json::from_str::<Value>(&installation.to_json().unwrap()).unwrap());
    }
    let read: Value = serde_json::from_str(&script("read", &local)).unwrap();
    for expected in &written {
        let found = read["registrations"].as_array().unwrap();
        let found = found.iter().find(|r| r["id"] == expected["id"]).unwrap();
        let mut found = found.clone();
        // Its reader has no place for a Windows Phone template's headers.
        if found["headers"] == json!([]) && expected["headers"][0][0] == "X-NotificationClass" {
            found["headers"] = expected["headers"].clone();
        }
        assert_eq!(&found, expected);
    }
    for (expected, found) in installations
        .iter()
        .zip(read["installations"].as_array().unwrap())
    {
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&found[name], value, "{} {name}", expected["installationId"]);
        }
    }
}

#[test]
fn we_read_what_the_sdk_writes() {
    if !have("node") || !have("npm") {
        return;
    }
    let local = LocalHub::start();
    script("write", &local);
    let hub = local.open(local.options());
    let all = list(&hub);
    for (kind, platform, handle) in [
        ("Adm", Platform::Adm, "adm-1"),
        ("Apple", Platform::Apple, "0A1B2C3D"),
        ("Baidu", Platform::Baidu, "channel-1"),
        (
            "Browser",
            Platform::Browser,
            "https://push.example/e?a=b&c=d",
        ),
        ("FcmV1", Platform::Fcmv1, "fcm:1"),
        ("Gcm", Platform::Gcm, "gcm:1"),
        ("Mpns", Platform::Mpns, "https://mpns.example/1"),
        (
            "Windows",
            Platform::Windows,
            "https://wns.example/?token=a%2bb&c",
        ),
        ("Xiaomi", Platform::Xiaomi, "xiaomi-1"),
    ] {
        let of = |template: bool| {
            let found = all
                .iter()
                .find(|r| r.tags == ["theirs", kind] && r.template.is_some() == template);
            found.unwrap_or_else(|| panic!("{kind} {template}"))
        };
        for registration in [of(false), of(true)] {
            assert_eq!(registration.device.platform, Some(platform), "{kind}");
            assert_eq!(registration.device.handle, handle);
            assert_eq!(
                registration.device.baidu_user_id.is_some(),
                platform == Platform::Baidu
            );
        }
        let registration = of(true);
        assert_eq!(registration.push_variables["name"], "Ann & <Bob>");
        let template = registration.template.as_ref().unwrap();
        assert_eq!(template.name.as_deref(), Some("Their Template"), "{kind}");
        let body = match platform {
            Platform::Windows => TOAST,
            Platform::Mpns => PHONE,
            _ => "{\"a\":\"$(m)\",\"b\":\"<&>]]>\"}",
        };
        assert_eq!(template.body, body, "{kind}");
        let headers = match platform {
            Platform::Apple | Platform::Windows => 1,
            Platform::Mpns => 2,
            _ => 0,
        };
        assert_eq!(template.headers.len(), headers, "{kind}");
        // And it can be sent back as it is.
        let id = registration.id.as_deref().unwrap();
        let got = hub.put_registration(id, registration, &CallOptions::default());
        assert_eq!(got.value.unwrap().template, registration.template, "{kind}");
    }
    for word in [
        "apns", "gcm", "fcmv1", "wns", "mpns", "adm", "baidu", "browser", "xiaomi",
    ] {
        let got = hub.installation(&format!("theirs-{word}"), &CallOptions::default());
        let installation = got.value.unwrap_or_else(|| panic!("{word}"));
        assert_eq!(installation.platform_text(), word);
        assert_eq!(installation.user_id(), Some("user@example.com"));
        assert_eq!(installation.member("tags").unwrap(), "[\"one\",\"two\"]");
        assert_eq!(installation.push_variables().unwrap()["name"], "Ann");
        let hello = installation.template("hello").unwrap();
        assert_eq!((hello.tag_count(), hello.tag(0)), (1, Some("t")));
        let is_browser = installation.subscription().is_some();
        assert_eq!(is_browser, word == "browser");
    }
}
