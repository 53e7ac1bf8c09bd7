//! Lays out the C header in chapters.
//!
//! cbindgen writes all types and then all functions. Here its text is cut into
//! items, and each is put where its reader needs it: a function into the chapter
//! of its file in `src/ffi`, a type before the first function that uses it.
//! `src/ffi/mod.rs` says what makes a chapter. Nothing is passed over: what has
//! no place fails the build.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Where a function begins in `src/ffi`, as rustfmt leaves it.
const FUNCTION: [&str; 2] = ["pub extern \"C\" fn ", "pub unsafe extern \"C\" fn "];

/// What the header declares, in the order of cbindgen.
pub struct Item {
    name: String,
    kind: Kind,
    /// With its stars.
    comment: String,
    declaration: String,
    /// The declaration without the comments of its members.
    code: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Enumeration,
    /// An object's type or a callback's.
    Other,
}

impl Item {
    /// Do the words of its declaration name this type?
    fn declares(&self, name: &str) -> bool {
        has_word(&self.code, name)
    }

    /// Is it a function for which a program has to know this type? Enumerations
    /// are passed in as int32_t, so that often only a comment names them.
    fn uses(&self, of_type: &Item) -> bool {
        self.declares(&of_type.name)
            || of_type.kind == Kind::Enumeration && has_word(&self.comment, &of_type.name)
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|found| found == word)
}

/// Cuts what cbindgen wrote: declarations with their comments and nothing else, a
/// blank line between each two.
pub fn items(text: &str) -> Result<Vec<Item>, String> {
    let blocks = text.split("\n\n").map(str::trim);
    blocks.filter(|block| !block.is_empty()).map(item).collect()
}

fn item(block: &str) -> Result<Item, String> {
    let (comment, declaration) = block
        .split_once("\n */\n")
        .filter(|(comment, _)| comment.starts_with("/**\n"))
        .ok_or_else(|| format!("no comment stands above `{block}`"))?;
    let code = bare_code(declaration);
    let (name, kind) = code
        .strip_suffix(';')
        .filter(|one| !one.contains(';'))
        .and_then(name_and_kind)
        .filter(|(name, _)| name.starts_with("nh_"))
        .ok_or_else(|| format!("this is not one function or type: `{declaration}`"))?;
    Ok(Item {
        name: name.to_owned(),
        kind,
        comment: format!("{comment}\n */"),
        declaration: declaration.to_owned(),
        code: code.clone(),
    })
}

/// A declaration without the comments of its members.
fn bare_code(declaration: &str) -> String {
    let mut is_comment = false;
    let mut bare = Vec::new();
    for line in declaration.lines() {
        let words = line.trim();
        is_comment |= words == "/**";
        if !is_comment {
            bare.push(line);
        }
        is_comment &= words != "*/";
    }
    bare.join("\n")
}

/// Of a declaration without the semicolon at its end.
fn name_and_kind(code: &str) -> Option<(&str, Kind)> {
    if code.starts_with("typedef enum {") {
        Some((code.rsplit_once("} ")?.1, Kind::Enumeration))
    } else if code.starts_with("typedef struct ") {
        Some((code.rsplit_once(' ')?.1, Kind::Other))
    } else if code.starts_with("typedef ") {
        Some((code.split_once("(*")?.1.split_once(')')?.0, Kind::Other))
    } else {
        let (head, _) = code.split_once('(')?;
        Some((head.rsplit([' ', '*']).next()?, Kind::Function))
    }
}

/// The declarations alone, for PHP's FFI::cdef, cffi, LuaJIT and generators, none
/// of which has a preprocessor.
pub fn bare(items: &[Item]) -> String {
    let declarations: Vec<&str> = items.iter().map(|item| item.code.as_str()).collect();
    declarations.join("\n\n") + "\n"
}

/// A file of `src/ffi` that exports functions.
pub struct Chapter {
    /// That of the file, which with "nh_" before it is also the manual page's.
    name: String,
    title: String,
    introduction: Vec<String>,
    functions: Vec<String>,
}

