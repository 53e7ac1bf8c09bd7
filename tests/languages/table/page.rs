//! docs/languages.md, written from the header by the naming rules.

use std::fmt::Write as _;

use crate::support::c_types::enums;

use super::names::{
    Call, Language, NO_CLASSES, calls, class, classes, error_fields, kind_of_error,
};

const BEGIN: &str = "\
# One table for all languages

Written by `tests/languages` from `notification_hubs.cdef.h` (`NH_UPDATE_LANGUAGES=1 cargo test --test
languages`), which fails where this page is not what the header says, and asks each binding whether it
has what is listed here.

A name of C without its `nh_` is a class in CamelCase, or a method in the case of the language. Numbers
are the same everywhere and for ever, as [abi.md](abi.md) says.
";

/// The whole page.
pub fn page() -> String {
    let mut text = String::from(BEGIN);
    namespaces(&mut text);
    errors(&mut text);
    statuses(&mut text);
    types(&mut text);
    for (object, title) in [("nh_hub", "Hub"), ("nh_namespace", "Namespace")] {
        write!(text, "\n## Calls of {title}\n\n").unwrap();
        if object == "nh_hub" {
            text.push_str(
                "Options of a call are keyword arguments; what a call reads is its result, and a call that\n\
                 is not accepted raises, with its outcome on the error.\n\n",
            );
        }
        call_table(&mut text, &calls(object));
    }
    constants(&mut text);
    text
}

fn row<S: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = S>) {
    for cell in cells {
        write!(text, "| {} ", cell.as_ref()).unwrap();
    }
    text.push_str("|\n");
}

/// A heading of C's column or columns and one for each language.
fn head(text: &mut String, of_c: &[&str], languages: &[Language]) {
    let columns = of_c.len() + languages.len();
    let names = languages.iter().map(|language| language.name());
    row(text, of_c.iter().copied().chain(names));
    writeln!(text, "{}|", "|---".repeat(columns)).unwrap();
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

fn namespaces(text: &mut String) {
    text.push_str("\n## Where names are\n\n");
    head(text, &["C"], &Language::ALL);
    let namespaces = Language::ALL.map(|language| code(&format!("{}Hub", language.namespace())));
    row(text, std::iter::once(code("nh_hub")).chain(namespaces));
}

fn errors(text: &mut String) {
    text.push_str(
        "\n## Errors\n\n\
         Each failure is an `Error` of one of four kinds: `UsageError` is for the caller to mend,\n\
         `NetworkError` means that the request was not completed, `ServiceError` that the service said no,\n\
         `LibraryError` is of this library or this process. What it says of itself:\n\n",
    );
    head(text, &["C"], &Language::ALL);
    for (function, words, is_predicate) in error_fields() {
        let names = Language::ALL.map(|language| code(&language.field(&words, is_predicate)));
        row(text, std::iter::once(code(&function.name)).chain(names));
    }
    for (of_c, words) in [
        ("`nh_status_name`", "status_name"),
        ("the call's outcome", "outcome"),
    ] {
        let names = Language::ALL.map(|language| code(&language.method(words)));
        row(text, std::iter::once(of_c.to_owned()).chain(names));
    }
}

fn statuses(text: &mut String) {
    text.push_str("\n## Statuses\n\n");
    let languages = [Language::Php, Language::Ruby, Language::Python];
    head(text, &["Number", "Kind", "C, C++"], &languages);
    let all = enums();
    let statuses = all.iter().find(|each| each.name == "nh_status").unwrap();
    for status in &statuses.constants {
        let kind = kind_of_error(status.number).map_or("–".to_owned(), code);
        let first = [status.number.to_string(), kind, code(&status.name)];
        let names = languages.map(|language| code(&language.constant("nh_status", &status.name)));
        row(text, first.iter().chain(&names));
    }
}

fn types(text: &mut String) {
    text.push_str("\n## Types\n\n");
    head(text, &["C"], &Language::ALL);
    for object in classes() {
        let names = Language::ALL.map(|language| code(&language.class(&object)));
        row(text, std::iter::once(code(&object)).chain(names));
    }
    text.push_str(
        "\nWhat is no class of its own in PHP, Ruby and Python:\n\n| C | There |\n|---|---|\n",
    );
    for (object, what) in NO_CLASSES {
        row(text, [code(object), what.to_owned()]);
    }
}

fn call_table(text: &mut String, calls: &[Call]) {
    let languages = [Language::Php, Language::Ruby];
    row(text, ["C", "C++, Python", "PHP", "Ruby"]);
    text.push_str("|---|---|---|---|\n");
    for call in calls {
        let first = [code(&call.function.name), code(&call.words)];
        let names = languages.map(|language| code(&call.method(language)));
        row(text, first.iter().chain(&names));
    }
}

fn constants(text: &mut String) {
    for each in enums().iter().filter(|each| each.name != "nh_status") {
        let class = class(&each.name);
        write!(text, "\n## {class}\n\n`{}` in C.\n\n", each.name).unwrap();
        let languages = [Language::Php, Language::Ruby, Language::Python];
        head(text, &["Number", "C, C++"], &languages);
        for constant in &each.constants {
            let first = [constant.number.to_string(), code(&constant.name)];
            let names =
                languages.map(|language| code(&language.constant(&each.name, &constant.name)));
            row(text, first.iter().chain(&names));
        }
    }
}
