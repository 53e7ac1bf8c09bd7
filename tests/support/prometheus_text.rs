//! A strict reader of Prometheus's text format, for what this library writes.

use std::collections::{BTreeMap, HashSet};

/// A line of the text: its name, labels and value.
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The labels between the braces, with what is escaped in their values.
fn read_labels(text: &str) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap();
        assert!(is_name(name), "{text}");
        let mut value = String::new();
        let mut chars = after.char_indices();
        let end = loop {
            match chars.next().unwrap() {
                (at, '"') => break at + 1,
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    c @ ('"' | '\\') => c,
                    other => panic!("\\{other} in {text}"),
                }),
                (_, c) => value.push(c),
            }
        };
        assert!(labels.insert(name.to_owned(), value).is_none(), "{text}");
        rest = &after[end..];
        assert!(rest.is_empty() || rest.starts_with(','), "{text}");
        rest = rest.trim_start_matches(',');
    }
    labels
}

fn read_sample(line: &str) -> Sample {
    let (name, rest) = line.split_once('{').unwrap();
    let (labels, value) = rest.rsplit_once("} ").unwrap();
    Sample {
        name: name.to_owned(),
        labels: read_labels(labels),
        value: value.parse().unwrap(),
    }
}

/// Reads the text, of which nothing may be as the format does not allow it:
/// families once and in one piece, each with help and type before its samples,
/// names as Prometheus's conventions have them, no sample twice.
pub fn families(text: &str) -> BTreeMap<String, Vec<Sample>> {
    assert!(text.ends_with('\n') && !text.contains('\r'));
    let mut families: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
    let mut seen = HashSet::new();
    let (mut helped, mut current) = (String::new(), (String::new(), String::new()));
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').unwrap();
            assert!(is_name(name) && name.starts_with("notification_hubs_"));
            assert!(!words.is_empty() && !words.contains('\\'));
            helped = name.to_owned();
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert_eq!(name, helped);
            let is_total = name.ends_with("_total");
            assert_eq!(kind, if is_total { "counter" } else { "histogram" });
            assert!(is_total || name.ends_with("_seconds"));
            let before = families.insert(name.to_owned(), Vec::new());
            assert!(before.is_none(), "{name} comes twice");
            current = (name.to_owned(), kind.to_owned());
        } else {
            let sample = read_sample(line);
            let (family, kind) = &current;
            let end = sample.name.strip_prefix(family.as_str()).unwrap();
            match kind.as_str() {
                "counter" => assert_eq!(end, ""),
                _ => assert!(["_bucket", "_sum", "_count"].contains(&end), "{line}"),
            }
            assert_eq!(sample.labels.contains_key("le"), end == "_bucket");
            assert!(sample.value >= 0.0 && sample.value.is_finite());
            let identity = format!("{} {:?}", sample.name, sample.labels);
            assert!(seen.insert(identity), "{line} comes twice");
            families.get_mut(family).unwrap().push(sample);
        }
    }
    families
}
