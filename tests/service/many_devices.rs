//! Calls on many devices: whatever the service answers, no device is left out, none comes
//! twice, and what was done before a failure is done.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use notification_hubs::devices::installation_cursor::InstallationCursor;
use notification_hubs::devices::user_devices::delete_user_devices;
use notification_hubs::documents::installation::Installation;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::notification::platform::Platform;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::interrupt::{self, Asked};

use crate::support::failure;
use crate::support::raw_server::{RawServer, read_request};

/// A server that answers each request line with what `answer` makes of it, on any number of
/// connections, and what it was asked.
fn serve(
    answer: impl Fn(&str) -> (u16, String, String) + Send + Sync + 'static,
) -> (RawServer, Arc<Mutex<Vec<String>>>) {
    RawServer::scripted(move |request| answer(request.lines().next().unwrap()))
}

/// A page of registrations: id, and the installation that each is a part of.
pub fn page(registrations: &[(String, Option<String>)]) -> String {
    let entries: String = registrations
        .iter()
        .map(|(id, installation)| {
            let tags = match installation {
                Some(installation) => format!("<Tags>x,$InstallationId:{{{installation}}}</Tags>"),
                None => String::new(),
            };
            format!(
                "<entry xmlns='http://www.w3.org/2005/Atom'><title>{id}</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag>{tags}<RegistrationId>{id}</RegistrationId><GcmRegistrationId>h</GcmRegistrationId></GcmRegistrationDescription></content></entry>"
            )
        })
        .collect();
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Registrations</title>{entries}</feed>"
    )
}

fn document(line: &str) -> String {
    let id = line.split(['/', '?']).nth(3).unwrap();
    format!(r#"{{"installationId":"{id}","platform":"gcm","pushChannel":"h"}}"#)
}

pub fn open(server: &RawServer) -> Arc<Hub> {
    Arc::new(server.open(HubOptions::default()))
}

pub fn quick() -> CallOptions {
    let mut options = CallOptions::default();
    options.set_timeout_ms(20_000).unwrap();
    options
}

/// Three registrations for each of so many installations, on pages of a hundred, among which
/// are registrations that are part of none.
fn three_of_each(installations: usize) -> Vec<String> {
    let mut all = Vec::new();
    for n in 0..installations * 3 {
        all.push((
            format!("r{n}"),
            Some(format!("device-{}", n % installations)),
        ));
        if n % 10 == 0 {
            all.push((format!("alone{n}"), None));
        }
    }
    all.chunks(100).map(page).collect()
}

/// Answers with page number n where the token says so.
fn of_pages(pages: &[String], line: &str) -> (u16, String, String) {
    let number = match line.split_once("continuationtoken=p") {
        Some((_, rest)) => rest.split(' ').next().unwrap().parse().unwrap(),
        None => 0,
    };
    let token = match number + 1 < pages.len() {
        true => format!("x-ms-continuationtoken: p{}\r\n", number + 1),
        false => String::new(),
    };
    (200, token, pages[number].clone())
}

#[test]
fn each_installation_comes_once_and_none_is_left_out() {
    let mut pages = three_of_each(250);
    // Pages without any are no end of the list.
    let alone: Vec<_> = (0..100).map(|n| (format!("other{n}"), None)).collect();
    pages.insert(0, page(&alone));
    pages.insert(3, page(&alone));
    pages.insert(3, page(&alone));
    pages.push(page(&alone));
    let (server, asked) = serve(move |line| match line.contains("/installations/") {
        // One was deleted since its registrations were listed.
        true if line.contains("/device-77?") => (404, String::new(), String::new()),
        true => (200, String::new(), document(line)),
        false => of_pages(&pages, line),
    });
    let hub = open(&server);
    let mut cursor = InstallationCursor::new(Filter::All).unwrap();
    assert!(asked.lock().unwrap().is_empty(), "it asks for nothing yet");
    let mut ids = Vec::new();
    loop {
        let got = cursor.next(&hub, &quick());
        assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
        let Some(installation) = got.value.unwrap() else {
            break;
        };
        ids.push(installation.id().to_owned());
    }
    assert!(
        cursor.next(&hub, &quick()).value.unwrap().is_none(),
        "the end stays the end"
    );
    let different: BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), different.len()), (249, 249));
    assert!(!ids.contains(&"device-77".to_owned()));
    let asked = asked.lock().unwrap();
    let reads = asked.iter().filter(|line| line.contains("/installations/"));
    assert_eq!(reads.count(), 250, "each is read once");
}

