//! Writes the two C headers from the source.
//!
//! The headers go to the build directory; with NH_UPDATE_HEADER=1 also to
//! `include/`, where they are committed. A test compares the two.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use cbindgen::{Builder, Config};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    for input in ["src", "build.rs", "cbindgen.toml", "include"] {
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
    let config = Config::from_file(root.join("cbindgen.toml"))?;
    Ok([
        (header, c_header(root, config.clone(), version)?),
        (cdef, cdef_header(root, config)?),
    ])
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

/// The header for C and C++ compilers.
fn c_header(root: &Path, mut config: Config, version: &Version) -> Result<String, Box<dyn Error>> {
    let Version {
        major,
        minor,
        patch,
    } = version;
    config.after_includes = Some(format!(
        "\n#define NH_VERSION_MAJOR {major}\n\
         #define NH_VERSION_MINOR {minor}\n\
         #define NH_VERSION_PATCH {patch}\n\
         #define NH_VERSION \"{major}.{minor}.{patch}\""
    ));
    generate(root, config)
}

/// The declarations alone, for PHP's FFI::cdef, cffi, LuaJIT and generators,
/// none of which has a preprocessor.
fn cdef_header(root: &Path, mut config: Config) -> Result<String, Box<dyn Error>> {
    config.cpp_compat = false;
    config.include_guard = None;
    config.sys_includes.clear();
    config.documentation = false;
    config.header = None;
    let text = generate(root, config)?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut out = String::new();
    for line in lines.skip_while(|line| line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    Ok(out)
}

fn generate(root: &Path, config: Config) -> Result<String, Box<dyn Error>> {
    let bindings = Builder::new()
        .with_crate(root)
        .with_config(config)
        .generate()?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    Ok(String::from_utf8(text)?)
}

fn write_if_changed(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
