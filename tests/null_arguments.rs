//! NULL for every pointer of every function, one at a time and all at once; and
//! what a refused call leaves in its out-parameters.
//!
//! The C program is written from the header, so that a new function is covered
//! on the day it appears.

mod support;

use std::fmt::Write as _;
use std::process::Command;

use support::shipped::{compile, root, run, scratch};

/// How to make an object of each type that functions take beside others.
const OBJECTS: [(&str, &str); 16] = [
    ("nh_hub", "nh_hub_new(STRING, \"demo\", NULL)"),
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
    ("nh_hub_description", "nh_hub_description_new()"),
];

/// Parameters that may be NULL everywhere.
const OPTIONAL: [&str; 5] = ["options", "outcome", "callback", "user_data", "etag"];

/// Parameters that may be NULL in one function.
const OPTIONAL_IN: [(&str, &str); 19] = [
    ("nh_sas_token_new", "uri"),
    ("nh_notification_new_apple_alert", "title"),
    ("nh_notification_new_fcmv1_message", "title"),
    ("nh_notification_new_fcmv1_message", "body"),
    ("nh_notification_new_windows_toast", "line2"),
    ("nh_notification_new_windows_toast", "launch"),
    ("nh_notification_new_windows_tile", "line2"),
    ("nh_registration_set_template", "name"),
    ("nh_registration_set_apple_expressions", "expiry"),
    ("nh_registration_set_apple_expressions", "priority"),
    ("nh_submit_job", "import_file_uri"),
    ("nh_hub_description_set_mpns", "certificate"),
    ("nh_hub_description_set_mpns", "certificate_key"),
    ("nh_hub_description_set_adm_endpoints", "auth_token_url"),
    ("nh_hub_description_set_adm_endpoints", "send_url_template"),
    ("nh_platform_from_name", "name"),
    ("nh_error_copy", "error"),
    ("nh_hub_new", "hub_name"),
    ("nh_hub_new_shared", "hub_name"),
];

struct Function {
    returns: String,
    name: String,
    parameters: Vec<Parameter>,
}

struct Parameter {
    kind: String,
    name: String,
}

impl Parameter {
    fn is_pointer(&self) -> bool {
        self.kind.contains('*')
            || ["nh_next_handle", "nh_log_callback", "nh_token_callback"]
                .contains(&self.kind.as_str())
    }

    fn is_out(&self) -> bool {
        let plain = self.kind.replace("const ", "");
        self.kind.contains("**") || plain == "bool *" || plain == "uint64_t *"
    }

    fn is_required(&self, function: &str) -> bool {
        let excused = OPTIONAL_IN.contains(&(function, &self.name));
        self.is_pointer() && !self.is_out() && !self.is_optional(function) && !excused
    }

    /// Options are optional everywhere but in their own setters.
    fn is_optional(&self, function: &str) -> bool {
        let own = self.kind.trim_end_matches([' ', '*']);
        OPTIONAL.contains(&self.name.as_str()) && !function.starts_with(&format!("{own}_set"))
    }

    /// Declares what an out-parameter points to, with junk in it.
    fn declare(&self) -> String {
        let place = self.kind.trim_end_matches('*').trim_end();
        let name = &self.name;
        match place {
            "bool" => format!("bool {name}_out = true;"),
            "uint64_t" => format!("uint64_t {name}_out = 77;"),
            object => format!("{object} *{name}_out = JUNK;"),
        }
    }

    /// Checks what a call that was refused has put there: an outcome or a
    /// report, to be freed, and otherwise nothing.
    fn check_left(&self, function: &str) -> String {
        let name = &self.name;
        let made = ["nh_outcome", "nh_batch_report"]
            .into_iter()
            .find(|kind| self.kind.starts_with(kind));
        match made {
            Some(kind) => format!(
                "if (left(\"{function}\", \"{name}\", {name}_out != NULL && (void *){name}_out != JUNK)) {kind}_free({name}_out);"
            ),
            None => format!("left(\"{function}\", \"{name}\", !{name}_out);"),
        }
    }

