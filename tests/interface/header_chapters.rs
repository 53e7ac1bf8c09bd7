//! The C header reads from its first line to its last: in chapters, each of which
//! needs only what stands before it, and in which nothing is missing.

#[path = "../../header/layout.rs"]
mod layout;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::support::shipped::{have, root, run, scratch};

/// What a banner begins, to the next one.
struct Chapter {
    /// Of the file in src/ffi and of the manual page.
    name: String,
    declarations: Vec<Declaration>,
}

struct Declaration {
    comment: String,
    /// In one line, without the comments of enumerators.
    code: String,
}

impl Declaration {
    fn is_function(&self) -> bool {
        !self.code.starts_with("typedef")
    }

    fn is_enum(&self) -> bool {
        self.code.starts_with("typedef enum")
    }

    fn name(&self) -> &str {
        let head = match self.code.split_once("(*") {
            Some((_, callback)) => callback.split(')').next().unwrap(),
            None if self.is_function() => self.code.split('(').next().unwrap(),
            None => self.code.trim_end_matches(';'),
        };
        head.rsplit([' ', '*']).next().unwrap()
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

fn has_word(text: &str, word: &str) -> bool {
    words(text).any(|found| found == word)
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("/*");
    let mut code = parts.next().unwrap().to_owned();
    for part in parts {
        code.push_str(part.split_once("*/").unwrap().1);
    }
    code
}

fn in_one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn header() -> String {
    read("include/notification_hubs.h")
}

const BANNER: &str = "/* ====";
const END: &str = "\n#ifdef __cplusplus\n}\n";

/// Where the chapters begin, and where the last one ends.
fn bounds(header: &str) -> Vec<usize> {
    let begins = header.match_indices(BANNER).map(|(at, _)| at);
    begins.chain([header.rfind(END).unwrap()]).collect()
}

fn chapters() -> Vec<Chapter> {
    let header = header();
    let bounds = bounds(&header);
    let texts = bounds.windows(2).map(|pair| &header[pair[0]..pair[1]]);
    texts
        .map(|text| {
            let title = text.lines().nth(1).unwrap();
            let page = title.rsplit(' ').next().unwrap();
            let name = page.strip_prefix("nh_").unwrap().strip_suffix("(3)");
            Chapter {
                name: name.unwrap().to_owned(),
                declarations: text
                    .trim_end()
                    .split("\n\n")
                    .skip(1)
                    .map(|block| Declaration {
                        comment: block.split_once("*/\n").unwrap().0.to_owned(),
                        code: in_one_line(&without_comments(block)),
                    })
                    .collect(),
            }
        })
        .collect()
}

#[test]
fn the_chapters_are_the_files_of_src_ffi() {
    let chapters = chapters();
    assert!((20..=50).contains(&chapters.len()), "{}", chapters.len());
    let modules = read("src/ffi/mod.rs");
    let position = |name: &str| {
        let line = format!("\nmod {name};\n");
        modules.find(&line).unwrap_or_else(|| panic!("no {line}"))
    };
    assert!(chapters.is_sorted_by_key(|chapter| position(&chapter.name)));
    for chapter in &chapters {
        let source = read(&format!("src/ffi/{}.rs", chapter.name));
        let in_source = source
            .split("\npub extern \"C\" fn ")
            .skip(1)
            .map(|rest| rest.split('(').next().unwrap());
        let in_header = chapter.declarations.iter().filter(|d| d.is_function());
        assert!(
            in_header.map(Declaration::name).eq(in_source),
            "{}",
            chapter.name
        );
    }
}

#[test]
fn nothing_is_lost() {
    // The cdef header is what cbindgen wrote, in its order; abi.rs and
    // c_headers.rs compare that with what the library exports.
    let cdef = read("include/notification_hubs.cdef.h");
    let mut must: Vec<String> = cdef.split("\n\n").map(in_one_line).collect();
    let chapters = chapters();
    let found = chapters.iter().flat_map(|chapter| &chapter.declarations);
    let mut found: Vec<String> = found.map(|d| d.code.clone()).collect();
    must.sort_unstable();
    found.sort_unstable();
    assert!(must.len() > 400, "{}", must.len());
    assert_eq!(found, must);
    found.dedup();
    assert_eq!(found.len(), must.len(), "something is there twice");
    for declaration in chapters.iter().flat_map(|chapter| &chapter.declarations) {
        let (name, comment) = (declaration.name(), &declaration.comment);
        assert!(comment.starts_with("/**\n * "), "{name}: {comment}");
    }
}

/// The header up to each banner, as a program would read it that needs no more.
#[test]
fn every_prefix_of_chapters_compiles() {
    let header = header();
    let bounds = bounds(&header);
    let end = &header[bounds[bounds.len() - 1]..];
    let dir = scratch("header_chapters");
    let write = |file_end: &str| -> Vec<PathBuf> {
        let prefixes = bounds[1..].iter().enumerate();
        prefixes
            .map(|(number, at)| {
                let file = dir.join(format!("{number:02}.{file_end}"));
                std::fs::write(&file, format!("{}{end}", &header[..*at])).unwrap();
                file
            })
            .collect()
    };
    let (c, cxx) = (write("c"), write("cpp"));
    let mut checked = 0;
    for (compiler, standard, files) in [
        ("gcc", "c99", &c),
        ("clang", "c99", &c),
        ("g++", "c++11", &cxx),
        ("clang++", "c++11", &cxx),
    ] {
        if have(compiler) {
            run(Command::new(compiler)
                .arg(format!("-std={standard}"))
                .args(["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"])
                .args(files));
            checked += files.len();
        }
    }
    assert!(checked > 0, "no compiler was found");
}

#[test]
fn each_type_stands_in_the_chapter_that_first_uses_it() {
    let chapters = chapters();
    let all = || {
        let numbered = chapters.iter().enumerate();
        numbered.flat_map(|(number, c)| c.declarations.iter().map(move |d| (number, d)))
    };
    // Enumerations are passed in as int32_t, and a comment says of which.
    let uses = |user: &Declaration, used: &Declaration| {
        let by_comment = used.is_enum() && user.is_function();
        user.name() != used.name()
            && (has_word(&user.code, used.name())
                || by_comment && has_word(&user.comment, used.name()))
    };
    let mut checked = 0;
    for (place, (number, of_type)) in all().enumerate().filter(|(_, (_, d))| !d.is_function()) {
        let first = all().enumerate().find(|(_, (_, user))| uses(user, of_type));
        let name = of_type.name();
        let (at, (chapter, user)) = first.unwrap_or_else(|| panic!("nothing uses {name}"));
        let user = user.name();
        assert_eq!(number, chapter, "{name} is not in the chapter of {user}");
        assert!(place < at, "{name} stands behind {user}");
        checked += 1;
    }
    assert!(checked > 40, "{checked}");
}

/// Ada, Pascal and others do not tell them apart. A parameter there also hides
/// what is called like it, so that it counts as functions, types, constants and
/// macros do.
#[test]
fn no_two_names_differ_by_case_alone() {
    let code = without_comments(&header());
    let names: BTreeSet<&str> = words(&code).filter(|word| !word.is_empty()).collect();
    for name in [
        "NH_VERSION_STRING",
        "nh_version",
        "NH_STATUS_OK",
        "nh_hub",
        "hub",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let mut by_lower: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in names {
        by_lower.entry(name.to_lowercase()).or_default().push(name);
    }
    by_lower.retain(|_, alike| alike.len() > 1);
    assert!(by_lower.is_empty(), "{:?}", by_lower.values());
}

const WRITTEN: &str = "\
/**
 * A colour.
 */
typedef enum {
  /**
   * As blood (or wine);
   */
  NH_COLOUR_RED = 1,
} nh_colour;

/**
 * A pen.
 */
typedef struct nh_pen nh_pen;

/**
 * Asks for a pen.
 */
typedef void (*nh_wish)(nh_pen *pen);

/**
 * Counts.
 */
int32_t nh_count(void);

/**
 * Draws with an nh_colour.
 */
void nh_draw(nh_wish wish,
             int32_t colour);
";

const FIRST: &str = "//! Counting.\n\npub extern \"C\" fn nh_count() -> i32 {\n";
const SECOND: &str = "//! Drawing.\n//!\n//! With pens.\npub extern \"C\" fn nh_draw(wish: \
                      nh_wish, colour: i32) {\n";

/// The chapters of these files, which `mod.rs` names in this order.
fn chapters_of(folder: &str, files: &[(&str, &str)]) -> Result<Vec<layout::Chapter>, String> {
    let folder = scratch(folder);
    let mut modules = "//! Names them.\nuse std::fmt;\n".to_owned();
    for (path, text) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        let name = path.split(['/', '.']).next().unwrap();
        writeln!(modules, "\npub(crate) mod {name};").unwrap();
    }
    std::fs::write(folder.join("mod.rs"), modules).unwrap();
    layout::chapters(&folder)
}

#[test]
fn types_move_to_the_function_that_needs_them() {
    let inner = ("pens/mod.rs", "//! Pens.\nfn inner() {}\n");
    let files = [("count.rs", FIRST), inner, ("draw/mod.rs", SECOND)];
    let chapters = chapters_of("chapters_of_types", &files).unwrap();
    let items = layout::items(WRITTEN).unwrap();
    let text = layout::lay_out(&chapters, &items).unwrap();
    let line = "=".repeat(74);
    let banner = |title: &str, page: &str, introduction: &str| {
        let space = " ".repeat(77 - title.len() - page.len());
        format!("/* ==={line}\n * {title}{space}{page}\n{introduction} * {line} */\n")
    };
    let (types, functions) = WRITTEN.split_at(WRITTEN.find("/**\n * Counts.").unwrap());
    let (count, draw) = functions.split_at(functions.find("/**\n * Draws").unwrap());
    let first = banner("Counting", "nh_count(3)", "");
    let second = banner("Drawing", "nh_draw(3)", " *\n * With pens.\n");
    assert_eq!(text, format!("{first}\n{count}{second}\n{types}{draw}"));
    let contents = layout::contents(&chapters);
    let lines: Vec<String> = contents.lines().skip(3).map(in_one_line).collect();
    assert_eq!(
        lines,
        ["* nh_count(3) Counting", "* nh_draw(3) Drawing", "*/"]
    );
    assert_eq!(
        layout::bare(&items),
        "typedef enum {\n  NH_COLOUR_RED = 1,\n} nh_colour;\n\ntypedef struct nh_pen nh_pen;\n\n\
         typedef void (*nh_wish)(nh_pen *pen);\n\nint32_t nh_count(void);\n\n\
         void nh_draw(nh_wish wish,\n             int32_t colour);\n"
    );
}

#[test]
fn what_has_no_place_fails_the_build() {
    let fails = |written: &str, files: &[(&str, &str)], must: &str| {
        let made = chapters_of("chapters_that_fail", files)
            .and_then(|chapters| layout::lay_out(&chapters, &layout::items(written)?));
        let error = made.unwrap_err();
        assert!(error.contains(must), "{error}");
    };
    let both = [("count.rs", FIRST), ("draw.rs", SECOND)];
    fails(WRITTEN, &both[1..], "nh_count has no chapter");
    let twice = FIRST.replace("Counting", "Counting again");
    let files = [both[0], ("again.rs", &twice), both[1]];
    fails(WRITTEN, &files, "again.rs has nh_count, and");
    let without = WRITTEN.replace("int32_t nh_count(void)", "int32_t nh_other(void)");
    fails(
        &without,
        &both,
        "count.rs has nh_count, and cbindgen did not",
    );
    let without = WRITTEN.replace("with an nh_colour", "in a colour");
    fails(&without, &both, "nh_colour has no chapter");
    let unused = WRITTEN.replace("nh_pen *pen", "void *pen");
    fails(&unused, &both, "nh_pen has no chapter");
    let untitled = FIRST.trim_start_matches("//! Counting.");
    let files = [("count.rs", untitled), both[1]];
    fails(
        WRITTEN,
        &files,
        "count.rs exports nh_count and has no title",
    );
    let bare = WRITTEN.replace("/**\n * Counts.\n */\n", "");
    fails(
        &bare,
        &both,
        "no comment stands above `int32_t nh_count(void);`",
    );
    let other = WRITTEN.replace("int32_t nh_count(void);", "extern const int32_t nh_count;");
    fails(&other, &both, "this is not one function or type");
    let cut = WRITTEN.trim_end_matches(";\n");
    fails(cut, &both, "this is not one function or type");
    let joined = WRITTEN.replace(";\n\n/**\n * Draws", ";\n/**\n * Draws");
    fails(&joined, &both, "this is not one function or type");
    fails(WRITTEN, &[("count.txt", FIRST)], "count/mod.rs: ");
}
