//! A call that was checked and built, and is made later and on another thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::client::attempts::Reply;
use crate::error::{Error, Result, Status};
use crate::http::request::Request;
use crate::hub::Hub;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::sys::cancel::{Cancel, Watch};
use crate::transport::call::{Fault, stopped_by};

/// What an answer means.
type Reading = fn(&Hub, Reply, &CallOptions) -> Outcome;

/// It holds its hub and needs nothing else of the caller's. Its time runs. Those
/// there are stand in `calls`.
#[derive(Debug)]
pub struct PreparedCall {
    hub: Arc<Hub>,
    request: Request<'static>,
    options: CallOptions,
    deadline: Instant,
    reading: Reading,
}

impl PreparedCall {
    pub(super) fn new<'a>(
        hub: &Arc<Hub>,
        options: &CallOptions,
        reading: Reading,
        request: impl FnOnce() -> Result<Request<'a>>,
    ) -> Result<PreparedCall> {
        let deadline = hub.client.deadline(options);
        Ok(PreparedCall {
            hub: Arc::clone(hub),
            request: request()?.into_owned(),
            options: options.clone(),
            deadline,
            reading,
        })
    }

    /// Its hub.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// How many bytes its body has.
    pub fn body_len(&self) -> usize {
        self.request.body.len()
    }

    /// What is left of its time.
    pub fn time_left(&self) -> Duration {
        let now = self.hub.client.options.clock.now();
        self.deadline.saturating_duration_since(now)
    }

    /// Why it need not be made any more, if so.
    pub fn is_over(&self) -> Option<Fault> {
        let cancel = self.options.cancel.as_deref();
        stopped_by(cancel, self.hub.client.closing(), None).or_else(|| {
            self.time_left()
                .is_zero()
                .then(|| Fault::new(Status::Timeout, "the call's time was over"))
        })
    }

    /// Runs `wake` when its caller cancels it, until the result is dropped.
    pub fn when_cancelled(&self, wake: impl Fn() + Send + 'static) -> Option<Watch> {
        Some(self.options.cancel.as_ref()?.watch_by_signal(wake))
    }

    /// Makes it, unless it is over; closing `queue` ends it.
    pub fn make(&mut self, queue: &Arc<Cancel>) -> Outcome {
        let client = &self.hub.client;
        let queue = Some(Arc::clone(queue));
        let call = client.begin_until(self.deadline, &self.options, queue);
        if let Err(fault) = call.remaining() {
            return self.not_made(fault);
        }
        if let Err(error) = client.renew_token(&mut self.request) {
            return self.failed(error);
        }
        let reply = client.call_prepared(&mut self.request, &self.options, call);
        (self.reading)(&self.hub, reply, &self.options)
    }

    /// What it comes to if it is not made.
    pub fn not_made(&self, fault: Fault) -> Outcome {
        let message = format!("waiting in the queue: {}; it was not sent", fault.message);
        let mut error = Error::new(fault.status, message);
        error.transient = fault.status == Status::Timeout;
        self.failed(error)
    }

    /// What it comes to with this error, as a call that was made says it.
    pub fn failed(&self, mut error: Error) -> Outcome {
        let tracking_id = Some(self.request.tracking_id.clone());
        error.tracking_id.clone_from(&tracking_id);
        let mut outcome = Outcome::failed(error);
        outcome.tracking_id = tracking_id;
        outcome
    }
}
