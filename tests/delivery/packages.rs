//! The packages for Python, Ruby and PHP that have the library in them: that they are
//! the same bytes twice, say what they are, and that each language takes the library
//! that it should. `tests/long packages` tries those that are shipped.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::installed::printed;
use crate::support::shipped::{have, have_with, root, run, scratch, shared_object};

/// Builds as packaging/cross leaves them: the shipped library as that for glibc, and for
/// musl one that nothing here can use.
fn builds(dir: &Path) -> PathBuf {
    let machine = std::env::consts::ARCH;
    let gnu = dir.join(format!("{machine}-unknown-linux-gnu-test-build"));
    let musl = dir.join(format!("{machine}-unknown-linux-musl-test-build"));
    std::fs::create_dir_all(&gnu).unwrap();
    std::fs::create_dir_all(&musl).unwrap();
    std::fs::copy(shared_object(), gnu.join("libnotification_hubs.so")).unwrap();
    let compile = |name: &str, output: PathBuf, with: &[&str]| {
        run(Command::new("cc")
            .args(["-shared", "-nostdlib", "-xc", "/dev/null", "-o"])
            .arg(output)
            .arg(format!("-Wl,--no-as-needed,-soname,{name}"))
            .args(with)
            .current_dir(dir));
    };
    compile("libc.so", dir.join("libc.so"), &[]);
    let with = ["-L.", "-l:libc.so"];
    compile(&soname(), musl.join("libnotification_hubs.so"), &with);
    let part = |name: &str, file: &str| {
        json!({
            "name": name, "version": "1", "licence": "MIT", "description": "A part",
            "text": format!("Terms of {name}"), "files": [file],
        })
    };
    let library = "libnotification_hubs.so";
    let parts = json!([part("gnu-part", library)]);
    std::fs::write(gnu.join("parts.json"), parts.to_string()).unwrap();
    let parts = json!([part("musl-part", library), part("program-part", "nh-send")]);
    std::fs::write(musl.join("parts.json"), parts.to_string()).unwrap();
    dir.to_owned()
}

/// What the linker put into the library of a package, and not what is in other builds and
/// in programs, is in its notices and in its bill of materials.
fn has_parts_of_its_builds(wheel: &Path, own: &str, other: &str) {
    let read = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); \
                print(*(z.read(n).decode() for n in z.namelist() if n.endswith(sys.argv[2])))";
    for file in ["THIRD-PARTY-NOTICES", "notification_hubs.cdx.json"] {
        let text = printed(
            Command::new("python3")
                .args(["-c", read])
                .arg(wheel)
                .arg(file),
        );
        assert!(text.contains(own), "{own}: {file}");
        assert!(
            !text.contains(other) && !text.contains("program-part"),
            "{file}"
        );
    }
}

/// The name that the shipped library has for the loader.
fn soname() -> String {
    let said = printed(Command::new(root().join("examples-c/soname.sh")).arg(shared_object()));
    said.trim().to_owned()
}

/// Are there the tools that make them?
fn can_make() -> bool {
    [
        have_with("python3", "tomllib"),
        have("ruby"),
        have("readelf"),
    ]
    .into_iter()
    .all(|has| has)
}

fn languages(dist: &Path, output: &Path) -> Command {
    let mut command = Command::new(root().join("packaging/languages"));
    command
        .arg("--test-build")
        .args([dist, output])
        .env("SOURCE_DATE_EPOCH", "1767225600");
    command
}

/// The file of a directory whose name ends so.
fn ending(dir: &Path, end: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(end))
        .collect();
    assert_eq!(found.len(), 1, "{end} in {}: {found:?}", dir.display());
    found.remove(0)
}

fn wheel_for(dir: &Path, system: &str) -> PathBuf {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_str().unwrap().contains(system))
        .unwrap_or_else(|| panic!("no wheel for {system}"))
}

