//! The service's REST interface: which operation a request asks for, whether it may, and one file for
//! each kind of operation.

pub mod atom;
pub mod batch;
pub mod call;
pub mod continuation;
pub mod dispatch;
pub mod feedback;
pub mod installations;
pub mod jobs;
pub mod management;
pub mod perform;
pub mod permit;
pub mod registrations;
pub mod router;
pub mod schedule;
pub mod send;
pub mod telemetry;
pub mod tier_limits;
