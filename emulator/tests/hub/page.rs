//! The page in a browser's place: who gets it, who gets the service, and what it may do.
//! `tests/page` opens it in a browser.

use crate::support::*;

const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const MAX_PAGE: usize = 120_000;

fn get(path: &str) -> Request {
    Request::new("GET", path).anonymous()
}

#[test]
fn a_browser_gets_the_page() {
    for arguments in [&[][..], &["--plain"]] {
        let hub = Hub::start(arguments);
        for request in [
            get("/").header("accept", HTML),
            get("/?q=to%3Aann").header("accept", "text/html"),
            get("/_emulator/").header("accept", HTML),
            get("/_emulator/"),
            get("/_emulator"),
        ] {
            let page = hub.call(&request);
            assert_eq!(page.status, 200, "{}", request.path);
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
            assert!(page.body.starts_with("<!doctype html>"));
            assert!(page.body.len() <= MAX_PAGE, "{} bytes", page.body.len());
        }
    }
}

#[test]
fn whoever_asks_for_the_service_gets_it() {
    let hub = Hub::start(&[]);
    for request in [
        get("/"),
        get("/").header("accept", "*/*"),
        get("/").header("accept", "application/atom+xml, text/html-not"),
        Request::new("POST", "/").anonymous().header("accept", HTML),
        get("/demo").header("accept", HTML),
        get("/index.html").header("accept", HTML),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 401, "{} {}", request.method, request.path);
        answer.error();
    }
    // Java's own client accepts text/html unless it is told otherwise.
    let java = "text/html, image/gif, image/jpeg, */*; q=0.2";
    let request = Request::new("GET", &format!("/?{VERSION}"));
    let list = hub.call(&request.policy(ROOT).header("accept", java));
    assert_eq!(list.status, 200);
    assert!(list.body.contains("<feed"), "{}", list.body);
    // The page is no request to the service.
    let before = hub.requests().len();
    hub.call(&get("/").header("accept", HTML));
    assert_eq!(hub.requests().len(), before);
}

#[test]
fn the_page_reaches_nothing_but_its_hub() {
    let hub = Hub::start(&[]);
    let page = hub.call(&get("/").header("accept", HTML));
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ] {
        assert!(policy.split("; ").any(|one| one == part), "{policy}");
    }
    for word in ["unsafe", "*", "http:", "https:", "nonce-"] {
        assert!(!policy.contains(word), "{policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(page.header(name), value);
    }
    for foreign in ["@import", "innerHTML", "eval("] {
        assert!(!page.body.contains(foreign), "{foreign}");
    }
}

#[test]
fn pages_of_others_do_not_get_it() {
    let hub = Hub::start(&[]);
    for path in ["/", "/_emulator/"] {
        for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example")] {
            let request = get(path).header("accept", HTML).header(name, value);
            let answer = hub.call(&request);
            assert_eq!(answer.status, 403, "{path} {name}");
            assert!(answer.body.contains("--allow-host evil.example"));
        }
    }
}
