use super::*;
use crate::wire::atom::entry;

fn read(xml: &str) -> Registration {
    let entry = entry(xml.as_bytes()).unwrap().unwrap();
    Registration::read(&entry.content.unwrap(), xml.as_bytes()).unwrap()
}

/// Every kind, native and template, with all that it can have.
fn all() -> Vec<Registration> {
    let mut all = Vec::new();
    for (platform, ..) in KINDS {
        let native = match platform {
            Platform::Baidu => Registration::new_baidu("user-1", "channel-1").unwrap(),
            Platform::Browser => Registration::new_browser("https://e/?a=1&b", "k", "s").unwrap(),
            Platform::Windows | Platform::Mpns => {
                let mut windows = Registration::new(platform, "https://c/?a=1&b=2").unwrap();
                windows.set_secondary_tile("tile").unwrap();
                windows
            }
            _ => Registration::new(platform, "62BC").unwrap(),
        };
        let mut native = native;
        native.add_tag("a").unwrap();
        native.tags.push("$UserId:{u}".to_owned());
        native.set_push_variable("n", "v\"<").unwrap();
        let mut template = native.clone();
        template
            .set_template("{\"a\":\"]]>$(b)<&\"}", Some("name <1>"))
            .unwrap();
        if platform == Platform::Apple {
            template
                .set_apple_template_expressions(Some("$(e)"), Some("$(p)"))
                .unwrap();
        }
        if platform == Platform::Baidu {
            template.set_baidu_message_type(1).unwrap();
        }
        if elements(Some(platform), true)
            .iter()
            .any(|name| name.ends_with("Headers"))
        {
            template.set_template_header("X-Type", "a&b").unwrap();
            template.set_template_header("X-Other", "c").unwrap();
        }
        all.extend([native, template]);
    }
    all
}

#[test]
fn what_is_written_is_read_again() {
    for registration in all() {
        let back = read(&registration.to_xml().unwrap());
        let expected = Registration {
            kind: back.kind.clone(),
            ..registration
        };
        assert_eq!(back, expected);
        assert_eq!(back.device.handle, expected.device.handle);
    }
}

#[test]
fn elements_come_in_the_services_order() {
    let order = |registration: &Registration| -> Vec<String> {
        let entry = entry(registration.to_xml().unwrap().as_bytes());
        let content = entry.unwrap().unwrap().content.unwrap();
        content
            .children
            .into_iter()
            .map(|child| child.name)
            .collect()
    };
    let all = all();
    let of = |platform, is_template| {
        let found = all
            .iter()
            .find(|r| r.device.platform == Some(platform) && r.template.is_some() == is_template);
        order(found.unwrap())
    };
    assert_eq!(
        of(Platform::Apple, true),
        [
            "Tags",
            "PushVariables",
            "DeviceToken",
            "BodyTemplate",
            "Expiry",
            "TemplateName",
            "Priority",
            "ApnsHeaders"
        ]
    );
    assert_eq!(
        of(Platform::Windows, true),
        [
            "Tags",
            "PushVariables",
            "ChannelUri",
            "SecondaryTileName",
            "BodyTemplate",
            "WnsHeaders",
            "TemplateName"
        ]
    );
    assert_eq!(
        of(Platform::Mpns, true)[4..],
        ["BodyTemplate", "MpnsHeaders", "TemplateName"]
    );
    assert_eq!(
        of(Platform::Baidu, false)[2..],
        ["BaiduUserId", "BaiduChannelId"]
    );
    assert_eq!(
        of(Platform::Baidu, true)[4..],
        ["BodyTemplate", "TemplateName", "MessageType"]
    );
    assert_eq!(
        of(Platform::Browser, true)[2..],
        ["Endpoint", "P256DH", "Auth", "BodyTemplate", "TemplateName"]
    );
    assert_eq!(of(Platform::Fcmv1, false)[2..], ["FcmV1RegistrationId"]);
}

