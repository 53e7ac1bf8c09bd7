//! Amazon, Baidu, browsers, Xiaomi; and the properties of a template message.

use crate::notification::platform::Platform;
use crate::notification::rules::subject::{
    Problem, Rule, Subject, at_most, json_object, not_text, shown,
};

const ADM: &[Platform] = &[Platform::Adm];
const BAIDU: &[Platform] = &[Platform::Baidu];
const BROWSER: &[Platform] = &[Platform::Browser];
const XIAOMI: &[Platform] = &[Platform::Xiaomi];
const TEMPLATE: &[Platform] = &[Platform::Template];
const AMAZON: &str = "Amazon, Send a Message (Amazon Device Messaging)";
const BAIDU_FORMAT: &str = "Baidu, push.baidu.com/doc/restapi/msg_struct";
const PROPERTIES: &str = "Microsoft, Send a template notification";
const MI: &str = "Alibaba Cloud, Push notification limits for auxiliary channels on Android";

const fn rule(
    platforms: &'static [Platform],
    id: &'static str,
    says: &'static str,
    source: &'static str,
    check: fn(&Subject<'_>) -> Option<Problem>,
) -> Rule {
    Rule {
        id,
        platforms,
        says,
        source,
        is_of_shape: false,
        check,
    }
}

pub const RULES: &[Rule] = &[
    rule(ADM, "adm-json", "a JSON object", AMAZON, json_object),
    rule(ADM, "adm-size", "at most 6144 bytes", AMAZON, |subject| {
        at_most(subject, 6144)
    }),
    Rule {
        is_of_shape: true,
        ..rule(
            ADM,
            "adm-data-text",
            "`data` is an object of text",
            AMAZON,
            |subject| not_text("data", subject.member("data")?),
        )
    },
    rule(
        BAIDU,
        "baidu-json",
        "a JSON object",
        BAIDU_FORMAT,
        json_object,
    ),
    rule(
        BAIDU,
        "baidu-size",
        "at most 4096 bytes",
        BAIDU_FORMAT,
        |subject| at_most(subject, 4096),
    ),
    rule(
        BROWSER,
        "browser-json",
        "a JSON object",
        "Microsoft, Web push notifications with Azure Notification Hubs",
        json_object,
    ),
    rule(
        BROWSER,
        "browser-size",
        "at most 3993 bytes: encrypted they are 4096, and a push service need not take more",
        "IETF, RFC 8291, section 4",
        |subject| at_most(subject, 3993),
    ),
    rule(
        XIAOMI,
        "xiaomi-json",
        "a JSON object",
        "Microsoft, azure-notificationhubs-dotnet (Xiaomi)",
        json_object,
    ),
    rule(
        XIAOMI,
        "xiaomi-title",
        "`title` has at most 50 characters",
        MI,
        |subject| longer(subject, "title", 50),
    ),
    rule(
        XIAOMI,
        "xiaomi-description",
        "`description` has at most 128 characters",
        MI,
        |subject| longer(subject, "description", 128),
    ),
    rule(
        TEMPLATE,
        "template-json",
        "a JSON object",
        PROPERTIES,
        json_object,
    ),
    rule(
        TEMPLATE,
        "template-text",
        "all properties are text",
        PROPERTIES,
        |subject| {
            let properties = subject.json.as_ref()?;
            let (name, _) = properties.iter().find(|(_, value)| !value.is_string())?;
            let name = shown(name);
            Some(format!("has a property that is not text ({name}); write numbers as \"1\"").into())
        },
    ),
];

fn longer(subject: &Subject<'_>, name: &str, most: usize) -> Option<Problem> {
    let length = subject.member(name)?.as_str()?.chars().count();
    (length > most)
        .then(|| format!("has a {name} of {length} characters; Xiaomi takes at most {most}").into())
}
