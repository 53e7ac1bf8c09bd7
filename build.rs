//! Writes the two C headers from the source.
//!
//! The headers go to the build directory; with NH_UPDATE_HEADER=1 also to
//! `include/`, where they are committed. A test compares the two.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use cbindgen::{Builder, Config};

#[path = "header/layout.rs"]
mod layout;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    for input in ["src", "build.rs", "header", "cbindgen.toml", "include"] {
        println!("cargo:rerun-if-changed={input}");
    }
    println!("cargo:rerun-if-env-changed=NH_UPDATE_HEADER");

    // For the test that compares them with the committed ones.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo:rustc-env=NH_HEADER_DIR={}", out.display());

    let version = Version::from_cargo()?;
    for (name, text) in headers(&root, &version)? {
        write_if_changed(&out.join(name), &text)?;
        if env::var_os("NH_UPDATE_HEADER").is_some_and(|value| value == "1") {
            write_if_changed(&root.join("include").join(name), &text)?;
            // A gem is made of what lies below its own directory.
            let gem = root.join("bindings/ruby/lib/notification_hubs").join(name);
            if gem.exists() {
                write_if_changed(&gem, &text)?;
            }
        }
    }
    Ok(())
}

/// Both headers by their names.
fn headers(root: &Path, version: &Version) -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    let [header, cdef] = ["notification_hubs.h", "notification_hubs.cdef.h"];
    // A package as cargo makes it brings the headers. cbindgen would ask cargo
    // about it, which fails below another workspace and without a network.
    if root.join("Cargo.toml.orig").exists() {
        let committed = |name| fs::read_to_string(root.join("include").join(name));
        return Ok([(header, committed(header)?), (cdef, committed(cdef)?)]);
    }
    let mut text = Vec::new();
    Builder::new()
        .with_crate(root)
        .with_config(Config::from_file(root.join("cbindgen.toml"))?)
        .generate()?
        .write(&mut text);
    let items = layout::items(&String::from_utf8(text)?)?;
    let chapters = layout::chapters(&root.join("src/ffi"))?;
    let text = include_str!("header/notification_hubs.h.in")
        .replace("@MAJOR@", &version.major)
        .replace("@MINOR@", &version.minor)
        .replace("@PATCH@", &version.patch)
        .replace("@CONTENTS@\n", &layout::contents(&chapters))
        .replace("@CHAPTERS@\n", &layout::lay_out(&chapters, &items)?);
    Ok([(header, text), (cdef, layout::bare(&items))])
}

struct Version {
    major: String,
    minor: String,
    patch: String,
}

impl Version {
    fn from_cargo() -> Result<Version, env::VarError> {
        Ok(Version {
            major: env::var("CARGO_PKG_VERSION_MAJOR")?,
            minor: env::var("CARGO_PKG_VERSION_MINOR")?,
            patch: env::var("CARGO_PKG_VERSION_PATCH")?,
        })
    }
}

fn write_if_changed(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
