//! The names that the modules of a crate declare.

use std::collections::HashMap;

use syn::{Item, ItemUse, UseTree};

use crate::source::{Source, is_for_tests, plain};

/// A place that has names: a module, an enum, or a block that declares some.
pub type Scope = usize;

pub const ROOT: Scope = 0;

pub struct Names {
    pub kind: Kind,
    pub file: usize,
    pub named: HashMap<String, Vec<Named>>,
    /// The paths behind `use` that end with a star.
    pub globs: Vec<Vec<String>>,
}

pub enum Kind {
    /// With the module above it.
    Module(Option<Scope>),
    /// Its variants are its names.
    Enum,
    /// With what it stands in.
    Block(Scope),
}

pub enum Named {
    Scope(Scope),
    /// Declared in a file.
    Item(usize),
    /// Another name for what this path leads to.
    Use(Vec<String>),
}

/// A name that a `use` declares: the path, and the name. A glob has none.
pub struct Leaf {
    pub path: Vec<String>,
    pub name: Option<String>,
    pub line: usize,
}

pub struct Crate {
    pub scopes: Vec<Names>,
    /// The modules that are files.
    modules: Vec<Scope>,
    /// Macros can be called without a path wherever they were declared before.
    pub macros: HashMap<String, Vec<usize>>,
}

impl Crate {
    pub fn new(source: &Source) -> Crate {
        let mut new = Crate {
            scopes: Vec::new(),
            modules: vec![ROOT; source.files.len()],
            macros: HashMap::new(),
        };
        new.add_file(source, 0, None);
        new
    }

    fn add_file(&mut self, source: &Source, file: usize, above: Option<Scope>) -> Scope {
        let scope = self.add_scope(Kind::Module(above), file);
        self.modules[file] = scope;
        self.declare(scope, &source.files[file].syntax.items);
        for (inside, child) in &source.files[file].modules {
            let (name, outer) = inside.split_last().unwrap();
            let parent = outer
                .iter()
                .fold(scope, |scope, name| self.inner_module(scope, name));
            let child = self.add_file(source, *child, Some(parent));
            self.add_name(parent, name, Named::Scope(child));
        }
        scope
    }

    fn add_scope(&mut self, kind: Kind, file: usize) -> Scope {
        self.scopes.push(Names {
            kind,
            file,
            named: HashMap::new(),
            globs: Vec::new(),
        });
        self.scopes.len() - 1
    }

    fn add_name(&mut self, scope: Scope, name: &str, named: Named) {
        let names = &mut self.scopes[scope].named;
        names.entry(name.to_owned()).or_default().push(named);
    }

