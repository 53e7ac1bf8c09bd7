//! `make install`: what it puts where, and that it is found from there.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::manual;
use crate::support;
use crate::support::LocalHub;
use crate::support::installed::{Installed, SENDER, make, printed, reaches_every_platform};
use crate::support::pages::checkout;
use crate::support::shipped::{have, library_dir, root, run, scratch};
use crate::support::soname;

/// Every file and link below a directory.
pub fn files(dir: &Path) -> BTreeSet<String> {
    let output = printed(
        Command::new("find")
            .arg(dir)
            .args(["!", "-type", "d", "-printf", "%P\n"]),
    );
    output.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_installed_and_uninstalled() {
    let installed = Installed::new("files");
    let version = env!("CARGO_PKG_VERSION");
    let soname = soname::number(version);
    let names = files(&installed.prefix);
    for name in [
        "bin/nh-emulator",
        "bin/nh-send",
        "include/notification_hubs.h",
        "include/notification_hubs.cdef.h",
        "lib/libnotification_hubs.a",
        &format!("lib/libnotification_hubs.so.{version}"),
        "lib/pkgconfig/notification_hubs.pc",
        "lib/cmake/NotificationHubs/NotificationHubsConfig.cmake",
        "lib/cmake/NotificationHubs/NotificationHubsConfigVersion.cmake",
        "lib/cmake/NotificationHubs/NotificationHubsTargets.cmake",
        "share/doc/notification_hubs/LICENSE-MIT",
        "share/doc/notification_hubs/notification_hubs.supp",
    ] {
        assert!(names.contains(name), "{name} is not in {names:#?}");
    }
    // All headers, and the pages that there are.
    assert_eq!(
        files(&installed.path("include")),
        files(&root().join("include"))
    );
    for name in [
        "docs/index.md",
        "examples-c/first.c",
        "bindings/php/examples/howto.php",
    ] {
        let name = format!("share/doc/notification_hubs/{name}");
        assert!(names.contains(&name), "{name}");
    }
    for page in std::fs::read_dir(root().join("man")).into_iter().flatten() {
        let name = page.unwrap().file_name().into_string().unwrap();
        let section = name.rsplit_once('.').map_or("", |(_, section)| section);
        if section.len() == 1 {
            let name = format!("share/man/man{section}/{name}");
            assert!(names.contains(&name), "{name}");
        }
    }
    // What the linker opens leads to what the loader opens, which is the file.
    let link = |name: &str| std::fs::read_link(installed.path(name)).unwrap();
    assert_eq!(
        link("lib/libnotification_hubs.so"),
        Path::new(&format!("libnotification_hubs.so.{soname}"))
    );
    assert_eq!(
        link(&format!("lib/libnotification_hubs.so.{soname}")),
        Path::new(&format!("libnotification_hubs.so.{version}"))
    );
    if have("pkg-config") {
        assert_eq!(installed.pkg_config(&["--modversion"]), [version]);
    }
    // nh-send finds its library by itself.
    let said = printed(Command::new(installed.path("bin/nh-send")).arg("--version"));
    assert_eq!(said.trim(), format!("nh-send {version}, library {version}"));
    for line in std::fs::read_to_string(installed.path("lib/pkgconfig/notification_hubs.pc"))
        .unwrap()
        .lines()
    {
        assert!(!line.contains('@'), "{line}");
    }

    manual::every_function_has_a_page(&installed);
    manual::links_lead_somewhere(&installed);

    run(&mut installed.make(&["uninstall"]));
    assert!(!installed.prefix.exists(), "{:?}", files(&installed.prefix));
}

/// Make says what it can do; the words are the Makefile's own head.
#[test]
fn help_has_every_target_and_variable() {
    let said = printed(
        Command::new("make")
            .args(["-s", "help"])
            .current_dir(root()),
    );
    let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
    let (_, targets) = makefile.split_once("\n.PHONY:").unwrap();
    for target in targets.lines().next().unwrap().split_whitespace() {
        let target = match target {
            "FORCE" => continue,
            "all" => "make  ",
            _ => &format!("make {target} "),
        };
        assert!(said.contains(target), "{target}: {said}");
    }
    for variable in [
        "PREFIX=",
        "LIBDIR=",
        "DESTDIR=",
        "RPATH=",
        "NH_LIB_DIR=",
        "NH_EMULATOR=",
    ] {
        assert!(
            said.contains(&format!("\n{variable}")),
            "{variable}: {said}"
        );
    }
}

#[test]
fn uninstall_leaves_what_is_not_its_own() {
    let installed = Installed::new("others");
    // Where the loader looks, it looks into its cache: this says so.
    let tools = installed.build.join("tools");
    std::fs::create_dir(&tools).unwrap();
    let ldconfig = tools.join("ldconfig");
    let lists = format!(
        "#!/bin/sh\necho '/lib: (from <builtin>:0)'\necho '{}/: (from a file)'\n",
        installed.path("lib").display()
    );
    std::fs::write(&ldconfig, lists).unwrap();
    std::fs::set_permissions(&ldconfig, Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let said = printed(installed.make(&["install"]).env("PATH", path));
    assert!(said.ends_with("run as root: ldconfig\n"), "{said}");
    // Another version beside it is another library.
    let others = ["include/other.h", "lib/libnotification_hubs.so.9"].map(str::to_owned);
    for other in &others {
        std::fs::write(installed.path(other), "").unwrap();
    }
    run(&mut installed.make(&["uninstall"]));
    assert_eq!(files(&installed.prefix), BTreeSet::from(others));
}

/// A packager's install: paths are those of the target, files elsewhere.
#[test]
fn a_destdir_is_in_no_file() {
    let dir = scratch("install_destdir");
    // It may have blanks; what is installed does not know of it.
    let stage = dir.join("a stage");
    let arguments = [
        "PREFIX=/usr".to_owned(),
        "LIBDIR=/usr/lib/x86_64-linux-gnu".to_owned(),
        format!("DESTDIR={}", stage.display()),
    ];
    let build = dir.join("build");
    let said = printed(make(&build).arg("install").args(&arguments));
    assert!(!said.contains("ldconfig"), "{said}");
    let lib = stage.join("usr/lib/x86_64-linux-gnu");
    let pc = std::fs::read_to_string(lib.join("pkgconfig/notification_hubs.pc")).unwrap();
    assert!(pc.contains("prefix=${pcfiledir}/../../..\n"), "{pc}");
    for name in files(&stage) {
        let bytes = std::fs::read(stage.join(&name)).unwrap_or_default();
        let found = bytes.windows(7).any(|part| part == b"a stage");
        assert!(!found, "{name} names DESTDIR");
    }
    let unit = stage.join("usr/lib/systemd/system/nh-emulator.service");
    let unit = std::fs::read_to_string(unit).unwrap();
    assert!(unit.contains("\nExecStart=/usr/bin/nh-emulator "), "{unit}");
    // From one directory of the stage to the other.
    let said = printed(Command::new(stage.join("usr/bin/nh-send")).arg("--version"));
    assert!(said.starts_with("nh-send "), "{said}");

    run(make(&build).arg("uninstall").args(&arguments));
    assert_eq!(files(&stage), BTreeSet::new());
}

#[test]
fn a_prefix_that_cannot_be_is_refused_in_words() {
    let dir = scratch("install_refused");
    for (prefix, words) in [
        (format!("{}/a b", dir.display()), "without blanks"),
        ("relative".to_owned(), "must be a full path"),
    ] {
        let output = make(&dir)
            .args(["install", &format!("PREFIX={prefix}")])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && text.contains(words), "{text}");
        assert!(text.contains(&format!("PREFIX='{prefix}'")), "{text}");
    }
    assert_eq!(files(&dir), BTreeSet::new());
}

/// What is not the library that this checkout describes is not installed.
#[test]
fn a_library_of_another_version_is_refused() {
    let dir = scratch("install_version");
    let library = dir.join("libnotification_hubs.so");
    run(Command::new("cc")
        .args([
            "-shared",
            "-Wl,-soname,libnotification_hubs.so.9",
            "-x",
            "c",
            "/dev/null",
        ])
        .arg("-o")
        .arg(&library));
    let output = make(&dir)
        .args([
            "install",
            &format!("DESTDIR={}", dir.join("stage").display()),
        ])
        .env("NH_LIB_DIR", &dir)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{text}");
    assert!(
        text.contains("says it is libnotification_hubs.so.9"),
        "{text}"
    );
    assert!(!dir.join("stage").exists());
}

/// The prefix is moved after the install, and everything still finds the rest.
#[test]
fn a_moved_prefix_works() {
    let mut installed = Installed::new("moved");
    let elsewhere = installed.prefix.with_file_name("elsewhere");
    std::fs::rename(&installed.prefix, &elsewhere).unwrap();
    installed.prefix = elsewhere;
    printed(Command::new(installed.path("bin/nh-send")).arg("--version"));
    if have("pkg-config") {
        let flags = installed.pkg_config(&["--cflags", "--libs"]);
        let program = installed.compile(&[], &[SENDER], &flags);
        let lib = installed.path("lib");
        reaches_every_platform(Command::new(program).env("LD_LIBRARY_PATH", lib), 1);
    }
    if have("cmake") {
        let build = installed.build.join("cmake");
        run(&mut cmake(
            &installed,
            &build,
            &root().join("tests/everywhere/cmake"),
        ));
        run(Command::new("cmake").arg("--build").arg(&build));
        // CMake tells the loader where the library is.
        reaches_every_platform(&mut Command::new(build.join("send-shared")), 1);
    }
}

fn cmake(installed: &Installed, build: &Path, source: &Path) -> Command {
    let mut cmake = Command::new("cmake");
    cmake.arg("-S").arg(source).arg("-B").arg(build);
    cmake.arg(format!(
        "-DCMAKE_PREFIX_PATH={}",
        installed.prefix.display()
    ));
    cmake
}

/// Before 1.0 the minor version says what fits.
#[test]
fn cmake_takes_only_versions_that_fit() {
    if !have("cmake") {
        return;
    }
    let installed = Installed::new("cmake_versions");
    let version = env!("CARGO_PKG_VERSION");
    for (wanted, fits) in [
        (version, true),
        (&format!("{version} EXACT"), true),
        ("0.0.9", false),
        ("0.1.99", false),
        ("0.2", false),
        ("1.0", false),
    ] {
        let source = installed.build.join("project");
        let _ = std::fs::remove_dir_all(&source);
        std::fs::create_dir(&source).unwrap();
        let project = format!(
            "cmake_minimum_required(VERSION 3.13)\nproject(p LANGUAGES C)\n\
             find_package(NotificationHubs {wanted} REQUIRED)\n"
        );
        std::fs::write(source.join("CMakeLists.txt"), project).unwrap();
        let output = cmake(&installed, &source.join("build"), &source)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), fits, "{wanted}: {text}");
    }
}

