//! Names that Google keeps for itself.

/// Is this name of FCM v1 data one of those that Google keeps for itself?
pub fn is_reserved_key(name: &str) -> bool {
    matches!(name, "from" | "message_type")
        || name.starts_with("google.")
        || name.starts_with("gcm.")
}
