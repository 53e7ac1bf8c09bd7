//! What an installation becomes: one native registration of its platform, and one template
//! registration for each template. Sends go to registrations.

use crate::installation::{Installation, InstallationTemplate};
use crate::platform::Platform;
use crate::tag;
use crate::template::Template;
use crate::template_expression::Term;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

#[derive(Debug)]
pub struct Registration {
    pub id: String,
    pub platform: Platform,
    pub handle: String,
    pub installation_id: String,
    /// In the order of the service: the special tags first.
    pub tags: Vec<String>,
    /// The same for comparisons: folded and sorted.
    pub tag_keys: Vec<String>,
    pub push_variables: Arc<HashMap<String, String>>,
    /// None for the native registration.
    pub template: Option<TemplateRegistration>,
}

#[derive(Debug)]
pub struct TemplateRegistration {
    pub name: String,
    pub body: Arc<Template>,
    pub headers: BTreeMap<String, String>,
    pub expiry: Option<Vec<Term>>,
}

/// The registrations of an installation. `id` finds the id of the native registration (None) or
/// of a template, since they keep it for as long as the template has its name.
pub fn derive(
    installation: &Installation,
    mut id: impl FnMut(Option<&str>) -> String,
) -> Vec<Registration> {
    let mut common = vec![tag::installation(&installation.installation_id)];
    common.extend(installation.user_id.as_deref().map(tag::user));
    common.extend(installation.tags.iter().cloned());
    let push_variables = Arc::new(installation.folded_push_variables());

    let mut registration = |template: Option<(&String, &InstallationTemplate)>| {
        let mut tags = common.clone();
        for tag in template.iter().flat_map(|(_, template)| &template.tags) {
            if !tags.iter().any(|known| tag::fold(known) == tag::fold(tag)) {
                tags.push(tag.clone());
            }
        }
        let mut tag_keys: Vec<String> = tags.iter().map(|tag| tag::fold(tag)).collect();
        tag_keys.sort();
        Registration {
            id: id(template.map(|(name, _)| name.as_str())),
            platform: installation.kind,
            handle: installation.handle.clone(),
            installation_id: installation.installation_id.clone(),
            tags,
            tag_keys,
            push_variables: Arc::clone(&push_variables),
            template: template.map(|(name, template)| TemplateRegistration {
                name: name.clone(),
                body: Arc::clone(&template.prepared),
                headers: template.headers.clone(),
                expiry: template.prepared_expiry.clone(),
            }),
        }
    };
    let mut registrations = vec![registration(None)];
    registrations.extend(
        installation
            .templates
            .iter()
            .map(|template| registration(Some(template))),
    );
    registrations
}
