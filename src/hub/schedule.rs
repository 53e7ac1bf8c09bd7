//! Sends at a later time, and calling them off.

use crate::error::{Error, Result};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::check_path_id;
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::send::{add_address, sent};
use crate::notification::Notification;
use crate::notification::target::{Address, Target};
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::wire::utc_time::utc_text;

/// The service schedules at most seven days ahead.
const MAX_AHEAD_MS: i64 = 7 * 24 * 3600 * 1000;
/// Before September 2001 in milliseconds: a time in seconds looks like that.
const LOOKS_LIKE_SECONDS: i64 = 1_000_000_000_000;

impl Hub {
    /// Schedules a send at `unix_ms`. The outcome's notification id is what
    /// [`Hub::cancel_scheduled`] takes.
    pub fn schedule(
        &self,
        notification: &Notification,
        target: &Target,
        unix_ms: i64,
        options: &CallOptions,
    ) -> Outcome {
        let request = self.schedule_request(notification, target, unix_ms, options);
        sent(self.client.call(request, options))
    }

    pub(crate) fn schedule_request<'a>(
        &self,
        notification: &'a Notification,
        target: &Target,
        unix_ms: i64,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        let address = target.address()?;
        if matches!(address, Address::Device(_)) {
            return Err(Error::argument(
                "target: a scheduled notification goes to everyone, to tags or to an expression, not to a device handle",
            ));
        }
        let now = self.client.options.clock.unix_time().as_millis();
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let time = schedule_time(unix_ms, now)?;
        let url = self.address.url(&["schedulednotifications"], "");
        let mut request = self.notification_request(url, notification, options)?;
        add_address(&mut request, notification.platform(), &address)?;
        request.header("ServiceBusNotification-ScheduleTime", &time);
        Ok(request)
    }

    /// Calls off a scheduled send.
    pub fn cancel_scheduled(&self, id: &str, options: &CallOptions) -> Outcome {
        let request = self.cancel_scheduled_request(id, options);
        self.client.call(request, options).outcome
    }

    pub(crate) fn cancel_scheduled_request(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_path_id("notification_id", id)?;
        let url = self.address.url(&["schedulednotifications", id], "");
        self.client
            .request(Effect::Change, Expected::Done, "DELETE", url, options)
    }
}

/// `yyyy-MM-ddTHH:mm:ss`, in UTC and without a zone, as .NET and Java write it.
fn schedule_time(unix_ms: i64, now_ms: i64) -> Result<String> {
    if unix_ms < LOOKS_LIKE_SECONDS {
        return Err(Error::argument(
            "unix_ms is before 2001; give a Unix time in milliseconds, not in seconds",
        ));
    }
    if unix_ms - now_ms > MAX_AHEAD_MS {
        return Err(Error::argument(
            "unix_ms is more than 7 days ahead, the longest that the service schedules; it is a Unix time in milliseconds, not in smaller units",
        ));
    }
    // Up to the next second: never before the time that was asked for.
    let seconds = unix_ms.div_euclid(1000) + i64::from(unix_ms.rem_euclid(1000) != 0);
    utc_text(seconds).ok_or_else(|| Error::argument("unix_ms is not a time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_in_utc_within_a_week() {
        let now = 1_735_689_600_000;
        let text = |ms| schedule_time(ms, now).unwrap();
        assert_eq!(text(now), "2025-01-01T00:00:00");
        assert_eq!(text(now + 1), "2025-01-01T00:00:01");
        assert_eq!(text(now + MAX_AHEAD_MS), "2025-01-08T00:00:00");
        assert_eq!(text(now - 86_400_000), "2024-12-31T00:00:00");
        for wrong in [
            0,
            -1,
            now / 1000,
            now + MAX_AHEAD_MS + 1,
            i64::MIN,
            i64::MAX,
        ] {
            assert!(schedule_time(wrong, now).is_err(), "{wrong}");
        }
    }
}
