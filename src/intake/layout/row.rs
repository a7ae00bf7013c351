//! One record: its cells read one by one, then what they mean together.

use std::borrow::Cow;

use super::cell::{Later, Owner, Row, fill};
use super::flaw::{BadCell, Fault, Flaw, Flawed};
use super::{Layout, Note, Parsed, Reader, Role, SkipReason};
use crate::intake::special::channel;
use crate::intake::special::commerce::{commitment, is_license_product, term_of};
use crate::intake::special::terminfo::{TermInfo, term_infos};
use crate::intake::target::Target;
use crate::intake::values::clean::{Cell, clean, is_clean};
use crate::intake::values::words::{Listed, Word};
use crate::intake::{ChargeKind, Grain, Record};
use crate::model::{AgreementStatus, CommerceModel, Day, Seats, SeatsScope, Status, add_months, plus_days};
use crate::table::Cells;

impl Layout {
    /// Reads one record into `record`, which is new.
    pub fn parse<'r>(&self, cells: &'r Cells<'_>, record: &mut Record<'r>) -> Parsed<'r> {
        let mut row = Row::new(self, record);
        row.cells(&self.readers, cells);
        row.close(cells)
    }
}

impl<'a, 'r> Row<'a, 'r> {
    pub(super) fn new(layout: &'a Layout, record: &'a mut Record<'r>) -> Self {
        record.grain = layout.grain;
        Row { layout, record, flaws: Vec::new(), skipped: false, later: Later::default(), column: 0 }
    }

    /// Reads the cells of some columns.
    #[inline]
    pub(super) fn cells(&mut self, readers: impl IntoIterator<Item = &'a Reader>, cells: &'r Cells<'_>) {
        let (text, bounds) = cells.parts();
        for reader in readers {
            let cell =
                bounds.get(reader.column).and_then(|&(start, end)| text.get(start as usize..end as usize));
            let raw = cell.unwrap_or_default();
            if reader.special.is_some() || !is_clean(raw) {
                self.read(reader, clean(raw));
            } else {
                self.column = reader.column;
                (reader.read)(self, reader, raw);
            }
        }
    }

    /// What the cells mean together.
    pub(super) fn close(mut self, cells: &Cells<'_>) -> Parsed<'r> {
        if cells.len() != self.layout.header.len() {
            self.check_width(cells);
        }
        self.finish()
    }

    /// Rows longer or shorter than the header.
    fn check_width(&mut self, cells: &Cells<'_>) {
        let is_filled = |cell: &str| clean(cell) != Cell::Empty;
        let beyond = (self.layout.width..cells.len()).find(|&idx| cells.get(idx).is_some_and(is_filled));
        if let Some(beyond) = beyond {
            let value = cells.cell(beyond);
            self.column = beyond;
            self.flaw(Flaw::RowTooLong { cells: self.layout.header.len(), found: cells.len() }, value);
        }
        if cells.len() >= self.layout.header.len() {
            return;
        }
        let missing = |target: Target| {
            self.layout.readers.iter().any(|reader| reader.target == target && reader.column >= cells.len())
        };
        let needed = [
            Target::CustomerTenantId,
            Target::SubscriptionId,
            Target::SeatsPurchased,
            Target::ChargeQuantity,
        ];
        if needed.into_iter().any(missing) || !self.flaws.is_empty() {
            let flaw = Flaw::RowTooShort { cells: self.layout.header.len(), found: cells.len() };
            self.flaws.push(BadCell { column: None, value: String::new(), flaw });
        } else {
            self.note(Note::MissingCells);
        }
    }

    fn finish(mut self) -> Parsed<'r> {
        self.combine();
        self.constants();
        let several = self.term_info();
        self.check_dates();
        if self.skipped {
            let reason = SkipReason::NotLicenseBased;
            return if self.is_usage_subscription() { Parsed::Row } else { Parsed::Skip(reason) };
        }
        if self.layout.role == Role::Portfolio {
            self.require(!several.is_empty());
        }
        if !self.flaws.is_empty() {
            return Parsed::Reject(self.fault());
        }
        if several.is_empty() { Parsed::Row } else { Parsed::Several(several) }
    }

    /// A line that is no licence and names a subscription is that subscription, out of scope: it holds no
    /// seats, and its dates are those of the line.
    fn is_usage_subscription(&mut self) -> bool {
        let record = &mut *self.record;
        let names_customer =
            record.tenant.is_some() || !record.customer_name.is_empty() || !record.customer_domain.is_empty();
        if record.subscription_id.is_empty() || !names_customer || self.layout.role != Role::Portfolio {
            return false;
        }
        record.grain = Grain::Usage;
        record.commerce_model = Some(CommerceModel::Usage);
        record.constants.commerce_model = false;
        record.seats_purchased = Seats::new(0);
        record.seats_assigned = None;
        (record.start_date, record.end_date) = (None, None);
        (record.term, record.billing_cycle) = (None, None);
        (record.unit_price, record.price_basis) = (None, None);
        true
    }

