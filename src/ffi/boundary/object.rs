//! What stands behind a pointer of the interface to something of the core.

use crate::error::{Error, Result};
use crate::ffi::boundary::texts::Texts;

/// Something of the core that C holds, builds and reads.
pub struct Object<T> {
    /// What C has, good or not: to be read.
    pub core: T,
    /// The texts of it that C was given.
    pub texts: Texts,
    /// The first failure of its setters. Whoever uses the object next is told,
    /// so that what was refused is not left out in silence, and C may check the
    /// last call in place of every setter.
    first_error: Option<Error>,
}

impl<T> From<T> for Object<T> {
    fn from(core: T) -> Object<T> {
        Object {
            core,
            texts: Texts::default(),
            first_error: None,
        }
    }
}

impl<T> Object<T> {
    /// Runs a setter, and keeps its failure if it is the first.
    pub fn set(&mut self, setter: impl FnOnce(&mut T) -> Result<()>) -> Result<()> {
        let result = setter(&mut self.core);
        // Only now: one of them may be what the setter was given.
        self.texts.clear();
        if let Err(error) = &result {
            keep_first(&mut self.first_error, error);
        }
        result
    }

    /// What was built, to be used; the first failure of a setter, if there was
    /// one.
    pub fn built(&self) -> Result<&T> {
        match &self.first_error {
            Some(error) => Err(copy(error)),
            None => Ok(&self.core),
        }
    }
}

// Apart from what hundreds of exported functions are part of.

#[cold]
#[inline(never)]
fn keep_first(first: &mut Option<Error>, error: &Error) {
    first.get_or_insert_with(|| error.clone());
}

#[cold]
#[inline(never)]
fn copy(error: &Error) -> Error {
    error.clone()
}

/// A type of the interface that is an [`Object`]: see [`opaque!`].
pub trait Opaque {
    /// What it is in the core.
    type Core;
    /// What an argument of this type is called.
    const ARGUMENT: &'static str;
    /// The object.
    fn object(&self) -> &Object<Self::Core>;
    /// The object, to change it.
    fn object_mut(&mut self) -> &mut Object<Self::Core>;
}

/// `opaque!(nh_thing(Thing), "thing")` for a `struct nh_thing(Object<Thing>)`,
/// and `opaque!(nh_thing.object: Thing, "thing")` for one with more in it.
macro_rules! opaque {
    ($name:ident($core:ty), $argument:literal) => {
        impl From<$core> for $name {
            fn from(core: $core) -> $name {
                $name(core.into())
            }
        }
        $crate::ffi::boundary::object::opaque!($name.0: $core, $argument);
    };
    ($name:ident.$field:tt: $core:ty, $argument:literal) => {
        impl $crate::ffi::boundary::object::Opaque for $name {
            type Core = $core;
            const ARGUMENT: &'static str = $argument;
            fn object(&self) -> &$crate::ffi::boundary::object::Object<$core> {
                &self.$field
            }
            fn object_mut(&mut self) -> &mut $crate::ffi::boundary::object::Object<$core> {
                &mut self.$field
            }
        }
    };
}
pub(in crate::ffi) use opaque;

/// What an argument was built to be.
pub fn built<O: Opaque>(object: Option<&O>) -> Result<&O::Core> {
    match object {
        Some(object) => object.object().built(),
        None => Err(not_made(O::ARGUMENT)),
    }
}

#[cold]
#[inline(never)]
fn not_made(argument: &str) -> Error {
    let everyone = match argument {
        "target" => " To reach everyone use nh_target_new_broadcast.",
        _ => "",
    };
    Error::argument(format!(
        "{argument} is NULL: what was to make it failed, and nh_last_error said why right then.{everyone}"
    ))
}

/// What an argument was built to be, and `default` for NULL.
pub fn built_or<'a, O: Opaque>(object: Option<&'a O>, default: &'a O::Core) -> Result<&'a O::Core> {
    object.map_or(Ok(default), |object| object.object().built())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::boundary::pointers::text;

    #[test]
    fn the_first_failure_is_kept_and_the_next_use_fails_with_it() {
        let mut object = Object::from(1);
        let set = |object: &mut Object<i32>, to: Result<i32>| {
            object.set(|core| {
                *core = to?;
                Ok(())
            })
        };
        set(&mut object, Ok(2)).unwrap();
        assert_eq!(*object.built().unwrap(), 2);
        for message in ["first", "second"] {
            let error = set(&mut object, Err(Error::argument(message))).unwrap_err();
            assert_eq!(error.message, message);
        }
        set(&mut object, Ok(3)).unwrap();
        assert_eq!(object.built().unwrap_err().message, "first");
        assert_eq!(object.core, 3, "it can be read all the same");
    }

    #[test]
    fn a_change_drops_the_texts() {
        let mut object = Object::from(String::from("old"));
        let given = object.texts.get(Some(&object.core));
        assert_eq!(object.texts.get(Some("old")), given);
        // The setter may read them still.
        let twice = |core: &mut String| {
            *core = format!("{0} {0}", text(given, "given")?);
            Ok(())
        };
        object.set(twice).unwrap();
        let given = object.texts.get(Some(&object.core));
        assert_eq!(text(given, "given").unwrap(), "old old");
    }
}