#[test]
fn what_fails_is_read_again_by_the_next_call_and_nothing_is_lost() {
    let pages = three_of_each(40);
    let failures = Mutex::new(7);
    let (server, _) = serve(move |line| {
        let mut left = failures.lock().unwrap();
        let is_document = line.contains("/installations/");
        // The first page fails, and then each third document for a while.
        let fails = *left == 7 && !is_document || *left > 0 && is_document && line.contains("5?");
        if fails {
            *left -= 1;
            return (400, String::new(), String::new());
        }
        match is_document {
            true => (200, String::new(), document(line)),
            false => of_pages(&pages, line),
        }
    });
    let hub = open(&server);
    let mut cursor = InstallationCursor::new(Filter::All).unwrap();
    let (mut ids, mut failed) = (BTreeSet::new(), 0);
    loop {
        let got = cursor.next(&hub, &quick());
        match got.value {
            Some(Some(installation)) => assert!(ids.insert(installation.id().to_owned())),
            Some(None) => break,
            None => {
                assert_eq!(failure(&got.outcome).http_status, Some(400));
                failed += 1;
                assert!(failed < 10);
            }
        }
    }
    assert_eq!(ids.len(), 40);
    assert!(
        failed >= 2,
        "the page's failure and a document's were told: {failed}"
    );
}

#[test]
fn a_cancelled_list_ends_and_goes_on() {
    let cancel = Arc::new(Cancel::default());
    let hurried = Arc::clone(&cancel);
    let (server, _) = serve(move |line| match line.contains("/installations/") {
        true => {
            // Its caller loses patience while it is read.
            hurried.cancel();
            (200, String::new(), document(line))
        }
        false => (200, String::new(), page(&[("r".into(), Some("a".into()))])),
    });
    let hub = open(&server);
    let mut cursor = InstallationCursor::of_user("ann").unwrap();
    let mut options = quick();
    options.set_cancel(Arc::clone(&cancel));
    let got = cursor.next(&hub, &options);
    // The answer may have been quicker.
    if got.outcome.status() == Status::Ok {
        assert_eq!(got.value.unwrap().unwrap().id(), "a");
        return;
    }
    assert_eq!(failure(&got.outcome).status, Status::Cancelled);
    let got = cursor.next(&hub, &quick());
    assert_eq!(got.value.unwrap().unwrap().id(), "a");
}

#[test]
fn lists_that_cannot_be_asked_for_are_refused() {
    for user in ["", "a b", "$UserId:{a}", &"u".repeat(257)] {
        let error = InstallationCursor::of_user(user).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{user}");
        assert!(error.message.starts_with("user_id "), "{error}");
        let (server, asked) = serve(|_| (500, String::new(), String::new()));
        let got = delete_user_devices(&open(&server), user, &quick());
        assert_eq!(got.outcome.status(), Status::InvalidArgument);
        assert!(asked.lock().unwrap().is_empty());
    }
}

/// A hub with the devices of a user, which are gone so many lists after they were deleted.
fn slow_hub(devices: usize, lists: usize) -> (RawServer, Arc<Mutex<Vec<String>>>) {
    let state = Mutex::new(
        (0..devices)
            .map(|n| (n, None))
            .collect::<Vec<(usize, Option<usize>)>>(),
    );
    serve(move |line| {
        let mut state = state.lock().unwrap();
        if line.starts_with("DELETE") {
            let number: usize = line
                .split(|c: char| !c.is_ascii_digit())
                .find_map(|part| part.parse().ok())
                .unwrap();
            for (_, deleted) in state.iter_mut().filter(|(n, _)| *n == number) {
                deleted.get_or_insert(0);
            }
            return (204, String::new(), String::new());
        }
        state.retain(|(_, deleted)| *deleted != Some(lists));
        for (_, deleted) in state.iter_mut() {
            *deleted = deleted.map(|times| times + 1);
        }
        // Every third is a registration of its own.
        let listed: Vec<_> = state
            .iter()
            .map(|(n, _)| (format!("r{n}"), (n % 3 != 0).then(|| format!("i{n}"))))
            .collect();
        (200, String::new(), page(&listed))
    })
}

