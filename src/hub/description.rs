//! The hub's own description: a key of the hub that may manage it reads it too.

use std::rc::Rc;

use crate::documents::hub_description::HubDescription;
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::hub::Hub;
use crate::hub::namespace::read_description;
use crate::hub::read::OutcomeWith;
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

impl Hub {
    /// Reads it, within a call that began before.
    pub(crate) fn description_within(
        &self,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<HubDescription> {
        let url = self.address.url(&[], "");
        let made = self
            .client
            .request(Effect::Read, Expected::Document, "GET", url, options);
        let reply = self.client.call_within(made, options, call);
        read_description(reply, self.address.name())
    }
}
