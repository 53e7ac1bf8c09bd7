//! Writing the description of a registration: into answers, journals and the files of jobs.

use crate::devices::registration::{Registration, TemplateRegistration};
use crate::devices::registration_schema::{SUFFIX, Schema};
use crate::wire::timestamp;
use crate::wire::xml;
use crate::wire::xml_writer;
use quick_xml::escape::partial_escape;
use std::fmt::Write;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DescriptionForm {
    /// In the answer to a write the service names no time zone.
    Written,
    Read,
    /// As [`DescriptionForm::Read`], without a line break in it.
    Line,
}

pub fn write(registration: &Registration, form: DescriptionForm) -> String {
    let mut xml = String::with_capacity(640);
    write_into(&mut xml, registration, form);
    xml
}

/// An installation is JSON, and its texts may have characters that XML does not have.
pub fn write_into(xml: &mut String, registration: &Registration, form: DescriptionForm) {
    let start = xml.len();
    write_all_into(xml, registration, form);
    if !xml[start..].chars().all(xml::is_char) {
        let written = xml.split_off(start);
        xml.push_str(&xml::replace_others(&written));
    }
}

fn write_all_into(xml: &mut String, registration: &Registration, form: DescriptionForm) {
    let schema = Schema::of(registration.platform);
    let template = registration.template.as_ref();
    let kind = template.map_or("", |_| "Template");
    let root = format!("{}{kind}{SUFFIX}", schema.name);
    let derived = registration.installation_id.is_some();
    xml.push_str(&xml_writer::root(&root));
    let _ = write!(xml, "<ETag>{}</ETag>", registration.etag);
    let expires = timestamp::expiration(
        registration.expires,
        derived,
        derived || form != DescriptionForm::Written,
    );
    member(xml, "ExpirationTime", Some(&expires));
    member(xml, "RegistrationId", Some(&registration.id));
    if !registration.tags.is_empty() {
        member(xml, "Tags", Some(&registration.tags.join(",")));
    }
    member(
        xml,
        "PushVariables",
        registration.push_variables_text.as_deref(),
    );
    match registration.handle_parts.as_slice() {
        [] => member(xml, schema.handle[0], Some(&registration.handle)),
        parts => {
            for (name, part) in schema.handle.iter().zip(parts) {
                member(xml, name, Some(part));
            }
        }
    }
    member(xml, "SecondaryTileName", registration.tile.as_deref());
    for name in schema.template.iter().filter(|_| template.is_some()) {
        if let Some(template) = template {
            template_member(xml, schema, template, name, form);
        }
    }
    let _ = write!(xml, "</{root}>");
}

fn template_member(
    xml: &mut String,
    schema: &Schema,
    template: &TemplateRegistration,
    name: &str,
    form: DescriptionForm,
) {
    match (name, schema.headers) {
        ("BodyTemplate", _) => {
            let mut body = template.text.replace("]]>", "]]]]><![CDATA[>");
            if form == DescriptionForm::Line {
                body = body.replace('\n', "]]>&#10;<![CDATA[");
            }
            // A parser turns this one into a line feed if it stands there itself.
            let body = body.replace('\r', "]]>&#13;<![CDATA[");
            let _ = write!(xml, "<BodyTemplate><![CDATA[{body}]]></BodyTemplate>");
        }
        // These two the service names also where they are not set.
        ("Expiry", _) => nillable(xml, name, template.expiry_text.as_deref()),
        ("TemplateName", _) => nillable(xml, name, template.name.as_deref()),
        ("Priority", _) => member(xml, name, template.priority.as_deref()),
        ("MessageType", _) => member(xml, name, template.message_type.as_deref()),
        (_, Some((list, _))) if template.headers.is_empty() => {
            let _ = write!(xml, "<{list}/>");
        }
        (_, Some((list, entry))) => {
            let _ = write!(xml, "<{list}>");
            for (header, value) in &template.headers {
                let _ = write!(xml, "<{entry}>");
                member(xml, "Header", Some(header));
                member(xml, "Value", Some(value));
                let _ = write!(xml, "</{entry}>");
            }
            let _ = write!(xml, "</{list}>");
        }
        (_, None) => {}
    }
}

