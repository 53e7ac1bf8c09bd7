//! What the push services take: their documented rules, which decide what becomes of a payload.
//! `docs/payload-rules.md` lists them under the same ids, with the pages that say so. The library has
//! a table of its own; this one is written anew from the same pages, so that each can find the
//! other's mistakes.

mod apple;
pub mod breach;
mod google;
mod microsoft;
mod sizes;
mod words;

pub use sizes::size_limit;
pub use words::words;

use crate::devices::platform::Platform;
use crate::push::rules::breach::{Breach, Push, is_flat, judge_json, refused};
use crate::push::rules::sizes::limit;
use serde_json::{Map, Value};

/// The first rule of the platform that this breaks.
pub fn judge(platform: Platform, push: &Push) -> Option<Breach> {
    let verdict = match platform {
        Platform::Apple => apple::judge(push),
        Platform::FcmV1 => google::judge_v1(push),
        Platform::Gcm => google::judge_legacy(push),
        Platform::Windows => microsoft::judge_windows(push),
        Platform::WindowsPhone => microsoft::judge_phone(push),
        Platform::Adm => judge_adm(push),
        Platform::Baidu => {
            judge_json(push, "baidu-json").and_then(|_| limit(platform, push, "baidu-size"))
        }
        Platform::Browser => {
            judge_json(push, "browser-json").and_then(|_| limit(platform, push, "browser-size"))
        }
        Platform::Xiaomi => judge_xiaomi(push),
    };
    verdict.err()
}

/// Those of FCM v1 that the service itself applies to what a client sends (a payload with
/// `notification.channel_id` is invalid: azure-notificationhubs-dotnet#341).
pub fn judge_message(payload: &Map<String, Value>) -> Option<Breach> {
    google::judge_payload(payload).err()
}

pub fn judge_receivers(payload: &Map<String, Value>) -> Option<Breach> {
    google::judge_receivers(payload).err()
}

/// Amazon: keys and values of `data` are text.
fn judge_adm(push: &Push) -> Result<(), Breach> {
    let payload = judge_json(push, "adm-json")?;
    limit(Platform::Adm, push, "adm-size")?;
    match payload.get("data") {
        Some(data) if !is_flat(data) => refused("adm-data-text"),
        _ => Ok(()),
    }
}

fn judge_xiaomi(push: &Push) -> Result<(), Breach> {
    let payload = judge_json(push, "xiaomi-json")?;
    for (name, most, rule) in [
        ("title", 50, "xiaomi-title"),
        ("description", 128, "xiaomi-description"),
    ] {
        let text = payload.get(name).and_then(Value::as_str);
        if text.is_some_and(|text| text.chars().count() > most) {
            return refused(rule);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::pns_headers::PnsHeaders;

    fn rule(platform: Platform, payload: &str) -> &'static str {
        judge(
            platform,
            &Push {
                payload: payload.as_bytes(),
                headers: &PnsHeaders::new(),
            },
        )
        .map_or("", |breach| breach.rule)
    }

    #[test]
    fn amazon_baidu_browsers_and_xiaomi() {
        assert_eq!(rule(Platform::Adm, r#"{"data":{"a":"1"}}"#), "");
        assert_eq!(rule(Platform::Adm, r#"{"data":{"a":1}}"#), "adm-data-text");
        assert_eq!(rule(Platform::Adm, "[]"), "adm-json");
        let long = |size: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(size - 8));
        assert_eq!(rule(Platform::Adm, &long(6144)), "");
        assert_eq!(rule(Platform::Adm, &long(6145)), "adm-size");
        assert_eq!(rule(Platform::Baidu, &long(4097)), "baidu-size");
        assert_eq!(rule(Platform::Browser, &long(3993)), "");
        assert_eq!(rule(Platform::Browser, &long(3994)), "browser-size");
        let title = format!("{{\"title\":\"{}\"}}", "ä".repeat(51));
        assert_eq!(rule(Platform::Xiaomi, &title), "xiaomi-title");
    }
}
