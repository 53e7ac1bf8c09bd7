//! `src/ffi/async_*.rs` are what this writes from `src/ffi/asynchronous.list`. With
//! NH_UPDATE_ASYNC=1 they are written anew.
//!
//! They are source, and no macro's work, since cbindgen sees no functions that a
//! macro makes, and the header comes from cbindgen.

use std::fmt::Write as _;
use std::path::Path;

const LIST: &str = "src/ffi/asynchronous.list";

/// What a file imports, and what in it says so.
const IMPORTS: [(&str, &str); 18] = [
    ("std::ffi::{c_char, c_void}", "c_void"),
    ("", ""),
    ("crate::documents::job::JobType", "JobType::"),
    ("crate::error::nh_status", "nh_status"),
    ("crate::ffi::batch::{listed, nh_handles}", "nh_handles"),
    ("crate::ffi::boundary::object::built", " built("),
    (
        "crate::ffi::boundary::pointers::optional_text",
        "optional_text(",
    ),
    ("crate::ffi::boundary::pointers::text", " text("),
    (
        "crate::ffi::call_options::{nh_call_options, or_default}",
        "nh_call_options",
    ),
    ("crate::ffi::hub::nh_hub", "nh_hub"),
    (
        "crate::ffi::installation::nh_installation",
        "nh_installation>",
    ),
    (
        "crate::ffi::installation_patch::nh_installation_patch",
        "nh_installation_patch>",
    ),
    (
        "crate::ffi::notification::nh_notification",
        "nh_notification>",
    ),
    ("crate::ffi::queue::{nh_queue, submit}", "nh_queue"),
    (
        "crate::ffi::registration::nh_registration",
        "nh_registration>",
    ),
    ("crate::ffi::registration_page::filter", " filter("),
    ("crate::ffi::registrations::matching", " matching("),
    ("crate::ffi::target::nh_target", "nh_target>"),
];

/// Widest comment, with its slashes.
const WIDEST: usize = 84;
/// Widest arguments of a call that rustfmt leaves in one line.
const WIDEST_ARGUMENTS: usize = 60;

struct Call<'a> {
    name: &'a str,
    /// Name and kind of each.
    arguments: Vec<(&'a str, &'a str)>,
    constructor: &'a str,
    brings: Option<&'a str>,
    comment: Vec<&'a str>,
}

/// A file of `src/ffi`, which is a chapter of the header.
struct File<'a> {
    name: &'a str,
    title: &'a str,
    introduction: Vec<&'a str>,
    calls: Vec<Call<'a>>,
}

#[test]
fn the_asynchronous_functions_are_what_the_list_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join(LIST)).unwrap();
    for file in files(&list) {
        let written = write_file(&file);
        let name = format!("src/ffi/{}.rs", file.name);
        if std::env::var_os("NH_UPDATE_ASYNC").is_some_and(|value| value == "1") {
            std::fs::write(root.join(&name), &written).unwrap();
        }
        let committed = std::fs::read_to_string(root.join(&name)).unwrap();
        let stale = "NH_UPDATE_ASYNC=1 cargo test --test source asynchronous:: writes it anew";
        assert!(committed == written, "{name} is not of {LIST}: {stale}");
    }
}

fn files(list: &str) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix('[') {
            let (name, title) = head.split_once("] ").unwrap();
            files.push(File {
                name,
                title,
                introduction: Vec::new(),
                calls: Vec::new(),
            });
            continue;
        }
        let Some(file) = files.last_mut() else {
            continue;
        };
        if !line.is_empty() && !line.starts_with(' ') {
            file.calls.push(call(line));
        } else if let Some(call) = file.calls.last_mut() {
            call.comment.push(line.trim());
        } else {
            file.introduction.push(line.trim());
        }
    }
    for file in &mut files {
        trim_end(&mut file.introduction);
        for call in &mut file.calls {
            trim_end(&mut call.comment);
        }
    }
    files
}

/// Lines between two entries belong to neither.
fn trim_end(lines: &mut Vec<&str>) {
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
}

fn write_file(file: &File<'_>) -> String {
    let mut calls = String::new();
    for call in &file.calls {
        write_call(&mut calls, call);
    }
    let mut out = format!("//! {}\n//!\n", file.title);
    for line in &file.introduction {
        let _ = writeln!(out, "//! {line}");
    }
    out.push_str("// tests/source/asynchronous.rs writes this from asynchronous.list.\n");
    for (import, sign) in IMPORTS {
        if import.is_empty() {
            out.push('\n');
        } else if calls.contains(sign) {
            let _ = writeln!(out, "use {import};");
        }
    }
    out + "use crate::queue::prepared_call::PreparedCall;\n" + &calls
}

