//! The headers of a request, kept as they are sent.

use crate::auth::secret::wipe;
use crate::http::text::is_text;

/// Headers as they stand in a request, each line behind the end of the one before. Wiped when
/// dropped, since some hold a device's handle.
#[derive(Default)]
pub struct Fields {
    lines: String,
    is_unsafe: bool,
}

impl Fields {
    /// Room for those of most requests.
    const ROOM: usize = 512;

    /// Adds one.
    pub fn push(&mut self, name: &str, value: &str) {
        let needed = self.lines.len() + name.len() + value.len() + 4;
        if self.lines.capacity() < needed {
            // A string that grows by itself frees its old place as it is.
            let room = needed.next_power_of_two().max(Fields::ROOM);
            let mut larger = String::with_capacity(room);
            larger.push_str(&self.lines);
            self.wipe();
            self.lines = larger;
        }
        self.lines.push_str("\r\n");
        let from = self.lines.len();
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(value);
        // What splits a request was refused where it came from; should it come by
        // a way that was forgotten, the request is not sent.
        self.is_unsafe |= name.is_empty() || !is_text(&self.lines.as_bytes()[from..]);
    }

    /// Gives one another value; what it was.
    pub fn replace(&mut self, name: &str, value: &str) -> String {
        let old = std::mem::take(self);
        let mut was = String::new();
        for (each, old) in old.iter() {
            if each == name {
                old.clone_into(&mut was);
            }
            self.push(each, if each == name { value } else { old });
        }
        self.is_unsafe |= old.is_unsafe;
        was
    }

    /// All of them as they are sent; `None` if they must not be.
    pub fn lines(&self) -> Option<&str> {
        (!self.is_unsafe).then_some(&*self.lines)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.lines.split("\r\n").skip(1);
        lines.filter_map(|line| line.split_once(": "))
    }

    fn wipe(&mut self) {
        wipe(&mut std::mem::take(&mut self.lines).into_bytes());
    }
}

impl Clone for Fields {
    /// With room for what is added to it.
    fn clone(&self) -> Fields {
        let mut lines = String::with_capacity(self.lines.len().max(Fields::ROOM));
        lines.push_str(&self.lines);
        Fields {
            lines,
            is_unsafe: self.is_unsafe,
        }
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_as_they_were_given() {
        let mut fields = Fields::default();
        fields.push("A", "1");
        fields.push("Content-Type", "x; y: z");
        fields.push("Empty", "");
        assert_eq!(fields.replace("Content-Type", &"v".repeat(2000)), "x; y: z");
        let all: Vec<_> = fields.iter().map(|(n, v)| (n, v.len())).collect();
        assert_eq!(all, [("A", 1), ("Content-Type", 2000), ("Empty", 0)]);
        assert!(!fields.is_unsafe);
        for (name, value) in [("A", "1\r\nB: 2"), ("A\r\nB", "1"), ("", "1")] {
            let mut fields = fields.clone();
            fields.push(name, value);
            assert!(fields.is_unsafe, "{name:?} {value:?}");
            fields.replace("A", "2");
            assert!(fields.is_unsafe, "not forgotten");
        }
    }
}
