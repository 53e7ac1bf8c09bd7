//! The fault script: rules that say which requests go wrong and how. The first rule that fits and
//! strikes counts.

use crate::basics::rule_list::RuleList;
use crate::faults::rule::{FaultPoint, FaultRule};
use hyper::HeaderMap;
use serde::Serialize;
use std::sync::Arc;

#[derive(Default)]
pub struct Faults {
    rules: RuleList<ActiveRule>,
    /// Whether there is a handshake in which something can go wrong.
    tls: bool,
}

struct ActiveRule {
    rule: FaultRule,
    shared: Arc<FaultRule>,
    hits: u64,
    random: u64,
}

/// A rule as it stands.
#[derive(Serialize)]
pub struct RuleState {
    #[serde(flatten)]
    rule: FaultRule,
    hits: u64,
    /// Null where there is no limit.
    remaining: Option<u64>,
}

impl Faults {
    pub fn new(tls: bool) -> Faults {
        Faults {
            rules: RuleList::default(),
            tls,
        }
    }

    pub fn add(&self, json: &[u8]) -> Result<(), String> {
        self.extend(self.read(json)?);
        Ok(())
    }

    /// Rules that can be added.
    pub fn read(&self, json: &[u8]) -> Result<Vec<FaultRule>, String> {
        let check = |rule: &FaultRule| match rule.is_of_tls() && !self.tls {
            true => Err("this hub speaks no TLS".to_owned()),
            false => rule.check(),
        };
        self.rules.read(json, check)
    }

    pub fn extend(&self, rules: Vec<FaultRule>) {
        self.rules.extend(rules.into_iter().map(|rule| ActiveRule {
            shared: Arc::new(rule.clone()),
            hits: 0,
            random: rule.seed,
            rule,
        }));
    }

    pub fn clear(&self) {
        self.rules.clear();
    }

    /// As they stand: those that will still hit something.
    pub fn rules(&self) -> Vec<FaultRule> {
        let mut rules = self.rules.map(|entry| entry.rule.clone());
        rules.retain(|rule| rule.times != Some(0));
        rules
    }

    pub fn states(&self) -> Vec<RuleState> {
        self.rules.map(|entry| RuleState {
            rule: FaultRule::clone(&entry.shared),
            hits: entry.hits,
            remaining: entry.rule.times,
        })
    }

    pub fn of_request(
        &self,
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Option<Arc<FaultRule>> {
        self.strike(|rule| rule.is_for(method, path, query, headers))
    }

    /// For a connection that has no request yet.
    pub fn of_connection(&self, at: FaultPoint) -> Option<Arc<FaultRule>> {
        self.strike(|rule| rule.connection_point() == Some(at))
    }

    fn strike(&self, fits: impl Fn(&FaultRule) -> bool) -> Option<Arc<FaultRule>> {
        self.rules
            .first(|entry| (fits(&entry.rule) && entry.strikes()).then(|| entry.hit()))
    }
}

impl ActiveRule {
    fn strikes(&mut self) -> bool {
        if self.rule.times == Some(0) || self.rule.skips() {
            return false;
        }
        if let Some(probability) = self.rule.probability
            && random(&mut self.random) >= probability
        {
            return false;
        }
        if let Some(times) = &mut self.rule.times {
            *times -= 1;
        }
        true
    }

    fn hit(&mut self) -> Arc<FaultRule> {
        self.hits += 1;
        match self.rule.delay_range() {
            None => Arc::clone(&self.shared),
            // `delay_max_ms` is one of the delays.
            Some(range) => {
                let more = random(&mut self.random) * (range + 1) as f64;
                Arc::new(self.rule.delayed_by(more as u64))
            }
        }
    }
}

/// SplitMix64: good enough, and the same everywhere for the same seed. From 0 to below 1.
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    // The 53 bits that a f64 holds.
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strikes(faults: &Faults, count: usize) -> Vec<bool> {
        let headers = HeaderMap::new();
        (0..count)
            .map(|_| faults.of_request("POST", "/x", None, &headers).is_some())
            .collect()
    }

    #[test]
    fn counts() {
        let faults = Faults::default();
        assert_eq!(strikes(&faults, 1), [false]);
        faults
            .add(br#"[{"skip":1,"times":2,"name":"a"},{"method":"GET"}]"#)
            .unwrap();
        assert_eq!(strikes(&faults, 4), [false, true, true, false]);
        let states = serde_json::to_value(faults.states()).unwrap();
        assert_eq!(states[0]["remaining"], 0);
        assert_eq!(states[0]["times"], 2);
        assert_eq!(states[0]["hits"], 2);
        assert_eq!(states[1]["remaining"], serde_json::Value::Null);
        faults.clear();
        assert!(faults.states().is_empty());
        assert!(faults.add(b"{}").is_err() && faults.add(b"[1]").is_err());
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let run = |seed: u64| {
            let faults = Faults::default();
            let rule = format!("[{{\"probability\":0.05,\"seed\":{seed}}}]");
            faults.add(rule.as_bytes()).unwrap();
            strikes(&faults, 10_000)
        };
        let first = run(7);
        assert_eq!(first, run(7));
        assert_ne!(first, run(8));
        let hits = first.iter().filter(|hit| **hit).count();
        assert!((400..600).contains(&hits), "{hits}");
        let (never, always) = (Faults::default(), Faults::default());
        never.add(br#"[{"probability":0}]"#).unwrap();
        always.add(br#"[{"probability":1}]"#).unwrap();
        assert_eq!(strikes(&never, 3), [false; 3]);
        assert_eq!(strikes(&always, 3), [true; 3]);
    }

    #[test]
    fn delays_from_a_range_are_the_same_for_the_same_seed() {
        let run = |seed: u64| -> Vec<u128> {
            let faults = Faults::default();
            let rule = format!("[{{\"delay_ms\":5,\"delay_max_ms\":50,\"seed\":{seed}}}]");
            faults.add(rule.as_bytes()).unwrap();
            let headers = HeaderMap::new();
            let hit = || faults.of_request("POST", "/x", None, &headers).unwrap();
            (0..1000).map(|_| hit().delay().as_millis()).collect()
        };
        let first = run(7);
        assert_eq!(first, run(7));
        assert_ne!(first, run(8));
        assert_eq!(first.iter().min(), Some(&5));
        assert_eq!(first.iter().max(), Some(&50));
    }

    #[test]
    fn connections_have_rules_of_their_own() {
        let faults = Faults::default();
        faults
            .add(br#"[{"kind":"reset","at":"accept","times":1}]"#)
            .unwrap();
        assert_eq!(strikes(&faults, 1), [false]);
        assert!(faults.of_connection(FaultPoint::RequestHead).is_none());
        assert!(faults.of_connection(FaultPoint::Accept).is_some());
        assert!(faults.of_connection(FaultPoint::Accept).is_none());
        let certificate = br#"[{"kind":"expired_certificate","times":1}]"#;
        assert!(faults.add(certificate).is_err());
        let faults = Faults::new(true);
        faults.add(certificate).unwrap();
        assert_eq!(strikes(&faults, 1), [false]);
        assert!(faults.of_connection(FaultPoint::Accept).is_none());
        assert!(faults.of_connection(FaultPoint::Handshake).is_some());
    }
}
