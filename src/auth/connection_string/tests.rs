use super::*;

const CLASSIC: &str =
    "Endpoint=sb://contoso-ns.servicebus.windows.net/;SharedAccessKeyName=P;SharedAccessKey=a2V5=";

fn parse(text: &str) -> ConnectionString {
    ConnectionString::parse(text).unwrap()
}

fn message(text: &str) -> String {
    let error = ConnectionString::parse(text).unwrap_err();
    assert_eq!(error.status, Status::InvalidConnectionString);
    error.message.clone()
}

#[test]
fn accepts_every_order_case_space_and_unknown_part() {
    for text in [
        CLASSIC.to_owned(),
        format!("{CLASSIC};"),
        format!(" ; {CLASSIC} ;; "),
        "SharedAccessKey=a2V5=;SharedAccessKeyName=P;Endpoint=sb://contoso-ns.servicebus.windows.net".into(),
        "ENDPOINT = sb://CONTOSO-ns.servicebus.windows.net/ ; sharedaccesskeyname = P ; SHAREDACCESSKEY = a2V5= ".into(),
        format!("{CLASSIC};OperationTimeout=00:01:00;TransportType=Amqp"),
        CLASSIC.replace("sb://", "https://"),
    ] {
        let parsed = parse(&text);
        assert_eq!(parsed.endpoint.scheme, "https", "{text}");
        assert_eq!(parsed.endpoint.authority(), "contoso-ns.servicebus.windows.net");
        assert_eq!(parsed.endpoint.path, "");
        let credential = parsed.credential.unwrap();
        let signer = credential.signer().unwrap();
        assert_eq!(signer.key_name, "P");
        assert_eq!(signer.key.expose(), "a2V5=", "{text}");
        assert_eq!(parsed.entity_path, None);
    }
}

#[test]
fn takes_a_token_or_nothing_in_place_of_a_key() {
    for scheme in ["", SCHEME] {
        let token = "sr=u&sig=s3cret%3D&se=1735689600&skn=P";
        let text = format!("Endpoint=sb://h/;SharedAccessSignature={scheme}{token}");
        let Some(Credential::Token(read)) = parse(&text).credential else {
            unreachable!("{text}");
        };
        assert_eq!(read.text.expose(), format!("{SCHEME}{token}"));
        assert_eq!(read.expires_at, 1_735_689_600);
    }
    assert!(parse("Endpoint=sb://h/").credential.is_none());
}

#[test]
fn keeps_ports_paths_and_the_hub_name() {
    let parsed = parse(
        "Endpoint=https://[::1]:8443/gate/way/;SharedAccessKeyName=P;SharedAccessKey=k;EntityPath=hub",
    );
    assert_eq!(parsed.endpoint.authority(), "[::1]:8443");
    assert_eq!(parsed.endpoint.host, "::1");
    assert_eq!(parsed.endpoint.port, Some(8443));
    assert_eq!(parsed.endpoint.path, "/gate/way");
    assert_eq!(parsed.entity_path.as_deref(), Some("hub"));
}

#[test]
fn plain_http_needs_the_emulator_switch() {
    let http = "Endpoint=http://127.0.0.1:9000;SharedAccessKeyName=P;SharedAccessKey=k";
    assert!(message(http).contains("UseDevelopmentEmulator=true"));
    assert!(message(&format!("{http};UseDevelopmentEmulator=false")).contains("plain http"));
    assert!(message(&format!("{http};UseDevelopmentEmulator=yes")).contains("true or false"));
    let parsed = parse(&format!("{http};useDevelopmentEmulator=TRUE"));
    assert_eq!(parsed.endpoint.scheme, "http");
    assert_eq!(parsed.endpoint.port, Some(9000));
}

#[test]
fn names_the_part_at_fault_and_never_its_value() {
    for (text, expected) in [
        ("", "empty"),
        (" ; ;", "no Endpoint"),
        ("s3cret", "part 1 has no '='"),
        ("Endpoint=sb://h/;s3cret", "part 2 has no '='"),
        ("Endpoint=;SharedAccessKey=s3cret", "Endpoint is empty"),
        (
            "SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "no Endpoint",
        ),
        ("\u{feff}Endpoint=sb://h/", "byte order mark"),
        ("\"Endpoint=sb://h/;SharedAccessKey=s3cret\"", "quotes"),
        (" 'Endpoint=sb://h/'", "quotes"),
        ("\u{201c}Endpoint=sb://h/\u{201d}", "quotes"),
        ("NH=Endpoint=sb://s3cret/", "in front of Endpoint="),
        (
            "Endpoint=sb://h/;SharedAccessKey=s3cret",
            "no SharedAccessKeyName",
        ),
        (
            "Endpoint=sb://h/;SharedAccessKeyName=s3cret",
            "no SharedAccessKey",
        ),
        (
            "Endpoint=sb://h/;SharedAccessSignature=sr=u&sig=s3cret",
            "SharedAccessSignature is something else",
        ),
        (
            "Endpoint=sb://h/;SharedAccessSignature=sr=u&sig=s3cret&se=x&skn=P",
            "se) is no number",
        ),
        (
            "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessSignature=s3cret",
            "beside a key",
        ),
        (
            "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey=",
            "SharedAccessKey is empty",
        ),
        (
            "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey=s3cret;sharedaccesskey=s3cret",
            "SharedAccessKey is given twice",
        ),
        (
            "Endpoint=s3cret;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "no scheme",
        ),
        (
            "Endpoint=ftp://s3cret/;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "scheme other than",
        ),
        (
            "Endpoint=sb:///;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "no host",
        ),
        (
            "Endpoint=sb://h:s3cret/;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "port",
        ),
        (
            "Endpoint=sb://h:0/;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "port",
        ),
        (
            "Endpoint=sb://u:s3cret@h/;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "nothing else",
        ),
        (
            "Endpoint=sb://h/?s3cret;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "nothing else",
        ),
        (
            "Endpoint=sb://s3\u{e9}cret/;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "host names",
        ),
        (
            "Endpoint=sb://h/../s3cret;SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "URL paths",
        ),
        (
            "Endpoint=sb://h/\u{1};SharedAccessKeyName=P;SharedAccessKey=s3cret",
            "control character",
        ),
    ] {
        let message = message(text);
        assert!(message.contains(expected), "{text}: {message}");
        assert!(!message.contains("s3"), "{text}: {message}");
    }
}
