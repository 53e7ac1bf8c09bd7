//! A strict reader of Prometheus's text format, for what this library writes.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use notification_hubs::metrics::counters::{BOUNDS, BUCKETS};

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

/// Checks the histogram of a hub's calls of one kind: cumulative, by rising
/// bounds, up to all of them; gives how many that is.
pub fn check_histogram(samples: &[Sample], hub: &str, kind: &str) -> f64 {
    let of_it = |end: &str| {
        let found = samples.iter().filter(|s| {
            s.name.ends_with(end) && s.labels["hub"] == hub && s.labels["kind"] == kind
        });
        found.collect::<Vec<_>>()
    };
    let buckets = of_it("_bucket");
    assert_eq!(buckets.len(), BUCKETS);
    let bounds: Vec<f64> = buckets
        .iter()
        .map(|s| s.labels["le"].parse().unwrap())
        .collect();
    let expected = BOUNDS.iter().map(Duration::as_secs_f64);
    assert!(bounds.iter().copied().eq(expected.chain([f64::INFINITY])));
    assert_eq!(buckets[BUCKETS - 1].labels["le"], "+Inf");
    assert!(buckets.windows(2).all(|b| b[0].value <= b[1].value));
    let count = of_it("_count");
    assert_eq!((count.len(), of_it("_sum").len()), (1, 1));
    assert_eq!(count[0].value, buckets[BUCKETS - 1].value);
    count[0].value
}