fn call(line: &str) -> Call<'_> {
    let (head, brings) = match line.split_once(" -> ") {
        Some((head, brings)) => (head, Some(brings)),
        None => (line, None),
    };
    let (name, rest) = head.split_once('(').unwrap();
    let (arguments, rest) = rest.split_once(')').unwrap();
    Call {
        name,
        arguments: arguments
            .split(", ")
            .filter(|argument| !argument.is_empty())
            .map(|argument| argument.split_once(": ").unwrap())
            .collect(),
        constructor: rest.strip_prefix(" = ").unwrap_or(name),
        brings,
        comment: Vec::new(),
    }
}

fn write_call(out: &mut String, call: &Call<'_>) {
    let name = format!("nh_{}_async", call.name);
    out.push('\n');
    for line in comment(call) {
        let _ = writeln!(out, "{}", format!("/// {line}").trim_end());
    }
    let _ = writeln!(out, "#[unsafe(no_mangle)]\npub extern \"C\" fn {name}(");
    out.push_str("    hub: Option<&nh_hub>,\n");
    for (argument, kind) in &call.arguments {
        for (argument, of_type) in parameters(argument, kind) {
            let _ = writeln!(out, "    {argument}: {of_type},");
        }
    }
    out.push_str(
        "    options: Option<&nh_call_options>,\n    queue: Option<&nh_queue>,\n    \
         user_data: *mut c_void,\n) -> nh_status {\n",
    );
    let function = format!("\"{name}\"");
    let handed = [&function, "hub", "queue", "user_data", "&mut |hub| {"];
    let is_wide = handed.join(", ").len() > WIDEST_ARGUMENTS;
    let (begin, indent, end) = match is_wide {
        false => (handed.join(", "), "        ", "    })\n}\n"),
        true => (
            format!("\n        {}", handed.join(",\n        ")),
            "            ",
            "        },\n    )\n}\n",
        ),
    };
    let _ = writeln!(out, "    submit({begin}");
    let mut given = vec!["hub"];
    for (argument, kind) in &call.arguments {
        if let Some(taken) = taken(argument, kind) {
            let _ = writeln!(out, "{indent}let {argument} = {taken};");
        }
        given.push(argument);
    }
    given.push("options");
    let _ = writeln!(out, "{indent}let options = or_default(options)?;");
    let given = match given.join(", ") {
        short if short.len() <= WIDEST_ARGUMENTS => short,
        _ => {
            let deeper = format!("\n{indent}    ");
            format!("{deeper}{},\n{indent}", given.join(&format!(",{deeper}")))
        }
    };
    let made = format!("PreparedCall::{}({given})", call.constructor);
    let _ = write!(out, "{indent}{made}\n{end}");
}

/// What C passes for it.
fn parameters(argument: &str, kind: &str) -> Vec<(String, String)> {
    let text = "*const c_char".to_owned();
    let of_type = match kind {
        "text" | "text?" | "etag" => text,
        "filter" => {
            return vec![
                ("tag".to_owned(), text.clone()),
                ("channel".to_owned(), text),
            ];
        }
        "nh_job_type" => "i32".to_owned(),
        "i64" => kind.to_owned(),
        object => format!("Option<&{object}>"),
    };
    vec![(argument.to_owned(), of_type)]
}

/// What it is, or why it is refused.
fn taken(argument: &str, kind: &str) -> Option<String> {
    Some(match kind {
        "text" => format!("text({argument}, \"{argument}\")?"),
        "text?" => format!("optional_text({argument}, \"{argument}\")?"),
        "etag" => format!("matching({argument})?"),
        "filter" => "filter(tag, channel)?".to_owned(),
        "nh_job_type" => format!("JobType::checked({argument})?"),
        "nh_handles" => format!("listed({argument})?"),
        "i64" => return None,
        _ => format!("built({argument})?"),
    })
}

fn comment(call: &Call<'_>) -> Vec<String> {
    if !call.comment.is_empty() {
        return call.comment.iter().map(|line| (*line).to_owned()).collect();
    }
    let mut text = format!(
        "Hands in what nh_{} would do; status, outcome, queue and user_data as in nh_send_async.",
        call.name
    );
    match call.brings {
        Some("exists") => text.push_str(" The answer is nh_outcome_exists."),
        Some(brings) => {
            let _ = write!(text, " nh_outcome_{brings} gives what it brings.");
        }
        None => {}
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if "/// ".len() + line.len() + " ".len() + word.len() > WIDEST {
            lines.push(word.to_owned());
        } else if line.is_empty() {
            line.push_str(word);
        } else {
            let _ = write!(line, " {word}");
        }
    }
    lines
}
