//! Where a path leads.

use crate::scopes::{Crate, Kind, Named, ROOT, Scope};

/// What a path leads to.
#[derive(Clone, Copy, PartialEq)]
pub enum Target {
    Scope(Scope),
    /// An item of a file.
    Item(usize),
}

/// Which names are being followed, so that those that lead to each other end.
type Open = Vec<(Scope, String, usize)>;

impl Crate {
    pub fn file_of(&self, target: Target) -> usize {
        match target {
            Target::Scope(scope) => self.scopes[scope].file,
            Target::Item(file) => file,
        }
    }

    /// Where a path leads that stands in a scope: to several places where one name
    /// means several things, to none where it leads out of the crate.
    pub fn targets(&self, scope: Scope, path: &[String]) -> Vec<Target> {
        self.follow(scope, path, &mut Vec::new())
    }

    /// Is this one of the names that a glob brings? If so, what is it?
    pub fn brought_by_glob(&self, scope: Scope, name: &str) -> Vec<Target> {
        let mut place = scope;
        loop {
            let names = &self.scopes[place];
            if names.named.contains_key(name) {
                return Vec::new();
            }
            let found = self.through_globs(place, name, &mut Vec::new());
            match names.kind {
                Kind::Block(around) if found.is_empty() => place = around,
                _ => return found,
            }
        }
    }

    /// The files that declare a macro, if it can be called by its name alone and
    /// nothing nearer has that name.
    pub fn macro_by_name(&self, scope: Scope, name: &str) -> Vec<usize> {
        if self.visible(scope, name, &mut Vec::new()).is_empty() {
            self.macros.get(name).cloned().unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn follow(&self, scope: Scope, path: &[String], open: &mut Open) -> Vec<Target> {
        let (first, rest) = path.split_first().unwrap();
        let mut found = match first.as_str() {
            "crate" => vec![Target::Scope(ROOT)],
            "self" => vec![Target::Scope(self.module_around(scope))],
            "super" => vec![Target::Scope(self.module_above(scope))],
            name => self.visible(scope, name, open),
        };
        for name in rest {
            let scopes: Vec<Scope> = found
                .iter()
                .filter_map(|target| match target {
                    Target::Scope(scope) => Some(*scope),
                    Target::Item(_) => None,
                })
                .collect();
            if scopes.is_empty() {
                // What comes behind a type is a part of it.
                break;
            }
            found.clear();
            for scope in scopes {
                for target in self.member(scope, name, open) {
                    if !found.contains(&target) {
                        found.push(target);
                    }
                }
            }
        }
        found
    }

    fn module_around(&self, scope: Scope) -> Scope {
        match self.scopes[scope].kind {
            Kind::Block(around) => self.module_around(around),
            _ => scope,
        }
    }

    fn module_above(&self, scope: Scope) -> Scope {
        match self.scopes[self.module_around(scope)].kind {
            Kind::Module(Some(above)) => self.module_around(above),
            _ => panic!("there is nothing above the root"),
        }
    }

    /// What a name means that begins a path.
    fn visible(&self, scope: Scope, name: &str, open: &mut Open) -> Vec<Target> {
        let found = self.named(scope, name, open);
        match self.scopes[scope].kind {
            Kind::Block(around) if found.is_empty() => self.visible(around, name, open),
            _ => found,
        }
    }

    /// What a name means behind the path of a scope.
    fn member(&self, scope: Scope, name: &str, open: &mut Open) -> Vec<Target> {
        if name == "super" {
            return vec![Target::Scope(self.module_above(scope))];
        }
        let found = self.named(scope, name, open);
        if found.is_empty() {
            // A function of an enum, what a macro declares there, or what a glob brings
            // there from another crate.
            return vec![Target::Item(self.scopes[scope].file)];
        }
        found
    }

    fn named(&self, scope: Scope, name: &str, open: &mut Open) -> Vec<Target> {
        let Some(all) = self.scopes[scope].named.get(name) else {
            return self.through_globs(scope, name, open);
        };
        let mut found = Vec::new();
        for (number, named) in all.iter().enumerate() {
            match named {
                Named::Scope(inner) => found.push(Target::Scope(*inner)),
                Named::Item(file) => found.push(Target::Item(*file)),
                Named::Use(path) => {
                    let key = (scope, name.to_owned(), number);
                    if !open.contains(&key) {
                        open.push(key);
                        found.extend(self.through_use(scope, path, open));
                        open.pop();
                    }
                }
            }
        }
        found
    }

    fn through_use(&self, scope: Scope, path: &[String], open: &mut Open) -> Vec<Target> {
        let found = self.follow(scope, path, open);
        if !found.is_empty() {
            return found;
        }
        let none = Vec::new();
        let macros = self
            .macros
            .get(&path[0])
            .filter(|_| path.len() == 1)
            .unwrap_or(&none);
        if macros.is_empty() {
            // It is another crate's. Whoever takes it from here depends on this file.
            vec![Target::Item(self.scopes[scope].file)]
        } else {
            macros.iter().map(|file| Target::Item(*file)).collect()
        }
    }

    fn through_globs(&self, scope: Scope, name: &str, open: &mut Open) -> Vec<Target> {
        let mut found = Vec::new();
        for (number, path) in self.scopes[scope].globs.iter().enumerate() {
            let key = (scope, format!("*{name}"), number);
            if open.contains(&key) {
                continue;
            }
            open.push(key);
            for target in self.follow(scope, path, open) {
                if let Target::Scope(inner) = target {
                    found.extend(self.named(inner, name, open));
                }
            }
            open.pop();
        }
        found
    }
}
