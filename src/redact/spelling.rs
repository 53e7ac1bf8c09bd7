//! One text in its spellings: with white space as it may be broken elsewhere, and with
//! the escapes of URLs, XML and JSON taken away, as often as they were put on.

use zeroize::Zeroizing;

/// How often what was escaped is read again: a URL in JSON in XML.
const LAYERS: usize = 4;

/// A text of which some bytes are left out or stand for several.
pub struct Spelled {
    /// What is left.
    pub text: Zeroizing<String>,
    /// Where a byte of the original is missing, in offsets of `text`, in order.
    missing: Vec<usize>,
}

impl Spelled {
    fn with_room(length: usize) -> Spelled {
        Spelled {
            // Room for all at once: what grows leaves copies behind.
            text: Zeroizing::new(String::with_capacity(length)),
            missing: Vec::new(),
        }
    }

    /// Every run of white space and control characters made one space: whoever repeats
    /// a secret may break its lines elsewhere, and a message is made one line.
    pub fn flat(original: &str) -> Spelled {
        let mut flat = Spelled::with_room(original.len());
        let mut in_run = false;
        for c in original.chars() {
            let kept = match (is_space(c), in_run) {
                (false, _) => Some(c),
                (true, false) => Some(' '),
                (true, true) => None,
            };
            flat.push(kept, c.len_utf8());
            in_run = is_space(c);
        }
        flat
    }

    /// Without one layer of escapes; none where there is none.
    fn unescaped(original: &str) -> Option<Spelled> {
        original.find(['%', '&', '\\'])?;
        let mut plain = Spelled::with_room(original.len());
        let mut rest = original;
        while let Some(c) = rest.chars().next() {
            let (kept, length) = escape(rest).unwrap_or((c, c.len_utf8()));
            plain.push(Some(kept), length);
            rest = &rest[length..];
        }
        Some(plain).filter(|plain| !plain.missing.is_empty())
    }

    fn push(&mut self, kept: Option<char>, length: usize) {
        self.text.extend(kept);
        let lost = length - kept.map_or(0, char::len_utf8);
        let at = self.text.len();
        self.missing.extend(std::iter::repeat_n(at, lost));
    }

    /// The offset in the original of an offset in this text.
    fn original(&self, at: usize) -> usize {
        at + self.missing.partition_point(|missing| *missing <= at)
    }
}

/// A text without white space, and then without each layer of escapes.
pub struct Spellings(Vec<Spelled>);

impl Spellings {
    /// Those of `text`.
    pub fn of(text: &str) -> Spellings {
        let mut all = vec![Spelled::flat(text)];
        while all.len() <= LAYERS
            && let Some(next) = Spelled::unescaped(&all[all.len() - 1].text)
        {
            all.push(next);
        }
        Spellings(all)
    }

    /// Each text, and where an offset in it is in the original.
    pub fn iter(&self) -> impl Iterator<Item = (&str, impl Fn(usize) -> usize)> {
        self.0.iter().enumerate().map(move |(layer, spelled)| {
            let original = move |at| {
                let below = self.0[..=layer].iter().rev();
                below.fold(at, |at, spelled| spelled.original(at))
            };
            (spelled.text.as_str(), original)
        })
    }

    /// The one without any escape.
    pub fn plainest(&self) -> &str {
        self.0.last().map_or("", |spelled| spelled.text.as_str())
    }
}

/// `text` with all forms of base64 made one, and without what forms and headers make
/// of a plus sign or of case. Keeps every offset.
pub fn folded(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    out.extend(text.chars().map(|c| match c {
        '-' | ' ' => '+',
        '_' => '/',
        c => c.to_ascii_lowercase(),
    }));
    out
}

/// Is it one for whoever reads?
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The character that an escape at the beginning of `text` stands for, and the escape's
/// length. Those of letters and signs of ASCII alone.
fn escape(text: &str) -> Option<(char, usize)> {
    let number = |digits: &str, radix, length| {
        let code = u8::from_str_radix(digits, radix).ok()?;
        let is_plain = code.is_ascii_graphic() || code == b' ';
        is_plain.then_some((char::from(code), length))
    };
    if let Some(rest) = text.strip_prefix('%') {
        return number(rest.get(..2)?, 16, 3);
    }
    if let Some(rest) = text.strip_prefix('\\') {
        return match rest.chars().next()? {
            'u' => number(rest.get(1..5)?, 16, 6),
            c @ ('/' | '"' | '\\') => Some((c, 2)),
            _ => None,
        };
    }
    let rest = text.strip_prefix('&')?;
    // As far as a name or a number may reach.
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let (name, length) = (&rest[..end], end + 2);
    if let Some(digits) = name.strip_prefix('#') {
        return match digits.strip_prefix(['x', 'X']) {
            Some(hex) => number(hex, 16, length),
            None => number(digits, 10, length),
        };
    }
    let named = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("plus", '+'),
        ("sol", '/'),
        ("equals", '='),
    ];
    let (_, c) = named.into_iter().find(|(known, _)| *known == name)?;
    Some((c, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_often_as_they_were_put_on() {
        for (text, plain) in [
            ("a%2Bb%2fc", "a+b/c"),
            ("a%252Bb", "a+b"),
            ("a%25252bb", "a+b"),
            ("&amp;#43;&#x2f;&sol;&lt;", "+//<"),
            ("\\u002b\\/\\\\u003D", "+/="),
            ("%", "%"),
            ("%4", "%4"),
            ("%zz%c3%a9%0A", "%zz%c3%a9%0A"),
            (
                "&;&#;&#x;&unknown;&#99999999999;",
                "&;&#;&#x;&unknown;&#99999999999;",
            ),
            (
                "%\u{e9}\\u\u{e9}\u{e9}\u{e9}&\u{e9};",
                "%\u{e9}\\u\u{e9}\u{e9}\u{e9}&\u{e9};",
            ),
        ] {
            assert_eq!(Spellings::of(text).plainest(), plain, "{text}");
        }
    }

    #[test]
    fn offsets_lead_back_to_the_text_as_it_was() {
        let text = "x \n %252Bkey%253d&amp;#61; y";
        let spellings = Spellings::of(text);
        let mut found = 0;
        for (plain, original) in spellings.iter() {
            if let Some(at) = plain.find("+key==") {
                assert_eq!(
                    &text[original(at)..original(at + 6)],
                    "%252Bkey%253d&amp;#61;"
                );
                found += 1;
            }
        }
        assert!(found > 0);
    }
}
