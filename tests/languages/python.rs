//! The Python binding: its own tests against the local hub over TLS, its types,
//! its wheel, and the how-to's scripts on it and on the classes they were written for.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::fetched::{opentelemetry, python_packages};
use crate::support::shipped::{have, have_with, root, run, scratch, shared_object};
use crate::support::{LocalHub, check};

fn binding() -> PathBuf {
    root().join("bindings/python")
}

fn hub() -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    LocalHub::start_with(&["--devices", devices.to_str().unwrap()])
}

/// Python with the binding as it lies in the checkout.
fn python() -> Command {
    let mut python = Command::new("python3");
    python
        .arg("-B")
        .env("PYTHONPATH", binding().join("src"))
        .env("NH_LIBRARY", shared_object());
    without_proxies(&mut python);
    python
}

fn without_proxies(command: &mut Command) {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
}

#[test]
fn the_whole_api_from_python() {
    if !have_with("python3", "ctypes") {
        return;
    }
    let hub = hub();
    let mut tests = python();
    if let Some(opentelemetry) = opentelemetry() {
        let paths = [binding().join("src"), opentelemetry];
        tests.env("PYTHONPATH", std::env::join_paths(paths).unwrap());
    }
    tests
        .arg(binding().join("tests/run.py"))
        .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string());
    check(&mut tests, &hub);
}

