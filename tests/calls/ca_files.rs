//! Which CA files are taken, beside the real curl.

use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::HubOptions;

use crate::support::authority::Authority;
use crate::support::{LocalHub, in_child_with, send_to, shipped};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    /// It can be read, and what is wanted is in it.
    Trusted,
    /// It can be read.
    Distrusted,
    Refused,
}

use File::{Distrusted, Refused, Trusted};

/// A name, the file, a word of the refusal, and what we do where curl does something else.
type Row<'a> = (&'a str, Vec<u8>, &'a str, Option<(File, &'a str)>);

#[test]
fn the_library_takes_the_files_that_curl_takes() {
    if !shipped::have("curl") {
        return;
    }
    let hub = LocalHub::start();
    let good = std::fs::read_to_string(&hub.env["NH_CA_FILE"]).unwrap();
    let good = format!("{}\n", good.trim_end());
    let other = Authority::new("ca_files");
    let other = std::fs::read_to_string(&other.file).unwrap();
    let base64: String = good
        .lines()
        .filter(|line| !line.contains("-----"))
        .collect();
    let der = BASE64_STANDARD.decode(&base64).unwrap();
    let labelled = |label: &str, der: &[u8]| {
        let lines = BASE64_STANDARD.encode(der);
        let lines: Vec<&str> = lines
            .as_bytes()
            .chunks(64)
            .map(|l| std::str::from_utf8(l).unwrap())
            .collect();
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            lines.join("\n")
        )
    };
    // What it is trusted for: nothing is said.
    let with_trust = [&der[..], &[0x30, 0]].concat();
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const BY_NUMBER: &str =
        "what is passed over in silence is missed later: refused by the block's number";
    let rows: [Row; 18] = [
        ("as it is", good.clone().into(), "", None),
        ("another", other.clone().into(), "", None),
        ("two", format!("{other}{good}").into(), "", None),
        (
            "words around",
            format!("# caf\u{e9}\n{other}\nx\n{good}y\n").into(),
            "",
            None,
        ),
        (
            "line ends of Windows",
            good.replace('\n', "\r\n").into(),
            "",
            None,
        ),
        (
            "blanks at line ends",
            good.replace('\n', "  \n").into(),
            "",
            None,
        ),
        ("no line end", good.trim_end().into(), "", None),
        (
            "joined",
            format!("{}{good}", other.trim_end()).into(),
            "two blocks are joined",
            None,
        ),
        ("X509", labelled("X509 CERTIFICATE", &der).into(), "", None),
        (
            "TRUSTED",
            labelled("TRUSTED CERTIFICATE", &with_trust).into(),
            "",
            None,
        ),
        ("a key before it", format!("{key}{good}").into(), "", None),
        (
            "a byte order mark",
            format!("\u{feff}{good}").into(),
            "",
            Some((Trusted, "a byte order mark says nothing")),
        ),
        ("DER", der.clone(), "DER", None),
        ("nothing", Vec::new(), "no certificate", None),
        ("a key alone", key.clone().into(), "no certificate", None),
        (
            "broken first",
            format!("{broken}{good}").into(),
            "block 1",
            Some((Refused, BY_NUMBER)),
        ),
        (
            "none first",
            format!("{no_certificate}{good}").into(),
            "block 1",
            Some((Refused, BY_NUMBER)),
        ),
        (
            "cut",
            format!("{other}{}", &good[..good.len() - 30]).into(),
            "block 2",
            Some((Refused, BY_NUMBER)),
        ),
    ];
    let dir = shipped::scratch("ca_files_beside_curl");
    let mut wrong = Vec::new();
    for (name, content, word, own) in rows {
        let file = dir.join("ca.pem");
        std::fs::write(&file, content).unwrap();
        let curl = Command::new("curl")
            .args(["-sS", "-o", "/dev/null", "--noproxy", "*", "--cacert"])
            .arg(&file)
            .arg(hub.url())
            .output()
            .unwrap();
        let by_curl = match curl.status.code() {
            Some(0) => Trusted,
            Some(60) => Distrusted,
            Some(77) => Refused,
            code => panic!("{name}: {code:?} {}", String::from_utf8_lossy(&curl.stderr)),
        };
        let mut options = HubOptions::default();
        options.set_ca_file(&file);
        options.set_max_attempts(1).unwrap();
        let opened = Hub::new(hub.connection_string(), Some("demo"), options);
        let (by_us, said) = match opened {
            Ok(hub) => match send_to(&hub, &Target::broadcast()) {
                outcome if outcome.status() == Status::Ok => (Trusted, String::new()),
                outcome => (Distrusted, outcome.error.unwrap().message.clone()),
            },
            Err(error) => {
                assert_eq!(error.status, Status::InvalidCaFile);
                assert!(error.message.contains("ca.pem: "), "{error}");
                assert!(
                    !word.is_empty() && error.message.contains(word),
                    "{name}: {error}"
                );
                (Refused, error.message.clone())
            }
        };
        if by_us != own.map_or(by_curl, |(file, _)| file) {
            wrong.push(format!("{name}: {by_us:?} ({said}), curl {by_curl:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_variable_that_leads_to_no_file_is_named() {
    let name = "ca_files::a_variable_that_leads_to_no_file_is_named";
    let file = ("SSL_CERT_FILE", "/nowhere/roots.pem".to_owned());
    if in_child_with(name, &[file, ("SSL_CERT_DIR", String::new())]) {
        let open = |endpoint: &str| {
            let text = format!("Endpoint={endpoint};SharedAccessKeyName=P;SharedAccessKey=k3yk3y");
            Hub::new(&text, Some("demo"), HubOptions::default())
        };
        let error = open("sb://localhost/").unwrap_err();
        assert_eq!(error.status, Status::InvalidCaFile);
        assert!(
            error
                .message
                .starts_with("SSL_CERT_FILE /nowhere/roots.pem: No such file"),
            "{error}"
        );
        // It is not needed there.
        open("http://localhost/;UseDevelopmentEmulator=true").unwrap();
    }
}