#[test]
fn a_users_devices_are_deleted_once_each_until_none_is_listed() {
    let (server, asked) = slow_hub(70, 2);
    let got = delete_user_devices(&open(&server), "ann", &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    assert_eq!(got.value, Some(70));
    let asked = asked.lock().unwrap();
    let count = |start: &str| asked.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(count("DELETE /demo/installations/i"), 46);
    assert_eq!(count("DELETE /demo/registrations/r"), 24);
    assert!(count("GET /demo/tags/") >= 3);
    let list = "GET /demo/tags/$UserId%3A%7Bann%7D/registrations?";
    assert!(asked[0].starts_with(list), "{}", asked[0]);
}

#[test]
fn a_deletion_that_is_not_seen_in_time_says_what_it_did() {
    let (server, _) = slow_hub(5, usize::MAX);
    let mut options = CallOptions::default();
    options.set_timeout_ms(1500).unwrap();
    let got = delete_user_devices(&open(&server), "ann", &options);
    assert_eq!(failure(&got.outcome).status, Status::Timeout);
    assert!(failure(&got.outcome).message.contains("the user's devices"));
    assert_eq!(got.value, Some(5));
}

#[test]
fn a_deletion_that_fails_says_how_many_were_deleted() {
    let (server, _) = serve(|line| match line.starts_with("DELETE") {
        true if line.contains("i7") => (403, String::new(), String::new()),
        true => (204, String::new(), String::new()),
        false => {
            let all: Vec<_> = (0..20)
                .map(|n| (format!("r{n}"), Some(format!("i{n}"))))
                .collect();
            (200, String::new(), page(&all))
        }
    });
    let got = delete_user_devices(&open(&server), "ann", &quick());
    assert_eq!(failure(&got.outcome).http_status, Some(403));
    assert_eq!(got.value, Some(19));
}

#[test]
fn a_deletion_whose_answer_is_lost_is_not_said_to_be_none() {
    let count = AtomicUsize::new(0);
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let body = match request.starts_with("DELETE") {
                // One gets no answer, and the others are refused after it.
                true if count.fetch_add(1, Ordering::SeqCst) == 0 => return,
                true => String::new(),
                false => {
                    let all: Vec<_> = (0..20).map(|n| (format!("r{n}"), None)).collect();
                    page(&all)
                }
            };
            let status = if body.is_empty() { 403 } else { 200 };
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: {length}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let mut options = quick();
    options.set_max_attempts(1).unwrap();
    let got = delete_user_devices(&open(&server), "ann", &options);
    assert_eq!(got.outcome.verdict, Verdict::Unknown);
    assert!(failure(&got.outcome).may_have_been_sent);
    assert_eq!(got.value, Some(0));
}

#[test]
fn a_cancelled_deletion_says_so() {
    let cancel = Arc::new(Cancel::default());
    let hurried = Arc::clone(&cancel);
    let (server, _) = serve(move |line| match line.starts_with("DELETE") {
        true => {
            hurried.cancel();
            (204, String::new(), String::new())
        }
        false => {
            let all: Vec<_> = (0..200).map(|n| (format!("r{n}"), None)).collect();
            (200, String::new(), page(&all))
        }
    });
    let mut options = quick();
    options.set_cancel(Arc::clone(&cancel));
    let got = delete_user_devices(&open(&server), "ann", &options);
    let error = failure(&got.outcome);
    assert_eq!(error.status, Status::Cancelled);
    assert!(!error.message.contains("queue"), "{error}");
    assert!(got.value.unwrap() < 200);
}

/// A hub that lists devices and answers nothing else for a while.
fn silent() -> RawServer {
    serve(|line| match line.starts_with("GET /demo/tags") {
        true => {
            let all: Vec<_> = (0..40)
                .map(|n| (format!("r{n}"), Some(format!("i{n}"))))
                .collect();
            (200, String::new(), page(&all))
        }
        false => {
            std::thread::sleep(Duration::from_secs(3));
            (204, String::new(), String::new())
        }
    })
    .0
}

#[test]
fn time_that_is_over_is_said_to_be() {
    let server = silent();
    let hub = open(&server);
    let mut options = CallOptions::default();
    options.set_timeout_ms(400).unwrap();
    let got = delete_user_devices(&hub, "ann", &options);
    assert_eq!(failure(&got.outcome).status, Status::Timeout);
    assert_eq!(got.outcome.verdict, Verdict::Unknown);
    let mut cursor = InstallationCursor::of_user("ann").unwrap();
    let got = cursor.next(&hub, &options);
    assert_eq!(failure(&got.outcome).status, Status::Timeout);
}

#[test]
fn a_thread_that_is_not_to_go_on_is_said_to_be_interrupted() {
    extern "C" fn not_on(_: *mut std::ffi::c_void) -> i32 {
        1
    }
    let server = silent();
    let hub = open(&server);
    interrupt::set(Some(Asked {
        function: not_on,
        user_data: std::ptr::null_mut(),
    }));
    let got = delete_user_devices(&hub, "ann", &quick());
    assert_eq!(failure(&got.outcome).status, Status::Cancelled);
    assert_eq!(got.outcome.verdict, Verdict::Unknown);
    let mut cursor = InstallationCursor::of_user("ann").unwrap();
    let got = cursor.next(&hub, &quick());
    interrupt::set(None);
    assert_eq!(failure(&got.outcome).status, Status::Cancelled);
}

#[test]
fn a_user_is_not_another_whose_id_differs_in_large_letters() {
    let (server, asked) = serve(|line| {
        if line.starts_with("DELETE") {
            return (204, String::new(), String::new());
        }
        if line.contains("/installations/") {
            return (200, String::new(), document(line));
        }
        // As a hub lists them that makes no difference.
        let both = [("mine", "QWJj"), ("theirs", "qwjj")];
        let all = both.map(|(id, user)| (id.into(), Some(format!("{id}}},$UserId:{{{user}"))));
        (200, String::new(), page(&all))
    });
    let hub = open(&server);
    let mut cursor = InstallationCursor::of_user("QWJj").unwrap();
    assert_eq!(
        cursor.next(&hub, &quick()).value.unwrap().unwrap().id(),
        "mine"
    );
    assert!(cursor.next(&hub, &quick()).value.unwrap().is_none());
    let mut options = CallOptions::default();
    options.set_timeout_ms(400).unwrap();
    let got = delete_user_devices(&hub, "QWJj", &options);
    assert_eq!(got.value, Some(1));
    let asked = asked.lock().unwrap();
    let deleted: Vec<_> = asked
        .iter()
        .filter(|line| line.starts_with("DELETE"))
        .collect();
    assert_eq!(deleted.len(), 1);
    assert!(deleted[0].contains("/installations/mine?"));
}

#[test]
fn a_users_registrations_are_listed_only_so_far() {
    let (server, asked) = serve(|line| {
        let number = line.split("continuationtoken=").nth(1).map_or(0, str::len);
        let all: Vec<_> = (0..500).map(|n| (format!("r{number}x{n}"), None)).collect();
        let token = "x".repeat(number + 1);
        (
            200,
            format!("x-ms-continuationtoken: {token}\r\n"),
            page(&all),
        )
    });
    let got = delete_user_devices(&open(&server), "ann", &quick());
    assert_eq!(failure(&got.outcome).status, Status::Protocol);
    assert!(failure(&got.outcome).message.contains("10000"));
    assert_eq!(got.value, Some(0));
    assert!(
        asked
            .lock()
            .unwrap()
            .iter()
            .all(|line| line.starts_with("GET"))
    );
}

#[test]
fn a_change_is_waited_for() {
    let reads = Mutex::new(0);
    let (server, _) = serve(move |line| {
        let mut reads = reads.lock().unwrap();
        *reads += 1;
        match *reads {
            1 => (404, String::new(), String::new()),
            2 => (200, String::new(), document(line)),
            3 => (
                200,
                String::new(),
                r#"{"installationId":"a","platform":"gcm","pushChannel":"h","tags":["y","x"]}"#
                    .into(),
            ),
            _ => (404, String::new(), String::new()),
        }
    });
    let hub = open(&server);
    let mut wanted = Installation::new("a", Platform::Gcm, "h").unwrap();
    wanted.add_tag("x").unwrap();
    wanted.add_tag("y").unwrap();
    let got = hub.wait_installation("a", Some(&wanted), &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    assert_eq!(got.value.unwrap().unwrap().id(), "a");
    // Gone is what it is waited for now.
    let got = hub.wait_installation("a", None, &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    assert!(got.value.unwrap().is_none());
    // And it will not come back.
    let mut options = CallOptions::default();
    options.set_timeout_ms(700).unwrap();
    let got = hub.wait_installation("a", Some(&wanted), &options);
    assert_eq!(failure(&got.outcome).status, Status::Timeout);
}

#[test]
fn of_a_hub_that_is_not_there_nothing_is_gone() {
    let (server, asked) = serve(|_| {
        let body = "<Error><Code>404</Code><Detail>No service is hosted at the specified address.</Detail></Error>";
        (404, "Content-Type: application/xml\r\n".into(), body.into())
    });
    let got = open(&server).wait_installation("a", None, &quick());
    assert_eq!(failure(&got.outcome).status, Status::NotFound);
    assert_eq!(asked.lock().unwrap().len(), 1);
}