/// `tests/long soak` makes 100,000 calls of each kind.
#[test]
fn memory_stays_flat_in_python() {
    if have_with("python3", "ctypes") {
        let hub = hub();
        let output = run(python()
            .arg(binding().join("tests/memory.py"))
            .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string())
            .envs(&hub.env));
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// The examples end well, and so does the how-to's article, line by line.
#[test]
fn examples_send() {
    if !have_with("python3", "ctypes") {
        return;
    }
    for (name, arguments, sends) in [
        ("first.py", &[][..], 1),
        ("campaign.py", &["200"], 200),
        ("prefork.py", &[], 40),
        ("howto.py", &[], 11),
    ] {
        let hub = hub();
        let mut example = python();
        example
            .arg(binding().join("examples").join(name))
            .args(arguments)
            .envs(&hub.env)
            .env("REQUESTS_CA_BUNDLE", &hub.env["NH_CA_FILE"]);
        run(&mut example);
        assert_eq!(hub.sends().len(), sends, "{name}");
    }
}

#[test]
fn a_strict_type_checker_is_content() {
    let Some(mypy) = python_packages("mypy", &["mypy==2.4.1"]) else {
        return;
    };
    let examples = std::fs::read_dir(binding().join("examples")).unwrap();
    let mut programs = vec![
        binding().join("tests/typed_uses.py"),
        binding().join("stub.py"),
    ];
    programs.extend(examples.map(|entry| entry.unwrap().path()));
    let checked = |what: &[&std::ffi::OsStr]| {
        run(Command::new("python3")
            .args(["-B", "-m", "mypy", "--strict", "--cache-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("mypy-cache"))
            .args(what)
            .env("PYTHONPATH", &mypy)
            .env("MYPYPATH", binding().join("src")));
    };
    checked(&["-p".as_ref(), "notification_hubs".as_ref()]);
    for program in programs {
        checked(&[program.as_os_str()]);
    }
}

/// The library by its soname, as the system's loader finds it.
#[test]
fn the_library_is_found_by_its_soname() {
    if !have_with("python3", "ctypes") || !have("readelf") {
        return;
    }
    let dynamic = run(Command::new("readelf").arg("-d").arg(shared_object())).stdout;
    let dynamic = String::from_utf8(dynamic).unwrap();
    let (_, rest) = dynamic.split_once("soname: [").unwrap();
    let soname = rest.split(']').next().unwrap();
    let folder = scratch("python_soname");
    std::os::unix::fs::symlink(shared_object(), folder.join(soname)).unwrap();
    let import = [
        "-c",
        "import notification_hubs as nh; print(nh.library_version())",
    ];
    let output = run(python()
        .args(import)
        .env_remove("NH_LIBRARY")
        .env("LD_LIBRARY_PATH", &folder));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        env!("CARGO_PKG_VERSION")
    );
    // And where it is not, that is said, with what to do.
    let output = python()
        .args(import)
        .env("NH_LIBRARY", folder.join("none.so"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("set NH_LIBRARY to its path"));
}

/// A wheel built from the checkout and one from its source distribution serve
/// a fresh environment without a network.
#[test]
fn the_wheel_serves_a_fresh_environment() {
    if !have_with("python3", "ctypes") || !have_with("python3", "ensurepip") {
        return;
    }
    let dir = scratch("python_wheel");
    // A copy: what setuptools leaves behind must not get into the next wheel.
    run(Command::new("sh")
        .args([
            "-c",
            "mkdir bindings && cp -r \"$0/include\" . && cp -r \"$0/bindings/python\" bindings",
        ])
        .arg(root())
        .current_dir(&dir));
    let Some(tools) = python_packages("wheel", &["setuptools==80.9.0", "wheel==0.45.1"]) else {
        return;
    };
    let built = |source: &str, wheels: &str| {
        run(Command::new("python3")
            .args([
                "-m",
                "pip",
                "wheel",
                "--no-build-isolation",
                "--no-deps",
                "--no-index",
            ])
            .args(["--quiet", "--wheel-dir", wheels, source])
            .env("PYTHONPATH", &tools)
            .current_dir(&dir));
        let mut names = std::fs::read_dir(dir.join(wheels)).unwrap();
        names.next().unwrap().unwrap().path()
    };
    let wheel = built("bindings/python", "wheels");
    let name = wheel.file_name().unwrap().to_str().unwrap();
    assert!(name.ends_with("-py3-none-any.whl"), "{name}");
    run(Command::new("python3")
        .args(["setup.py", "--quiet", "sdist", "--dist-dir", "../../sdist"])
        .env("PYTHONPATH", &tools)
        .current_dir(dir.join("bindings/python")));
    run(Command::new("sh")
        .args([
            "-c",
            "mkdir unpacked && tar xf sdist/*.tar.gz -C unpacked --strip-components 1",
        ])
        .current_dir(&dir));
    let second = built("./unpacked", "more");
    run(Command::new("python3")
        .args(["-m", "venv", "venv"])
        .current_dir(&dir));
    let python = dir.join("venv/bin/python");
    for wheel in [wheel, second] {
        let hub = LocalHub::start_with(&["--demo"]);
        run(Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-index",
                "--force-reinstall",
            ])
            .arg(wheel));
        run(Command::new(&python)
            .arg(binding().join("examples/first.py"))
            .env_remove("PYTHONPATH")
            .env("NH_LIBRARY", shared_object())
            .envs(&hub.env));
        assert_eq!(hub.deliveries().len(), 1);
    }
}

/// A script's cases on the how-to's classes and on ours, by changing the import alone, against one
/// hub: what they ask and get is the same, but for what bindings/python/tests/drop_in lists.
fn drop_in(what: &str, package: Option<PathBuf>) {
    let hub = hub();
    let paths = std::iter::once(binding().join("src")).chain(package);
    let mut compare = python();
    compare
        .arg(binding().join("tests/drop_in/compare.py"))
        .arg(what)
        .env("PYTHONPATH", std::env::join_paths(paths).unwrap())
        .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string())
        .envs(&hub.env)
        .env("REQUESTS_CA_BUNDLE", &hub.env["NH_CA_FILE"]);
    let found = String::from_utf8(run(&mut compare).stdout).unwrap();
    assert!(found.contains(" 0 faults"), "{found}");
}

/// The class that PyPI has.
#[test]
fn the_how_tos_package_asks_for_the_same() {
    let pins = root().join("emulator/tests/python/requirements.txt");
    let package = python_packages("howto", &["--no-deps", "-r", pins.to_str().unwrap()]);
    if package.is_some() {
        drop_in("package", package);
    }
}

/// The class that the article prints, whose requests were recorded.
#[test]
fn the_how_tos_article_asks_for_the_same() {
    if have("python3") {
        drop_in("article", None);
    }
}
