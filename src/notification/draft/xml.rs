//! Payloads of XML: Windows and Windows Phone.

use crate::error::{Error, Result};
use crate::notification::draft::contents::Contents;
use crate::notification::draft::field::Field;
use crate::wire::xml::XmlWriter;

/// Most buttons of a toast.
const MAX_BUTTONS: usize = 5;

/// A Windows toast.
pub fn toast(contents: &Contents) -> Result<Vec<u8>> {
    let mut xml = XmlWriter::default();
    open(
        &mut xml,
        "toast",
        &[
            ("launch", contents.text(Field::WindowsLaunch)),
            (
                "activationType",
                contents.text(Field::WindowsActivationType),
            ),
            ("duration", contents.text(Field::WindowsDuration)),
            ("scenario", contents.text(Field::WindowsScenario)),
            ("displayTimestamp", contents.text(Field::WindowsDisplayTime)),
        ],
    );
    xml.open("visual", &[]);
    xml.open("binding", &[("template", "ToastGeneric")]);
    lines(&mut xml, contents);
    if let Some(text) = contents.text(Field::WindowsAttribution) {
        xml.element_with("text", &[("placement", "attribution")], text);
    }
    image(
        &mut xml,
        contents,
        Field::WindowsLogo,
        Some("appLogoOverride"),
    );
    image(&mut xml, contents, Field::WindowsHeroImage, Some("hero"));
    image(&mut xml, contents, Field::WindowsImage, None);
    xml.close("binding");
    xml.close("visual");
    buttons(&mut xml, contents)?;
    sound(&mut xml, contents);
    xml.close("toast");
    Ok(xml.finish()?.into_bytes())
}

fn buttons(xml: &mut XmlWriter, contents: &Contents) -> Result<()> {
    let shown = contents.texts(Field::WindowsButton);
    let told = contents.texts(Field::WindowsButtonArguments);
    if shown.len() > MAX_BUTTONS {
        return Err(Error::argument(format!(
            "a toast has at most {MAX_BUTTONS} buttons"
        )));
    }
    if shown.is_empty() {
        return Ok(());
    }
    xml.open("actions", &[]);
    for (index, content) in shown.iter().enumerate() {
        let arguments = told.get(index).copied().unwrap_or_default();
        open(
            xml,
            "action",
            &[("content", Some(content)), ("arguments", Some(arguments))],
        );
        xml.close("action");
    }
    xml.close("actions");
    Ok(())
}

fn sound(xml: &mut XmlWriter, contents: &Contents) {
    let flag = |field| contents.is_set(field).then_some("true");
    let attributes = [
        ("src", contents.text(Field::WindowsSound)),
        ("loop", flag(Field::WindowsLoopSound)),
        ("silent", flag(Field::WindowsSilent)),
    ];
    if attributes.iter().any(|(_, value)| value.is_some()) {
        open(xml, "audio", &attributes);
        xml.close("audio");
    }
}

/// A Windows tile, in each of the sizes that are wanted.
pub fn tile(contents: &Contents) -> Result<Vec<u8>> {
    let mut xml = XmlWriter::default();
    xml.open("tile", &[]);
    open(
        &mut xml,
        "visual",
        &[
            ("branding", contents.text(Field::WindowsBranding)),
            ("displayName", contents.text(Field::WindowsDisplayName)),
        ],
    );
    let sizes = [
        ("TileMedium", true),
        ("TileWide", contents.is_set(Field::WindowsWideTile)),
        ("TileLarge", contents.is_set(Field::WindowsLargeTile)),
    ];
    for (template, _) in sizes.iter().filter(|(_, is_wanted)| *is_wanted) {
        xml.open("binding", &[("template", template)]);
        image(
            &mut xml,
            contents,
            Field::WindowsBackgroundImage,
            Some("background"),
        );
        lines(&mut xml, contents);
        image(&mut xml, contents, Field::WindowsImage, None);
        xml.close("binding");
    }
    xml.close("visual");
    xml.close("tile");
    Ok(xml.finish()?.into_bytes())
}

/// A Windows Phone toast.
pub fn phone_toast(contents: &Contents) -> Result<Vec<u8>> {
    phone(
        "wp:Toast",
        None,
        &[
            ("wp:Text1", contents.text(Field::MpnsText1)),
            ("wp:Text2", contents.text(Field::MpnsText2)),
            ("wp:Param", contents.text(Field::MpnsParam)),
        ],
    )
}

/// A Windows Phone tile.
pub fn phone_tile(contents: &Contents) -> Result<Vec<u8>> {
    let count = contents
        .fields
        .get(&Field::MpnsCount)
        .map(ToString::to_string);
    phone(
        "wp:Tile",
        contents.text(Field::MpnsTileId),
        &[
            (
                "wp:BackgroundImage",
                contents.text(Field::MpnsBackgroundImage),
            ),
            ("wp:Count", count.as_deref()),
            ("wp:Title", contents.text(Field::MpnsTitle)),
            (
                "wp:BackBackgroundImage",
                contents.text(Field::MpnsBackBackgroundImage),
            ),
            ("wp:BackTitle", contents.text(Field::MpnsBackTitle)),
            ("wp:BackContent", contents.text(Field::MpnsBackContent)),
        ],
    )
}

fn phone(kind: &str, id: Option<&str>, parts: &[(&str, Option<&str>)]) -> Result<Vec<u8>> {
    let mut xml = XmlWriter::default();
    xml.open("wp:Notification", &[("xmlns:wp", "WPNotification")]);
    open(&mut xml, kind, &[("Id", id)]);
    for (name, text) in parts {
        xml.optional(name, *text);
    }
    xml.close(kind);
    xml.close("wp:Notification");
    Ok(xml.finish()?.into_bytes())
}

fn lines(xml: &mut XmlWriter, contents: &Contents) {
    for line in contents.texts(Field::WindowsText) {
        xml.element("text", line);
    }
}

fn image(xml: &mut XmlWriter, contents: &Contents, field: Field, placement: Option<&str>) {
    if let Some(source) = contents.text(field) {
        open(
            xml,
            "image",
            &[("placement", placement), ("src", Some(source))],
        );
        xml.close("image");
    }
}

/// Opens an element with those attributes that have a value.
fn open(xml: &mut XmlWriter, name: &str, attributes: &[(&str, Option<&str>)]) {
    let set: Vec<(&str, &str)> = attributes
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)))
        .collect();
    xml.open(name, &set);
}
