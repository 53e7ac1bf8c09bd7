//! Direct batches: one notification to any number of device handles.

use std::borrow::Cow;

use crate::error::{Error, Result, Status};
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::send::{check_direct, sent};
use crate::notification::Notification;
use crate::notification::handle::check_handle;
use crate::notification::platform::Platform;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::wire::multipart;

/// Most handles in one request.
pub const MAX_BATCH: usize = 1000;

/// What a report keeps of the answers to requests that were accepted, all
/// together; the service's own are empty. That of the one which was not, the
/// last, comes on top.
pub const MAX_REPORT_BODIES: usize = 1024 * 1024;

/// One request of a batch send.
#[derive(Debug)]
pub struct Batch {
    /// Number of its first handle, from 0.
    pub first: u64,
    /// How many handles it has.
    pub count: usize,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a batch send. Handles are numbered in the order they came.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// Its requests, in order. All but the last were accepted.
    pub batches: Vec<Batch>,
    /// Why it stopped before the end, if it did.
    pub error: Option<Error>,
    /// Number of the handle that cannot be one, if that is why.
    pub bad_handle: Option<u64>,
}

impl BatchReport {
    /// How many handles were in requests with this verdict.
    pub fn handles(&self, verdict: Verdict) -> u64 {
        self.batches
            .iter()
            .filter(|batch| batch.outcome.verdict == verdict)
            .map(|batch| batch.count as u64)
            .sum()
    }

    /// Number of the first handle that was not accepted: where to go on.
    pub fn next(&self) -> u64 {
        match self.batches.last() {
            None => 0,
            Some(last) if last.outcome.verdict == Verdict::Accepted => {
                last.first + last.count as u64
            }
            Some(last) => last.first,
        }
    }
}

impl Hub {
    /// Sends `notification` to each handle that `handles` gives, a thousand in
    /// a request, within one deadline. Stops at the first request that is not
    /// accepted, and at a handle that cannot be one.
    pub fn send_direct_batch(
        &self,
        notification: &Notification,
        handles: &mut dyn Iterator<Item = Result<String>>,
        options: &CallOptions,
    ) -> BatchReport {
        let mut report = BatchReport::default();
        if let Err(error) = self.send_batches(notification, handles, options, &mut report) {
            report.error = Some(error);
        }
        report
    }

    fn send_batches(
        &self,
        notification: &Notification,
        handles: &mut dyn Iterator<Item = Result<String>>,
        options: &CallOptions,
        report: &mut BatchReport,
    ) -> Result<()> {
        check_platform(notification.platform())?;
        let call = self.client.begin(options);
        let mut first = 0;
        let mut room = MAX_REPORT_BODIES;
        loop {
            // Before handles are taken: what was taken is sent.
            if call.time_left().is_zero() {
                return Err(stopped(Status::Timeout, "the call's time was over", first));
            }
            if let Some(fault) = call.stopped() {
                return Err(stopped(fault.status, &fault.message, first));
            }
            let mut portion = Vec::new();
            for handle in (&mut *handles).take(MAX_BATCH) {
                let number = first + portion.len() as u64;
                let checked = handle.and_then(|handle| {
                    self.check_batch_handle(notification.platform(), &handle)?;
                    Ok(handle)
                });
                match checked {
                    Ok(handle) => portion.push(handle),
                    Err(error) => {
                        report.bad_handle = Some(number);
                        return Err(numbered(number, error));
                    }
                }
            }
            if portion.is_empty() {
                return match first {
                    0 => Err(no_handles()),
                    _ => Ok(()),
                };
            }
            let request = self.batch_request(notification, &portion, options);
            let mut outcome = sent(self.client.call_within(request, options, call.clone()));
            if outcome.verdict == Verdict::Accepted {
                if outcome.body.len() > room {
                    outcome.body.truncate(room);
                    outcome.body.shrink_to_fit();
                }
                room -= outcome.body.len();
            }
            let error = outcome.error.clone();
            let count = portion.len();
            report.batches.push(Batch {
                first,
                count,
                outcome,
            });
            if let Some(error) = error {
                return Err(error);
            }
            first += count as u64;
        }
    }

    /// The request of a batch that is one.
    pub(crate) fn one_batch_request<'a>(
        &self,
        notification: &'a Notification,
        handles: &[String],
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        check_platform(notification.platform())?;
        for (number, handle) in (0..).zip(handles) {
            self.check_batch_handle(notification.platform(), handle)
                .map_err(|error| numbered(number, error))?;
        }
        match handles.len() {
            0 => Err(no_handles()),
            1..=MAX_BATCH => self.batch_request(notification, handles, options),
            count => Err(Error::argument(format!(
                "handles: there are {count}, and one request has at most {MAX_BATCH}; hand in a list for each {MAX_BATCH}"
            ))),
        }
    }

    fn check_batch_handle(&self, platform: Platform, handle: &str) -> Result<()> {
        check_handle("handle", handle)?;
        self.check_handle_of(platform, handle)
    }

    fn batch_request<'a>(
        &self,
        notification: &'a Notification,
        handles: &[String],
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        let url = self.address.url(&["messages", "$batch"], "&direct");
        let mut request = self.notification_request(url, notification, options)?;
        let devices = serde_json::Value::from(handles).to_string();
        let boundary = multipart::boundary(&[notification.body(), devices.as_bytes()], || {
            self.client.random(|rng| rng.u128(..))
        });
        // The request's own content type announces the parts; the payload's
        // moves to its part.
        let of_parts = multipart::content_type(&boundary);
        let payload_type = request.headers.replace("Content-Type", &of_parts);
        let body = multipart::body(
            &boundary,
            &payload_type,
            notification.body(),
            devices.as_bytes(),
        );
        request.body = Cow::Owned(body);
        // In dumps the body is shown only on request, and then without these.
        if self.client.options.log_payloads {
            for handle in handles {
                request.secret(handle);
            }
        }
        Ok(request)
    }
}

fn check_platform(platform: Platform) -> Result<()> {
    check_direct(platform)?;
    if platform == Platform::Browser {
        return Err(Error::argument(
            "a browser notification cannot be sent as a batch, which has no place for the keys of each browser; send to each with nh_target_new_browser",
        ));
    }
    Ok(())
}

fn numbered(number: u64, mut error: Error) -> Error {
    error.message = format!("handle number {number}: {}", error.message);
    error
}

fn no_handles() -> Error {
    Error::argument("handles: there are none")
}

fn stopped(status: Status, why: &str, next: u64) -> Error {
    let mut error = Error::new(
        status,
        format!("{why} before handle number {next}; it and those after it were not sent"),
    );
    error.transient = status == Status::Timeout;
    error
}