    /// Cells that mean something only together.
    fn combine(&mut self) {
        if let Some(outside) = &self.layout.outside
            && self.record.tenant.is_none()
            && self.record.customer_name.is_empty()
            && self.record.customer_domain.is_empty()
        {
            self.record.tenant = outside.tenant;
            self.record.customer_domain = Cow::Owned(outside.domain.clone());
        }
        if let Some(text) = self.later.sales_channel {
            self.answer(channel::sales_channel(text, self.later.mpn_id, &self.layout.partner));
        }
        self.owner();
        if let (Some(name), true) = (self.later.offer_name, self.record.product_name.is_empty()) {
            self.record.product_name = Cow::Borrowed(name);
        }
        if self.record.grain == Grain::Charge {
            self.charge();
        }
        if let Some(day) = self.later.next_state {
            pass(self.record, day);
        }
        match (self.later.money_currency, self.record.currency) {
            (Some(currency), None) => self.record.currency = Some(currency),
            (Some(currency), Some(own)) if currency != own => self.note(Note::CurrencyDiffers),
            (Some(_) | None, _) => {}
        }
    }

    /// A line of an invoice: its kind, and the term of its subscription. A line that says no term is consumption,
    /// unless its unit or its product is a licence.
    fn charge(&mut self) {
        let record = &mut *self.record;
        record.charge.kind = self.later.charge_type.map_or(Some(ChargeKind::Base), ChargeKind::of);
        if let Some(text) = self.later.commitment {
            let said = commitment(text, self.later.frequency);
            let is_license = self.later.is_license == Some(true) || is_license_product(&record.product_id);
            self.skipped |= said.term.is_none() && !is_license;
            record.term = said.term;
            record.billing_cycle = said.cycle;
            record.is_trial = if said.is_trial { Some(true) } else { record.is_trial };
            if said.term.is_none() && is_license {
                record.notes.insert(Note::TermUnreadable);
            }
        }
        record.term = term_of(record.term, record.start_date, record.end_date);
    }

    fn owner(&mut self) {
        let owner = match self.later.owner {
            Owner::Unasked => return,
            Owner::Nobody => None,
            Owner::Is(text) => {
                self.note(Note::HeuristicChannel);
                Some(text)
            }
        };
        self.answer(channel::owner(owner, self.record.tenant, &self.layout.partner));
    }

    /// What the profile says of every row, where no cell says anything.
    fn constants(&mut self) {
        for (target, text) in &self.layout.constants {
            let record = &mut *self.record;
            match target {
                Target::SourceChannel => record.constants.channel = constant(&mut record.channel, text),
                Target::CommerceModel => {
                    record.constants.commerce_model = constant(&mut record.commerce_model, text);
                }
                Target::RelationshipStatus => {
                    let slot = &mut record.facts.relationship_status;
                    record.constants.relationship_status = constant(slot, text);
                }
                Target::AgreementType if record.facts.agreement_status == Some(AgreementStatus::Accepted) => {
                    constant(&mut record.facts.agreement_type, text);
                }
                Target::DapStatus => {
                    constant(&mut record.facts.dap_status, text);
                }
                Target::SeatsScope => {
                    constant(&mut record.seats_scope, text);
                }
                Target::PriceBasis => {
                    constant(&mut record.price_basis, text);
                }
                _ => {}
            }
        }
    }

