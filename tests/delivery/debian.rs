//! The Debian packages: built by one command, without errors of lintian, and
//! enough for each kind of user when they are unpacked. `tests/long root`
//! installs them into a Debian of its own.

use std::path::Path;
use std::process::Command;

use crate::support::installed::{make, printed};
use crate::support::shipped::{have, have_package, root, run, scratch};
use crate::support::soname;

/// Those beside the library's own.
const OTHERS: [&str; 6] = [
    "libnotification-hubs-dev",
    "notification-hubs-doc",
    "notification-hubs-tools",
    "php-notification-hubs",
    "python3-notification-hubs",
    "ruby-notification-hubs",
];

#[test]
fn the_packages_serve_every_kind_of_user() {
    // All are asked for, so that all that is missing is named.
    let tools = ["dh", "dpkg-buildpackage", "lintian", "dh_python3"].map(have);
    let languages = ["python3", "ruby", "php"].map(have);
    // Every Debian package is built with it, and none says so.
    let packages = ["build-essential", "python3-setuptools"].map(have_package);
    if [&tools[..], &languages, &packages]
        .concat()
        .contains(&false)
    {
        return;
    }
    let dir = scratch("debian");
    let version = env!("CARGO_PKG_VERSION");
    // Lintian's errors are its failure.
    // How small the packages are is not looked at.
    let said = printed(make(&dir).arg("deb").env("DPKG_DEB_COMPRESSOR_LEVEL", "1"));
    let debs: Vec<&str> = said.lines().filter(|line| line.ends_with(".deb")).collect();
    assert_eq!(debs.len(), 1 + OTHERS.len(), "{said}");

    let unpacked = dir.join("root");
    for deb in &debs {
        run(Command::new("dpkg").arg("-x").arg(deb).arg(&unpacked));
    }
    let field = |package: &str, name: &str| {
        let deb = debs
            .iter()
            .find(|deb| deb.contains(&format!("/{package}_")))
            .unwrap_or_else(|| panic!("no {package} in {said}"));
        printed(Command::new("dpkg").args(["-f", deb, name]))
            .trim()
            .to_owned()
    };
    // The library's package is named after its soname.
    let library = &format!("libnotification-hubs{}", soname::number(version));
    assert_eq!(field(library, "Version"), version);
    let development = field("libnotification-hubs-dev", "Depends");
    assert!(
        development.contains(&format!("{library} (= {version})")),
        "{development}"
    );
    // All others but the manual bring the library: nh-send by what it is linked with.
    for package in OTHERS {
        let depends = field(package, "Depends");
        let brings = depends.contains(&format!("{library} ("));
        assert_eq!(
            brings,
            package != "notification-hubs-doc",
            "{package}: {depends}"
        );
    }
    // And languages their interpreters.
    for (package, interpreter) in [
        ("php-notification-hubs", "php-cli, php-ffi"),
        ("python3-notification-hubs", "python3:any"),
        ("ruby-notification-hubs", "ruby:any, ruby-ffi (>= 1.15)"),
    ] {
        let depends = field(package, "Depends");
        assert!(depends.ends_with(interpreter), "{package}: {depends}");
        assert_eq!(field(package, "Architecture"), "all", "{package}");
    }
    assert!(has_unit(&unpacked), "no unit");
    let path = printed(
        Command::new("readelf")
            .arg("-d")
            .arg(unpacked.join("usr/bin/nh-send")),
    );
    assert!(!path.contains("RUNPATH"), "{path}");
    for file in [
        "man/man1/nh-preload-header.1.gz",
        "man/man1/nh-send.1.gz",
        "man/man3/nh_hub_new.3.gz",
        "man/man3/nh_hub.3.gz",
        // None of them packed, so that links lead from one to the other.
        "doc/notification_hubs/docs/index.md",
        "doc/notification_hubs/examples-c/howto.c",
        "doc/python3-notification-hubs/examples/howto.py",
        "doc/php-notification-hubs/examples/howto.php",
        "doc/ruby-notification-hubs/examples/howto.rb",
    ] {
        assert!(unpacked.join("usr/share").join(file).exists(), "{file}");
    }

    let driver = || {
        let mut driver = Command::new(root().join("tests/everywhere/run"));
        driver.env("NH_PREFIX", unpacked.join("usr"));
        driver
    };
    let c = ["c-shared", "c-static", "cmake", "pkg-config"];
    print!("{}", printed(driver().args(c)));
    let packaged = root().join("tests/delivery/packaged");
    print!("{}", printed(driver().env("NH_CONSUMERS", packaged)));
}

/// Where systemd's units are depends on the release.
fn has_unit(root: &Path) -> bool {
    ["lib", "usr/lib"].iter().any(|lib| {
        root.join(lib)
            .join("systemd/system/nh-emulator.service")
            .exists()
    })
}
