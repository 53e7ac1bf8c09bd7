//! What kind of WNS or MPNS notification an XML payload is.
//!
//! The service wants the kind in headers; the payload's root element tells it.
//! A real parser reads it, because attributes, prefixes, declarations,
//! comments and CDATA all mislead a search for `<toast>`.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

/// Kind of a Windows (WNS) notification; pass it as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_wns_type {
    /// wns/toast
    Toast = 1,
    /// wns/tile
    Tile = 2,
    /// wns/badge
    Badge = 3,
    /// wns/raw: any bytes, sent as application/octet-stream.
    Raw = 4,
}

/// Kind of a Windows Phone (MPNS) notification; pass it as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_mpns_type {
    /// toast, class 2 unless set
    Toast = 1,
    /// token (that is MPNS's word for a tile), class 1 unless set
    Tile = 2,
    /// raw, class 3 unless set; no target header
    Raw = 3,
}

pub use nh_mpns_type as MpnsType;
pub use nh_wns_type as WnsType;

impl WnsType {
    /// The type with this number.
    pub fn from_number(number: i32) -> Option<WnsType> {
        [WnsType::Toast, WnsType::Tile, WnsType::Badge, WnsType::Raw]
            .into_iter()
            .find(|t| *t as i32 == number)
    }

    /// The value of `X-WNS-Type`.
    pub fn header(self) -> &'static str {
        match self {
            WnsType::Toast => "wns/toast",
            WnsType::Tile => "wns/tile",
            WnsType::Badge => "wns/badge",
            WnsType::Raw => "wns/raw",
        }
    }

    /// The type that the root element of `payload` names.
    pub fn detect(payload: &str) -> Result<WnsType, String> {
        let mut elements = Elements::new(payload);
        let root = elements.next()?;
        match root.local.to_ascii_lowercase().as_str() {
            "toast" => Ok(WnsType::Toast),
            "tile" => Ok(WnsType::Tile),
            "badge" => Ok(WnsType::Badge),
            // .NET maps this root to wns/raw as well.
            "raw" => Ok(WnsType::Raw),
            _ => Err("its root element is not toast, tile or badge".to_owned()),
        }
    }
}

impl MpnsType {
    /// The type with this number.
    pub fn from_number(number: i32) -> Option<MpnsType> {
        [MpnsType::Toast, MpnsType::Tile, MpnsType::Raw]
            .into_iter()
            .find(|t| *t as i32 == number)
    }

    /// The value of `X-WindowsPhone-Target`; raw has none. MPNS and .NET call
    /// a tile `token`; the how-to's `tile` was never right.
    pub fn target(self) -> Option<&'static str> {
        match self {
            MpnsType::Toast => Some("toast"),
            MpnsType::Tile => Some("token"),
            MpnsType::Raw => None,
        }
    }

    /// The class for immediate delivery.
    pub fn default_class(self) -> u8 {
        match self {
            MpnsType::Tile => 1,
            MpnsType::Toast => 2,
            MpnsType::Raw => 3,
        }
    }

    /// Is `class` one of this type's? The tens stand for the delay: at once,
    /// within 450 s, within 900 s.
    pub fn allows_class(self, class: u8) -> bool {
        match self {
            MpnsType::Tile => matches!(class, 1 | 11 | 21),
            MpnsType::Toast => matches!(class, 2 | 12 | 22),
            MpnsType::Raw => matches!(class, 3..=10 | 13..=20 | 23..=31),
        }
    }

    /// The type that the first child of the root `Notification` names.
    pub fn detect(payload: &str) -> Result<MpnsType, String> {
        const NAMESPACE: &str = "WPNotification";
        let mut elements = Elements::new(payload);
        let root = elements.next()?;
        if root.local != "Notification" || root.namespace != NAMESPACE {
            return Err(
                "its root element is not Notification in the namespace WPNotification".to_owned(),
            );
        }
        if root.is_empty {
            return Err("its Notification element is empty".to_owned());
        }
        let child = elements.next()?;
        match (child.namespace.as_str(), child.local.as_str()) {
            (NAMESPACE, "Toast") => Ok(MpnsType::Toast),
            (NAMESPACE, "Tile") => Ok(MpnsType::Tile),
            (NAMESPACE, "Raw") => Ok(MpnsType::Raw),
            _ => Err("its Notification element does not hold Toast, Tile or Raw".to_owned()),
        }
    }
}

