//! The files of a crate, as the compiler finds them: from the root along its
//! `mod` lines. What is there for tests alone is left out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::{Attribute, Item, ItemMod, Meta, Token};

pub struct SourceFile {
    /// Below the crate's `src`: `hub/send.rs`.
    pub name: String,
    pub syntax: syn::File,
    /// The files of its modules that have one: the name of the `mod` line, the modules
    /// in this file that it stands in, and the number of the file.
    pub modules: Vec<(Vec<String>, usize)>,
}

/// The files of a crate. The first one is its root.
pub struct Source {
    /// How failures name the folder of the root: `emulator/src`.
    pub folder: String,
    pub files: Vec<SourceFile>,
}

impl Source {
    /// Reads the crate whose root is in this folder.
    pub fn read(folder: &Path, shown_as: &str) -> Source {
        let root = ["lib.rs", "main.rs"]
            .map(|name| folder.join(name))
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or_else(|| panic!("{shown_as} has no lib.rs and no main.rs"));
        let mut reader = Reader {
            folder: folder.to_owned(),
            files: Vec::new(),
            of_tests: BTreeSet::new(),
        };
        reader.read(&root);
        let source = Source {
            folder: shown_as.to_owned(),
            files: reader.files,
        };
        for path in rust_files(folder) {
            let is_known = source
                .files
                .iter()
                .any(|file| folder.join(&file.name) == path);
            assert!(
                is_known || reader.of_tests.contains(&path),
                "{}: no `mod` line leads to it",
                path.display()
            );
        }
        source
    }

    /// How failures name a file.
    pub fn shown(&self, file: usize) -> String {
        format!("{}/{}", self.folder, self.files[file].name)
    }
}

struct Reader {
    folder: PathBuf,
    files: Vec<SourceFile>,
    of_tests: BTreeSet<PathBuf>,
}

impl Reader {
    /// Reads a file and those of its modules.
    fn read(&mut self, path: &Path) -> usize {
        let syntax = parsed(path);
        let lines = mod_lines(path, &syntax.items, &[]);
        let name = path.strip_prefix(&self.folder).unwrap();
        let number = self.files.len();
        self.files.push(SourceFile {
            name: name.to_str().unwrap().to_owned(),
            syntax,
            modules: Vec::new(),
        });
        for line in lines {
            if line.is_for_tests || is_for_tests(&parsed(&line.file).attrs) {
                self.leave_out(&line.file);
            } else {
                let child = self.read(&line.file);
                self.files[number].modules.push((line.inside, child));
            }
        }
        number
    }

    /// Notes a file that is there for tests, with those of its modules.
    fn leave_out(&mut self, path: &Path) {
        self.of_tests.insert(path.to_owned());
        for line in mod_lines(path, &parsed(path).items, &[]) {
            self.leave_out(&line.file);
        }
    }
}

/// A `mod` line that leads to a file.
struct ModLine {
    /// The modules of its own file in which the line stands, and its own name.
    inside: Vec<String>,
    file: PathBuf,
    is_for_tests: bool,
}

/// The `mod` lines among these items of the file `path`, which stand in the modules
/// `inside` of it.
fn mod_lines(path: &Path, items: &[Item], inside: &[String]) -> Vec<ModLine> {
    let mut found = Vec::new();
    for item in items {
        let Item::Mod(item) = item else { continue };
        let inside = [inside, &[plain(&item.ident)]].concat();
        let is_for_tests = is_for_tests(&item.attrs);
        match &item.content {
            Some((_, items)) => {
                let lines = mod_lines(path, items, &inside);
                found.extend(lines.into_iter().map(|line| ModLine {
                    is_for_tests: is_for_tests || line.is_for_tests,
                    ..line
                }));
            }
            None => found.push(ModLine {
                file: file_of(item, path, &inside),
                inside,
                is_for_tests,
            }),
        }
    }
    found
}

fn parsed(path: &Path) -> syn::File {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The file to which a `mod` line in the file `path` leads.
fn file_of(item: &ItemMod, path: &Path, inside: &[String]) -> PathBuf {
    let folder = path.parent().unwrap();
    if let Some(other) = item.attrs.iter().find_map(path_attribute) {
        return folder.join(other);
    }
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let mut place = folder.to_owned();
    if !["lib", "main", "mod"].contains(&stem) {
        place.push(stem);
    }
    place.extend(inside);
    let file = place.with_extension("rs");
    if file.exists() {
        file
    } else {
        place.join("mod.rs")
    }
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) if pair.path.is_ident("path") => Some(text.value()),
        _ => None,
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// A name without the `r#` of raw identifiers.
pub fn plain(name: &proc_macro2::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

/// Is what carries these attributes compiled for tests alone?
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let is_test = path
            .segments
            .last()
            .is_some_and(|last| last.ident == "test");
        let is_condition = path.is_ident("cfg")
            && attribute
                .parse_args()
                .is_ok_and(|condition| needs_test(&condition));
        is_test || is_condition
    })
}

/// Does a condition of `cfg` hold in tests alone?
pub fn needs_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test");
    };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return false;
    };
    if list.path.is_ident("all") {
        parts.iter().any(needs_test)
    } else {
        list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(needs_test)
    }
}
