//! The manual in an installation, in the terminal and as pages; `install.rs` asks for it.

use std::collections::HashSet;
use std::process::Command;

use super::install::files;
use crate::support::c_functions::functions;
use crate::support::installed::{Installed, printed};
use crate::support::shipped::{have, root, run};

/// `man nh_hub_url` finds the chapter that has it, and so does `whatis`.
pub fn every_function_has_a_page(installed: &Installed) {
    let man = installed.path("share/man");
    let functions = functions();
    let listed: HashSet<String> = std::fs::read_dir(man.join("man3"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for function in &functions {
        let name = format!("{}.3", function.name);
        assert!(listed.contains(&name), "{name}");
        let text = std::fs::read_to_string(man.join("man3").join(&name)).unwrap();
        // A page, or a line that leads to one.
        let page = match text.strip_prefix(".so ") {
            Some(page) => std::fs::read_to_string(man.join(page.trim())).unwrap(),
            None => text,
        };
        let heading = format!("\n.Nm {}", function.name);
        let described = format!("\n.It Fn {}\n", function.name);
        assert!(
            page.contains(&heading) && page.contains(&described),
            "{name}"
        );
    }
    // What mandoc brings are the same programs by other names.
    if !have("mandoc") || !have("mman") {
        return;
    }
    run(Command::new("makewhatis").arg(&man));
    let pages = printed(
        Command::new("mman")
            .arg("-M")
            .arg(&man)
            .arg("-w")
            .args(functions.iter().map(|function| &function.name))
            .args(["nh_verdict", "notification_hubs", "nh-send"]),
    );
    assert!(pages.lines().count() >= functions.len(), "{pages}");
    let said = printed(
        Command::new("mwhatis")
            .arg("-M")
            .arg(&man)
            .arg("nh_hub_url"),
    );
    assert!(
        said.contains("nh_hub_url") && said.ends_with("hubs\n"),
        "{said}"
    );
    std::fs::remove_file(man.join("mandoc.db")).unwrap();
}

/// Pages name files of the source that are not installed, but do not lead there.
pub fn links_lead_somewhere(installed: &Installed) {
    let doc = installed.path("share/doc/notification_hubs");
    let mut followed = 0;
    for name in files(&doc).iter().filter(|name| name.ends_with(".md")) {
        let page = doc.join(name);
        let text = std::fs::read_to_string(&page).unwrap();
        let source = std::fs::read_to_string(root().join(name)).unwrap();
        assert_eq!(text.lines().count(), source.lines().count(), "{name}");
        // Without code, in which brackets mean something else.
        let text: String = text.split("```").step_by(2).collect();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let file = page.parent().unwrap().join(target);
            assert!(file.exists(), "{name} leads to {target}");
            followed += 1;
        }
    }
    assert!(followed > 150, "{followed} links");
}
