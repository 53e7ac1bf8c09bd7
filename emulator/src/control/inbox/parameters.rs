//! What the addresses of the inbox are asked with.

use crate::app::App;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::device_key::DeviceKey;
use crate::state::hub::Hub;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// An empty parameter is as good as none: a form sends those that nobody filled in.
pub fn text<'a>(target: &'a Target, name: &str) -> Option<&'a str> {
    target.query(name).filter(|text| !text.is_empty())
}

pub fn number(target: &Target, name: &str) -> Result<Option<u64>, ServiceError> {
    let Some(text) = text(target, name) else {
        return Ok(None);
    };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        _ if !is_number => Err(ServiceError::bad_request(format!(
            "{name} is a number, and '{text}' is none"
        ))),
        Ok(number) => Ok(Some(number)),
        // More than there can be of anything.
        Err(_) => Ok(Some(u64::MAX)),
    }
}

/// From 1 to `most`, whatever was asked for.
pub fn limit(target: &Target, usual: usize, most: usize) -> Result<usize, ServiceError> {
    let asked = number(target, "limit")?;
    let asked = asked.map(|asked| usize::try_from(asked).unwrap_or(usize::MAX));
    Ok(asked.unwrap_or(usual).clamp(1, most))
}

/// How many rows a list of the page's gives.
pub fn rows(target: &Target) -> Result<usize, ServiceError> {
    limit(target, 50, 100)
}

/// A part of a list.
#[derive(Serialize)]
pub struct Part<R> {
    pub total: usize,
    pub from: usize,
    pub rows: Vec<R>,
}

/// So many from there on, or the last of them.
pub fn window(total: usize, from: Option<u64>, limit: usize) -> Range<usize> {
    let from = match from {
        Some(from) => usize::try_from(from).unwrap_or(usize::MAX).min(total),
        None => total.saturating_sub(limit),
    };
    from..total.min(from.saturating_add(limit))
}

pub fn device(target: &Target) -> Result<Option<DeviceKey<'_>>, ServiceError> {
    text(target, "device").map(device_key).transpose()
}

pub fn device_key(text: &str) -> Result<DeviceKey<'_>, ServiceError> {
    DeviceKey::parse(text).ok_or_else(|| {
        ServiceError::bad_request(format!(
            "'{text}' is no device: there are i:INSTALLATION, r:REGISTRATION and h:PLATFORM:HANDLE"
        ))
    })
}

/// The hub that is named, or all.
pub fn hubs(app: &App, target: &Target) -> Result<Vec<Arc<Hub>>, ServiceError> {
    Ok(match hub(app, target)? {
        None => app.hubs(),
        Some(hub) => vec![hub],
    })
}

pub fn hub(app: &App, target: &Target) -> Result<Option<Arc<Hub>>, ServiceError> {
    let find = |name| app.hub(name).ok_or_else(ServiceError::nothing_hosted);
    text(target, "hub").map(find).transpose()
}

/// For an address that is about one hub.
pub fn one_hub(app: &App, target: &Target) -> Result<Arc<Hub>, ServiceError> {
    hub(app, target)?.ok_or_else(|| ServiceError::bad_request("The parameter hub is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        assert_eq!(window(10, None, 3), 7..10);
        assert_eq!(window(2, None, 3), 0..2);
        assert_eq!(window(10, Some(4), 3), 4..7);
        assert_eq!(window(10, Some(9), 3), 9..10);
        assert_eq!(window(10, Some(u64::MAX), 3), 10..10);
    }
}
