//! CHANGELOG.md has the form of Keep a Changelog, so that programs can read it.

use std::collections::BTreeSet;

use crate::support::shipped::root;

const KINDS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

/// What is wrong with it, of a library of this version.
fn faults(text: &str, version: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("# Changelog\n") {
        faults.push("it begins with `# Changelog`".to_owned());
    }
    let sections: Vec<&str> = text.split("\n## ").skip(1).collect();
    let mut versions = Vec::new();
    let mut dates = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let (title, body) = section.split_once('\n').unwrap_or((section, ""));
        if title == "[Unreleased]" {
            if index != 0 {
                faults.push("[Unreleased] comes first".to_owned());
            }
        } else {
            match read_title(title) {
                Some((number, date)) => {
                    versions.push(number);
                    dates.push(date);
                }
                None => faults.push(format!("not `[1.2.3] - 2026-01-31`: {title}")),
            }
            if !body.contains("\n- ") {
                faults.push(format!("nothing is in {title}"));
            }
        }
        kinds(title, body, &mut faults);
    }
    if !versions.is_sorted_by(|a, b| a > b) {
        faults.push("versions come newest first, each once".to_owned());
    }
    if !dates.is_sorted_by(|a, b| a >= b) {
        faults.push("dates come newest first".to_owned());
    }
    let is_unreleased = sections
        .first()
        .is_some_and(|s| s.starts_with("[Unreleased]\n"));
    let this = number(version).unwrap();
    match versions.first() {
        Some(newest) if *newest > this => {
            faults.push(format!("{newest:?} is newer than Cargo.toml's {version}"));
        }
        Some(newest) if *newest < this && !is_unreleased => {
            faults.push(format!("nothing is said of {version}"));
        }
        None if !is_unreleased => faults.push("no section".to_owned()),
        _ => {}
    }
    links(text, &mut faults);
    faults
}

/// `[1.2.3] - 2026-01-31`
fn read_title(title: &str) -> Option<([u32; 3], String)> {
    let (version, date) = title.strip_prefix('[')?.split_once("] - ")?;
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
    let numbers = numbers?;
    let is_date =
        lengths == [4, 2, 2] && (1..=12).contains(&numbers[1]) && (1..=31).contains(&numbers[2]);
    is_date.then_some((number(version)?, date.to_owned()))
}

fn number(version: &str) -> Option<[u32; 3]> {
    let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

/// Each kind of change once, with changes below it.
fn kinds(title: &str, body: &str, faults: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for part in body.split("\n### ").skip(1) {
        let (kind, changes) = part.split_once('\n').unwrap_or((part, ""));
        if !KINDS.contains(&kind) {
            faults.push(format!("{title}: {kind} is no kind of change"));
        }
        if !seen.insert(kind) {
            faults.push(format!("{title}: {kind} comes twice"));
        }
        if !changes.contains("\n- ") {
            faults.push(format!("{title}: nothing is below {kind}"));
        }
    }
    let loose = body.split("\n### ").next().unwrap_or_default();
    if loose.contains("\n- ") {
        faults.push(format!("{title}: changes without a kind"));
    }
}

/// Links of versions are of versions that are there; once one has a link, all have.
fn links(text: &str, faults: &mut Vec<String>) {
    let titles: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## [")?.split(']').next())
        .collect();
    let links: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.split_once("]: https://"))
        .map(|(name, _)| name)
        .collect();
    for name in links.difference(&titles) {
        faults.push(format!("a link of [{name}], which is no section"));
    }
    if !links.is_empty() {
        for name in titles.difference(&links) {
            faults.push(format!("[{name}] has no link"));
        }
    }
}

#[test]
fn the_changelog_has_its_form() {
    let text = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert_eq!(
        faults(&text, env!("CARGO_PKG_VERSION")),
        Vec::<String>::new()
    );
}

#[test]
fn a_changelog_without_its_form_is_told() {
    let good = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n### Added\n\n- A.\n\n\
                ## [0.1.0] - 2026-01-31\n\n### Fixed\n\n- B.\n\n### Security\n\n- C.\n";
    assert!(faults(good, "0.2.0").is_empty());
    let linked =
        format!("{good}\n[Unreleased]: https://x/c\n[0.2.0]: https://x/b\n[0.1.0]: https://x/a\n");
    assert!(faults(&linked, "0.3.0").is_empty());
    for (from, to, says) in [
        ("# Changelog", "# Changes", "begins with"),
        ("] - 2026-02-01", "]", "not `[1.2.3]"),
        ("2026-02-01", "2026-13-01", "not `[1.2.3]"),
        ("2026-02-01", "2026-2-1", "not `[1.2.3]"),
        ("[0.2.0] -", "[0.2] -", "not `[1.2.3]"),
        ("[0.2.0]", "[0.1.0]", "newest first"),
        ("[0.2.0]", "[0.3.0]", "newer than"),
        ("2026-02-01", "2025-02-01", "dates"),
        ("### Added", "### New", "no kind"),
        ("### Security", "### Fixed", "twice"),
        ("- C.", "C.", "nothing is below Security"),
        ("### Added\n", "", "without a kind"),
        ("### Added\n\n- A.", "", "nothing is in"),
        ("## [Unreleased]\n\n", "", ""),
        (
            "[0.1.0]: https",
            "[0.0.1]: https",
            "[0.0.1], which is no section",
        ),
        ("[0.1.0]: https", "Elsewhere: https", "[0.1.0] has no link"),
    ] {
        let bad = linked.replacen(from, to, 1);
        assert_ne!(bad, linked, "{from}");
        let told = faults(&bad, "0.2.0").join("\n");
        assert!(
            told.contains(says) && !told.is_empty(),
            "{from}, {to}: {told}"
        );
    }
    let unsaid = good.replace("## [Unreleased]\n\n", "");
    assert_eq!(faults(&unsaid, "0.3.0"), ["nothing is said of 0.3.0"]);
}
