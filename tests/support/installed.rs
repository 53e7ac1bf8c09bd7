//! The library in a clean prefix, as `make install` puts it there, and programs
//! that are built from that alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::LocalHub;
use super::shipped::{STRICT, library_dir, root, run, scratch};

/// A directory with the library installed in it.
pub struct Installed {
    pub prefix: PathBuf,
    /// Where make and the test put what they make on the way.
    pub build: PathBuf,
}

impl Installed {
    /// Installs into a clean prefix of this test's own.
    pub fn new(test: &str) -> Installed {
        let dir = scratch(&format!("install_{test}"));
        let installed = Installed {
            prefix: dir.join("prefix"),
            build: dir.join("build"),
        };
        run(&mut installed.make(&["install"]));
        installed
    }

    /// Make, with this prefix.
    pub fn make(&self, arguments: &[&str]) -> Command {
        let mut make = make(&self.build);
        make.arg(format!("PREFIX={}", self.prefix.display()));
        make.args(arguments);
        make
    }

    /// A file of the prefix.
    pub fn path(&self, name: &str) -> PathBuf {
        self.prefix.join(name)
    }

    /// The static archive, as an argument of the compiler.
    pub fn archive(&self) -> String {
        let path = self.path("lib/libnotification_hubs.a");
        path.to_str().unwrap().to_owned()
    }

    /// What pkg-config says of it.
    pub fn pkg_config(&self, arguments: &[&str]) -> Vec<String> {
        let output = run(Command::new("pkg-config")
            .args(arguments)
            .arg("notification_hubs")
            .env("PKG_CONFIG_PATH", self.path("lib/pkgconfig")));
        words(&String::from_utf8(output.stdout).unwrap())
    }

    /// Compiles a program beside the prefix; `arguments` come after its sources.
    pub fn compile(&self, flags: &[&str], sources: &[&str], arguments: &[String]) -> PathBuf {
        let program = self.build.join("program");
        run(Command::new("cc")
            .args(flags)
            .arg(format!("-I{}", self.path("include").display()))
            .args(sources.iter().map(|source| root().join(source)))
            .arg("-o")
            .arg(&program)
            .args(arguments));
        program
    }

    /// The same beside other code, which has the program's `main`: the sender's
    /// is `send_every_platform`.
    pub fn compile_beside(&self, other: &str, flags: &[&str], arguments: &[String]) -> PathBuf {
        let sender = self.build.join("sender.o");
        run(Command::new("cc")
            .args(["-c", "-fPIC", "-Dmain=send_every_platform"])
            .arg(format!("-I{}", self.path("include").display()))
            .arg(root().join(SENDER))
            .arg("-o")
            .arg(&sender));
        let sender = sender.to_str().unwrap();
        let flags = [&STRICT[..], flags].concat();
        self.compile(
            &flags,
            &[&format!("tests/delivery/static/{other}.c"), sender],
            arguments,
        )
    }
}

/// Sends one notification of every platform.
pub const SENDER: &str = "tests/everywhere/every_platform.c";

/// Make, for the library as it is shipped.
pub fn make(build: &Path) -> Command {
    let mut make = Command::new("make");
    make.arg("-s").arg("-C").arg(root());
    make.arg(format!("BUILD_DIR={}", build.display()));
    make.env("NH_LIB_DIR", library_dir());
    make.env("NH_EMULATOR", super::emulator());
    make
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// What a command prints.
pub fn printed(command: &mut Command) -> String {
    String::from_utf8(run(command).stdout).unwrap()
}

/// Runs a program that sends every platform `times` times, and looks at what
/// devices got.
pub fn reaches_every_platform(program: &mut Command, times: usize) {
    let devices = root().join("tests/support/devices.json");
    let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
    run(program.envs(&hub.env).env("NH_TAG", "all"));
    let mut formats: Vec<String> = hub
        .deliveries()
        .iter()
        .filter(|delivery| delivery["format"] != "template")
        .map(|delivery| delivery["format"].as_str().unwrap().to_owned())
        .collect();
    formats.sort_unstable();
    let natives = [
        "adm",
        "apple",
        "baidu",
        "browser",
        "fcmv1",
        "gcm",
        "windows",
        "windowsphone",
        "xiaomi",
    ];
    let expected: Vec<&str> = natives.iter().flat_map(|&f| vec![f; times]).collect();
    assert_eq!(formats, expected);
    assert!(
        hub.deliveries().iter().any(|d| d["format"] == "template"),
        "no template arrived"
    );
}

/// The libraries that a program wants from the loader.
pub fn needed(program: &Path) -> String {
    printed(Command::new("readelf").arg("-d").arg(program))
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .collect()
}
