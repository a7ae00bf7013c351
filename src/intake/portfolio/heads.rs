//! What several records say of one customer, made one answer: the least favourable stands.

use std::cmp::{max, min};

use crate::intake::Grain;
use crate::intake::decode::is_damaged;
use crate::intake::row::{Arena, Head, Joined, Span};
use crate::intake::shard::Store;
use crate::model::{CustomerFacts, Origin};

/// One customer, merged.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) head: Head,
    /// Records that were joined by a fallback: the first of each kind.
    pub(crate) joined: Vec<(Joined, Origin)>,
}

/// Merges the heads of one customer; `heads` are not empty.
pub(crate) fn merge(store: &Store, heads: &[(u32, u32)]) -> Whole {
    let first = &store.heads[heads[0].1];
    if heads.len() == 1 {
        let joined = joined(std::iter::once(first));
        return Whole { head: *first, joined };
    }
    let all = || heads.iter().map(|&(_, head)| &store.heads[head]);
    let states_relationship =
        all().any(|head| !head.assumed_relationship && head.facts.relationship_status.is_some());
    let mut facts = best_relationship(all());
    for head in all().filter(|head| head.grain != Grain::Relationship) {
        let mut other = head.facts;
        if head.assumed_relationship && states_relationship {
            other.relationship_status = None;
        }
        facts = facts.map_or(Some(other), |known| Some(least_favorable(&known, &other)));
    }
    let mut facts = facts.unwrap_or_default();
    if differs(all().filter_map(|head| head.facts.country)) {
        facts.country = None;
    }
    if differs(all().filter_map(|head| head.facts.segment)) {
        facts.segment = None;
    }
    let head = Head {
        name: name(&store.text, all().map(|head| head.name)),
        domain: smallest(&store.text, all().map(|head| head.domain)),
        facts,
        ..*first
    };
    Whole { head, joined: joined(all()) }
}

/// Several relationships of one customer are one fact: the best of them.
fn best_relationship<'h>(heads: impl Iterator<Item = &'h Head>) -> Option<CustomerFacts> {
    heads.filter(|head| head.grain == Grain::Relationship).map(|head| head.facts).reduce(|best, other| {
        let key = |facts: &CustomerFacts| (facts.gdap_status, facts.gdap_end_date);
        let (better, _) = if key(&other) > key(&best) { (other, best) } else { (best, other) };
        CustomerFacts {
            gdap_status: better.gdap_status,
            gdap_end_date: better.gdap_end_date,
            ..least_favorable(&best, &other)
        }
    })
}

fn least_favorable(a: &CustomerFacts, b: &CustomerFacts) -> CustomerFacts {
    CustomerFacts {
        country: smaller(a.country, b.country),
        segment: smaller(a.segment, b.segment),
        relationship_status: smaller(a.relationship_status, b.relationship_status),
        relationship_type: smaller(a.relationship_type, b.relationship_type),
        dap_status: smaller(a.dap_status, b.dap_status),
        gdap_status: smaller(a.gdap_status, b.gdap_status),
        gdap_end_date: smaller(a.gdap_end_date, b.gdap_end_date),
        agreement_status: smaller(a.agreement_status, b.agreement_status),
        agreement_type: smaller(a.agreement_type, b.agreement_type),
        agreement_date: smaller(a.agreement_date, b.agreement_date),
        agreement_method: smaller(a.agreement_method, b.agreement_method),
        active_subscriptions: max(a.active_subscriptions, b.active_subscriptions),
        uses_group_licensing: max(a.uses_group_licensing, b.uses_group_licensing),
    }
}

fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(min(a, b)),
        (a, b) => a.or(b),
    }
}

fn differs<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
    let Some(first) = values.next() else { return false };
    values.any(|value| value != first)
}

/// The smallest name in byte order; one with lost characters only where there is no other.
fn name(text: &Arena, names: impl Iterator<Item = Span>) -> Span {
    let names = names.filter(|name| name.len > 0);
    let key = |name: &Span| (is_damaged(text.get(*name)), text.get(*name));
    names.min_by(|a, b| key(a).cmp(&key(b))).unwrap_or_default()
}

fn smallest(text: &Arena, texts: impl Iterator<Item = Span>) -> Span {
    let texts = texts.filter(|span| span.len > 0);
    texts.min_by(|a, b| text.get(*a).cmp(text.get(*b))).unwrap_or_default()
}

fn joined<'h>(heads: impl Iterator<Item = &'h Head>) -> Vec<(Joined, Origin)> {
    let mut joined: Vec<(Joined, Origin)> = heads
        .filter(|head| head.joined != Joined::Named)
        .map(|head| (head.joined, Origin { file: u32::from(head.file), line: head.line }))
        .collect();
    joined.sort_unstable();
    joined.dedup_by_key(|(kind, _)| *kind);
    joined
}
