//! The environment's variables for proxies, as curl reads them.

use zeroize::Zeroizing;

/// Those for `https://`, in the order in which they count. An empty one is not set.
const FOR_HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// Those for `http://`. A CGI finds the request's header `Proxy` in `HTTP_PROXY`, so
/// that one is never read.
const FOR_HTTP: [&str; 3] = ["http_proxy", "all_proxy", "ALL_PROXY"];

const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// All of them.
pub const VARIABLES: [&str; 7] = [
    "https_proxy",
    "HTTPS_PROXY",
    "http_proxy",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
];

/// The name of the variable that counts, and its value where that is text.
pub fn proxy(is_https: bool) -> Option<(&'static str, Option<Zeroizing<String>>)> {
    let names: &[&str] = if is_https { &FOR_HTTPS } else { &FOR_HTTP };
    let (name, value) = first_set(names)?;
    Some((name, value.into_string().ok().map(Zeroizing::new)))
}

/// The list of what is reached without a proxy.
pub fn no_proxy() -> String {
    first_set(&EXCEPTIONS).map_or_else(String::new, |(_, list)| list.to_string_lossy().into_owned())
}

fn first_set(names: &[&'static str]) -> Option<(&'static str, std::ffi::OsString)> {
    names.iter().find_map(|name| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
        Some((*name, value))
    })
}
