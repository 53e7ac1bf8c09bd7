//! A tag expression as it was sent, in pieces that say of each tag whether a device has it.

use crate::devices::tag;
use serde::Serialize;
use std::ops::Range;

/// The texts of all pieces, one after another, are the expression to the letter.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    text: String,
    /// Not there for operators, brackets and blanks.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    tag: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    has: Option<bool>,
}

/// `places` are where the tags stand in the text, `keys` the tags of the device, folded and sorted.
pub fn pieces(text: &str, places: &[Range<usize>], keys: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(2 * places.len() + 1);
    let mut end = 0;
    for place in places {
        add_operators(&mut pieces, &text[end..place.start]);
        let tag = &text[place.clone()];
        pieces.push(Piece {
            text: tag.to_owned(),
            tag: true,
            has: Some(keys.binary_search(&tag::fold(tag)).is_ok()),
        });
        end = place.end;
    }
    add_operators(&mut pieces, &text[end..]);
    pieces
}

fn add_operators(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece {
            text: text.to_owned(),
            tag: false,
            has: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::registration::tag_keys;
    use crate::devices::tag_expression::TagExpression;

    fn of(text: &str, tags: &[&str]) -> Vec<(String, Option<bool>)> {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let (_, places) = TagExpression::parse_with_places(text).unwrap();
        let pieces = pieces(text, &places, &tag_keys(&tags));
        assert!(pieces.iter().all(|piece| piece.tag == piece.has.is_some()));
        let pieces = pieces.into_iter().map(|piece| (piece.text, piece.has));
        pieces.collect()
    }

    #[test]
    fn tags_and_what_is_between_them() {
        let piece = |text: &str, has| (text.to_owned(), has);
        assert_eq!(
            of("vip && !muted", &["VIP"]),
            [
                piece("vip", Some(true)),
                piece(" && !", None),
                piece("muted", Some(false))
            ]
        );
        assert_eq!(
            of(
                "\t( Größe||$userid:{Ann=1} ) ",
                &["GRÖSSE", "GRÖßE", "$UserId:{ann=1}"]
            ),
            [
                piece("\t( ", None),
                piece("Größe", Some(true)),
                piece("||", None),
                piece("$userid:{Ann=1}", Some(true)),
                piece(" ) ", None)
            ]
        );
    }
}
