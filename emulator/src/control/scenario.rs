//! A whole scenario in one document: devices, scheduled notifications, rules, tier and clock. What
//! `export` gives, `--import` takes. Keys are not in it, nor what was recorded.

use crate::api::schedule;
use crate::app::App;
use crate::basics::faults_told;
use crate::control::settings::{self, NewTime};
use crate::devices::checks::Checks;
use crate::devices::installation::Installation;
use crate::devices::registration::Registration;
use crate::devices::registration_reader;
use crate::devices::registration_writer::{self, DescriptionForm};
use crate::faults::rule::FaultRule;
use crate::http::error::ServiceError;
use crate::push::pns::PnsRule;
use crate::state::change::Change;
use crate::state::hub::Hub;
use crate::state::hub_name;
use crate::state::scheduled::ScheduledNotification;
use crate::state::tier::{Quotas, Tier};
use crate::wire::element::Element;
use crate::wire::ids;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// By their names.
    #[serde(default)]
    hubs: BTreeMap<String, HubScenario>,
    /// As these addresses take them.
    #[serde(default)]
    faults: Vec<Value>,
    #[serde(default)]
    pns: Vec<Value>,
    tier: Option<Value>,
    /// Not there where the time is the real one.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Value>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct HubScenario {
    installations: Vec<Value>,
    /// Descriptions in XML, those that clients wrote themselves.
    registrations: Vec<String>,
    scheduled: Vec<ScheduledNotification>,
}

pub fn export(app: &App) -> serde_json::Result<Vec<u8>> {
    let hubs = app.hubs();
    let hubs = hubs.iter().map(|hub| Ok((hub.name.clone(), of_hub(hub)?)));
    let values = |rules: Value| match rules {
        Value::Array(rules) => rules,
        _ => Vec::new(),
    };
    let scenario = Scenario {
        hubs: hubs.collect::<serde_json::Result<_>>()?,
        faults: values(serde_json::to_value(app.faults.rules())?),
        pns: values(serde_json::to_value(app.pns.rules())?),
        tier: Some(settings::tier_state(app)),
        clock: settings::own_time(app),
    };
    serde_json::to_vec_pretty(&scenario)
}

fn of_hub(hub: &Hub) -> serde_json::Result<HubScenario> {
    hub.read(|store| {
        let installations = store.installations();
        let installations = installations.iter().map(|one| serde_json::to_value(&**one));
        let own = store
            .registrations()
            .filter(|one| one.installation_id.is_none());
        let scheduled = store.all_scheduled();
        Ok(HubScenario {
            installations: installations.collect::<serde_json::Result<_>>()?,
            registrations: own
                .map(|one| registration_writer::write(one, DescriptionForm::Line))
                .collect(),
            scheduled: scheduled
                .iter()
                .map(|one| ScheduledNotification::clone(one))
                .collect(),
        })
    })
}

/// To what there is. Nothing is changed if there is a fault in one of its documents.
pub fn import(app: &App, json: &[u8]) -> Result<(), String> {
    Changes::read(app, json)?.apply(app)
}

/// What is to happen, with nothing wrong in it.
struct Changes {
    hubs: Vec<(String, HubChanges)>,
    faults: Vec<FaultRule>,
    pns: Vec<PnsRule>,
    tier: Option<(Tier, Quotas)>,
    time: Option<NewTime>,
}

