use crate::registrations::*;
use crate::support::*;

pub fn job(kind: &str, more: &str) -> Request {
    let body = format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/atom+xml;type=entry;charset=utf-8\"><NotificationHubJob xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><Type>{kind}</Type><OutputContainerUri>https://acct.blob.example/out?sv=1&amp;sp=rwl</OutputContainerUri>{more}</NotificationHubJob></content></entry>"
    );
    Request::new("POST", &format!("/demo/jobs?{VERSION}")).body(body)
}

pub fn import(kind: &str, file: &str) -> Request {
    let file = format!(
        "<ImportFileUri><![CDATA[https://acct.blob.example/in/{file}?sv=1&sp=r]]></ImportFileUri>"
    );
    job(kind, &file)
}

pub fn blob(method: &'static str, path: &str) -> Request {
    Request::new(method, &format!("/_emulator/blobs/{path}")).anonymous()
}

/// The last answer about the job, which has ended.
pub fn wait(hub: &Hub, id: &str) -> String {
    // Two minutes: a hundred thousand rows on a machine that has other work.
    for _ in 0..2400 {
        let body = hub
            .call(&Request::new("GET", &format!("/demo/jobs/{id}?{VERSION}")))
            .body;
        if body.contains("<Status>Completed<") || body.contains("<Status>Failed<") {
            return body;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("job {id} does not end");
}

#[test]
fn from_its_submission_to_its_files() {
    let hub = Hub::start(&[]);
    hub.call(&create(&apple_entry("AB", "a")));
    hub.install(&serde_json::json!({
        "installationId": "d", "platform": "gcm", "pushChannel": "g",
        "templates": {"My Template": {"body": "{\"a\":\n\"$(m)\"}"}},
    }));
    let answer = hub.call(&job("ExportRegistrations", ""));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = one(&answer.body, "JobId");
    let base = format!("{}/demo/jobs", hub.env("NH_URL"));
    assert_eq!(answer.header("location"), format!("{base}/{id}?{VERSION}"));
    // What has its default value is not there.
    let (now, created) = (one(&answer.body, "updated"), one(&answer.body, "CreatedAt"));
    let url = format!("{base}/{id}?{VERSION}");
    assert_eq!(
        answer.body,
        format!(
            "<entry xmlns=\"http://www.w3.org/2005/Atom\"><id>{url}</id><title type=\"text\">{id}</title><published>{now}</published><updated>{now}</updated><link rel=\"self\" href=\"{url}\"/><content type=\"application/xml\"><NotificationHubJob xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><JobId>{id}</JobId><Type>ExportRegistrations</Type><OutputContainerUri>https://acct.blob.example/out?sv=1&amp;sp=rwl</OutputContainerUri><CreatedAt>{created}</CreatedAt><UpdatedAt>{created}</UpdatedAt></NotificationHubJob></content></entry>"
        )
    );
    let get = hub.call(&Request::new("GET", &format!("/demo/jobs/{id}?{VERSION}")));
    assert_eq!(
        get.header("content-location"),
        format!("{base}/{id}/{id}?{VERSION}")
    );

    // It goes on without anybody asking for it.
    let output = format!("nh-emulator//demo/{id}/Output.txt");
    let mut listed = String::new();
    for _ in 0..200 {
        listed = hub
            .call(&blob("GET", "out?restype=container&comp=list"))
            .body;
        if listed.contains(&output) && listed.contains("Failed.txt") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(
        listed.contains(&format!("<Name>{output}</Name>")),
        "{listed}"
    );
    let ended = wait(&hub, &id);
    assert_eq!(
        all(&ended, "d3p1:Key"),
        ["OutputFilePath", "FailedFilePath"]
    );
    assert_eq!(all(&ended, "d3p1:Value")[0], output);
    let rows = hub.call(&blob("GET", &format!("out/{output}"))).body;
    assert_eq!(rows.lines().count(), 3, "{rows}");
    let jobs = hub
        .call(&Request::new("GET", &format!("/demo/jobs?{VERSION}")))
        .body;
    assert!(jobs.starts_with(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">jobs</title>"
    ));
    assert_eq!(one(&jobs, "JobId"), id);

    // What was exported can be imported, blanks in the tags of templates and all.
    hub.call(&Request::new("POST", "/_emulator/reset?all").anonymous());
    assert_eq!(hub.call(&blob("PUT", "in/rows.txt").body(rows)).status, 201);
    let answer = hub.call(&import("ImportUpsertRegistrations", "rows.txt"));
    wait(&hub, &one(&answer.body, "JobId"));
    let listed = hub.call(&list("")).body;
    assert_eq!(
        all(&listed, "Tags"),
        [
            "a",
            "$InstallationId:{d}",
            "$InstallationId:{d},My Template"
        ]
    );
    assert!(
        listed.contains("<![CDATA[{\"a\":\n\"$(m)\"}]]>"),
        "{listed}"
    );
}

#[test]
fn jobs_that_are_refused_or_fail() {
    let hub = Hub::start(&[]);
    let raw = job("ExportRegistrations", "");
    let raw_ampersand = Request::new("POST", &raw.path).body("<entry xmlns=\"http://www.w3.org/2005/Atom\"><content><NotificationHubJob><Type>ExportRegistrations</Type><OutputContainerUri>https://a.b/c?sv=1&sp=rwl</OutputContainerUri></NotificationHubJob></content></entry>");
    for request in [
        raw_ampersand,
        job("Nothing", ""),
        job("ImportCreateRegistrations", ""),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400);
        assert!(
            answer
                .error()
                .starts_with("The supplied notificationhub job payload is invalid.")
        );
    }
    assert_eq!(
        hub.call(&job("ExportRegistrations", "").policy(LISTEN))
            .status,
        403
    );
    assert_eq!(
        hub.call(&Request::new("GET", &format!("/demo/jobs/x?{VERSION}")))
            .status,
        404
    );
    let answer = hub.call(&import("ImportCreateRegistrations", "none"));
    let ended = wait(&hub, &one(&answer.body, "JobId"));
    assert_eq!(one(&ended, "Status"), "Failed");
    assert_eq!(one(&ended, "Failure"), "The file to import does not exist");
    // An address that does not allow it.
    assert_eq!(hub.call(&blob("PUT", "in/x?sp=r").body("x")).status, 403);
    assert_eq!(hub.call(&blob("GET", "in/x")).status, 404);
}

#[test]
fn names_that_no_file_can_have() {
    let state = tempfile::TempDir::new().unwrap();
    let hub = Hub::start(&["--state-dir", state.path().to_str().unwrap()]);
    let long = "x".repeat(256);
    let signs = "%25".repeat(100);
    for path in [
        format!("in/{long}"),
        format!("in/{signs}"),
        format!("in/{long}/a"),
        format!("{long}/a"),
        // Each part is short, and all of them too long for a path.
        format!("in/{}a", "y/".repeat(3000)),
    ] {
        let answer = hub.call(&blob("PUT", &path).body("x"));
        assert_eq!(answer.status, 400, "{path:.40}: {}", answer.body);
        assert!(matches!(hub.call(&blob("GET", &path)).status, 400 | 404));
    }
    let longest = format!("in/{}", "x".repeat(255));
    assert_eq!(hub.call(&blob("PUT", &longest).body("x")).status, 201);
    assert_eq!(hub.call(&blob("GET", &longest)).body, "x");

    // A hub's name may be longer than that of a file, and what it keeps is kept.
    let name = "%C3%A4".repeat(260);
    let entry = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><NotificationHubDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"/></content></entry>";
    let make = Request::new("PUT", &format!("/{name}?{VERSION}"));
    let answer = hub.call(&make.policy(ROOT).body(entry));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let put = |id: &str| {
        let path = format!("/{name}/installations/{id}?{VERSION}");
        Request::new("PUT", &path).policy(ROOT).body(format!(
            "{{\"installationId\":\"{id}\",\"platform\":\"apns\",\"pushChannel\":\"AB\"}}"
        ))
    };
    assert_eq!(hub.call(&put("d")).status, 200);
    drop(hub);
    let again = Hub::start(&["--state-dir", state.path().to_str().unwrap()]);
    let path = format!("/{name}/installations/d?{VERSION}");
    assert_eq!(
        again.call(&Request::new("GET", &path).policy(ROOT)).status,
        200
    );
}
