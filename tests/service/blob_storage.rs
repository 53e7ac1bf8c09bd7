//! The storage in which feedback lies: the local hub writes into Azurite, which nobody here wrote,
//! and Azure's own SDK reads what the local hub keeps.

use crate::support::azurite::{Azurite, body};

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
        let minute = std::time::Duration::from_secs(60);
        let range = ("range", "bytes=2-4");
        let part = azurite.ask(
            "GET",
            &azurite.blob("feedback", name, minute),
            &[range],
            b"",
        );
        assert_eq!(part.status(), 206);
        assert_eq!(body(part), b"234");
        // And refuses those that it should.
        let list = "&restype=container&comp=list";
        for (url, status) in [
            (all, 200),
            (azurite.container("feedback", "l", minute), 200),
            (azurite.container("feedback", "r", minute), 403),
            (azurite.expired_container("feedback", "rl"), 403),
            (azurite.container("feedback", "rl", minute) + "x", 403),
            (azurite.container("none", "rl", minute), 404),
        ] {
            let answer = azurite.ask("GET", &format!("{url}{list}"), &[], b"");
            assert_eq!(answer.status(), status, "{url}");
        }
        azurite.delete("feedback", name);
        assert!(azurite.names("feedback").is_empty());
    }
}
