//! What a hub shows the service: a key that signs tokens, a token made
//! elsewhere, or a function of the program that brings tokens.

use std::fmt::Debug;
use std::sync::{Arc, RwLock};

use crate::auth::sas_token::{LIFETIME, SasToken, Signer};
use crate::auth::secret::Secret;
use crate::error::{Error, Result, Status};
use crate::sys::sync::EvenIfPoisoned as _;

/// Brings tokens.
pub trait TokenSource: Debug + Send + Sync {
    /// A token for `uri` and what is below it: the whole value of an
    /// `Authorization` header. `None` if there is none now.
    fn token(&self, uri: &str) -> Option<Secret>;
}

/// Where tokens come from.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A policy's key, which signs them here.
    Key(Signer),
    /// One that was made elsewhere.
    Token(Arc<SasToken>),
    /// The program.
    Source(Arc<dyn TokenSource>),
}

impl Credential {
    /// The policy's name and key, where there is one.
    pub fn signer(&self) -> Option<&Signer> {
        match self {
            Credential::Key(signer) => Some(signer),
            _ => None,
        }
    }

    fn token(&self, uri: &str, now: u64) -> Result<Arc<SasToken>> {
        match self {
            Credential::Key(signer) => {
                let expires_at = now.saturating_add(LIFETIME.as_secs());
                Ok(Arc::new(signer.sign(uri, expires_at)))
            }
            Credential::Token(token) => Ok(Arc::clone(token)),
            Credential::Source(source) => {
                let text = source.token(uri).ok_or_else(|| no_token("gave none"))?;
                let token = SasToken::read(text).map_err(no_token)?;
                Ok(Arc::new(token))
            }
        }
    }
}

fn no_token(what: &str) -> Error {
    Error::new(
        Status::NoToken,
        format!("the token callback {what}; nothing was sent"),
    )
}

/// A token and what it came from.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The token.
    pub token: Arc<SasToken>,
    /// Its credential.
    pub credential: Arc<Credential>,
}

/// The hub's current token, renewed when 80 % of its life is over.
#[derive(Debug, Default)]
pub struct TokenCache {
    current: RwLock<Option<Cached>>,
}

#[derive(Debug)]
struct Cached {
    credential: Arc<Credential>,
    token: Arc<SasToken>,
    obtained_at: u64,
}

impl Cached {
    /// Is it of this credential, and good for a while?
    fn serves(&self, credential: &Arc<Credential>, now: u64) -> bool {
        if !Arc::ptr_eq(&self.credential, credential) {
            return false;
        }
        if let Credential::Token(_) = **credential {
            return true;
        }
        let life = self.token.expires_at.saturating_sub(self.obtained_at);
        let left = self.token.expires_at.saturating_sub(now);
        // More life left than a new token has means that the clock was set
        // back: a token signed by the wrong clock is not one to rely on.
        left > life / 5 && left <= life
    }
}

impl TokenCache {
    /// The token to send at `now`, in seconds of Unix time.
    pub fn get(&self, credential: &Arc<Credential>, uri: &str, now: u64) -> Result<Arc<SasToken>> {
        let cached = self.current.read().even_if_poisoned();
        if let Some(cached) = cached.as_ref().filter(|c| c.serves(credential, now)) {
            return Ok(Arc::clone(&cached.token));
        }
        drop(cached);
        // Without the lock: the program's function may take its time, or send
        // with this very hub. Two threads then renew at once, which is harmless.
        let token = credential.token(uri, now)?;
        let mut current = self.current.write().even_if_poisoned();
        *current = Some(Cached {
            credential: Arc::clone(credential),
            token: Arc::clone(&token),
            obtained_at: now,
        });
        Ok(token)
    }

    /// Forgets `token`, so that the next one is new.
    pub fn forget(&self, token: &Arc<SasToken>) {
        let mut current = self.current.write().even_if_poisoned();
        if current
            .as_ref()
            .is_some_and(|c| Arc::ptr_eq(&c.token, token))
        {
            *current = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    fn key() -> Arc<Credential> {
        Arc::new(Credential::Key(Signer {
            key_name: "P".to_owned(),
            key: Secret::new("vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw="),
        }))
    }

    #[test]
    fn caches_until_four_fifths_of_the_life_are_over() {
        let cache = TokenCache::default();
        let credential = key();
        let start = 1_700_000_000;
        let at = |seconds| cache.get(&credential, "https://h/hub", seconds).unwrap();
        let first = at(start);
        assert_eq!(first.expires_at, start + 3600);
        assert!(Arc::ptr_eq(&first, &at(start + 2879)));
        let second = at(start + 2880);
        assert_eq!(second.expires_at, start + 2880 + 3600);
        // A clock set back, and one past 2038.
        assert_eq!(at(start).expires_at, start + 3600);
        assert_eq!(at(4_000_000_000).expires_at, 4_000_003_600);
    }

    #[test]
    fn another_credential_or_a_forgotten_token_means_a_new_one() {
        let cache = TokenCache::default();
        let credential = key();
        let first = cache.get(&credential, "https://h/hub", 1000).unwrap();
        cache.forget(&first);
        let second = cache.get(&credential, "https://h/hub", 1000).unwrap();
        assert!(!Arc::ptr_eq(&first, &second));
        // One that is not the current is not there to be forgotten.
        cache.forget(&first);
        assert!(Arc::ptr_eq(
            &second,
            &cache.get(&credential, "https://h/hub", 1000).unwrap()
        ));
        assert!(!Arc::ptr_eq(
            &second,
            &cache.get(&key(), "https://h/hub", 1000).unwrap()
        ));
    }

    #[derive(Debug)]
    struct Listed(Mutex<Vec<&'static str>>);

    impl TokenSource for Listed {
        fn token(&self, _: &str) -> Option<Secret> {
            self.0.lock().unwrap().pop().map(Secret::new)
        }
    }

    #[test]
    fn a_source_is_asked_when_its_token_nears_its_end() {
        let source = Credential::Source(Arc::new(Listed(Mutex::new(vec![
            "no token",
            "SharedAccessSignature sr=u&sig=b&se=2000&skn=P",
            "SharedAccessSignature sr=u&sig=a&se=1100&skn=P",
        ]))));
        let source = Arc::new(source);
        let cache = TokenCache::default();
        let at = |seconds| cache.get(&source, "https://h/hub", seconds);
        assert_eq!(at(1000).unwrap().expires_at, 1100);
        assert_eq!(at(1079).unwrap().expires_at, 1100);
        assert_eq!(at(1080).unwrap().expires_at, 2000);
        let error = at(1900).unwrap_err();
        assert_eq!(error.status, Status::NoToken);
        assert!(error.message.contains("SharedAccessSignature"), "{error}");
        assert!(at(1900).unwrap_err().message.contains("gave none"));
    }
}
