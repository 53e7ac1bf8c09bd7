//! Every function of the C header, and calls of them written in C: a new
//! function is covered on the day it appears.

use std::fmt::Write as _;

use super::shipped::root;

/// How to make an object of each type that functions take beside others.
const OBJECTS: [(&str, &str); 23] = [
    ("nh_hub", "nh_hub_new(STRING, \"demo\", NULL)"),
    ("nh_counters", "nh_counters_new(hub)"),
    ("nh_namespace", "nh_namespace_new(STRING, NULL)"),
    ("nh_options", "nh_options_new()"),
    ("nh_call_options", "nh_call_options_new()"),
    ("nh_cancel", "nh_cancel_new()"),
    (
        "nh_notification",
        "nh_notification_new(NH_PLATFORM_APPLE, \"{}\", 2)",
    ),
    ("nh_tag_expression", "nh_tag_expression_new_tag(\"t\")"),
    ("nh_target", "nh_target_new_tags()"),
    ("nh_handles", "nh_handles_new()"),
    ("nh_template", "nh_template_new(\"b\")"),
    ("nh_secondary_tile", "nh_secondary_tile_new(\"c\")"),
    (
        "nh_installation",
        "nh_installation_new(\"i\", NH_PLATFORM_WINDOWS, \"c\")",
    ),
    ("nh_installation_patch", "nh_installation_patch_new()"),
    (
        "nh_registration",
        "nh_registration_new(NH_PLATFORM_GCM, \"h\")",
    ),
    (
        "nh_registration_cursor",
        "nh_registration_cursor_new_all(hub)",
    ),
    (
        "nh_installation_cursor",
        "nh_installation_cursor_new_all(hub)",
    ),
    ("nh_feedback_cursor", "nh_feedback_cursor_new(hub)"),
    ("nh_prune", "nh_prune_new()"),
    ("nh_feedback", "nh_feedback_parse(\"\", 0)"),
    ("nh_hub_description", "nh_hub_description_new()"),
    ("nh_queue_options", "nh_queue_options_new()"),
    ("nh_queue", "nh_queue_new(NULL)"),
];

/// Parameters that may be NULL everywhere.
const OPTIONAL: [&str; 6] = [
    "options",
    "outcome",
    "callback",
    "user_data",
    "etag",
    "wanted",
];

/// Parameters that may be NULL in one function.
const OPTIONAL_IN: [(&str, &str); 43] = [
    ("nh_explain", "notification"),
    ("nh_explain", "target"),
    ("nh_explain", "notification_id"),
    ("nh_sas_token_new", "uri"),
    ("nh_notification_new_apple_alert", "title"),
    ("nh_notification_new_fcmv1_message", "title"),
    ("nh_notification_new_fcmv1_message", "body"),
    ("nh_notification_new_apple_live_activity", "content_state"),
    ("nh_notification_new_gcm_message", "title"),
    ("nh_notification_new_gcm_message", "body"),
    ("nh_notification_new_baidu_message", "title"),
    ("nh_notification_new_browser_message", "title"),
    ("nh_notification_new_browser_message", "body"),
    ("nh_notification_new_xiaomi_message", "title"),
    ("nh_notification_new_xiaomi_message", "description"),
    ("nh_notification_new_mpns_toast", "text2"),
    ("nh_notification_new_windows_toast", "line2"),
    ("nh_notification_new_windows_toast", "launch"),
    ("nh_notification_new_windows_tile", "line2"),
    ("nh_template_set_expiry", "expiry"),
    ("nh_installation_set_expiration_time", "expiration_time"),
    ("nh_installation_set_member", "json"),
    ("nh_installation_patch_set_template_expiry", "expiry"),
    ("nh_installation_patch_add_operation", "value"),
    ("nh_registration_set_template", "name"),
    ("nh_registration_set_apple_expressions", "expiry"),
    ("nh_registration_set_apple_expressions", "priority"),
    ("nh_submit_job", "import_file_uri"),
    ("nh_submit_job_async", "import_file_uri"),
    ("nh_get_registration_page", "tag"),
    ("nh_get_registration_page", "channel"),
    ("nh_get_registration_page", "continuation_token"),
    ("nh_get_registration_page_async", "tag"),
    ("nh_get_registration_page_async", "channel"),
    ("nh_get_registration_page_async", "continuation_token"),
    ("nh_hub_description_set_mpns", "certificate"),
    ("nh_hub_description_set_mpns", "certificate_key"),
    ("nh_hub_description_set_adm_endpoints", "auth_token_url"),
    ("nh_hub_description_set_adm_endpoints", "send_url_template"),
    ("nh_platform_from_name", "name"),
    ("nh_error_copy", "error"),
    ("nh_hub_new", "hub_name"),
    ("nh_hub_new_shared", "hub_name"),
];

/// A function.
pub struct Function {
    pub returns: String,
    pub name: String,
    pub parameters: Vec<Parameter>,
}

/// Its type and its name.
pub struct Parameter {
    pub kind: String,
    pub name: String,
}

