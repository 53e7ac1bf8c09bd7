//! Who matches an expression.

use std::collections::HashSet;

use super::TagExpression;

/// The tags of a device, as the service compares them: in small letters.
#[derive(Debug, Default)]
pub struct TagSet(HashSet<String>);

impl TagSet {
    /// Those of a device.
    pub fn new(tags: &[String]) -> TagSet {
        TagSet(tags.iter().map(|tag| tag.to_lowercase()).collect())
    }

    fn has(&self, tag: &str) -> bool {
        self.0.contains(&tag.to_lowercase())
    }
}

impl TagExpression {
    /// Does a device with these tags match?
    pub fn matches(&self, tags: &TagSet) -> bool {
        match self {
            TagExpression::Tag(tag) => tags.has(tag),
            TagExpression::Not(inner) => !inner.matches(tags),
            TagExpression::And(terms) => terms.iter().all(|term| term.matches(tags)),
            TagExpression::Or(terms) => terms.iter().any(|term| term.matches(tags)),
        }
    }

    /// A tag that every device has that matches, if there is one.
    pub fn required_tag(&self) -> Option<&str> {
        match self {
            TagExpression::Tag(tag) => Some(tag),
            TagExpression::And(terms) => terms.iter().find_map(TagExpression::required_tag),
            TagExpression::Not(_) | TagExpression::Or(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_matches_as_its_operators_say() {
        let tags = ["News", "$UserId:{Ann}", "a.b"].map(str::to_owned);
        let tags = TagSet::new(&tags);
        for (text, matches, required) in [
            ("news", true, Some("news")),
            ("sports", false, Some("sports")),
            ("!sports", true, None),
            ("!news", false, None),
            ("$userid:{ann}", true, Some("$userid:{ann}")),
            ("sports || news", true, None),
            ("sports && news", false, Some("sports")),
            ("news && !sports", true, Some("news")),
            ("sports || news && a.b", true, None),
            ("(sports || news) && A.B", true, Some("A.B")),
            ("!(sports && news)", true, None),
            ("!(news || sports)", false, None),
        ] {
            let expression = TagExpression::parse(text);
            // The spelling of the service's own tags is the service's.
            let Ok(expression) = expression else {
                assert!(text.starts_with("$userid"), "{text}");
                continue;
            };
            assert_eq!(expression.matches(&tags), matches, "{text}");
            assert_eq!(expression.required_tag(), required, "{text}");
        }
        assert!(!TagExpression::Tag("news".into()).matches(&TagSet::default()));
    }
}
