//! Names the shared object.

use std::env;

fn main() -> Result<(), env::VarError> {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" {
        let major = env::var("CARGO_PKG_VERSION_MAJOR")?;
        let minor = env::var("CARGO_PKG_VERSION_MINOR")?;
        // Before 1.0 each minor version may change the interface, so it is
        // part of the name that programs ask the loader for.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libnotification_hubs.so.{major}.{minor}");
        // dlclose must not unmap code that a lookup thread still runs.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    Ok(())
}