    /// One subscription fills the record; several make a record each.
    fn term_info(&mut self) -> Vec<Record<'r>> {
        let Some(text) = self.later.term_info else { return Vec::new() };
        let Some(infos) = term_infos(text) else {
            self.note(Note::TermInfoBroken);
            return Vec::new();
        };
        if let [only] = infos.as_slice() {
            apply(self.record, only, SeatsScope::Subscription);
            return Vec::new();
        }
        let with = |info: &TermInfo| {
            let mut record = self.record.clone();
            record.seats_purchased = info.seats.or(record.seats_purchased);
            apply(&mut record, info, SeatsScope::ProductPool);
            record
        };
        infos.iter().map(with).collect()
    }

    /// An end that is no whole number of terms after the start: aligned to another one, or misread.
    fn check_dates(&mut self) {
        let record = &*self.record;
        let (Some(start), Some(end), Some(term)) = (record.start_date, record.end_date, record.term) else {
            return;
        };
        let after = plus_days(end, 1);
        let terms = ((after.year() - start.year()) * 12 + after.month() as i32 - start.month() as i32)
            / term.months();
        let ends_a_term = |n: i32| n > 0 && add_months(start, n * term.months()) == after;
        if end >= start && !ends_a_term(terms) && !ends_a_term(terms + 1) {
            self.note(Note::EndOffTerm);
        }
    }

    /// What a row must have to be of any use.
    fn require(&mut self, has_several: bool) {
        let record = &*self.record;
        let no_customer =
            record.tenant.is_none() && record.customer_name.is_empty() && record.customer_domain.is_empty();
        let names = [
            &record.subscription_id,
            &record.offer_id,
            &record.product_id,
            &record.sku_part_number,
            &record.license_sku_id,
            &record.product_name,
        ];
        let no_product = names.into_iter().all(|name| name.is_empty()) && !has_several;
        let buys = matches!(record.grain, Grain::Subscription | Grain::Pool | Grain::Charge);
        let no_seats =
            record.grain == Grain::Subscription && self.layout.has_seats && record.seats_purchased.is_none();
        let backwards =
            matches!((record.start_date, record.end_date), (Some(start), Some(end)) if end < start);
        if backwards {
            self.lack(|target| target == Target::EndDate, Flaw::EndBeforeStart);
        }
        if no_customer {
            self.lack(Target::names_customer, Flaw::CustomerMissing);
        }
        if buys && no_product {
            self.lack(Target::names_product, Flaw::ProductMissing);
        }
        if no_seats {
            self.lack(|target| target == Target::SeatsPurchased, Flaw::SeatsMissing);
        }
    }

    /// Something that is missing, unless a cell of that column is already known to be bad.
    fn lack(&mut self, is_it: impl Fn(Target) -> bool, flaw: Flaw) {
        let columns =
            self.layout.readers.iter().filter(|reader| is_it(reader.target)).map(|reader| reader.column);
        let column = columns.clone().min();
        if !self.flaws.iter().any(|known| known.column.is_some_and(|bad| columns.clone().any(|it| it == bad)))
        {
            self.flaws.push(BadCell { column, value: String::new(), flaw });
        }
    }

    /// Every flaw in the order of the header, with the cell of the first.
    fn fault(self) -> Fault {
        let Row { layout, flaws: mut found, .. } = self;
        found.sort_by_key(|bad| bad.column.unwrap_or(usize::MAX));
        let value = found.first().map_or_else(String::new, |bad| bad.value.clone());
        let name = |column| Cow::Owned(layout.column_name(column));
        let flawed =
            |bad: BadCell| Flawed { flaw: bad.flaw, column: bad.column.map_or(Cow::Borrowed(""), name) };
        Fault { value, flaws: found.into_iter().map(flawed).collect() }
    }
}

/// The day on which the present state passes into the next: of an active subscription the end of its term, else of
/// what the state still leaves. Without a state nobody can say which.
fn pass(record: &mut Record<'_>, day: Day) {
    match record.status {
        Some(Status::Active | Status::Pending) => {
            let same = fill(&mut record.end_date, day);
            if !same {
                record.notes.insert(Note::ColumnsDiffer);
            }
        }
        Some(Status::Warning | Status::Expired | Status::Suspended | Status::Disabled) => {
            record.next_state = Some(day);
            record.notes.insert(Note::NextState);
        }
        Some(Status::Deleted) => {}
        None => record.notes.insert(Note::NextStateUnsure),
    }
}

/// Fills an empty place with a profile's constant; says whether it did.
fn constant<T: Listed>(slot: &mut Option<T>, text: &str) -> bool {
    match (slot.is_none(), T::of(text)) {
        (true, Word::Is(value)) => {
            *slot = Some(value);
            true
        }
        (true, Word::Unknown | Word::NotInList) | (false, _) => false,
    }
}

fn apply(record: &mut Record<'_>, info: &TermInfo, scope: SeatsScope) {
    if !info.subscription_id.is_empty() {
        record.subscription_id = Cow::Owned(info.subscription_id.clone());
        record.grain = Grain::Subscription;
        record.seats_scope = Some(scope);
    }
    record.status = info.status.or(record.status);
    if info.term.is_some() {
        (record.term, record.term_is_guessed) = (info.term, true);
    }
    record.start_date = record.start_date.or(info.start_date);
    if let Some(day) = info.next_state {
        record.end_date = None;
        pass(record, day);
    }
    record.is_trial = info.is_trial.or(record.is_trial);
}
