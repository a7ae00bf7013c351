//! The rows of a shard as bytes, and back behind rows that stand there already.

use crate::intake::Charge;
use crate::intake::row::{Arena, Extra, Head, Joined, Key, NOTHING, Row, Span};
use crate::intake::shard::{Segments, Store};
use crate::intake::spill::codec::{Coded, coded};
use crate::model::CustomerFacts;

coded!(Span { start, len });
coded!(Charge { start, end, ordered, kind, quantity, billable, amount });
coded!(CustomerFacts {
    country,
    segment,
    relationship_status,
    relationship_type,
    dap_status,
    gdap_status,
    gdap_end_date,
    agreement_status,
    agreement_type,
    agreement_date,
    agreement_method,
    active_subscriptions,
    uses_group_licensing,
});
coded!(Head { tenant, name, domain, facts, grain, assumed_relationship, channel, joined, file, line });
coded!(Extra {
    parent,
    cancel_until,
    next_state,
    last_purchase_or_renewal,
    promotion,
    open_transfer,
    target_seats,
    target_term,
    reported_month,
    charge,
});
coded!(Row {
    head,
    line,
    product,
    extra,
    id,
    seats_purchased,
    seats_assigned,
    start_date,
    end_date,
    unit_price,
    term,
    file,
    rank,
    grain,
    channel,
    billing_account,
    commerce_model,
    seats_scope,
    status,
    billing_cycle,
    auto_renew,
    end_of_term_action,
    is_trial,
    is_add_on,
    price_basis,
    currency,
    term_is_guessed,
    assumed_channel,
    assumed_model,
});

impl Coded for Key {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Key::Missing => out.push(0),
            Key::Guid(guid) => {
                out.push(1);
                guid.encode(out);
            }
            Key::Text(span) => {
                out.push(2);
                span.encode(out);
            }
        }
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        match u8::decode(from)? {
            0 => Some(Key::Missing),
            1 => Coded::decode(from).map(Key::Guid),
            2 => Coded::decode(from).map(Key::Text),
            _ => None,
        }
    }
}

impl Coded for Joined {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let all = [Joined::Named, Joined::ByDomain, Joined::ByName];
        all.get(usize::from(u8::decode(from)?)).copied()
    }
}

impl Span {
    fn behind(self, texts: u32) -> Self {
        if self.len == 0 { self } else { Span { start: self.start + texts, ..self } }
    }
}

impl Key {
    fn behind(self, texts: u32) -> Self {
        match self {
            Key::Missing | Key::Guid(_) => self,
            Key::Text(span) => Key::Text(span.behind(texts)),
        }
    }
}

impl Arena {
    fn append_bytes(&mut self, from: &mut &[u8]) -> Option<()> {
        let n = u64::decode(from)? as usize;
        let (text, rest) = from.split_at_checked(n)?;
        *from = rest;
        self.append_whole(std::str::from_utf8(text).ok()?)
    }
}

fn encode_all<T: Coded>(list: &Segments<T>, out: &mut Vec<u8>) {
    (list.len() as u64).encode(out);
    list.iter().for_each(|value| value.encode(out));
}

impl Store {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let text = self.text.whole();
        (text.len() as u64).encode(out);
        out.extend_from_slice(text.as_bytes());
        encode_all(&self.heads, out);
        encode_all(&self.rows, out);
        self.extras.encode(out);
    }

    /// Appends a store that was put aside to what stands here already.
    pub(crate) fn append_decoded(&mut self, from: &mut &[u8]) -> Option<()> {
        let (texts, heads, extras) =
            (self.text.whole().len() as u32, self.heads.len() as u32, self.extras.len() as u32);
        self.text.append_bytes(from)?;
        for _ in 0..u64::decode(from)? {
            let head = Head::decode(from)?;
            let (name, domain) = (head.name.behind(texts), head.domain.behind(texts));
            self.heads.push(Head { name, domain, ..head });
        }
        for _ in 0..u64::decode(from)? {
            let row = Row::decode(from)?;
            let extra = if row.extra == NOTHING { NOTHING } else { row.extra + extras };
            self.rows.push(Row { head: row.head + heads, extra, id: row.id.behind(texts), ..row });
        }
        for _ in 0..u64::decode(from)? {
            let extra = Extra::decode(from)?;
            let (parent, promotion) = (extra.parent.behind(texts), extra.promotion.behind(texts));
            let open_transfer = extra.open_transfer.behind(texts);
            self.extras.push(Extra { parent, promotion, open_transfer, ..extra });
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(names: &[&str]) -> Store {
        let mut store = Store::default();
        for name in names {
            let head = Head {
                tenant: None,
                name: store.text.add(name),
                domain: Span::default(),
                facts: CustomerFacts::default(),
                grain: crate::intake::Grain::Subscription,
                assumed_relationship: false,
                channel: None,
                joined: Joined::ByName,
                file: 3,
                line: 7,
            };
            store.heads.push(head);
        }
        let parent = Key::Text(store.text.add("AS-1"));
        store.keep_extra(Extra { parent, ..Extra::default() });
        store
    }

    fn encoded(store: &Store) -> Vec<u8> {
        let mut bytes = Vec::new();
        store.encode(&mut bytes);
        bytes
    }

    #[test]
    fn what_is_put_behind_other_rows_says_what_it_said() {
        let mut found = store(&["Alpha"]);
        for names in [&["Beta", "Gamma"][..], &[], &["Delta"]] {
            let bytes = encoded(&store(names));
            let mut rest = bytes.as_slice();
            found.append_decoded(&mut rest).expect("a store");
            assert!(rest.is_empty());
        }
        let names: Vec<&str> = found.heads.iter().map(|head| found.text.get(head.name)).collect();
        assert_eq!(names, ["Alpha", "Beta", "Gamma", "Delta"]);
        let parents: Vec<_> = found.extras.iter().map(|it| it.parent.id(&found.text)).collect();
        assert_eq!(parents, [Some(crate::model::SubscriptionId::Text("AS-1")); 4]);
    }

    #[test]
    fn half_a_store_is_none() {
        let bytes = encoded(&store(&["Alpha", "Beta"]));
        for short in 0..bytes.len() {
            assert!(Store::default().append_decoded(&mut &bytes[..short]).is_none(), "{short}");
        }
    }
}
