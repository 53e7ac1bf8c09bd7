//! The naming rules that all bindings share: what a thing of the C header is
//! called in each language.

use crate::support::c_functions::{Function, functions};
use crate::support::c_types::objects;

/// A language beside C, and how it is named in a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Language {
    Cxx,
    Php,
    Ruby,
    Python,
}

impl Language {
    pub const ALL: [Language; 4] = [
        Language::Cxx,
        Language::Php,
        Language::Ruby,
        Language::Python,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Language::Cxx => "C++",
            Language::Php => "PHP",
            Language::Ruby => "Ruby",
            Language::Python => "Python",
        }
    }

    /// Where its names are.
    pub fn namespace(self) -> &'static str {
        match self {
            Language::Cxx => "notification_hubs::",
            Language::Php => "NotificationHubs\\",
            Language::Ruby => "NotificationHubs::",
            Language::Python => "notification_hubs.",
        }
    }

    /// The class of a C type; `Namespace` is a word of PHP's own.
    pub fn class(self, kind: &str) -> String {
        match (self, kind) {
            (Language::Php, "nh_namespace") => "HubNamespace".to_owned(),
            _ => class(kind),
        }
    }

    /// A method or a field: the C words in the language's case. Durations of C++
    /// have their unit in their type.
    pub fn method(self, words: &str) -> String {
        match self {
            Language::Cxx => words.trim_end_matches("_ms").to_owned(),
            Language::Php => {
                let name = camel(words);
                name[..1].to_lowercase() + &name[1..]
            }
            _ => words.to_owned(),
        }
    }

    /// The same of one that answers yes or no.
    pub fn predicate(self, words: &str) -> String {
        match self {
            Language::Ruby => format!("{}?", words.trim_start_matches("is_")),
            _ => self.method(words),
        }
    }

    /// What an error says of itself; PHP's exceptions have a message of their own.
    pub fn field(self, words: &str, is_predicate: bool) -> String {
        match (self, words) {
            (Language::Php, "message") => "getMessage".to_owned(),
            _ if is_predicate => self.predicate(words),
            _ => self.method(words),
        }
    }

    /// A constant, such as NH_PLATFORM_APPLE of nh_platform.
    pub fn constant(self, enumeration: &str, constant: &str) -> String {
        let words = &constant[enumeration.len() + 1..];
        let class = class(enumeration);
        match self {
            Language::Cxx => constant.to_owned(),
            Language::Php => format!("{class}::{}", camel(words)),
            Language::Ruby => format!(":{}", words.to_lowercase()),
            Language::Python => format!("{class}.{words}"),
        }
    }
}

/// Words with underscores as CamelCase.
fn camel(words: &str) -> String {
    words
        .split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..].to_lowercase())
        .collect()
}

/// The class of a C type: NotificationDetails of nh_notification_details.
pub fn class(kind: &str) -> String {
    camel(kind.strip_prefix("nh_").unwrap())
}

/// Objects that are no class of their own elsewhere, and what they are there.
pub const NO_CLASSES: [(&str, &str); 6] = [
    ("nh_call_options", "keyword arguments of a call"),
    ("nh_handles", "any list of handles"),
    ("nh_hub_list", "a list of `HubDescription`"),
    ("nh_job_list", "a list of `Job`"),
    ("nh_options", "keyword arguments of `Hub` and `Namespace`"),
    ("nh_queue_options", "keyword arguments of `Queue`"),
];

/// The objects that are a class in each language.
pub fn classes() -> Vec<String> {
    let is_class = |kind: &String| !NO_CLASSES.iter().any(|(name, _)| name == kind);
    objects().into_iter().filter(is_class).collect()
}

/// The kind of exception for a status, by its hundred.
pub fn kind_of_error(status: i64) -> Option<&'static str> {
    match status {
        0 => None,
        1..=99 => Some("UsageError"),
        100..=199 => Some("NetworkError"),
        200..=299 => Some("ServiceError"),
        900.. => Some("LibraryError"),
        _ => panic!("{status} is of no kind"),
    }
}

/// What the bindings call otherwise than C: where C needs two functions one
/// method takes a list or an iterator.
const ONE_METHOD: [(&str, &str); 1] = [("nh_send_direct_batch_from", "send_direct_batch")];

/// A method of Hub or Namespace that makes a call.
pub struct Call {
    pub function: Function,
    /// In C's case.
    pub words: String,
}

impl Call {
    pub fn method(&self, language: Language) -> String {
        let out = |kind: &str| self.function.parameters.iter().any(|p| p.kind == kind);
        match out("bool *") {
            true => language.predicate(&self.words),
            false => language.method(&self.words),
        }
    }
}

/// The calls on objects of this type, in the header's order.
pub fn calls(object: &str) -> Vec<Call> {
    let first = format!("const {object} *");
    functions()
        .into_iter()
        .filter(|function| {
            let takes = function.parameters.first().is_some_and(|p| p.kind == first);
            takes && function.returns == "nh_status"
        })
        .map(|function| {
            let own = format!("{object}_");
            let name = function.name.as_str();
            let words = match ONE_METHOD.iter().find(|(c, _)| *c == name) {
                Some((_, words)) => words,
                None => name
                    .strip_prefix(&own)
                    .unwrap_or_else(|| name.strip_prefix("nh_").unwrap()),
            };
            Call {
                words: words.to_owned(),
                function,
            }
        })
        .collect()
}

/// What an error says of itself: the getters of nh_error, in C's case, and
/// whether they answer yes or no.
pub fn error_fields() -> Vec<(Function, String, bool)> {
    functions()
        .into_iter()
        .filter(|function| function.parameters.len() == 1)
        .filter_map(|function| {
            let words = function.name.strip_prefix("nh_error_")?.to_owned();
            let is_getter = !["copy", "free"].contains(&words.as_str());
            let is_predicate = function.returns == "bool";
            is_getter.then_some((function, words, is_predicate))
        })
        .collect()
}
