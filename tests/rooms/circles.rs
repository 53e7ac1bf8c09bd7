//! Circles among things that import each other.

use std::collections::VecDeque;

/// The shortest circle of each set of things that all lead to each other. Things are
/// numbers below `count`; `edges` lead from one to another.
pub fn circles(count: usize, edges: &[(usize, usize)]) -> Vec<Circle> {
    let mut next = vec![Vec::new(); count];
    for &(from, to) in edges {
        if from != to && !next[from].contains(&to) {
            next[from].push(to);
        }
    }
    let ways: Vec<Vec<Option<usize>>> = (0..count).map(|start| reached(start, &next)).collect();
    let mut is_known = vec![false; count];
    let mut found = Vec::new();
    for first in 0..count {
        if is_known[first] || ways[first][first].is_none() {
            continue;
        }
        let leads_back =
            |other: &usize| ways[first][*other].is_some() && ways[*other][first].is_some();
        let all: Vec<usize> = (0..count).filter(leads_back).collect();
        let shortest = all
            .iter()
            .map(|&one| way_back(one, &ways[one]))
            .min_by_key(Vec::len);
        for &one in &all {
            is_known[one] = true;
        }
        found.push(Circle {
            all,
            shortest: shortest.unwrap(),
        });
    }
    found
}

pub struct Circle {
    /// All that lead to each other.
    pub all: Vec<usize>,
    /// Each leads to the next, and the last to the first.
    pub shortest: Vec<usize>,
}

/// From which each is reached first, on the shortest way from `start`.
fn reached(start: usize, next: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut from = vec![None; next.len()];
    let mut waiting = VecDeque::from([start]);
    while let Some(one) = waiting.pop_front() {
        for &other in &next[one] {
            if from[other].is_none() {
                from[other] = Some(one);
                waiting.push_back(other);
            }
        }
    }
    from
}

/// The way from `start` back to it.
fn way_back(start: usize, from: &[Option<usize>]) -> Vec<usize> {
    let mut way = Vec::new();
    let mut at = start;
    loop {
        at = from[at].unwrap();
        way.push(at);
        if at == start {
            way.reverse();
            return way;
        }
    }
}

#[test]
fn the_shortest_circle_of_each_set_is_found() {
    let edges = [
        (0, 1),
        (1, 2),
        (2, 0),
        (2, 1),
        (3, 0),
        (4, 5),
        (5, 4),
        (6, 6),
    ];
    let found = circles(7, &edges);
    let found: Vec<_> = found
        .iter()
        .map(|c| (&c.all[..], &c.shortest[..]))
        .collect();
    assert_eq!(found, [(&[0, 1, 2][..], &[1, 2][..]), (&[4, 5], &[4, 5])]);
}
