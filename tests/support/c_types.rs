//! The enumerations and objects of the C header.

use super::shipped::root;

/// An enumeration and its constants.
pub struct Enum {
    pub name: String,
    pub constants: Vec<Constant>,
}

/// Its name and its number.
pub struct Constant {
    pub name: String,
    pub number: i64,
}

fn header() -> String {
    std::fs::read_to_string(root().join("include/notification_hubs.cdef.h")).unwrap()
}

/// All enumerations, in the header's order.
pub fn enums() -> Vec<Enum> {
    header()
        .split("typedef enum {")
        .skip(1)
        .map(|text| {
            let (body, rest) = text.split_once('}').unwrap();
            let (name, _) = rest.split_once(';').unwrap();
            let constants = body
                .split(',')
                .filter_map(|line| line.split_once('='))
                .map(|(name, number)| Constant {
                    name: name.trim().to_owned(),
                    number: number.trim().parse().unwrap(),
                })
                .collect();
            Enum {
                name: name.trim().to_owned(),
                constants,
            }
        })
        .collect()
}

/// The types of all objects, such as "nh_hub", in the header's order.
pub fn objects() -> Vec<String> {
    header()
        .lines()
        .filter_map(|line| line.strip_prefix("typedef struct "))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}