#[test]
fn reads_the_services_own_forms() {
    let base = |content: &str| {
        format!(
            "<entry xmlns='http://www.w3.org/2005/Atom'><title>t</title><content type='application/xml'>{content}</content></entry>"
        )
    };
    let apple = read(&base(
        "<AppleTemplateRegistrationDescription xmlns='SB' xmlns:i='I'><ETag>3</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>1-2-3</RegistrationId><Tags>a, b,</Tags>\
         <DeviceToken>AB</DeviceToken><BodyTemplate><![CDATA[{}]]></BodyTemplate><Expiry i:nil='true'/><TemplateName i:nil='true'/><ApnsHeaders/></AppleTemplateRegistrationDescription>",
    ));
    assert_eq!(apple.tags, ["a", "b"]);
    assert_eq!(
        apple.expiration_time.as_deref(),
        Some("9999-12-31T23:59:59.999")
    );
    assert_eq!(
        (apple.id.as_deref(), apple.etag.as_deref()),
        (Some("1-2-3"), Some("3"))
    );
    let template = apple.template.unwrap();
    assert_eq!(
        (template.expiry, template.name, template.headers.len()),
        (None, None, 0)
    );
    let typed = read(&base(
        "<RegistrationDescription i:type='a:GcmRegistrationDescription' xmlns='SB' xmlns:i='I'><GcmRegistrationId>g</GcmRegistrationId></RegistrationDescription>",
    ));
    assert_eq!(typed.device.platform, Some(Platform::Gcm));
    assert_eq!(typed.device.handle, "g");
    let unknown = read(&base(
        "<FutureRegistrationDescription><Tags>x</Tags></FutureRegistrationDescription>",
    ));
    assert_eq!(
        (unknown.kind.as_str(), unknown.device.platform),
        ("FutureRegistrationDescription", None)
    );
    assert!(unknown.to_xml().is_err());
    let other = entry(base("<Other/>").as_bytes()).unwrap().unwrap();
    assert!(Registration::read(&other.content.unwrap(), b"").is_err());
}

#[test]
fn what_nobody_knows_is_written_back_where_it_stood() {
    let other = "<New i:nil='true'/><!-- so --><a:Deep x='1 &amp; 2' xmlns:b='B'><b:c>&lt;<![CDATA[<]]></b:c> t</a:Deep >";
    let xml = format!(
        "<entry xmlns='http://www.w3.org/2005/Atom' xmlns:a='A'><content type='application/xml'><AppleTemplateRegistrationDescription xmlns='SB' xmlns:i='I'>\
         <ETag>3</ETag><ExpirationTime>9999</ExpirationTime><RegistrationId>1</RegistrationId><First/><Tags>a b,Caf\u{e9}</Tags><PushVariables>not JSON</PushVariables>\
         {other}<DeviceToken>AB</DeviceToken><BodyTemplate>{{}}</BodyTemplate><Later>1</Later><TemplateName>t</TemplateName><Last/></AppleTemplateRegistrationDescription></content></entry>"
    );
    let mut registration = read(&xml);
    let first = registration.to_xml().unwrap();
    assert!(first.contains("xmlns:a=\"A\""), "{first}");
    for kept in [
        "><First/><Tags>a b,Caf\u{e9}</Tags><PushVariables>not JSON</PushVariables><New i:nil='true'/><a:Deep",
        "<a:Deep x='1 &amp; 2' xmlns:b='B'><b:c>&lt;<![CDATA[<]]></b:c> t</a:Deep ><DeviceToken>",
        "</BodyTemplate><Later>1</Later><TemplateName>t</TemplateName><Last/></Apple",
    ] {
        assert!(first.contains(kept), "{kept} in {first}");
    }
    assert_eq!(read(&first).to_xml().unwrap(), first);
    registration.remove_tag("a b");
    registration.set_push_variable("n", "v").unwrap();
    registration.remove_template();
    let changed = registration.to_xml().unwrap();
    assert!(
        changed.contains(
            "<Tags>Caf\u{e9}</Tags><PushVariables>{&quot;n&quot;:&quot;v&quot;}</PushVariables><New"
        ),
        "{changed}"
    );
    assert!(
        changed.contains("</DeviceToken><Later>1</Later><Last/></AppleRegistrationDescription>"),
        "{changed}"
    );
}
