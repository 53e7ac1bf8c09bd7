//! Tag expressions and template bodies.

use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::tag_expression::TagExpression;
use notification_hubs::notification::template;

use super::{check_column, check_message};

/// Parses; what was parsed is written so that it parses to the same.
pub fn tag_expression(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match TagExpression::parse(&text) {
        Ok(parsed) => {
            let written = parsed.text();
            assert!(written.bytes().all(|b| matches!(b, b' '..=b'~')));
            assert_eq!(TagExpression::parse(&written).as_ref().ok(), Some(&parsed));
            assert!(parsed.check_limits().is_ok());
            let twice = parsed.clone().negate().negate();
            assert_eq!(twice.text(), written);
            let both = parsed.clone().and(parsed.clone().or(parsed));
            match TagExpression::parse(&both.text()) {
                Ok(again) => assert_eq!(again, both),
                Err(_) => assert!(both.check_limits().is_err()),
            }
        }
        Err(error) => {
            check_message(&error.message);
            check_column(error.column, &text);
        }
    }
    if let Err(error) = TagExpression::tag(&text) {
        check_message(&error.message);
        check_column(error.column, &text);
    }
}

/// Checks a body; the first byte says for which platform.
pub fn template(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let platform = Platform::ALL[usize::from(*first) % Platform::ALL.len()];
    let body = String::from_utf8_lossy(body);
    if let Err(error) = template::check(platform, &body) {
        check_message(&error.message);
        check_column(error.column, &body);
    }
}