impl Parameter {
    /// May it be NULL at all?
    pub fn is_pointer(&self) -> bool {
        self.kind.contains('*')
            || [
                "nh_next_handle",
                "nh_log_callback",
                "nh_token_callback",
                "nh_span_callback",
                "nh_outcome_callback",
            ]
            .contains(&self.kind.as_str())
    }

    /// Is it where a result goes?
    pub fn is_out(&self) -> bool {
        let plain = self.kind.replace("const ", "");
        self.kind.contains("**") || plain == "bool *" || plain == "uint64_t *"
    }

    /// Is NULL refused?
    pub fn is_required(&self, function: &str) -> bool {
        let excused = OPTIONAL_IN.contains(&(function, &self.name));
        self.is_pointer() && !self.is_out() && !self.is_optional(function) && !excused
    }

    /// Options are optional everywhere but in their own setters.
    pub fn is_optional(&self, function: &str) -> bool {
        let own = self.kind.trim_end_matches([' ', '*']);
        OPTIONAL.contains(&self.name.as_str()) && !function.starts_with(&format!("{own}_set"))
    }

    /// A good value, or NULL.
    pub fn value(&self, function: &str, null: bool) -> String {
        if self.is_pointer() && null {
            return "NULL".to_owned();
        }
        if self.is_out() {
            return format!("&{}_out", self.name);
        }
        let kind = self.kind.replace("const ", "").replace([' ', '*'], "");
        match kind.as_str() {
            _ if self.is_optional(function) => "NULL".to_owned(),
            "char" if self.name == "connection_string" => "STRING".to_owned(),
            "char" => "\"x\"".to_owned(),
            "nh_next_handle" => "no_handle".to_owned(),
            "void"
            | "nh_log_callback"
            | "nh_token_callback"
            | "nh_span_callback"
            | "nh_outcome_callback" => "NULL".to_owned(),
            "int32_t" | "uint32_t" | "size_t" | "int64_t" | "uint64_t" | "double" | "bool" => {
                "1".to_owned()
            }
            object => {
                assert!(
                    OBJECTS.iter().any(|(name, _)| *name == object),
                    "no object of type {object} is known to this test: add it"
                );
                object.trim_start_matches("nh_").to_owned()
            }
        }
    }
}

/// All that the header declares.
pub fn functions() -> Vec<Function> {
    let header = std::fs::read_to_string(root().join("include/notification_hubs.cdef.h")).unwrap();
    header
        .split(';')
        .map(|declaration| declaration.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| text.contains('(') && !text.contains("typedef") && !text.contains('}'))
        .map(|text| {
            let (head, parameters) = text.split_once('(').unwrap();
            let split = |text: &str| {
                let at = text.rfind([' ', '*']).unwrap() + 1;
                (text[..at].trim().to_owned(), text[at..].to_owned())
            };
            let (returns, name) = split(head);
            let parameters = parameters
                .trim_end_matches(')')
                .split(',')
                .map(str::trim)
                .filter(|text| *text != "void")
                .map(|text| {
                    let (kind, name) = split(text);
                    Parameter { kind, name }
                })
                .collect();
            Function {
                returns,
                name,
                parameters,
            }
        })
        .collect()
}

impl Function {
    /// A call with NULL for some parameters and good values for the rest.
    pub fn call(&self, null: impl Fn(&Parameter) -> bool) -> String {
        let arguments: Vec<String> = self
            .parameters
            .iter()
            .map(|p| p.value(&self.name, null(p)))
            .collect();
        format!("{}({})", self.name, arguments.join(", "))
    }

    /// Does it give the caller an object?
    pub fn is_constructor(&self) -> bool {
        self.returns.starts_with("nh_") && self.returns.ends_with('*')
    }

    /// What `write` writes of this function, with fresh objects: a setter that
    /// failed makes the next use of its object fail.
    pub fn write_block(&self, out: &mut String, write: impl Fn(&Function, &mut String)) {
        let takes = |kind: &str| {
            let mut kinds = self.parameters.iter().map(|p| p.kind.replace("const ", ""));
            kinds.any(|taken| taken.trim_end_matches([' ', '*']) == kind)
        };
        let objects = OBJECTS.iter().filter(|(kind, _)| {
            let made_of_hub = takes("nh_registration_cursor")
                || takes("nh_installation_cursor")
                || takes("nh_feedback_cursor")
                || takes("nh_counters");
            takes(kind) || *kind == "nh_hub" && made_of_hub
        });
        writeln!(out, "  {{").unwrap();
        for (kind, make) in objects.clone() {
            let variable = kind.trim_start_matches("nh_");
            writeln!(out, "  {kind} *{variable} = {make};").unwrap();
        }
        write(self, out);
        for (kind, _) in objects.rev() {
            let variable = kind.trim_start_matches("nh_");
            writeln!(out, "  {kind}_free({variable});").unwrap();
        }
        writeln!(out, "  }}").unwrap();
    }
}