    /// A good value, or NULL.
    fn value(&self, function: &str, null: bool) -> String {
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
            "void" | "nh_log_callback" | "nh_token_callback" => "NULL".to_owned(),
            "int32_t" | "uint32_t" | "size_t" | "int64_t" | "uint64_t" => "1".to_owned(),
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

fn functions() -> Vec<Function> {
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
    fn call(&self, null: impl Fn(&Parameter) -> bool) -> String {
        let arguments: Vec<String> = self
            .parameters
            .iter()
            .map(|p| p.value(&self.name, null(p)))
            .collect();
        format!("{}({})", self.name, arguments.join(", "))
    }

    fn is_constructor(&self) -> bool {
        self.returns.starts_with("nh_") && self.returns.ends_with('*')
    }

    /// The checks of this function, with fresh objects: a setter that failed
    /// makes the next use of its object fail.
    fn write_block(&self, out: &mut String) {
        let takes = |kind: &str| {
            let mut kinds = self.parameters.iter().map(|p| p.kind.replace("const ", ""));
            kinds.any(|taken| taken.trim_end_matches([' ', '*']) == kind)
        };
        let objects = OBJECTS.iter().filter(|(kind, _)| {
            takes(kind) || *kind == "nh_hub" && takes("nh_registration_cursor")
        });
        writeln!(out, "  {{").unwrap();
        for (kind, make) in objects.clone() {
            let variable = kind.trim_start_matches("nh_");
            writeln!(out, "  {kind} *{variable} = {make};").unwrap();
        }
        self.write(out);
        for (kind, _) in objects.rev() {
            let variable = kind.trim_start_matches("nh_");
            writeln!(out, "  {kind}_free({variable});").unwrap();
        }
        writeln!(out, "  }}").unwrap();
    }

    /// The checks of this function.
    fn write(&self, out: &mut String) {
        let name = &self.name;
        let required: Vec<&Parameter> = self
            .parameters
            .iter()
            .filter(|p| p.is_required(name))
            .collect();
        let all_null = self.call(|_| true);
        if self.returns == "void" {
            writeln!(out, "  {all_null}; passed++;").unwrap();
        } else if self.returns == "nh_status" && name.starts_with("nh_") && !required.is_empty() {
            let is_getter = ["nh_error_status", "nh_outcome_status"].contains(&name.as_str());
            if is_getter {
                writeln!(out, "  (void){all_null}; passed++;").unwrap();
                return;
            }
            for parameter in &required {
                let call = self.call(|p| p.name == parameter.name);
                let wanted = &parameter.name;
                let outs = self.parameters.iter().filter(|p| p.is_out());
                writeln!(out, "  {{").unwrap();
                for parameter in outs.clone() {
                    writeln!(out, "    {}", parameter.declare()).unwrap();
                }
                writeln!(out, "    refused(\"{name}\", \"{wanted}\", {call});").unwrap();
                for parameter in outs {
                    writeln!(out, "    {}", parameter.check_left(name)).unwrap();
                }
                writeln!(out, "  }}").unwrap();
            }
            writeln!(out, "  refused(\"{name}\", \"is NULL\", {all_null});").unwrap();
        } else if self.is_constructor() && !required.is_empty() {
            for parameter in &required {
                let call = self.call(|p| p.name == parameter.name);
                let wanted = &parameter.name;
                writeln!(
                    out,
                    "  made_nothing(\"{name}\", \"{wanted}\", {call} == NULL);"
                )
                .unwrap();
            }
            writeln!(
                out,
                "  made_nothing(\"{name}\", \"is NULL\", {all_null} == NULL);"
            )
            .unwrap();
        } else if self.parameters.iter().any(Parameter::is_pointer) && !self.is_constructor() {
            // A getter: any neutral value, and text that can be printed or is
            // NULL.
            if self.returns == "const char *" {
                writeln!(out, "  neutral(\"{name}\", {all_null});").unwrap();
            } else {
                writeln!(out, "  (void){all_null}; passed++;").unwrap();
            }
        }
    }
}

const PROLOGUE: &str = r#"#include <stdio.h>
#include <string.h>
#include "notification_hubs.h"

#define STRING "Endpoint=sb://localhost/;SharedAccessKeyName=P;SharedAccessKey=a2V5a2V5"

static int passed, failed;

/* What no function may leave in an out-parameter, nor follow. */
static char junk;
#define JUNK ((void *)&junk)

static const char *no_handle(void *user_data)
{
  (void)user_data;
  return NULL;
}

static void check(const char *function, const char *wanted, int good)
{
  const char *message = nh_error_message(nh_last_error());
  if (good && strstr(message, wanted)) {
    passed++;
  } else {
    failed++;
    printf("not ok %s without %s: %s\n", function, wanted, message);
  }
}

static void refused(const char *function, const char *wanted, nh_status status)
{
  check(function, wanted, status == NH_STATUS_INVALID_ARGUMENT);
}

static int left(const char *function, const char *parameter, int good)
{
  if (good) {
    passed++;
  } else {
    failed++;
    printf("not ok %s: what it left in %s\n", function, parameter);
  }
  return good;
}

static void made_nothing(const char *function, const char *wanted, int nothing)
{
  check(function, wanted, nothing
        && nh_error_status(nh_last_error()) == NH_STATUS_INVALID_ARGUMENT);
}

static void neutral(const char *function, const char *text)
{
  if (text == NULL || strlen(text) < 40)
    passed++;
  else {
    failed++;
    printf("not ok %s: %s\n", function, text);
  }
}

int main(void)
{
"#;

#[test]
fn every_pointer_of_every_function_may_be_null() {
    let functions = functions();
    assert!(
        functions.len() > 100,
        "{} functions were found",
        functions.len()
    );
    let mut program = PROLOGUE.to_owned();
    for function in &functions {
        function.write_block(&mut program);
    }
    program.push_str(
        "  printf(\"%d passed, %d failed\\n\", passed, failed);\n  return failed != 0;\n}\n",
    );
    let dir = scratch("null_arguments");
    let source = dir.join("null_arguments.c");
    std::fs::write(&source, program).unwrap();
    let binary = dir.join("null_arguments");
    let flags = [
        "-std=c99",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Wno-unused-value",
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];
    compile("cc", &flags, &[source], &binary);
    let output = run(&mut Command::new(&binary));
    let text = String::from_utf8(output.stdout).unwrap();
    println!("{text}");
    assert!(text.contains(" 0 failed"), "{text}");
}