#[test]
fn packages_are_the_same_twice_and_say_what_they_are() {
    if !can_make() {
        return;
    }
    let dir = scratch("packages_twice");
    let dist = builds(&dir.join("dist"));
    let (one, two) = (dir.join("one"), dir.join("two"));
    let said = printed(&mut languages(&dist, &one));
    let mut again = Command::new("sh");
    again
        .args(["-c", "umask 077; exec \"$@\"", "sh"])
        .arg(root().join("packaging/languages"))
        .arg("--test-build")
        .args([&dist, &two])
        .envs([("SOURCE_DATE_EPOCH", "1767225600"), ("TZ", "Asia/Tokyo")])
        .current_dir("/");
    run(&mut again);
    run(Command::new("diff").arg("-r").args([&one, &two]));

    // Each file says that it is not for release.
    assert_eq!(said.lines().count(), 4, "{said}");
    for line in said.lines() {
        let (_, name) = line.rsplit_once('/').unwrap();
        assert!(name.replace('-', ".").contains("test.build"), "{line}");
    }
    let machine = std::env::consts::ARCH;
    let list = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";
    for (system, own, other) in [
        ("-manylinux_2_", "gnu-part", "musl-part"),
        ("-musllinux_1_2_", "musl-part", "gnu-part"),
    ] {
        let wheel = wheel_for(&one, system);
        has_parts_of_its_builds(&wheel, own, other);
        assert!(
            wheel
                .to_str()
                .unwrap()
                .ends_with(&format!("_{machine}.whl"))
        );
        let names = printed(Command::new("python3").args(["-c", list]).arg(&wheel));
        for part in [
            "notification_hubs/libnotification_hubs.so\n",
            "notification_hubs/notification_hubs.cdef.h\n",
            ".dist-info/licenses/THIRD-PARTY-NOTICES\n",
            ".dist-info/sboms/notification_hubs.cdx.json\n",
        ] {
            assert!(names.contains(part), "{part}: {names}");
        }
    }
    let gem = printed(
        Command::new("gem")
            .args(["spec", "--ruby"])
            .arg(ending(&one, ".gem")),
    );
    let php = printed(Command::new("tar").arg("-tzf").arg(ending(&one, ".tar.gz")));
    for names in [&gem, &php] {
        for part in [
            "THIRD-PARTY-NOTICES",
            "LICENSE-MIT",
            "notification_hubs.cdx.json",
            "notification_hubs.cdef.h",
            &format!("{machine}-gnu/libnotification_hubs.so"),
            &format!("{machine}-musl/libnotification_hubs.so"),
        ] {
            assert!(names.contains(part), "{part}: {names}");
        }
    }

    // Without the option there are no builds here that it takes.
    let refused = Command::new(root().join("packaging/languages"))
        .args([&dist, &dir.join("none")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        !refused.status.success() && said.contains("there is no library in"),
        "{said}"
    );
}

/// A build in the wrong place is not packaged as what it is not.
#[test]
fn a_library_for_another_system_is_refused() {
    if !can_make() {
        return;
    }
    let dir = scratch("packages_wrong");
    let dist = builds(&dir.join("dist"));
    let machine = std::env::consts::ARCH;
    let musl = dist.join(format!(
        "{machine}-unknown-linux-musl-test-build/libnotification_hubs.so"
    ));
    std::fs::copy(shared_object(), &musl).unwrap();
    let output = languages(&dist, &dir.join("output")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = format!("{} is not for {machine}-unknown-linux-musl", musl.display());
    assert!(
        !output.status.success() && said.contains(&expected),
        "{said}"
    );
}

/// NH_LIBRARY, else the one in the package, else the system's.
#[test]
fn which_library_is_taken() {
    if !can_make() {
        return;
    }
    let dir = scratch("packages_taken");
    let dist = builds(&dir.join("dist"));
    let made = dir.join("made");
    run(&mut languages(&dist, &made));
    let [system, given] = ["system", "given"].map(|name| dir.join(name));
    std::fs::create_dir(&system).unwrap();
    std::fs::create_dir(&given).unwrap();
    std::fs::copy(shared_object(), system.join("real.so")).unwrap();
    symlink("real.so", system.join(soname())).unwrap();
    let path = given.join("other.so");
    std::fs::copy(shared_object(), &path).unwrap();

    let unpacked = dir.join("unpacked");
    for (language, mut command) in in_each_language(&made, &unpacked) {
        for (told, expected) in [
            ("", &unpacked),
            ("system", &system),
            (path.to_str().unwrap(), &given),
        ] {
            let said = printed(
                command
                    .env("NH_LIBRARY", told)
                    .env("LD_LIBRARY_PATH", &system),
            );
            let (version, maps) = said.split_once('\n').unwrap();
            assert_eq!(version, env!("CARGO_PKG_VERSION"), "{language}");
            let loaded: Vec<&str> = maps
                .lines()
                .filter(|line| line.contains(dir.to_str().unwrap()) && line.contains(".so"))
                .collect();
            let is_expected = |line: &&str| line.contains(&format!("{}/", expected.display()));
            assert!(!loaded.is_empty(), "{language}, {told}: {maps}");
            assert!(
                loaded.iter().all(is_expected),
                "{language}, {told}: {loaded:?}"
            );
        }
    }
}

/// A program for each language that is here, which prints the library's version and the
/// files that it has in memory.
fn in_each_language(made: &Path, unpacked: &Path) -> Vec<(&'static str, Command)> {
    let mut found = Vec::new();
    let [python, gems, php] = ["python", "gems", "php"].map(|name| unpacked.join(name));
    if have_with("python3", "ctypes") {
        run(Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .args([&wheel_for(made, "-manylinux_"), &python]));
        let mut command = Command::new("python3");
        command
            .args(["-B", "-c"])
            .arg(
                "import notification_hubs as nh\n\
                 print(nh.library_version(), open('/proc/self/maps').read(), sep='\\n')",
            )
            .env("PYTHONPATH", &python);
        found.push(("Python", command));
    }
    if have_with("ruby", "ffi") {
        run(Command::new("gem")
            .args(["unpack", "--quiet", "--target"])
            .args([&gems, &ending(made, ".gem")]));
        let mut command = Command::new("ruby");
        command
            .arg("-I")
            .arg(ending(&gems, "-linux").join("lib"))
            .args(["-rnotification_hubs", "-e"])
            .arg("puts NotificationHubs.version, File.read('/proc/self/maps')");
        found.push(("Ruby", command));
    }
    if have_with("php", "FFI") {
        std::fs::create_dir(&php).unwrap();
        run(Command::new("tar")
            .arg("-xzf")
            .arg(ending(made, ".tar.gz"))
            .arg("-C")
            .arg(&php));
        let package = ending(&php, "");
        let mut command = Command::new("php");
        command.args(["-d", "ffi.enable=1", "-r"]).arg(format!(
            "require '{}/autoload.php';
             echo NotificationHubs\\Version::text(), \"\\n\", file_get_contents('/proc/self/maps');",
            package.display()
        ));
        found.push(("PHP", command));
    }
    found
}
