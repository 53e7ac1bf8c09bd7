//! The imports of a crate: every path from one of its files to another, wherever it
//! stands: behind `use`, in bodies, types, patterns, attributes and macros.
//!
//! Not imports are a `mod` line, which only says where a file is, and the path of a
//! `pub(in path)`, which can name nothing but a module around it. What macros are
//! given is read word by word: a `cfg(test)` in there exempts nothing.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, ItemUse, Meta, Stmt};

use crate::names::Target;
use crate::scopes::{Crate, Scope, leaves};
use crate::source::{Source, is_for_tests, needs_test, plain};
use crate::words::{is_begin, is_call, is_place, is_visibility, path_at, uses, without_dollar};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: usize,
    pub line: usize,
    pub to: usize,
    /// As it stands there.
    pub path: String,
}

/// All imports of a crate, in the order of its files and their lines.
pub fn imports(source: &Source) -> Vec<Import> {
    let mut names = Crate::new(source);
    let mut found = Vec::new();
    for (number, file) in source.files.iter().enumerate() {
        let mut finder = Finder {
            scope: names.module_of_file(number),
            names: &mut names,
            file: number,
            declared: Vec::new(),
            inline: Vec::new(),
        };
        finder.visit_file(&file.syntax);
        let Finder {
            declared,
            mut inline,
            ..
        } = finder;
        // A name that a `use` brings is used in many places. That line says it once.
        inline.retain(|(import, begins_with_a_name)| {
            !begins_with_a_name || !declared.iter().any(|known| known.to == import.to)
        });
        found.extend(declared);
        found.extend(inline.into_iter().map(|(import, _)| import));
    }
    found.sort();
    found.dedup();
    found
}

struct Finder<'a> {
    names: &'a mut Crate,
    file: usize,
    scope: Scope,
    declared: Vec<Import>,
    /// With: does it begin with a name, and not with `crate`, `self` or `super`?
    inline: Vec<(Import, bool)>,
}

