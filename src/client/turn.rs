//! When an attempt may leave: there may be a limit, and the service may have asked
//! this hub to wait.

use crate::client::Client;
use crate::error::{Error, Result, Status};
use crate::policy::throttle::{Gate, Hold};
use crate::transport::call::Call;

/// How an attempt came to leave.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Did it wait? Most wait for nothing.
    pub waited: bool,
    /// Does it find out whether the service still wants others to wait?
    pub is_probe: bool,
}

/// Waits until the hub may send. A call that is stopped meanwhile goes on to its
/// attempt, which says so.
pub fn wait_for(client: &Client, call: &Call, takes_turns: bool) -> Result<Turn> {
    let waited = takes_turns && wait_for_rate(client, call)?;
    // Last, since the service may have asked while this call had no turn.
    let turn = wait_for_service(client, call)?;
    Ok(Turn {
        waited: turn.waited || waited,
        ..turn
    })
}

fn wait_for_rate(client: &Client, call: &Call) -> Result<bool> {
    let Some(limit) = client.options.rate_limit else {
        return Ok(false);
    };
    if call.stopped().is_some() {
        return Ok(false);
    }
    let throttle = client.throttle();
    let now = client.options.clock.now();
    let wait = throttle
        .take_turn(limit, now, call.time_left())
        .map_err(no_turn)?;
    if wait.is_zero() {
        return Ok(false);
    }
    call.sleep(wait);
    if call.stopped().is_some() {
        throttle.give_back(limit);
    }
    Ok(true)
}

fn wait_for_service(client: &Client, call: &Call) -> Result<Turn> {
    let throttle = client.throttle();
    let mut turn = Turn {
        waited: false,
        is_probe: false,
    };
    if !throttle.is_held() {
        return Ok(turn);
    }
    let mut waited_until = None;
    while call.stopped().is_none() {
        let now = client.options.clock.now();
        let gate = throttle.gate(now);
        turn.is_probe = gate == Gate::Probe;
        // Once is enough, unless another thread was told to wait longer.
        let held = match gate {
            Gate::Held(until) if Some(until) > waited_until => until,
            _ => break,
        };
        let wait = held.saturating_duration_since(now);
        let spare = call.time_left().saturating_sub(wait);
        if spare.is_zero() {
            return Err(no_turn(Hold::Service(wait)));
        }
        // Those who waited together do not come back together.
        let random = client.random(fastrand::Rng::f64);
        let jitter = wait.mul_f64(random / 10.0).min(spare / 2);
        call.sleep(wait + jitter);
        waited_until = Some(held);
    }
    turn.waited = waited_until.is_some();
    Ok(turn)
}

fn no_turn(hold: Hold) -> Error {
    let (left, why) = match hold {
        Hold::Service(left) => (left, "the service asked this hub to wait"),
        Hold::RateLimit(left) => (left, "the hub's rate limit is used up"),
    };
    let ms = left.as_millis();
    let mut error = Error::new(
        Status::Throttled,
        format!("{why}, {ms} ms more, which is longer than the call may take"),
    );
    error.transient = true;
    error.retry_after = Some(left);
    error
}
