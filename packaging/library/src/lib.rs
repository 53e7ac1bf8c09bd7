//! What is shipped: the functions that the core exports to C, and nothing else.

// Named, so that it is linked although no Rust code here calls it.
extern crate notification_hubs as _;
