//! The pages that users read, and the programs on them.

use std::path::{Path, PathBuf};

use super::shipped::{library_dir, root};

/// A fenced block. Its language is the first word behind the fence; what else
/// stands there says what it is: `fragment` of a program, commands to `run`.
pub struct Fence {
    /// The page and the line of its first line, to be named in failures.
    pub place: String,
    pub language: String,
    pub mark: String,
    pub code: String,
}

/// The pages of the manual.
pub fn manual() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    pages.sort();
    pages
}

/// All fenced blocks of a page.
pub fn fences(page: &Path) -> Vec<Fence> {
    let text = std::fs::read_to_string(page).unwrap();
    let name = page.strip_prefix(root()).unwrap().display();
    let mut found: Vec<Fence> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(head) = line.trim_start().strip_prefix("```") {
            inside = !inside;
            if inside {
                let (language, mark) = head.split_once(' ').unwrap_or((head, ""));
                found.push(Fence {
                    place: format!("{name}:{}", number + 2),
                    language: language.to_owned(),
                    mark: mark.to_owned(),
                    code: String::new(),
                });
            }
        } else if inside {
            let fence = found.last_mut().unwrap();
            fence.code.push_str(line);
            fence.code.push('\n');
        }
    }
    assert!(!inside, "{name}: a fence is not closed");
    found
}

/// Makes `dir` look like a checkout in which everything is built, so that
/// commands of a page can be run there as they stand and litter nothing.
pub fn checkout(dir: &Path) {
    let link = |name: &str, to: &Path| std::os::unix::fs::symlink(to, dir.join(name)).unwrap();
    for entry in std::fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !name.starts_with('.') && name != "target" {
            link(&name, &entry.path());
        }
    }
    std::fs::create_dir_all(dir.join("target/release")).unwrap();
    for file in std::fs::read_dir(library_dir()).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        if name.starts_with("libnotification_hubs.") {
            link(&format!("target/release/{name}"), &file.path());
        }
    }
    link("target/release/nh-emulator", &super::emulator());
}
