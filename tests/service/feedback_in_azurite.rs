//! Feedback read from Azure's blob storage, as Microsoft's own emulator of it serves it.

use std::path::Path;
use std::time::Duration;

use notification_hubs::devices::feedback_cursor::FeedbackCursor;
use notification_hubs::error::{Error, Status};
use notification_hubs::hub::Hub;
use notification_hubs::policy::options::HubOptions;

use crate::many_devices::quick;
use crate::support::azurite::Azurite;
use crate::support::raw_server::RawServer;
use crate::support::{Recorded, failure};

const HOUR: Duration = Duration::from_secs(3600);
/// As much as the library asks for at once.
const PIECE: usize = 256 * 1024;

fn entry(n: usize) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><PnsFeedback xmlns=\"SB\"><NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>gcm</Platform><PnsHandle>handle-{n}</PnsHandle></PnsFeedback>"
    )
}

fn entries(from: usize, to: usize) -> String {
    (from..to).map(entry).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A hub that is asked for nothing: the addresses are given.
fn hub(options: HubOptions) -> Hub {
    RawServer::start(|_, _| panic!("nobody asks the hub")).open(options)
}

fn read(cursor: &mut FeedbackCursor, hub: &Hub) -> Result<Vec<String>, Error> {
    let mut handles = Vec::new();
    loop {
        let got = cursor.next(hub, &quick());
        match got.value {
            Some(Some(feedback)) => {
                handles.extend(feedback.into_iter().map(|f| f.pns_handle.unwrap()));
            }
            Some(None) => return Ok(handles),
            None => return Err(failure(&got.outcome).clone()),
        }
    }
}

fn handles(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("handle-{n}")).collect()
}

#[test]
fn blobs_of_every_length_and_encoding_are_read_over_tls() {
    let Some(azurite) = Azurite::start_tls("feedback_in_azurite") else {
        return;
    };
    azurite.create_container("feedback");
    // Just as long as what is asked for at once, with a piece more, and with nothing in it.
    let mut whole = entries(0, 1000);
    whole.push_str(&" ".repeat(PIECE - whole.len() % PIECE));
    assert_eq!(whole.len() % PIECE, 0);
    azurite.put("feedback", "11292026", whole.as_bytes());
    azurite.put("feedback", "11302026", &utf16(&entries(1000, 3000)));
    azurite.put("feedback", "12012026", b"");
    azurite.put("feedback", "01012027", entries(3000, 3001).as_bytes());
    azurite.put("feedback", "z/a b&c.xml", entries(3001, 3002).as_bytes());
    let mut options = HubOptions::default();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("feedback_in_azurite");
    options.set_ca_file(&folder.join("ca.pem"));
    let log = Recorded::default();
    options
        .set_log(5, std::sync::Arc::new(log.clone()))
        .unwrap();
    let hub = hub(options);
    let address = azurite.container("feedback", "rl", HOUR);
    let mut cursor = FeedbackCursor::at_address(&address).unwrap();
    let got = read(&mut cursor, &hub).unwrap();
    assert!(got == handles(0, 3002), "{} of 3002", got.len());
    let (_, signature) = address.split_once("sig=").unwrap();
    let signature = signature.split('&').next().unwrap();
    assert!(!log.text().contains(signature));

    // What comes after it, in another process.
    let mut later = entries(3000, 3001);
    later.push_str(&entries(3002, 3010));
    azurite.put("feedback", "01012027", later.as_bytes());
    azurite.delete("feedback", "11292026");
    let mut again = FeedbackCursor::at_address(&address).unwrap();
    again.set_marker(&cursor.marker()).unwrap();
    assert_eq!(read(&mut again, &hub).unwrap(), handles(3002, 3010));

    // One blob, whose length nobody tells.
    for (blob, wanted) in [("11302026", handles(1000, 3000)), ("12012026", Vec::new())] {
        let address = azurite.blob("feedback", blob, HOUR);
        let mut cursor = FeedbackCursor::at_address(&address).unwrap();
        assert!(read(&mut cursor, &hub).unwrap() == wanted, "{blob}");
    }
}

/// More blobs than are listed at once.
#[test]
fn a_list_of_many_pages_is_read_to_its_end() {
    let Some(azurite) = Azurite::start() else {
        return;
    };
    azurite.create_container("feedback");
    for n in 0..203 {
        azurite.put("feedback", &format!("blob-{n:04}"), entry(n).as_bytes());
    }
    let address = azurite.container("feedback", "rl", HOUR);
    let mut cursor = FeedbackCursor::at_address(&address).unwrap();
    let got = read(&mut cursor, &hub(HubOptions::default())).unwrap();
    assert!(got == handles(0, 203), "{} of 203", got.len());
}

#[test]
fn what_storage_refuses_is_explained() {
    let Some(azurite) = Azurite::start() else {
        return;
    };
    azurite.create_container("feedback");
    azurite.put("feedback", "11302026", entry(0).as_bytes());
    let hub = hub(HubOptions::default());
    let signed = azurite.container("feedback", "rl", HOUR);
    let broken = signed.replace("sig=", "sig=A");
    for (address, status, words) in [
        (
            azurite.expired_container("feedback", "rl"),
            Status::Forbidden,
            "ended at",
        ),
        (
            azurite.container("feedback", "r", HOUR),
            Status::Forbidden,
            "does not allow",
        ),
        (
            azurite.container("feedback", "l", HOUR),
            Status::Forbidden,
            "does not allow",
        ),
        (broken, Status::Forbidden, "is not a right one"),
        (
            azurite.container("nobody", "rl", HOUR),
            Status::NotFound,
            "container",
        ),
        (
            azurite.blob("feedback", "nobody", HOUR),
            Status::NotFound,
            "blob",
        ),
    ] {
        let mut cursor = FeedbackCursor::at_address(&address).unwrap();
        let error = read(&mut cursor, &hub).unwrap_err();
        let said = error.message.to_lowercase();
        assert_eq!(error.status, status, "{error}");
        assert!(said.starts_with("reading storage: "), "{error}");
        assert!(said.contains(words), "{error}");
        let (_, signature) = address.split_once("sig=").unwrap();
        assert!(!error.message.contains(&signature[..20]), "{error}");
    }
}
