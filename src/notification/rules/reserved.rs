//! Names that Google keeps for itself.

/// Is this name of FCM v1 data one of those that Google keeps for itself?
pub fn is_reserved_key(name: &str) -> bool {
    matches!(name, "from" | "message_type")
        || name.starts_with("google.")
        || name.starts_with("gcm.")
}

/// The same of the legacy interface, which keeps other ones.
pub fn is_reserved_gcm_key(name: &str) -> bool {
    name == "from" || name.starts_with("google") || name.starts_with("gcm")
}
