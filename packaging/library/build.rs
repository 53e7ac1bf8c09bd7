//! Names the shared object.

use std::env;

mod soname;

fn main() -> Result<(), env::VarError> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=soname.rs");
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" {
        let version = env::var("CARGO_PKG_VERSION")?;
        let number = soname::number(&version);
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libnotification_hubs.so.{number}");
        // dlclose must not unmap code that a lookup thread still runs.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    Ok(())
}
