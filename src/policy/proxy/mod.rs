//! Which proxy a hub is reached through, if any: one rule, whether it comes from the
//! options or from the environment.

pub mod environment;
pub mod no_proxy;
pub mod url;

use crate::auth::secret::Secret;
use crate::error::{Error, Result};
use crate::policy::proxy::no_proxy::Destination;
use crate::policy::proxy::url::ProxyUrl;

/// Which proxy, if any.
#[derive(Clone, Debug)]
pub enum ProxyChoice {
    /// None, whatever the environment says.
    Direct,
    /// That of the environment, if it names one.
    Environment,
    /// A URL, which may hold a password.
    Explicit(Secret),
}

/// The proxy on the way to a destination. `no_proxy` takes the place of the
/// environment's list of exceptions. What cannot be used is an error, and never the
/// direct way.
pub fn proxy_for(
    choice: &ProxyChoice,
    no_proxy: Option<&str>,
    to: Destination<'_>,
) -> Result<Option<ProxyUrl>> {
    let is_excepted = |list: &str| no_proxy::is_excepted(list, to);
    match choice {
        ProxyChoice::Direct => Ok(None),
        ProxyChoice::Environment => {
            let is_direct = match no_proxy {
                Some(list) => is_excepted(list),
                None => is_excepted(&environment::no_proxy()),
            };
            match environment::proxy(to.is_https).filter(|_| !is_direct) {
                Some((name, url)) => read(name, url.as_ref().map(|url| url.as_str())).map(Some),
                None => Ok(None),
            }
        }
        ProxyChoice::Explicit(url) => {
            let url = read("proxy", Some(url.expose()))?;
            Ok(Some(url).filter(|_| !no_proxy.is_some_and(is_excepted)))
        }
    }
}

/// The URL that `name` holds; none if it is no text.
fn read(name: &str, url: Option<&str>) -> Result<ProxyUrl> {
    let read = url.map_or_else(|| Err(url::NO_ASCII.to_owned()), ProxyUrl::parse);
    read.map_err(|what| Error::argument(format!("{name}: {what}")))
}
