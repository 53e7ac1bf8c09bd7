//! What every operation is given.

use crate::app::App;
use crate::devices::checks::Checks;
use crate::http::target::Target;
use hyper::HeaderMap;
use time::OffsetDateTime;

/// An operation's view of its request.
pub struct Call<'a> {
    pub app: &'a App,
    pub target: &'a Target,
    pub headers: &'a HeaderMap,
    pub api_version: &'a str,
    pub tracking_id: &'a str,
    pub now: OffsetDateTime,
}

impl Call<'_> {
    /// For the descriptions in it.
    pub fn checks(&self) -> Checks {
        Checks::of_client(self.app.strict)
    }
}
