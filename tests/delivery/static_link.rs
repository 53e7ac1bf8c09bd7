//! The archive that is shipped, in every way that programs are linked with it,
//! and what it and the shared library ask of the machine.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support::c_functions::functions;
use crate::support::installed::{Installed, SENDER, needed, printed, reaches_every_platform};
use crate::support::shipped::{have, root, run, scratch};
use crate::support::skips;

/// What a link takes by hand, as docs/installing.md says.
fn by_hand(installed: &Installed) -> Vec<String> {
    let mut arguments = vec![installed.archive()];
    arguments.extend(["-lpthread", "-lm", "-ldl"].map(str::to_owned));
    arguments
}

/// That this program has the library in itself.
fn has_the_library(program: &Path) {
    let needed = needed(program);
    assert!(!needed.contains("notification_hubs"), "{needed}");
}

/// The global names that an object file defines.
fn globals(nm: &[&str], file: &Path) -> BTreeSet<String> {
    let text = printed(Command::new("nm").args(nm).arg(file));
    text.lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn only_the_interface_is_global() {
    let installed = Installed::new("globals");
    let declared: BTreeSet<String> = functions().into_iter().map(|f| f.name).collect();
    let archive = globals(
        &["--extern-only", "--defined-only"],
        &installed.path("lib/libnotification_hubs.a"),
    );
    assert_eq!(archive, declared);
    let shared = globals(
        &["--dynamic", "--defined-only"],
        &installed.path("lib/libnotification_hubs.so"),
    );
    assert_eq!(shared, declared);
}

/// Two archives made one after the other are the same, byte for byte.
#[test]
fn the_archive_is_reproducible() {
    let one = Installed::new("reproducible_one");
    let other = Installed::new("reproducible_other");
    let [one, other] = [one, other].map(|installed| std::fs::read(installed.archive()).unwrap());
    assert!(one == other, "they differ");
}

#[test]
fn shared_by_pkg_config() {
    if !have("pkg-config") {
        return;
    }
    let installed = Installed::new("shared");
    let flags = installed.pkg_config(&["--cflags", "--libs"]);
    let program = installed.compile(&[], &[SENDER], &flags);
    assert!(needed(&program).contains("[libnotification_hubs.so."));
    let lib = installed.path("lib");
    reaches_every_platform(Command::new(program).env("LD_LIBRARY_PATH", lib), 1);
}

/// `-Bstatic` is for those who have both libraries and want this one inside.
#[test]
fn static_by_pkg_config_into_a_pie() {
    if !have("pkg-config") {
        return;
    }
    let installed = Installed::new("pie");
    let mut flags = installed.pkg_config(&["--static", "--cflags", "--libs"]);
    let library = flags.iter().position(|flag| flag == "-lnotification_hubs");
    let library = library.expect("the library among the flags");
    flags.insert(library + 1, "-Wl,-Bdynamic".to_owned());
    flags.insert(library, "-Wl,-Bstatic".to_owned());
    let program = installed.compile(&["-fPIE", "-pie"], &[SENDER], &flags);
    let header = printed(Command::new("readelf").arg("-h").arg(&program));
    assert!(header.contains("DYN (Position-Independent"), "{header}");
    has_the_library(&program);
    reaches_every_platform(&mut Command::new(program), 1);
}

/// The flags of pkg-config as they are.
#[test]
fn wholly_static_by_pkg_config() {
    if !have("pkg-config") {
        return;
    }
    let installed = Installed::new("static");
    let flags = installed.pkg_config(&["--static", "--cflags", "--libs"]);
    for how in ["-static", "-static-pie"] {
        let program = installed.compile(&[how, "-fPIE"], &[SENDER], &flags);
        assert_eq!(needed(&program), "", "{how}");
        reaches_every_platform(&mut Command::new(program), 1);
    }
}

#[test]
fn a_gnu89_program_by_hand() {
    let installed = Installed::new("gnu89");
    for flags in [
        &["-std=gnu89", "-Wall", "-Werror"][..],
        &["-std=gnu89", "-Wall", "-Werror", "-no-pie", "-fno-pie"],
        &[
            "-std=gnu89",
            "-Wall",
            "-Werror",
            "-static",
            "-static-libgcc",
        ],
    ] {
        let program = installed.compile(flags, &[SENDER], &by_hand(&installed));
        has_the_library(&program);
        reaches_every_platform(&mut Command::new(program), 1);
    }
}

/// Other linkers than GNU's can use the archive; only making it takes GNU's.
#[test]
fn with_other_compilers_and_linkers() {
    let installed = Installed::new("linkers");
    for (program, compiler, flags) in [
        ("clang", "clang", vec![]),
        ("ld.gold", "cc", vec!["-fuse-ld=gold"]),
        ("ld.lld", "cc", vec!["-fuse-ld=lld"]),
    ] {
        if !have(program) {
            continue;
        }
        let output = installed.build.join(program);
        run(Command::new(compiler)
            .args(flags)
            .arg(format!("-I{}", installed.path("include").display()))
            .arg(root().join(SENDER))
            .arg("-o")
            .arg(&output)
            .args(by_hand(&installed)));
        has_the_library(&output);
        reaches_every_platform(&mut Command::new(output), 1);
    }
}

/// Both speak TLS in one process; OpenSSL as the system's shared library, and
/// inside the program too.
#[test]
fn beside_openssl() {
    if !have_openssl() {
        return;
    }
    let installed = Installed::new("openssl");
    let hand = by_hand(&installed);
    let openssl = |arguments: &[&str]| -> Vec<String> {
        printed(Command::new("pkg-config").args(arguments).arg("openssl"))
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    let shared = [hand.clone(), openssl(&["--libs"])].concat();
    // In the other order too: whose symbols win must not matter.
    let turned = [openssl(&["--libs"]), hand.clone()].concat();
    let whole = [hand, openssl(&["--static", "--libs"])].concat();
    for (flags, arguments) in [
        (&[][..], shared),
        (&[][..], turned),
        (&["-static"][..], whole),
    ] {
        let program = installed.compile_beside("beside_openssl", flags, &arguments);
        has_the_library(&program);
        reaches_every_platform(&mut Command::new(program), 2);
    }
}

fn have_openssl() -> bool {
    have("pkg-config") && {
        let found = Command::new("pkg-config")
            .args(["--exists", "openssl"])
            .status()
            .unwrap()
            .success();
        if !found {
            skips::for_lack_of("libssl-dev");
        }
        found
    }
}

/// A program with two Rust archives has two Rust runtimes, and one must not see
/// the other's names.
#[test]
fn beside_another_rust_archive() {
    let installed = Installed::new("rust");
    let other = installed.build.join("libother_rust.a");
    run(Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "staticlib", "-o"])
        .arg(&other)
        .arg(root().join("tests/delivery/static/other_rust.rs")));
    let other = vec![other.to_str().unwrap().to_owned()];
    let hand = by_hand(&installed);
    for arguments in [
        [other.clone(), hand.clone()].concat(),
        [hand, other].concat(),
    ] {
        for flags in [&[][..], &["-static"]] {
            let program = installed.compile_beside("beside_rust", flags, &arguments);
            has_the_library(&program);
            reaches_every_platform(&mut Command::new(program), 1);
        }
    }
}

