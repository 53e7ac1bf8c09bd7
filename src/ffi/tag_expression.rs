//! Tag expressions.
//!
//! Which devices are meant, by their tags: "news && !fr". Most programs give an
//! expression to a target as text; here it is checked, and composed of parts.
use std::ffi::{CString, c_char};

use crate::error::Result;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{c_string, required, text};
use crate::notification::tag_expression::TagExpression;

/// A tag expression. Never changes, so any number of threads may use it.
#[allow(non_camel_case_types)]
pub struct nh_tag_expression {
    pub(super) expression: TagExpression,
    text: CString,
}

fn new(
    function: &str,
    make: impl FnOnce() -> Result<TagExpression>,
) -> Option<Box<nh_tag_expression>> {
    guard::new(function, || {
        let expression = make()?;
        expression.check_limits()?;
        Ok(nh_tag_expression {
            text: c_string(&expression.text()),
            expression,
        })
    })
}

/// Parses and checks a tag expression: tags, "||", "&&", "!" and parentheses.
/// A tag has 1 to 120 letters, digits and _@#.:-, or is
/// $InstallationId:{...} or $UserId:{...}. At most 20 tags with only "||",
/// else 6. Returns NULL on failure; nh_error_column(nh_last_error()) tells
/// where. Free with nh_tag_expression_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_parse(
    expression: *const c_char,
) -> Option<Box<nh_tag_expression>> {
    new("nh_tag_expression_parse", || {
        TagExpression::parse(text(expression, "expression")?)
    })
}

/// An expression of one tag. Free with nh_tag_expression_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_new_tag(tag: *const c_char) -> Option<Box<nh_tag_expression>> {
    new("nh_tag_expression_new_tag", || {
        TagExpression::tag(text(tag, "tag")?)
    })
}

/// "left && right". Both are copied. Free with nh_tag_expression_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_new_and(
    left: Option<&nh_tag_expression>,
    right: Option<&nh_tag_expression>,
) -> Option<Box<nh_tag_expression>> {
    new("nh_tag_expression_new_and", || {
        let left = required(left, "left")?.expression.clone();
        Ok(left.and(required(right, "right")?.expression.clone()))
    })
}

/// "left || right". Both are copied. Free with nh_tag_expression_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_new_or(
    left: Option<&nh_tag_expression>,
    right: Option<&nh_tag_expression>,
) -> Option<Box<nh_tag_expression>> {
    new("nh_tag_expression_new_or", || {
        let left = required(left, "left")?.expression.clone();
        Ok(left.or(required(right, "right")?.expression.clone()))
    })
}

/// "!expression". It is copied. Free with nh_tag_expression_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_new_not(
    expression: Option<&nh_tag_expression>,
) -> Option<Box<nh_tag_expression>> {
    new("nh_tag_expression_new_not", || {
        Ok(required(expression, "expression")?
            .expression
            .clone()
            .negate())
    })
}

/// The expression as it is sent, with parentheses round every group. Borrowed
/// from the expression; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_text(expression: Option<&nh_tag_expression>) -> *const c_char {
    guard::get(expression, c"".as_ptr(), |e| e.text.as_ptr())
}

/// Frees an expression. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_tag_expression_free(expression: Option<Box<nh_tag_expression>>) {
    guard::quiet(|| drop(expression));
}
