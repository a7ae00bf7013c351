//! One shard from records to customers: every subscription once, and a ledger of what became of the rest.

use std::collections::BTreeMap;

use crate::intake::Grain;
use crate::intake::layout::Note;
use crate::intake::ledger::Entry;
use crate::intake::portfolio::charges::{self, Outcome};
use crate::intake::portfolio::doubles::Doubles;
use crate::intake::portfolio::draft::Draft;
use crate::intake::portfolio::group::{Grouping, Placed};
use crate::intake::portfolio::heads::{self, Whole};
use crate::intake::portfolio::pools;
use crate::intake::portfolio::shard::{CustomerEntry, Shard, StoredKind, StoredRemark};
use crate::intake::portfolio::unordered::Unordered;
use crate::intake::products::{LOCAL, Names, Products, hash, names};
use crate::intake::rejects::{Reject, Why};
use crate::intake::row::{Joined, NOTHING, Row};
use crate::intake::shard::Store;
use crate::model::{Origin, Product};

/// What the run as a whole must know of a shard that was merged.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) rejects: Vec<Reject>,
    pub(crate) entries: BTreeMap<u16, Entry>,
    /// What merging noticed, per file.
    pub(crate) notes: BTreeMap<(u16, Note), u64>,
    /// Products put together from several records; rows hold their position with [`LOCAL`] set.
    pub(crate) products: Vec<Product>,
}

/// Merges the rows of one shard, customer by customer.
pub(crate) fn merge(
    store: Store,
    grouping: &Grouping,
    products: &[Product],
    doubles: &Doubles,
) -> (Shard, Merged) {
    let mut merger = Merger {
        shard: Unordered::of(store, grouping.rows.len()),
        rejects: Vec::new(),
        entries: BTreeMap::new(),
        notes: BTreeMap::new(),
        products,
        added: Products::default(),
        doubles,
    };
    let mut rows = grouping.rows.chunk_by(|a, b| a.customer() == b.customer()).peekable();
    for heads in grouping.heads.chunk_by(|a, b| a.0 == b.0) {
        if let Some(rows) = rows.next_if(|rows| rows[0].customer() == heads[0].0) {
            merger.customer(heads, rows);
        }
    }
    let rest = Merged {
        rejects: merger.rejects,
        entries: merger.entries,
        notes: merger.notes,
        products: merger.added.into_list(),
    };
    (merger.shard.in_order(), rest)
}

/// The shard that is being built.
pub(crate) struct Merger<'a> {
    pub(crate) shard: Unordered,
    rejects: Vec<Reject>,
    entries: BTreeMap<u16, Entry>,
    notes: BTreeMap<(u16, Note), u64>,
    products: &'a [Product],
    added: Products,
    doubles: &'a Doubles,
}