/// The page's commands, one after the other, as they stand; those that need
/// root, systemd or an engine are marked so there.
#[test]
fn the_page_on_installing_is_true() {
    if !have("pkg-config") || !have("cmake") {
        return;
    }
    let page = std::fs::read_to_string(root().join("docs/installing.md")).unwrap();
    let fences = |language: &str| -> Vec<String> {
        let fence = format!("```{language}\n");
        let parts = page.split(&fence).skip(1);
        parts
            .map(|part| part.split("```").next().unwrap().to_owned())
            .collect()
    };
    // A checkout and a home of this test's own.
    let dir = scratch("install_page");
    checkout(&dir);
    let projects = fences("cmake");
    assert_eq!(projects.len(), 1);
    let project = dir.join("shop");
    std::fs::create_dir(&project).unwrap();
    std::fs::write(project.join("CMakeLists.txt"), &projects[0]).unwrap();
    std::fs::copy(root().join("examples-c/first.c"), project.join("first.c")).unwrap();

    let devices = root().join("examples-c/devices.json");
    let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
    let commands = fences("sh").join("\n");
    let sends = commands.matches("first\n").count();
    run(Command::new("sh")
        .args(["-eux", "-c", &commands])
        .current_dir(&dir)
        .env("HOME", dir.join("home"))
        .env("NH_LIB_DIR", library_dir())
        .env("NH_EMULATOR", support::emulator())
        .envs(&hub.env));
    assert!(sends >= 6, "{commands}");
    let got = hub.deliveries().len();
    assert!(
        got > 0 && got.is_multiple_of(sends),
        "{sends} sends: {got} deliveries"
    );
}