impl Finder<'_> {
    fn import(&self, path: &[String], line: usize, to: usize) -> Option<Import> {
        (to != self.file).then(|| Import {
            from: self.file,
            line,
            to,
            path: path.join("::"),
        })
    }

    fn add_declared(&mut self, item: &ItemUse) {
        for leaf in leaves(item) {
            let mut path = leaf.path;
            let targets = self.names.targets(self.scope, &path);
            if leaf.name.is_none() {
                path.push("*".to_owned());
            }
            for target in targets {
                let to = self.names.file_of(target);
                self.declared.extend(self.import(&path, leaf.line, to));
            }
        }
    }

    /// A path in the text. Only attributes name a module and nothing in it.
    fn add_inline(&mut self, path: &[String], line: usize, may_be_module: bool) {
        let [first, rest @ ..] = path else { return };
        if first == "Self" || path.iter().all(|word| is_place(word)) {
            return;
        }
        let mut targets = if rest.is_empty() {
            // The `use` of that name has been counted; a glob shows no names.
            self.names.brought_by_glob(self.scope, first)
        } else {
            self.names.targets(self.scope, path)
        };
        let is_item = |target: &Target| matches!(target, Target::Item(_));
        if !may_be_module && targets.iter().any(is_item) {
            targets.retain(is_item);
        }
        for target in targets {
            let to = self.names.file_of(target);
            if let Some(import) = self.import(path, line, to) {
                self.inline.push((import, !is_place(first)));
            }
        }
    }

    fn add_macro(&mut self, name: &str, line: usize) {
        for to in self.names.macro_by_name(self.scope, name) {
            let path = [format!("{name}!")];
            if let Some(import) = self.import(&path, line, to) {
                self.inline.push((import, false));
            }
        }
    }

    fn add_path(&mut self, path: &syn::Path, may_be_module: bool) {
        if path.leading_colon.is_none() {
            let names: Vec<String> = path.segments.iter().map(|s| plain(&s.ident)).collect();
            let line = path.segments[0].ident.span().start().line;
            self.add_inline(&names, line, may_be_module);
        }
    }

    fn inside(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }

    /// The paths among the words that a macro or an attribute is given.
    fn scan(&mut self, words: TokenStream, is_attribute: bool) {
        let words = without_dollar(words);
        let (places, items): (Vec<_>, Vec<Item>) = uses(&words).into_iter().unzip();
        let scope = if items.is_empty() {
            self.scope
        } else {
            self.names.add_block(self.scope, &items)
        };
        self.inside(scope, |finder| {
            let mut at = 0;
            for (place, item) in places.iter().zip(&items) {
                finder.scan_words(&words[at..place.start], is_attribute);
                finder.visit_item(item);
                at = place.end;
            }
            finder.scan_words(&words[at..], is_attribute);
        });
    }

    fn scan_words(&mut self, words: &[TokenTree], is_attribute: bool) {
        let mut at = 0;
        while at < words.len() {
            let before = &words[..at];
            match &words[at] {
                TokenTree::Group(group) => {
                    if !is_visibility(before, group) {
                        self.scan(group.stream(), is_attribute);
                    }
                    at += 1;
                }
                TokenTree::Ident(first) => {
                    let path = path_at(&words[at..]);
                    at += path.len() * 3 - 2;
                    let line = first.span().start().line;
                    if is_begin(before, path.len()) {
                        self.add_inline(&path, line, is_attribute);
                        if let ([name], true) = (&path[..], is_call(&words[at..])) {
                            self.add_macro(name, line);
                        }
                    }
                }
                TokenTree::Literal(literal) if is_attribute => {
                    self.add_text(literal.clone().into());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Attributes have paths in texts too: `#[serde(with = "crate::wire::date")]`.
    fn add_text(&mut self, literal: TokenTree) {
        let text = syn::parse2::<syn::LitStr>(literal.clone().into());
        let path = text.ok().and_then(|text| text.parse::<syn::Path>().ok());
        if let Some(path) = path.filter(|path| path.segments.len() > 1) {
            let names: Vec<String> = path.segments.iter().map(|s| plain(&s.ident)).collect();
            self.add_inline(&names, literal.span().start().line, true);
        }
    }
}

/// The attributes of what is one of these kinds.
macro_rules! attributes {
    ($node:expr, $of:ident: $($kind:ident)*) => {
        match $node {
            $($of::$kind(node) => &node.attrs[..],)*
            _ => &[],
        }
    };
}

/// Passes over what is there for tests alone.
macro_rules! without_tests {
    ($($visit:ident($node:ident: $kind:ident) $attributes:expr;)*) => {
        $(
            fn $visit(&mut self, $node: &'ast syn::$kind) {
                if !is_for_tests($attributes) {
                    visit::$visit(self, $node);
                }
            }
        )*
    };
}

impl<'ast> Visit<'ast> for Finder<'_> {
    without_tests! {
        visit_item(node: Item) attributes!(node, Item: Const Enum ExternCrate Fn ForeignMod
            Impl Macro Mod Static Struct Trait TraitAlias Type Union Use);
        visit_expr(node: Expr) attributes!(node, Expr: Array Assign Async Await Binary Block
            Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer Let Lit
            Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct
            Try TryBlock Tuple Unary Unsafe While Yield);
        visit_stmt(node: Stmt) attributes!(node, Stmt: Local Macro);
        visit_impl_item_const(node: ImplItemConst) &node.attrs;
        visit_impl_item_fn(node: ImplItemFn) &node.attrs;
        visit_impl_item_macro(node: ImplItemMacro) &node.attrs;
        visit_impl_item_type(node: ImplItemType) &node.attrs;
        visit_trait_item_const(node: TraitItemConst) &node.attrs;
        visit_trait_item_fn(node: TraitItemFn) &node.attrs;
        visit_trait_item_macro(node: TraitItemMacro) &node.attrs;
        visit_trait_item_type(node: TraitItemType) &node.attrs;
        visit_arm(node: Arm) &node.attrs;
        visit_field(node: Field) &node.attrs;
        visit_field_pat(node: FieldPat) &node.attrs;
        visit_field_value(node: FieldValue) &node.attrs;
        visit_variant(node: Variant) &node.attrs;
    }

    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        if node.content.is_some() {
            let scope = self.names.inner_module(self.scope, &plain(&node.ident));
            self.inside(scope, |finder| visit::visit_item_mod(finder, node));
        }
    }

    fn visit_block(&mut self, node: &'ast syn::Block) {
        let items: Vec<&Item> = node
            .stmts
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        if items.is_empty() {
            return visit::visit_block(self, node);
        }
        let scope = self.names.add_block(self.scope, items);
        self.inside(scope, |finder| visit::visit_block(finder, node));
    }

    fn visit_item_use(&mut self, node: &'ast ItemUse) {
        self.add_declared(node);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, node: &'ast syn::Path) {
        self.add_path(node, false);
        visit::visit_path(self, node);
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        if let Some(name) = node.path.get_ident() {
            self.add_macro(&plain(name), name.span().start().line);
        }
        visit::visit_macro(self, node);
    }

    fn visit_token_stream(&mut self, words: &'ast TokenStream) {
        self.scan(words.clone(), false);
    }

    fn visit_attribute(&mut self, node: &'ast Attribute) {
        let is_of_tests = node.path().is_ident("cfg_attr")
            && node
                .parse_args_with(|input: syn::parse::ParseStream| {
                    let condition = input.parse::<Meta>()?;
                    input.parse::<TokenStream>()?;
                    Ok(condition)
                })
                .is_ok_and(|condition| needs_test(&condition));
        if is_of_tests || node.path().is_ident("doc") {
            return;
        }
        self.add_path(node.path(), true);
        match &node.meta {
            Meta::Path(_) => {}
            Meta::List(list) => self.scan(list.tokens.clone(), true),
            Meta::NameValue(pair) => self.visit_expr(&pair.value),
        }
    }
}
