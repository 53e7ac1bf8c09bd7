//! Asks each binding, by the means of its language, whether it has the classes,
//! methods and numbers of the page, and how it fails.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::c_types::enums;
use crate::support::shipped::{compile, have, have_with, root, run, scratch, shared_object};
use crate::support::skips;

use super::names::{Language, calls, class, classes, error_fields};

/// The kinds of errors, and what they are all.
const KINDS: [&str; 4] = ["UsageError", "NetworkError", "ServiceError", "LibraryError"];

pub fn check(language: Language) {
    let entry = root().join(match language {
        Language::Cxx => "include/notification_hubs.hpp",
        Language::Php => "bindings/php/autoload.php",
        Language::Ruby => "bindings/ruby/lib/notification_hubs.rb",
        Language::Python => "bindings/python/src/notification_hubs/__init__.py",
    });
    if !entry.exists() {
        skips::for_want_of(&format!("a binding for {}", language.name()));
        return;
    }
    let (interpreter, part) = match language {
        Language::Cxx => {
            if have("c++") {
                check_cxx(&entry);
            }
            return;
        }
        Language::Php => ("php", "FFI"),
        Language::Ruby => ("ruby", "ffi"),
        Language::Python => ("python3", "ctypes"),
    };
    if have_with(interpreter, part) {
        ask(language, interpreter, &entry);
    }
}

/// Nothing has this name: a script that does not miss it looks at nothing.
const NONSENSE: &str = "nonsense";

/// What a script of the language is to look for, and one of each that is nowhere.
fn wanted(language: Language) -> Value {
    let methods = |object: &str| -> Vec<String> {
        calls(object)
            .iter()
            .map(|call| call.method(language))
            .collect()
    };
    let mut fields: Vec<String> = error_fields()
        .into_iter()
        .map(|(_, words, is_predicate)| language.field(&words, is_predicate))
        .collect();
    fields.push(NONSENSE.to_owned());
    let mut constants: Vec<Value> = enums()
        .iter()
        .flat_map(|each| {
            each.constants.iter().map(|constant| {
                let name = language.constant(&each.name, &constant.name);
                let name = name.trim_start_matches(':');
                let name = name.rsplit([':', '.']).next().unwrap();
                json!([class(&each.name), name, constant.number])
            })
        })
        .collect();
    constants.push(json!(["Platform", NONSENSE, 2]));
    let mut classes: Vec<String> = classes().iter().map(|kind| language.class(kind)).collect();
    classes.push("Nonsense".to_owned());
    let mut hub_methods = methods("nh_hub");
    hub_methods.push(NONSENSE.to_owned());
    json!({
        "classes": classes,
        "kinds": KINDS,
        "constants": constants,
        "methods": {
            language.class("nh_hub"): hub_methods,
            language.class("nh_namespace"): methods("nh_namespace"),
        },
        "fields": fields,
    })
}

/// Runs tests/languages/table/ask.*, which prints what is not there.
fn ask(language: Language, interpreter: &str, entry: &Path) {
    let dir = scratch(&format!("languages_{}", language.name()));
    let wanted_file = dir.join("wanted.json");
    std::fs::write(&wanted_file, wanted(language).to_string()).unwrap();
    let script = |name: &str| root().join("tests/languages/table").join(name);
    let mut command = Command::new(interpreter);
    match language {
        Language::Php => command
            .args(["-d", "ffi.enable=1"])
            .arg(script("ask.php"))
            .arg(entry),
        Language::Ruby => command
            .arg("-I")
            .arg(entry.parent().unwrap())
            .arg(script("ask.rb")),
        _ => command
            .env("PYTHONPATH", root().join("bindings/python/src"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(script("ask.py")),
    };
    command.arg(wanted_file).env("NH_LIBRARY", shared_object());
    let output = run(&mut command);
    let said = String::from_utf8_lossy(&output.stdout);
    let is_nonsense = |line: &&str| line.to_lowercase().contains(NONSENSE);
    let (nonsense, missing): (Vec<&str>, Vec<&str>) = said.lines().partition(is_nonsense);
    assert!(
        missing.is_empty(),
        "{} has not: {missing:#?}",
        language.name()
    );
    assert_eq!(nonsense.len(), 4, "a class, a constant, a method, a field");
}

/// Numbers are C's own; classes and kinds must be complete, and methods be
/// declared somewhere.
fn check_cxx(entry: &Path) {
    let mut program = String::from(
        "#include <notification_hubs.hpp>\n#include <type_traits>\nusing namespace notification_hubs;\n",
    );
    for kind in classes() {
        program += &format!("static_assert(sizeof({}) > 0, \"\");\n", class(&kind));
    }
    for kind in KINDS {
        program += &format!("static_assert(std::is_base_of<Error, {kind}>::value, \"\");\n");
    }
    program += "int main() {\n  try { Hub hub(\"nonsense\", \"demo\"); }\n  catch (const UsageError &error) {\n";
    for (_, words, is_predicate) in error_fields() {
        let field = Language::Cxx.field(&words, is_predicate);
        program += &format!("    (void)error.{field}();\n");
    }
    program += "    return error.status() == NH_STATUS_INVALID_CONNECTION_STRING ? 0 : 1;\n  }\n  return 2;\n}\n";
    let dir = scratch("languages_cxx");
    let source = dir.join("names.cpp");
    std::fs::write(&source, program).unwrap();
    let output = dir.join("names");
    compile("c++", &["-std=c++17"], &[source], &output);
    run(&mut Command::new(output));

    let text = headers(entry);
    for call in ["nh_hub", "nh_namespace"].into_iter().flat_map(calls) {
        let declared = text.contains(&format!(" {}(", call.words));
        assert!(declared, "C++ has not: {}", call.words);
    }
}

fn headers(entry: &Path) -> String {
    let parts = std::fs::read_dir(entry.with_extension(""))
        .into_iter()
        .flatten();
    let parts = parts.map(|part| part.unwrap().path());
    let files: Vec<PathBuf> = std::iter::once(entry.to_owned()).chain(parts).collect();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect()
}