    /// A block that declares these items.
    pub fn add_block<'a>(
        &mut self,
        around: Scope,
        items: impl IntoIterator<Item = &'a Item>,
    ) -> Scope {
        let block = self.add_scope(Kind::Block(around), self.scopes[around].file);
        self.declare(block, items);
        block
    }

    /// Gives a scope the names that these items declare.
    fn declare<'a>(&mut self, scope: Scope, items: impl IntoIterator<Item = &'a Item>) {
        let file = self.scopes[scope].file;
        for item in items {
            let (attributes, name) = match item {
                Item::Const(item) => (&item.attrs, &item.ident),
                Item::Fn(item) => (&item.attrs, &item.sig.ident),
                Item::Static(item) => (&item.attrs, &item.ident),
                Item::Struct(item) => (&item.attrs, &item.ident),
                Item::Trait(item) => (&item.attrs, &item.ident),
                Item::TraitAlias(item) => (&item.attrs, &item.ident),
                Item::Type(item) => (&item.attrs, &item.ident),
                Item::Union(item) => (&item.attrs, &item.ident),
                other => {
                    self.declare_other(scope, other);
                    continue;
                }
            };
            if !is_for_tests(attributes) {
                self.add_name(scope, &plain(name), Named::Item(file));
            }
        }
    }

    fn declare_other(&mut self, scope: Scope, item: &Item) {
        let file = self.scopes[scope].file;
        match item {
            Item::Enum(item) if !is_for_tests(&item.attrs) => {
                let of = self.add_scope(Kind::Enum, file);
                for variant in &item.variants {
                    self.add_name(of, &plain(&variant.ident), Named::Item(file));
                }
                self.add_name(scope, &plain(&item.ident), Named::Scope(of));
            }
            Item::Use(item) if !is_for_tests(&item.attrs) => {
                for leaf in leaves(item) {
                    match leaf.name {
                        Some(name) => self.add_name(scope, &name, Named::Use(leaf.path)),
                        None => self.scopes[scope].globs.push(leaf.path),
                    }
                }
            }
            Item::Mod(item) if !is_for_tests(&item.attrs) => {
                if let Some((_, items)) = &item.content {
                    let inner = self.inner_module(scope, &plain(&item.ident));
                    self.declare(inner, items);
                }
            }
            Item::Macro(item) if !is_for_tests(&item.attrs) => {
                let Some(name) = item.ident.as_ref().map(plain) else {
                    return;
                };
                if item.attrs.iter().any(|a| a.path().is_ident("macro_export")) {
                    self.add_name(ROOT, &name, Named::Item(file));
                }
                self.add_name(scope, &name, Named::Item(file));
                self.macros.entry(name).or_default().push(file);
            }
            Item::ExternCrate(item) if item.ident == "self" => {
                if let Some((_, name)) = &item.rename {
                    self.add_name(scope, &plain(name), Named::Scope(ROOT));
                }
            }
            Item::ForeignMod(item) if !is_for_tests(&item.attrs) => {
                for foreign in &item.items {
                    let name = match foreign {
                        syn::ForeignItem::Fn(item) => &item.sig.ident,
                        syn::ForeignItem::Static(item) => &item.ident,
                        syn::ForeignItem::Type(item) => &item.ident,
                        _ => continue,
                    };
                    self.add_name(scope, &plain(name), Named::Item(file));
                }
            }
            _ => {}
        }
    }

    /// The module of this name whose text stands in the same file.
    pub fn inner_module(&mut self, scope: Scope, name: &str) -> Scope {
        let file = self.scopes[scope].file;
        let named = self.scopes[scope]
            .named
            .get(name)
            .map_or(&[][..], |all| all);
        let known = named.iter().find_map(|named| match named {
            Named::Scope(inner) if self.scopes[*inner].file == file => Some(*inner),
            _ => None,
        });
        known.unwrap_or_else(|| {
            let inner = self.add_scope(Kind::Module(Some(scope)), file);
            self.add_name(scope, name, Named::Scope(inner));
            inner
        })
    }

    /// The module that a file is.
    pub fn module_of_file(&self, file: usize) -> Scope {
        self.modules[file]
    }
}

/// The names that a `use` declares.
pub fn leaves(item: &ItemUse) -> Vec<Leaf> {
    fn add(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Leaf>) {
        let mut leaf = |last: &proc_macro2::Ident, name: Option<&proc_macro2::Ident>| {
            let mut path = path.clone();
            // `a::{self}` is `a`.
            if last != "self" || path.is_empty() {
                path.push(plain(last));
            }
            let name = name.map_or_else(|| path[path.len() - 1].clone(), plain);
            let line = last.span().start().line;
            found.push(Leaf {
                path,
                name: Some(name),
                line,
            });
        };
        match tree {
            UseTree::Name(tree) => leaf(&tree.ident, None),
            UseTree::Rename(tree) => leaf(&tree.ident, Some(&tree.rename)),
            UseTree::Path(tree) => {
                path.push(plain(&tree.ident));
                add(&tree.tree, path, found);
                path.pop();
            }
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| add(tree, path, found)),
            UseTree::Glob(tree) => found.push(Leaf {
                path: path.clone(),
                name: None,
                line: tree.star_token.spans[0].start().line,
            }),
        }
    }
    let mut found = Vec::new();
    // `::name` is another crate, and nothing here has a name like this one.
    let mut path: Vec<String> = item.leading_colon.iter().map(|_| String::new()).collect();
    add(&item.tree, &mut path, &mut found);
    found
}
