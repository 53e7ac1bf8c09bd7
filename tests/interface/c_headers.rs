//! The headers: fresh, and clean under every standard and compiler; and the
//! shared object behind them.

use std::process::Command;

use crate::support::shipped::{have, root, run, scratch, shared_object};
use crate::support::soname;

const HEADERS: [&str; 2] = ["notification_hubs.h", "notification_hubs.cdef.h"];

#[test]
fn the_committed_headers_are_what_the_build_writes() {
    // What build.rs wrote when this test was built.
    for name in HEADERS {
        let built = std::fs::read_to_string(format!("{}/{name}", env!("NH_HEADER_DIR"))).unwrap();
        let committed = std::fs::read_to_string(root().join("include").join(name)).unwrap();
        assert!(
            built == committed,
            "include/{name} is stale: run `NH_UPDATE_HEADER=1 cargo build` and commit it"
        );
    }
}

#[test]
fn the_header_is_clean_under_every_standard_and_compiler() {
    let dir = scratch("c_headers");
    let c = dir.join("use.c");
    let code = "#include \"notification_hubs.h\"\n#include \"notification_hubs.h\"\n\
                int main(void) { return nh_version_number() == 0; }\n";
    std::fs::write(&c, code).unwrap();
    let cxx = dir.join("use.cpp");
    std::fs::write(&cxx, code).unwrap();
    let cdef = dir.join("cdef.c");
    let includes = "#include <stddef.h>\n#include <stdint.h>\n#include <stdbool.h>\n";
    std::fs::write(
        &cdef,
        format!("{includes}#include \"notification_hubs.cdef.h\"\n"),
    )
    .unwrap();
    let strict = ["-Wall", "-Wextra", "-pedantic", "-Werror"];
    let mut checked = 0;
    let mut check = |compiler: &str, standard: &str, flags: &[&str], source: &std::path::Path| {
        run(Command::new(compiler)
            .arg(format!("-std={standard}"))
            .args(flags)
            .args(["-fsyntax-only", "-I"])
            .arg(root().join("include"))
            .arg(source));
        checked += 1;
    };
    for (cc, cxx_compiler) in [("gcc", "g++"), ("clang", "clang++")] {
        if have(cc) {
            for standard in ["c99", "c11", "c17"] {
                check(cc, standard, &strict, &c);
                check(cc, standard, &strict, &cdef);
            }
            check(cc, "gnu89", &["-Wall", "-Werror"], &c);
        }
        if have(cxx_compiler) {
            for standard in ["c++11", "c++17", "c++20"] {
                check(cxx_compiler, standard, &strict, &cxx);
            }
        }
    }
    if have("clang") {
        let everything = [
            "-Weverything",
            "-Werror",
            "-Wno-unused-macros",
            "-Wno-documentation-unknown-command",
        ];
        check("clang", "c99", &everything, &c);
    }
    assert!(checked > 0, "no C compiler was found");
}

#[test]
fn the_cdef_header_is_declarations_alone() {
    let text = std::fs::read_to_string(root().join("include/notification_hubs.cdef.h")).unwrap();
    for line in text.lines() {
        assert!(!line.starts_with('#'), "{line}");
        assert!(!line.contains("/*") && !line.contains("extern"), "{line}");
    }
}

#[test]
fn the_shared_object_exports_only_what_the_header_declares() {
    let names = |text: &str| {
        let mut names: Vec<String> = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| word.starts_with("nh_"))
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let header = std::fs::read_to_string(root().join("include/notification_hubs.cdef.h")).unwrap();
    let declared: String = header
        .split(';')
        .filter_map(|declaration| declaration.split_once('(').map(|(name, _)| name))
        .filter(|name| !name.contains("typedef"))
        .map(|name| format!("{} ", name.rsplit([' ', '*']).next().unwrap()))
        .collect();
    let output = run(Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(shared_object()));
    let symbols: String = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| format!("{} ", line.split_whitespace().last().unwrap()))
        .collect();
    assert_eq!(names(&symbols), names(&declared));
    for symbol in symbols.split_whitespace() {
        assert!(symbol.starts_with("nh_"), "{symbol} is exported");
    }
}

#[test]
fn the_shared_object_needs_little_and_has_a_versioned_name() {
    let output = run(Command::new("readelf")
        .args(["-d", "-W"])
        .arg(shared_object()));
    let text = String::from_utf8(output.stdout).unwrap();
    // " 0x… (NEEDED)  Shared library: [libc.so.6]"
    let values = |key: &str| -> Vec<&str> {
        text.lines()
            .filter(|line| line.contains(key))
            .filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0))
            .collect()
    };
    let mut needed = values("(NEEDED)");
    needed.retain(|name| !name.starts_with("ld-linux"));
    needed.sort_unstable();
    assert_eq!(needed, ["libc.so.6", "libgcc_s.so.1"]);
    let number = soname::number(env!("CARGO_PKG_VERSION"));
    assert_eq!(
        values("(SONAME)"),
        [format!("libnotification_hubs.so.{number}")]
    );
    assert!(text.contains("NODELETE"), "dlclose must not unmap it");
}
