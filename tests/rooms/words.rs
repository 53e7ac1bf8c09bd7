//! The words that a macro or an attribute is given: which of them are paths?

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use syn::{Item, ItemUse};

use crate::source::plain;

/// Words that begin a path and name a place.
pub fn is_place(word: &str) -> bool {
    ["crate", "self", "super"].contains(&word)
}

/// `$crate` is `crate`, in whatever file the macro is called.
pub fn without_dollar(words: TokenStream) -> Vec<TokenTree> {
    let mut all: Vec<TokenTree> = Vec::new();
    for word in words {
        let is_crate = matches!(&word, TokenTree::Ident(name) if name == "crate");
        if is_crate && all.last().is_some_and(|last| is_punct(last, '$')) {
            all.pop();
        }
        all.push(word);
    }
    all
}

fn is_punct(word: &TokenTree, punct: char) -> bool {
    matches!(word, TokenTree::Punct(p) if p.as_char() == punct)
}

/// The `use` declarations among these words. Those that a macro completes are none.
pub fn uses(words: &[TokenTree]) -> Vec<(Range<usize>, Item)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_use = matches!(&words[at], TokenTree::Ident(name) if name == "use");
        let end = words[at..].iter().position(|word| is_punct(word, ';'));
        if let (true, Some(end)) = (is_use, end) {
            let end = at + end + 1;
            let item: TokenStream = words[at..end].iter().cloned().collect();
            if let Ok(item) = syn::parse2::<ItemUse>(item) {
                found.push((at..end, Item::Use(item)));
                at = end;
                continue;
            }
        }
        at += 1;
    }
    found
}

/// The names of the path that begins here, of which there is one at least.
pub fn path_at(words: &[TokenTree]) -> Vec<String> {
    let mut path = Vec::new();
    let mut rest = words;
    while let [TokenTree::Ident(name), behind @ ..] = rest {
        path.push(plain(name));
        match behind {
            [a, b, next @ ..]
                if is_joint(a) && is_punct(b, ':') && matches!(next, [TokenTree::Ident(_), ..]) =>
            {
                rest = next;
            }
            _ => break,
        }
    }
    path
}

fn is_joint(word: &TokenTree) -> bool {
    matches!(word, TokenTree::Punct(p) if p.as_char() == ':' && p.spacing() == Spacing::Joint)
}

/// Can a path begin behind these words? Not in the middle of another, and not with
/// what a macro fills in; a single name is no field, method or lifetime either.
pub fn is_begin(before: &[TokenTree], names: usize) -> bool {
    match before {
        [.., a, b] if is_joint(a) && is_punct(b, ':') => false,
        [.., a] if is_punct(a, '$') => false,
        [.., a] if names == 1 => !is_punct(a, '.') && !is_punct(a, '\''),
        _ => true,
    }
}

/// Do these words call the macro whose name stands before them?
pub fn is_call(words: &[TokenTree]) -> bool {
    matches!(words, [mark, TokenTree::Group(_), ..] if is_punct(mark, '!'))
}

/// Is the group behind these words the one of `pub(crate)` or `pub(in path)`?
pub fn is_visibility(before: &[TokenTree], group: &Group) -> bool {
    let is_pub = matches!(before, [.., TokenTree::Ident(word)] if word == "pub");
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    is_pub
        && group.delimiter() == Delimiter::Parenthesis
        && match &inside[..] {
            [TokenTree::Ident(word)] => is_place(&word.to_string()),
            [TokenTree::Ident(word), ..] => word == "in",
            _ => false,
        }
}
