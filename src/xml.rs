//! What all readers of XML here have in common.

use quick_xml::events::Event;

/// The text that an event adds to its element's value: `Ok(None)` for an event
/// that is not text, `Err(())` for a reference to anything but a character or
/// one of XML's five own entities (no answer of the service defines others).
pub fn text_piece(event: &Event<'_>) -> Result<Option<String>, ()> {
    match event {
        Event::Text(text) => Ok(Some(text.to_string())),
        Event::CData(data) => Ok(Some(data.to_string())),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(c)) => Ok(Some(c.to_string())),
            Ok(None) => quick_xml::escape::resolve_xml_entity(reference)
                .map(|text| Some(text.to_owned()))
                .ok_or(()),
            Err(_) => Err(()),
        },
        _ => Ok(None),
    }
}