impl Changes {
    fn read(app: &App, json: &[u8]) -> Result<Changes, String> {
        let json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
        let scenario: Scenario =
            serde_json::from_slice(json).map_err(|error| faults_told::in_json(&error))?;
        let hubs = scenario.hubs.into_iter().map(|(name, hub)| {
            let told =
                |fault: String| format!("hub '{name}': {}", faults_told::without_quoted(&fault));
            hub_name::check(&name).map_err(told)?;
            let changes = HubChanges::of(hub).map_err(told)?;
            Ok((name, changes))
        });
        let hubs = hubs.collect::<Result<_, String>>()?;
        let bytes = |value: &Value| serde_json::to_vec(value).map_err(|error| error.to_string());
        let time = scenario.clock.map(|clock| {
            let time = settings::read_clock(app, &bytes(&clock)?);
            time.map_err(|error| format!("clock: {error}"))
        });
        let tier = scenario.tier.map(|tier| {
            let tier = settings::read_tier(&bytes(&tier)?);
            tier.map_err(|error| format!("tier: {error}"))
        });
        let faults = app.faults.read(&bytes(&Value::Array(scenario.faults))?);
        let pns = app.pns.read(&bytes(&Value::Array(scenario.pns))?);
        Ok(Changes {
            hubs,
            faults: faults.map_err(|fault| format!("faults: {fault}"))?,
            pns: pns.map_err(|fault| format!("pns: {fault}"))?,
            tier: tier.transpose()?,
            time: time.transpose()?,
        })
    }

    /// The time comes first, by which devices expire, and what is due by then last.
    fn apply(self, app: &App) -> Result<(), String> {
        let held = schedule::hold();
        if let Some(time) = self.time {
            settings::set_time(app, time).map_err(|error| format!("clock: {error}"))?;
        }
        for (name, changes) in self.hubs {
            let hub = app
                .namespace
                .ensure_named(&name, app.clock.now())
                .map_err(|fault| format!("hub '{name}': {fault}"))?;
            changes
                .apply(&hub)
                .map_err(|fault| format!("hub '{name}': {fault}"))?;
        }
        if let Some((tier, quotas)) = self.tier {
            app.tier.set(tier, quotas);
        }
        app.faults.extend(self.faults);
        app.pns.extend(self.pns);
        drop(held);
        settings::do_due(app);
        Ok(())
    }
}

/// What is to happen to a hub, with nothing wrong in it.
struct HubChanges {
    installations: Vec<Installation>,
    registrations: Vec<Arc<Registration>>,
    scheduled: Vec<ScheduledNotification>,
}

impl HubChanges {
    fn of(hub: HubScenario) -> Result<HubChanges, String> {
        let numbered =
            |what: &str, index: usize, fault: String| format!("{what} {}: {fault}", index + 1);
        let installations = hub
            .installations
            .iter()
            .enumerate()
            .map(|(index, document)| {
                Installation::from_json(document, Checks::OF_JOURNAL)
                    .map_err(|fault| numbered("installation", index, fault))
            });
        let registrations = hub.registrations.iter().enumerate().map(|(index, xml)| {
            registration(xml).map_err(|fault| numbered("registration", index, fault))
        });
        for (index, scheduled) in hub.scheduled.iter().enumerate() {
            schedule::check(scheduled)
                .map_err(|fault| numbered("scheduled notification", index, fault))?;
        }
        Ok(HubChanges {
            installations: installations.collect::<Result<_, _>>()?,
            registrations: registrations.collect::<Result<_, _>>()?,
            scheduled: hub.scheduled,
        })
    }

    fn apply(self, hub: &Hub) -> Result<(), String> {
        let fail = |error: ServiceError| error.to_string();
        for installation in self.installations {
            hub.put(installation).map_err(fail)?;
        }
        let registrations = self.registrations.into_iter().map(Change::Register);
        let scheduled = self
            .scheduled
            .into_iter()
            .map(Arc::new)
            .map(Change::Schedule);
        for change in registrations.chain(scheduled) {
            hub.write(|_| Ok((change, ()))).map_err(fail)?;
        }
        Ok(())
    }
}

fn registration(xml: &str) -> Result<Arc<Registration>, String> {
    let root = Element::parse(xml.as_bytes())?;
    let parsed = registration_reader::parse(&root, Checks::OF_JOURNAL);
    let parsed = parsed.map_err(|fault| fault.to_string())?;
    let (id, etag, expires) = (parsed.id.clone(), parsed.etag, parsed.expires);
    let id = id.unwrap_or_else(ids::registration);
    Ok(Arc::new(parsed.into_registration(
        id,
        etag.unwrap_or(1),
        expires,
    )))
}
