//! The service's REST interface: which operation a request asks for, whether it may, and one file for
//! each kind of operation.

mod atom;
mod batch;
mod call;
mod continuation;
mod dispatch;
mod feedback;
mod installations;
pub mod jobs;
mod management;
pub mod perform;
pub mod permit;
mod registrations;
pub mod router;
pub mod schedule;
mod send;
mod telemetry;
mod tier_limits;