/// The chapters, in the order in which `mod.rs` of this folder names the files.
pub fn chapters(folder: &Path) -> Result<Vec<Chapter>, String> {
    let modules = read(&folder.join("mod.rs"))?;
    let mut chapters = Vec::new();
    for line in modules.lines() {
        let Some(name) = module(line) else { continue };
        let file = folder.join(format!("{name}.rs"));
        let file = if file.exists() {
            file
        } else {
            folder.join(name).join("mod.rs")
        };
        if let Some(chapter) = chapter(name, &read(&file)?)? {
            chapters.push(chapter);
        }
    }
    Ok(chapters)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// The name in `mod name;`.
fn module(line: &str) -> Option<&str> {
    let (before, name) = line.strip_suffix(';')?.rsplit_once("mod ")?;
    (before.is_empty() || before.starts_with("pub")).then_some(name)
}

/// None if the file of this name and text exports no function.
fn chapter(name: &str, text: &str) -> Result<Option<Chapter>, String> {
    let functions: Vec<String> = text
        .lines()
        .filter_map(|line| FUNCTION.iter().find_map(|begin| line.strip_prefix(begin)))
        .filter_map(|rest| rest.split(['(', '<']).next())
        .map(str::to_owned)
        .collect();
    let Some(first) = functions.first() else {
        return Ok(None);
    };
    let mut banner = text.lines().map_while(|line| line.strip_prefix("//!"));
    let title = banner.next().unwrap_or_default().trim();
    if title.is_empty() {
        return Err(format!(
            "src/ffi/{name}.rs exports {first} and has no title: begin it with a line `//! Title.`"
        ));
    }
    Ok(Some(Chapter {
        name: name.to_owned(),
        title: title.trim_end_matches('.').to_owned(),
        introduction: banner
            .map(|line| line.trim().to_owned())
            .skip_while(String::is_empty)
            .collect(),
        functions,
    }))
}

/// All chapters with their banners, one after the other.
pub fn lay_out(chapters: &[Chapter], items: &[Item]) -> Result<String, String> {
    let mut functions: HashMap<&str, &Item> = items
        .iter()
        .filter(|item| item.kind == Kind::Function)
        .map(|item| (item.name.as_str(), item))
        .collect();
    let mut types: Vec<&Item> = items
        .iter()
        .filter(|item| item.kind != Kind::Function)
        .collect();
    let mut out = String::new();
    for chapter in chapters {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&banner(chapter));
        for name in &chapter.functions {
            let function = functions.remove(name.as_str()).ok_or_else(|| {
                format!(
                    "src/ffi/{}.rs has {name}, and cbindgen did not write it: is it \
                     `#[unsafe(no_mangle)]`, and there once?",
                    chapter.name
                )
            })?;
            for item in needed(function, &mut types).into_iter().chain([function]) {
                let _ = write!(out, "\n{}\n{}\n", item.comment, item.declaration);
            }
        }
    }
    if let Some(name) = functions.keys().min() {
        return Err(format!(
            "{name} has no chapter: a function is exported in a file of src/ffi that mod.rs \
             names, and its line begins with `pub extern \"C\" fn`"
        ));
    }
    if let Some(item) = types.first() {
        return Err(format!(
            "{} has no chapter: no function takes or returns it, nor is it an enumeration that \
             the comment of a function names",
            item.name
        ));
    }
    Ok(out)
}

/// Takes out of `types` those that have to stand before this function, in the
/// order of cbindgen, which has each type before those that are made of it.
fn needed<'a>(function: &Item, types: &mut Vec<&'a Item>) -> Vec<&'a Item> {
    let mut wanted: Vec<bool> = types.iter().map(|item| function.uses(item)).collect();
    for at in (0..types.len()).rev() {
        if wanted[at] {
            for (part, is_wanted) in wanted.iter_mut().enumerate().take(at) {
                *is_wanted |= types[at].declares(&types[part].name);
            }
        }
    }
    let mut wanted = wanted.into_iter();
    types
        .extract_if(.., |_| wanted.next().unwrap_or_default())
        .collect()
}

/// What the chapters are, for the top of the header.
pub fn contents(chapters: &[Chapter]) -> String {
    let mut out = "/*\n * The chapters, and their manual pages:\n *\n".to_owned();
    for chapter in chapters {
        let page = format!("nh_{}(3)", chapter.name);
        let _ = writeln!(out, " *   {page:<28}{}", chapter.title);
    }
    out.push_str(" */\n");
    out
}

/// The title, with the manual page at the right margin, and the introduction.
fn banner(chapter: &Chapter) -> String {
    let page = format!("nh_{}(3)", chapter.name);
    let space = 76_usize.saturating_sub(chapter.title.chars().count());
    let mut out = format!(
        "/* {}\n * {} {page:>space$}\n",
        "=".repeat(77),
        chapter.title
    );
    if !chapter.introduction.is_empty() {
        out.push_str(" *\n");
    }
    for line in &chapter.introduction {
        let _ = writeln!(out, "{}", format!(" * {line}").trim_end());
    }
    let _ = writeln!(out, " * {} */", "=".repeat(74));
    out
}
