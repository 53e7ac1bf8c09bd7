//! The Debian packages: built by one command, without errors of lintian, and
//! enough for each kind of user when they are unpacked. `tests/long root`
//! installs them into a Debian of its own.

use std::path::Path;
use std::process::Command;

use crate::support::installed::{make, printed};
use crate::support::shipped::{have, have_package, root, run, scratch};
use crate::support::soname;

#[test]
fn the_packages_serve_every_kind_of_user() {
    let has_tools = have("dh") && have("dpkg-buildpackage") && have("lintian");
    // Every Debian package is built with it, and none says so.
    if !has_tools || !have_package("build-essential") {
        return;
    }
    let dir = scratch("debian");
    let version = env!("CARGO_PKG_VERSION");
    // Lintian's errors are its failure.
    // How small the packages are is not looked at.
    let said = printed(make(&dir).arg("deb").env("DPKG_DEB_COMPRESSOR_LEVEL", "1"));
    let debs: Vec<&str> = said.lines().filter(|line| line.ends_with(".deb")).collect();
    assert_eq!(debs.len(), 3, "{said}");

    let unpacked = dir.join("root");
    for deb in &debs {
        run(Command::new("dpkg").arg("-x").arg(deb).arg(&unpacked));
    }
    let field = |package: &str, name: &str| {
        let deb = debs
            .iter()
            .find(|deb| deb.contains(&format!("/{package}_")))
            .unwrap();
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
    // nh-send needs the library, by what it is linked with.
    let tools = field("notification-hubs-tools", "Depends");
    assert!(tools.contains(&format!("{library} (>= ")), "{tools}");
    assert!(has_unit(&unpacked), "no unit");
    let path = printed(
        Command::new("readelf")
            .arg("-d")
            .arg(unpacked.join("usr/bin/nh-send")),
    );
    assert!(!path.contains("RUNPATH"), "{path}");

    let said = printed(
        Command::new(root().join("tests/everywhere/run"))
            .args(["c-shared", "c-static", "cmake", "pkg-config"])
            .env("NH_PREFIX", unpacked.join("usr")),
    );
    print!("{said}");
}

/// Where systemd's units are depends on the release.
fn has_unit(root: &Path) -> bool {
    ["lib", "usr/lib"].iter().any(|lib| {
        root.join(lib)
            .join("systemd/system/nh-emulator.service")
            .exists()
    })
}