/// What a Windows badge may show instead of a number.
pub const BADGE_GLYPHS: [&str; 13] = [
    "none",
    "activity",
    "alarm",
    "alert",
    "attention",
    "available",
    "away",
    "busy",
    "error",
    "newMessage",
    "paused",
    "playing",
    "unavailable",
];

/// The attribute `value` of a payload's root element.
pub fn badge_value(payload: &str) -> Option<String> {
    let mut reader = NsReader::from_str(payload.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                let attribute = root.try_get_attribute("value").ok()??;
                let value = quick_xml::escape::unescape(&attribute.value).ok()?;
                return Some(value.into_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

struct Element {
    local: String,
    namespace: String,
    is_empty: bool,
}

/// The start tags of a document, in order.
struct Elements<'a>(NsReader<&'a [u8]>);

impl<'a> Elements<'a> {
    fn new(payload: &'a str) -> Elements<'a> {
        Elements(NsReader::from_str(payload.trim_start_matches('\u{feff}')))
    }

    fn next(&mut self) -> Result<Element, String> {
        loop {
            let (namespace, event) = self
                .0
                .read_resolved_event()
                .map_err(|_| "it is not well-formed XML".to_owned())?;
            let (start, is_empty) = match &event {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::Text(text) if !text.trim_ascii().is_empty() => {
                    return Err("it does not begin with an element".to_owned());
                }
                Event::CData(_) | Event::GeneralRef(_) | Event::End(_) => {
                    return Err("it does not begin with an element".to_owned());
                }
                Event::Eof => return Err("it holds no element".to_owned()),
                Event::Text(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => continue,
            };
            let namespace = match namespace {
                ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
                ResolveResult::Unbound => String::new(),
                ResolveResult::Unknown(_) => {
                    return Err("its element has a prefix that is not declared".to_owned());
                }
            };
            return Ok(Element {
                local: start.local_name().as_ref().to_owned(),
                namespace,
                is_empty,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_wns_types_from_the_root_alone() {
        for (payload, expected) in [
            ("<toast><visual/></toast>", WnsType::Toast),
            ("<toast launch=\"a>b\"><visual/></toast>", WnsType::Toast),
            (
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- <tile> -->\n<tile xmlns:x=\"u\">",
                WnsType::Tile,
            ),
            ("<badge value=\"1\"/>", WnsType::Badge),
            ("  <Badge value='1' />  ", WnsType::Badge),
            (
                "<t:toast xmlns:t=\"urn:t\"><![CDATA[<tile>]]></t:toast>",
                WnsType::Toast,
            ),
            ("\u{feff}<toast/>", WnsType::Toast),
            ("<raw>x</raw>", WnsType::Raw),
        ] {
            assert_eq!(WnsType::detect(payload), Ok(expected), "{payload}");
        }
        for (payload, what) in [
            ("hello <toast>", "does not begin"),
            ("", "no element"),
            ("<note><toast/></note>", "root element"),
            ("<![CDATA[<toast>]]>", "does not begin"),
            ("<x:toast/>", "not declared"),
            ("<toasty/>", "root element"),
            ("{\"toast\":1}", "does not begin"),
        ] {
            let error = WnsType::detect(payload).unwrap_err();
            assert!(error.contains(what), "{payload}: {error}");
        }
    }

    #[test]
    fn tells_mpns_types_from_the_first_child() {
        for (payload, expected) in [
            (
                "<?xml version=\"1.0\"?><wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>t</wp:Text1></wp:Toast></wp:Notification>",
                MpnsType::Toast,
            ),
            (
                "<wp:Notification xmlns:wp=\"WPNotification\">\n <wp:Tile Id=\"/a\"/></wp:Notification>",
                MpnsType::Tile,
            ),
            (
                "<Notification xmlns='WPNotification'><Raw/></Notification>",
                MpnsType::Raw,
            ),
        ] {
            assert_eq!(MpnsType::detect(payload), Ok(expected), "{payload}");
        }
        for payload in [
            "<Notification><Toast/></Notification>",
            "<wp:Notification xmlns:wp=\"WPNotification\"/>",
            "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Other/></wp:Notification>",
            "<wp:Notification xmlns:wp=\"WPNotification\"><Toast/></wp:Notification>",
            "<wp:Notification xmlns:wp=\"WPNotification\"></wp:Notification>",
        ] {
            assert!(MpnsType::detect(payload).is_err(), "{payload}");
        }
    }
}