impl Merger<'_> {
    fn customer(&mut self, heads: &[(u32, u32)], rows: &[Placed]) {
        let (first_row, first_remark) = (self.shard.order.len(), self.shard.remarks.len());
        let mut pools = Vec::new();
        let mut without_id = Vec::new();
        for run in rows.chunk_by(|_, next| next.repeats()) {
            match run {
                [only] if self.is_plain(only.row) => self.accept(only.row),
                run if self.shard.store.rows[run[0].row].id.is_missing() => {
                    self.without_id(run, &mut pools, &mut without_id);
                }
                run => self.same_id(run, &mut pools),
            }
        }
        pools::settle(self, &pools, first_row, &mut without_id);
        self.sort_by_content(&mut without_id);
        for &row in &without_id {
            self.count_accepted(row);
        }
        self.shard.order.splice(first_row..first_row, without_id);
        if self.shard.order.len() > first_row {
            self.fill_channel(heads, first_row);
            let whole = heads::merge(&self.shard.store, heads);
            self.enter(&whole, heads, first_row, first_remark);
        } else {
            self.shard.remarks.truncate(first_remark);
        }
    }

    /// A customer list's constant fills empty cells only and contradicts nobody.
    fn fill_channel(&mut self, heads: &[(u32, u32)], first_row: usize) {
        let store = &mut self.shard.store;
        let Some(channel) = heads.iter().filter_map(|&(_, head)| store.heads[head].channel).min() else {
            return;
        };
        for &row in &self.shard.order[first_row..] {
            let row = store.rows.get_mut(row);
            if row.channel.is_none() {
                (row.channel, row.assumed_channel) = (Some(channel), true);
            }
        }
    }

    fn enter(&mut self, whole: &Whole, heads: &[(u32, u32)], first_row: usize, first_remark: usize) {
        let head = match heads {
            [(_, only)] => *only,
            _ => self.shard.store.heads.push(whole.head),
        };
        for &(joined, origin) in &whole.joined {
            let kind = if joined == Joined::ByDomain { StoredKind::ByDomain } else { StoredKind::ByName };
            self.shard.remarks.push(StoredRemark { row: NOTHING, kind, origin });
        }
        let (first_row, first_remark) = (first_row as u32, first_remark as u32);
        self.shard.heads.push(head);
        self.shard.customers.push(CustomerEntry { first_row, first_remark });
    }

    /// Nearly every row: the only one of its id, and complete.
    fn is_plain(&self, row: u32) -> bool {
        let row = &self.shard.store.rows[row];
        row.grain == Grain::Subscription
            && row.seats_purchased.is_some()
            && !row.id.is_missing()
            && !self.doubles.hold(row.id, &self.shard.store.text)
    }

    fn accept(&mut self, row: u32) {
        self.shard.order.push(row);
        self.count_accepted(row);
    }

    fn count_accepted(&mut self, row: u32) {
        let row = self.shard.store.rows[row];
        let entry = self.entry(row.file);
        entry.accepted.add(row.seats());
        if row.grain != Grain::Subscription {
            entry.read.seats += row.seats();
        }
    }

    pub(crate) fn entry(&mut self, file: u16) -> &mut Entry {
        self.entries.entry(file).or_default()
    }

    pub(crate) fn note(&mut self, row: u32, note: Note) {
        let file = self.shard.store.rows[row].file;
        *self.notes.entry((file, note)).or_default() += 1;
    }

    pub(crate) fn count_merged(&mut self, row: &Row) {
        let seats = if row.grain == Grain::Subscription { row.seats() } else { 0 };
        self.entry(row.file).merged.add(seats);
    }

    pub(crate) fn reject(&mut self, row: &Row, why: Why) {
        let seats = if row.grain == Grain::Subscription { row.seats() } else { 0 };
        self.entry(row.file).rejected.add(seats);
        self.rejects.push(Reject::late(row.origin(), seats, why));
    }

    fn reject_all(&mut self, drafts: &[Draft], why: &Why) {
        for draft in drafts {
            self.reject(&draft.row, why.clone());
        }
    }

    /// Rows without a subscription id stand for themselves; charges of one product must agree.
    fn without_id(&mut self, run: &[Placed], pools: &mut Vec<u32>, accepted: &mut Vec<u32>) {
        let (mut charges, mut monthly) = (Vec::new(), Vec::new());
        for placed in run {
            let row = self.shard.store.rows[placed.row];
            match row.grain {
                Grain::Pool => pools.push(placed.row),
                Grain::Charge => charges.push(placed.row),
                Grain::Subscription if row.seats_purchased.is_some() => {
                    let is_monthly = Draft::of(&self.shard.store, placed.row).month().is_some();
                    if is_monthly { monthly.push(placed.row) } else { accepted.push(placed.row) }
                }
                Grain::Subscription | Grain::Usage | Grain::Customer | Grain::Relationship => {
                    self.reject(&row, Why::no_seats());
                }
            }
        }
        self.newest_months(&mut monthly, accepted);
        self.sort_by_content(&mut charges);
        let product = |row: &u32| self.shard.store.rows[*row].product;
        let groups: Vec<Vec<u32>> =
            charges.chunk_by(|a, b| product(a) == product(b)).map(<[u32]>::to_vec).collect();
        for group in groups {
            self.charges_of_product(&group, accepted);
        }
    }

    /// Of the monthly rows of one product, those of the newest month.
    fn newest_months(&mut self, monthly: &mut [u32], accepted: &mut Vec<u32>) {
        self.sort_by_content(monthly);
        let product = |row: u32| self.shard.store.rows[row].product;
        let groups: Vec<Vec<u32>> =
            monthly.chunk_by(|a, b| product(*a) == product(*b)).map(<[u32]>::to_vec).collect();
        for group in groups {
            let months: Vec<_> = group.iter().map(|&row| Draft::of(&self.shard.store, row).month()).collect();
            let newest = months.iter().max().copied().flatten();
            for (&row, month) in group.iter().zip(months) {
                if month == newest {
                    accepted.push(row);
                } else {
                    let row = self.shard.store.rows[row];
                    self.count_merged(&row);
                }
            }
        }
    }

    fn charges_of_product(&mut self, group: &[u32], accepted: &mut Vec<u32>) {
        let drafts: Vec<Draft> = group.iter().map(|&row| Draft::of(&self.shard.store, row)).collect();
        if let Some(why) = self.uncertain(&drafts) {
            return self.reject_all(&drafts, &why);
        }
        if let Some(draft) = charges::collapse(drafts.clone(), &self.shard.store.text) {
            drafts.iter().filter(|it| it.at != draft.at).for_each(|it| self.count_merged(&it.row));
            accepted.push(draft.at);
            draft.put(&mut self.shard.store);
        }
    }

    /// All rows of one subscription id become one, or are all rejected.
    fn same_id(&mut self, run: &[Placed], pools: &mut Vec<u32>) {
        let mut drafts = Vec::with_capacity(run.len());
        for placed in run {
            match self.shard.store.rows[placed.row].grain {
                Grain::Pool => pools.push(placed.row),
                Grain::Subscription
                | Grain::Charge
                | Grain::Usage
                | Grain::Customer
                | Grain::Relationship => {
                    drafts.push(Draft::of(&self.shard.store, placed.row));
                }
            }
        }
        let Some(first) = drafts.first() else { return };
        let id = first.row.id;
        if self.doubles.hold(id, &self.shard.store.text) {
            let id = id.id(&self.shard.store.text).map(|id| id.to_string()).unwrap_or_default();
            self.reject_all(&drafts, &Why::two_tenants(id));
            return;
        }
        let uncertain = self.uncertain(&drafts);
        match Draft::unite(&drafts, &self.shard.store.text) {
            Err(why) => self.reject_all(&drafts, &why),
            Ok((united, _)) if united.row.seats_purchased.is_none() => {
                self.reject_all(&drafts, &uncertain.unwrap_or_else(Why::no_seats));
            }
            Ok((mut united, disagreements)) => {
                self.note_repetition(&drafts);
                united.row.product = self.common_product(&united.products);
                for disagreement in disagreements {
                    self.remark(united.at, &disagreement.texts(), disagreement.origin, disagreement.column);
                }
                drafts.iter().filter(|it| it.at != united.at).for_each(|it| self.count_merged(&it.row));
                let at = united.at;
                united.put(&mut self.shard.store);
                self.accept(at);
            }
        }
    }

    /// Notes rows of one file that say the same.
    fn note_repetition(&mut self, drafts: &[Draft]) {
        let is_whole = |draft: &&Draft| draft.row.grain == Grain::Subscription && draft.month().is_none();
        let mut rows: Vec<(u16, u32)> =
            drafts.iter().filter(is_whole).map(|draft| (draft.row.file, draft.at)).collect();
        rows.sort_unstable();
        for pair in rows.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            self.note(pair[1].1, Note::DuplicateRow);
        }
    }

    /// Notes charges that do not say the number of seats for certain; why they cannot be used where they say none.
    fn uncertain(&mut self, drafts: &[Draft]) -> Option<Why> {
        let charges: Vec<Draft> =
            drafts.iter().filter(|draft| draft.row.grain == Grain::Charge).cloned().collect();
        let first = charges.first()?.at;
        let balance = charges::balance(charges, &self.shard.store.text);
        let why = match balance.seats {
            Outcome::Holds(_) | Outcome::Ended(_) => None,
            Outcome::Unsaid => Some(Why::uncertain_seats()),
            Outcome::Either(a, b) => Some(Why::either_seats(a, b)),
        };
        if why.is_some() || balance.is_uncertain {
            self.note(first, Note::SeatsUncertain);
        }
        why
    }

    fn remark(&mut self, row: u32, texts: &(String, String), origin: Origin, column: &'static str) {
        let text = &mut self.shard.store.text;
        let kind = StoredKind::Disagree { column, kept: text.add(&texts.0), other: text.add(&texts.1) };
        self.shard.remarks.push(StoredRemark { row, kind, origin });
    }

    /// Of several records of one subscription, each name as the highest rank gives it.
    fn common_product(&mut self, ranked: &[u32]) -> u32 {
        let Some((&first, others)) = ranked.split_first() else { return 0 };
        let mut all: Names<'_> = names(&self.products[first as usize]);
        for &other in others {
            for (name, other) in all.iter_mut().zip(names(&self.products[other as usize])) {
                if name.is_empty() {
                    *name = other;
                }
            }
        }
        if all == names(&self.products[first as usize]) {
            return first;
        }
        LOCAL | self.added.intern(&all, hash(&all))
    }

    pub(crate) fn names_of(&self, row: u32) -> Names<'_> {
        match self.shard.store.rows[row].product {
            local if local & LOCAL != 0 => names(&self.added.list()[(local ^ LOCAL) as usize]),
            known => names(&self.products[known as usize]),
        }
    }

    /// By what the rows say; where they say the same, by where they stand.
    pub(crate) fn sort_by_content(&self, rows: &mut [u32]) {
        let store = &self.shard.store;
        let names = |row: &Row| match row.product {
            local if local & LOCAL != 0 => names(&self.added.list()[(local ^ LOCAL) as usize]),
            known => names(&self.products[known as usize]),
        };
        rows.sort_by(|&a, &b| {
            let (a, b) = (&store.rows[a], &store.rows[b]);
            let extras = || {
                let extra = |row: &Row| store.extra(row).copied().unwrap_or_default();
                extra(a).compare_content(&extra(b), &store.text)
            };
            names(a)
                .cmp(&names(b))
                .then_with(|| a.compare_content(b))
                .then_with(extras)
                .then_with(|| a.origin().cmp(&b.origin()))
        });
    }
}
