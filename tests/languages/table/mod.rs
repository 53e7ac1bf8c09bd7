//! docs/languages.md: types, names and error codes in all languages, and whether
//! each binding has what it says.

mod bindings;
mod names;
mod page;

use names::Language;

use crate::support::shipped::root;

#[test]
fn the_page_is_what_the_header_says() {
    let path = root().join("docs/languages.md");
    let must = page::page();
    if std::env::var_os("NH_UPDATE_LANGUAGES").is_some_and(|value| value == "1") {
        std::fs::write(&path, must).unwrap();
        return;
    }
    let stale = "NH_UPDATE_LANGUAGES=1 cargo test --test languages writes it anew";
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (is, must)) in committed.lines().zip(must.lines()).enumerate() {
        assert_eq!(is, must, "docs/languages.md, line {}; {stale}", number + 1);
    }
    assert_eq!(committed, must, "{stale}");
}

#[test]
fn cxx_has_these_names() {
    bindings::check(Language::Cxx);
}

#[test]
fn php_has_these_names() {
    bindings::check(Language::Php);
}

#[test]
fn ruby_has_these_names() {
    bindings::check(Language::Ruby);
}

#[test]
fn python_has_these_names() {
    bindings::check(Language::Python);
}
