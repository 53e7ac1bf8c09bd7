//! NULL for every pointer of every function, one at a time and all at once; and
//! what a refused call leaves in its out-parameters.

use std::fmt::Write as _;
use std::process::Command;

use crate::support::c_functions::{Function, Parameter, functions};
use crate::support::shipped::{compile, run, scratch};

/// Declares what an out-parameter points to, with junk in it.
fn declare(parameter: &Parameter) -> String {
    let place = parameter.kind.trim_end_matches('*').trim_end();
    let name = &parameter.name;
    match place {
        "bool" => format!("bool {name}_out = true;"),
        "uint64_t" => format!("uint64_t {name}_out = 77;"),
        object => format!("{object} *{name}_out = JUNK;"),
    }
}

/// Checks what a call that was refused has put there: an outcome or a
/// report, to be freed, and otherwise nothing.
fn check_left(parameter: &Parameter, function: &str) -> String {
    let name = &parameter.name;
    // Where an outcome is taken it is that of an earlier send, or none.
    let is_taken = function == "nh_queue_next";
    let made = ["nh_outcome", "nh_batch_report"]
        .into_iter()
        .find(|kind| parameter.kind.starts_with(kind) && !is_taken);
    match made {
        Some(kind) => format!(
            "if (left(\"{function}\", \"{name}\", {name}_out != NULL && (void *){name}_out != JUNK)) {kind}_free({name}_out);"
        ),
        None => format!("left(\"{function}\", \"{name}\", !{name}_out);"),
    }
}

/// The checks of a function.
fn write(function: &Function, out: &mut String) {
    let name = &function.name;
    let required: Vec<&Parameter> = function
        .parameters
        .iter()
        .filter(|p| p.is_required(name))
        .collect();
    let all_null = function.call(|_| true);
    if function.returns == "void" {
        writeln!(out, "  {all_null}; passed++;").unwrap();
    } else if function.returns == "nh_status" && name.starts_with("nh_") && !required.is_empty() {
        let is_getter = ["nh_error_status", "nh_outcome_status"].contains(&name.as_str());
        if is_getter {
            writeln!(out, "  (void){all_null}; passed++;").unwrap();
            return;
        }
        for parameter in &required {
            let call = function.call(|p| p.name == parameter.name);
            let wanted = &parameter.name;
            let outs = function.parameters.iter().filter(|p| p.is_out());
            writeln!(out, "  {{").unwrap();
            for parameter in outs.clone() {
                writeln!(out, "    {}", declare(parameter)).unwrap();
            }
            writeln!(out, "    refused(\"{name}\", \"{wanted}\", {call});").unwrap();
            for parameter in outs {
                writeln!(out, "    {}", check_left(parameter, name)).unwrap();
            }
            writeln!(out, "  }}").unwrap();
        }
        writeln!(out, "  refused(\"{name}\", \"is NULL\", {all_null});").unwrap();
    } else if function.is_constructor() && !required.is_empty() {
        for parameter in &required {
            let call = function.call(|p| p.name == parameter.name);
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
    } else if function.parameters.iter().any(Parameter::is_pointer) && !function.is_constructor() {
        // A getter: any neutral value, and text that can be printed or is
        // NULL.
        if function.returns == "const char *" {
            writeln!(out, "  neutral(\"{name}\", {all_null});").unwrap();
        } else {
            writeln!(out, "  (void){all_null}; passed++;").unwrap();
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
        function.write_block(&mut program, write);
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