/// `Libs.private` is what rustc says that its archives need, but for what every
/// compiler adds by itself: libc, and libgcc in the form that fits the link.
#[test]
fn private_libraries_are_those_that_rustc_names() {
    let archive = scratch("static_native_libs").join("empty.a");
    let output = run(Command::new("sh")
        .arg("-c")
        .arg("rustc --crate-type staticlib --crate-name empty --print native-static-libs -o \"$0\" - </dev/null")
        .arg(&archive));
    let text = String::from_utf8(output.stderr).unwrap();
    let (_, named) = text
        .split_once("native-static-libs: ")
        .expect("what rustc says");
    let expected: Vec<&str> = named
        .lines()
        .next()
        .unwrap()
        .split(' ')
        .filter(|library| !["-lgcc_s", "-lc"].contains(library))
        .collect();
    let pc = root().join("packaging/pkgconfig/notification_hubs.pc.in");
    let pc = std::fs::read_to_string(pc).unwrap();
    let line = pc
        .lines()
        .find_map(|line| line.strip_prefix("Libs.private: "));
    assert_eq!(line.unwrap().split(' ').collect::<Vec<_>>(), expected);

    // CMake has one name of its own for the threads.
    let cmake = root().join("packaging/cmake/NotificationHubsTargets.cmake");
    let cmake = std::fs::read_to_string(cmake).unwrap();
    let (_, list) = cmake.split_once("INTERFACE_LINK_LIBRARIES \"").unwrap();
    let list = list.split('"').next().unwrap();
    let linked: BTreeSet<String> = list
        .split(';')
        .map(|library| match library {
            "Threads::Threads" => "-lpthread".to_owned(),
            library => format!("-l{library}"),
        })
        .collect();
    let expected: BTreeSet<String> = expected.iter().map(|&library| library.to_owned()).collect();
    assert_eq!(linked, expected);

    let recipe = root().join("packaging/conan/conanfile.py");
    let recipe = std::fs::read_to_string(recipe).unwrap();
    let (_, list) = recipe.split_once("system_libs = [\"").unwrap();
    let list = list.split("\"]").next().unwrap();
    let linked: BTreeSet<String> = list
        .split("\", \"")
        .map(|library| format!("-l{library}"))
        .collect();
    assert_eq!(linked, expected);
}

/// The newest glibc that a binary asks for, as (2, minor).
fn glibc_of(text: &str) -> (u32, u32) {
    text.split("GLIBC_")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| c != '.' && !c.is_ascii_digit());
            let (major, minor) = rest[..end.unwrap_or(rest.len())].split_once('.')?;
            let minor = minor.split('.').next()?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        })
        .max()
        .expect("it asks for some glibc")
}

/// docs/installing.md says which glibc is needed; what was built on a newer
/// machine than Debian 12 may need more.
#[test]
fn the_glibc_that_is_needed_is_the_one_stated() {
    if !have("objdump") {
        return;
    }
    let page = std::fs::read_to_string(root().join("docs/installing.md")).unwrap();
    let (_, stated) = page
        .split_once("**glibc ")
        .expect("the page states a glibc");
    let stated = glibc_of(&format!("GLIBC_{}", stated.split(' ').next().unwrap()));
    let machine = printed(Command::new("getconf").arg("GNU_LIBC_VERSION"));
    if glibc_of(&machine.replace("glibc ", "GLIBC_")) > (2, 36) {
        skips::for_want_of("a glibc as old as Debian 12's");
        return;
    }
    let installed = Installed::new("glibc");
    let mut newest = Vec::new();
    for name in [
        "lib/libnotification_hubs.so",
        "bin/nh-send",
        "bin/nh-emulator",
    ] {
        let output = printed(Command::new("objdump").arg("-T").arg(installed.path(name)));
        newest.push(glibc_of(&output));
    }
    println!("needed: {newest:?}");
    assert_eq!(newest.into_iter().max(), Some(stated));
}
