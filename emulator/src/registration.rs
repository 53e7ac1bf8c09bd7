//! A registration: one handle with its tags, native or with one template. Sends go to registrations.
//! Clients write some themselves; an installation becomes one native registration of its platform,
//! and one template registration for each template.

use crate::installation::{Installation, InstallationTemplate};
use crate::platform::Platform;
use crate::tag;
use crate::template::Template;
use crate::template_expression::Term;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Debug)]
pub struct Registration {
    pub id: String,
    /// Counts the writes, from 1.
    pub etag: u32,
    /// None for never.
    pub expires: Option<OffsetDateTime>,
    pub platform: Platform,
    /// What identifies the device to its push service.
    pub handle: String,
    /// Where the handle is made of several parts (Baidu) or comes with keys (browser).
    pub handle_parts: Vec<String>,
    pub tile: Option<String>,
    /// None for one that a client wrote itself.
    pub installation_id: Option<String>,
    /// In the order of the service: the special tags first.
    pub tags: Vec<String>,
    /// The same for comparisons: folded and sorted.
    pub tag_keys: Vec<String>,
    pub push_variables: Arc<HashMap<String, String>>,
    /// The same as a client wrote them.
    pub push_variables_text: Option<String>,
    /// None for a native registration.
    pub template: Option<TemplateRegistration>,
}

#[derive(Debug)]
pub struct TemplateRegistration {
    pub name: Option<String>,
    pub text: String,
    pub body: Arc<Template>,
    pub headers: BTreeMap<String, String>,
    pub expiry_text: Option<String>,
    pub expiry: Option<Vec<Term>>,
    /// Kept and given back; Apple's is in its headers today.
    pub priority: Option<String>,
    /// Baidu's.
    pub message_type: Option<String>,
}

impl Registration {
    pub fn has_tag(&self, key: &str) -> bool {
        let found = self
            .tag_keys
            .binary_search_by(|known| known.as_str().cmp(key));
        found.is_ok()
    }
}

pub fn tag_keys(tags: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = tags.iter().map(|tag| tag::fold(tag)).collect();
    keys.sort();
    keys
}

/// What the hub knows of a derived registration beyond its installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// None for the native registration.
    pub template: Option<String>,
    pub id: String,
    pub etag: u32,
}

/// The registrations of an installation that are in `plan`.
pub fn derive(installation: &Installation, plan: &[Derived]) -> Vec<Registration> {
    let mut common = vec![tag::installation(&installation.installation_id)];
    common.extend(installation.user_id.as_deref().map(tag::user));
    common.extend(installation.tags.iter().cloned());
    let push_variables = Arc::new(installation.folded_push_variables());
    let push_variables_text = installation.push_variables_text();

    let registration = |derived: &Derived, template: Option<&InstallationTemplate>| {
        let mut tags = common.clone();
        for tag in template.iter().flat_map(|template| &template.tags) {
            if !tags.iter().any(|known| tag::fold(known) == tag::fold(tag)) {
                tags.push(tag.clone());
            }
        }
        Registration {
            id: derived.id.clone(),
            etag: derived.etag,
            expires: installation.expires,
            platform: installation.kind,
            handle: installation.handle.clone(),
            handle_parts: installation.handle_parts(),
            tile: None,
            installation_id: Some(installation.installation_id.clone()),
            tag_keys: tag_keys(&tags),
            tags,
            push_variables: Arc::clone(&push_variables),
            push_variables_text: push_variables_text.clone(),
            template: template.map(|template| TemplateRegistration {
                name: derived.template.clone(),
                text: template.body.clone(),
                body: Arc::clone(&template.prepared),
                headers: template.headers.clone(),
                expiry_text: template.expiry.clone(),
                expiry: template.prepared_expiry.clone(),
                priority: None,
                message_type: None,
            }),
        }
    };
    plan.iter()
        .filter_map(|derived| match &derived.template {
            None => Some(registration(derived, None)),
            Some(name) => {
                let template = installation.templates.get(name)?;
                Some(registration(derived, Some(template)))
            }
        })
        .collect()
}