/// Nothing for what is not set.
fn member(xml: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let value = partial_escape(value);
        let value = value.replace('\n', "&#10;").replace('\r', "&#13;");
        let _ = write!(xml, "<{name}>{value}</{name}>");
    }
}

fn nillable(xml: &mut String, name: &str, value: Option<&str>) {
    match value {
        Some(value) => member(xml, name, Some(value)),
        None => {
            let _ = write!(xml, "<{name} i:nil=\"true\"/>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::registration_reader::tests::{described, read};
    use crate::wire::xml_writer::{INSTANCE, SERVICE_BUS};

    const ID: &str = "<ETag>7</ETag><ExpirationTime>9999-12-31T23:59:59.999Z</ExpirationTime><RegistrationId>1-2-3</RegistrationId>";
    const JSON: &str = "<BodyTemplate><![CDATA[{\"a\":\"$(x)\"}]]></BodyTemplate>";
    const TOAST: &str = "<BodyTemplate><![CDATA[<toast>$(x)</toast>]]></BodyTemplate>";

    /// Every type, with all members in the documented order, comes back as it was written.
    #[test]
    fn round_trips() {
        let base = "<Tags>a,b</Tags><PushVariables>{\"v\":\"1\"}</PushVariables>";
        let header = |kind: &str| {
            format!(
                "<{kind}Headers><{kind}Header><Header>X-WNS-Type</Header><Value>wns/toast</Value></{kind}Header></{kind}Headers>"
            )
        };
        let name = "<TemplateName>t</TemplateName>";
        let tile =
            "<ChannelUri>https://x/?a=1&amp;b</ChannelUri><SecondaryTileName>s</SecondaryTileName>";
        let simple = |handle: &str| format!("<{handle}>h&lt;</{handle}>");
        let baidu = "<BaiduUserId>u</BaiduUserId><BaiduChannelId>c</BaiduChannelId>";
        let browser = "<Endpoint>https://e</Endpoint><P256DH>p</P256DH><Auth>a</Auth>";
        for (kind, handle, template) in [
            (
                "Apple",
                "<DeviceToken>AB12</DeviceToken>".to_owned(),
                format!(
                    "{JSON}<Expiry i:nil=\"true\"/><TemplateName i:nil=\"true\"/><ApnsHeaders/>"
                ),
            ),
            (
                "Apple",
                "<DeviceToken>AB12</DeviceToken>".to_owned(),
                format!(
                    "{JSON}<Expiry>2030-01-01T00:00Z</Expiry>{name}<Priority>5</Priority>{}",
                    header("Apns")
                ),
            ),
            ("Gcm", simple("GcmRegistrationId"), format!("{JSON}{name}")),
            (
                "FcmV1",
                simple("FcmV1RegistrationId"),
                format!("{JSON}{name}"),
            ),
            ("Adm", simple("AdmRegistrationId"), format!("{JSON}{name}")),
            (
                "Xiaomi",
                simple("XiaomiRegistrationId"),
                format!("{JSON}{name}"),
            ),
            (
                "Windows",
                tile.to_owned(),
                format!("{TOAST}{}{name}", header("Wns")),
            ),
            (
                "Mpns",
                tile.to_owned(),
                format!("{TOAST}{}{name}", header("Mpns")),
            ),
            (
                "Baidu",
                baidu.to_owned(),
                format!("{JSON}{name}<MessageType>1</MessageType>"),
            ),
            ("Browser", browser.to_owned(), format!("{JSON}{name}")),
        ] {
            let native = described(
                &format!("{kind}RegistrationDescription"),
                &format!("{ID}{base}{handle}"),
            );
            assert_eq!(
                write(&read(&native, true).unwrap(), DescriptionForm::Read),
                native
            );
            let with_template = described(
                &format!("{kind}TemplateRegistrationDescription"),
                &format!("{ID}{base}{handle}{template}"),
            );
            // A strict hub wants the class that MPNS needs.
            let strict = kind != "Mpns";
            let registration = read(&with_template, strict).unwrap();
            assert_eq!(
                write(&registration, DescriptionForm::Read),
                with_template,
                "{kind}"
            );
            assert_eq!(registration.push_variables["v"], "1");
            assert!(registration.has_tag("b") && !registration.has_tag("c"));
        }
    }

    #[test]
    fn both_forms_of_the_root_and_nils() {
        let xml = format!(
            "<RegistrationDescription xmlns:i='{INSTANCE}' xmlns='{SERVICE_BUS}' i:type='x:AppleRegistrationDescription'><RegistrationId i:nil='true'/><Tags> a , B</Tags><DeviceToken>ab12</DeviceToken><Unknown/></RegistrationDescription>"
        );
        let registration = read(&xml, false).unwrap();
        assert_eq!(registration.handle, "AB12");
        assert_eq!(registration.tags, ["a", "B"]);
        assert_eq!(registration.tag_keys, ["a", "b"]);
        let written = write(&registration, DescriptionForm::Written);
        assert!(written.contains("<ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime>"));
    }

    #[test]
    fn a_body_of_several_lines_fits_on_one() {
        let body = "{\"a\":\r\n\"]]>\"}";
        let xml = described(
            "GcmTemplateRegistrationDescription",
            &format!(
                "<GcmRegistrationId>h</GcmRegistrationId><BodyTemplate>{}</BodyTemplate>",
                partial_escape(body).replace('\r', "&#13;")
            ),
        );
        let registration = read(&xml, true).unwrap();
        for form in [DescriptionForm::Read, DescriptionForm::Line] {
            let written = write(&registration, form);
            assert_eq!(written.contains('\n'), form == DescriptionForm::Read);
            let again = read(&written, true).unwrap();
            assert_eq!(again.template.unwrap().text, body);
        }
    }

    /// Odd documents of every kind: whatever it is, reading it ends without a panic, and what can be
    /// read is written so that it reads the same.
    #[test]
    fn random_documents() {
        const PARTS: [&str; 26] = [
            "<Tags>",
            "</Tags>",
            "<Tags>a,B</Tags>",
            "<Tags i:nil='true'/>",
            "<ETag>4</ETag>",
            "<ExpirationTime>2030-01-01T00:00:00.5</ExpirationTime>",
            "<RegistrationId>1-2-3</RegistrationId>",
            "<PushVariables>{\"ä\":\"<\"}</PushVariables>",
            "<PushVariables>{\"&lt;\":\"\\n\"}</PushVariables>",
            "<ChannelUri>c&amp;\n</ChannelUri>",
            "<DeviceToken>aB</DeviceToken>",
            "<BaiduUserId>u</BaiduUserId><BaiduChannelId>c</BaiduChannelId>",
            "<SecondaryTileName>&gt;</SecondaryTileName>",
            "<BodyTemplate>{\"a\":\"$(x)\"}</BodyTemplate>",
            "<BodyTemplate><![CDATA[{\n\"a\":\"]]]]><![CDATA[>\"}]]></BodyTemplate>",
            "<BodyTemplate>&lt;a/>&#13;</BodyTemplate>",
            "<TemplateName> ]]&gt; &#x1F600;</TemplateName>",
            "<TemplateName i:nil='1'/>",
            "<WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/raw</Value></WnsHeader></WnsHeaders>",
            "<WnsHeaders/>",
            "<ApnsHeaders><ApnsHeader/></ApnsHeaders>",
            "<Expiry>$(e)</Expiry>",
            "<Unknown><A>&quot;</A></Unknown>",
            "]]>",
            "&",
            "<!-- -->",
        ];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |bound: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % bound) as usize
        };
        let mut understood = 0;
        for _ in 0..20_000 {
            let length = next(8);
            let members: String = (0..length).map(|_| PARTS[next(26)]).collect();
            let kinds = [
                "Apple",
                "AppleTemplate",
                "Windows",
                "WindowsTemplate",
                "Baidu",
            ];
            let xml = described(&format!("{}{SUFFIX}", kinds[next(5)]), &members);
            let Ok(registration) = read(&xml, false) else {
                continue;
            };
            understood += 1;
            let line = write(&registration, DescriptionForm::Line);
            assert!(!line.contains(['\n', '\r']), "{line}");
            let again = read(&line, true).unwrap();
            assert_eq!(write(&again, DescriptionForm::Line), line, "{xml}");
            let text = |registration: &Registration| {
                registration.template.as_ref().map(|t| t.text.clone())
            };
            assert_eq!(text(&again), text(&registration));
        }
        assert!(understood > 500, "{understood}");
    }
}
