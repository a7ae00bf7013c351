//! Records that follow each other: what one says of its customer is read once, not with every subscription.

use super::cell::Row;
use super::{Layout, Parsed, Reader};
use crate::intake::target::Target;
use crate::intake::{Grain, Record};
use crate::model::{CustomerFacts, TenantId};
use crate::table::Cells;

/// The records of one block, read one after the other.
#[derive(Debug)]
pub(crate) struct Rows<'l> {
    layout: &'l Layout,
    /// First and last column about the customer, where these stand together.
    columns: Option<(usize, usize)>,
    /// The readers of the other columns.
    others: Vec<&'l Reader>,
    last: LastCustomer,
}

/// What the last record said of its customer, where nothing about it was remarkable.
#[derive(Debug, Default)]
struct LastCustomer {
    /// The cells as they stand in the file.
    text: String,
    tenant: Option<TenantId>,
    facts: CustomerFacts,
    /// The record was read and taken.
    is_known: bool,
}

impl<'l> Rows<'l> {
    pub(crate) fn new(layout: &'l Layout) -> Self {
        let others = layout.readers.iter().filter(|reader| !is_about_customer(reader.target)).collect();
        Rows { layout, columns: layout.customer_columns(), others, last: LastCustomer::default() }
    }

    /// Reads one record into `record`, which is new. Where its customer is told with the cells of the
    /// record before, `record` only says so instead of naming it again.
    pub(crate) fn parse<'r>(&mut self, cells: &'r Cells<'_>, record: &mut Record<'r>) -> Parsed<'r> {
        let customer = self.columns.and_then(|(first, last)| cells.lent(first, last));
        let is_same = self.last.is_known && customer == Some(self.last.text.as_str());
        self.last.is_known = is_same;
        let mut row = Row::new(self.layout, record);
        if is_same {
            row.record.repeats_customer = true;
            (row.record.tenant, row.record.facts) = (self.last.tenant, self.last.facts);
            row.cells(self.others.iter().copied(), cells);
        } else {
            row.cells(&self.layout.readers, cells);
            self.keep(customer, &row);
        }
        row.close(cells)
    }

    /// The record that was read last did not become a row: the next one cannot repeat it.
    pub(crate) fn forget(&mut self) {
        self.last.is_known = false;
    }

    fn keep(&mut self, customer: Option<&str>, row: &Row<'_, '_>) {
        let is_plain = row.flaws.is_empty() && row.record.notes.is_empty() && row.record.tenant.is_some();
        if let Some(text) = customer.filter(|_| is_plain) {
            self.last.text.clear();
            self.last.text.push_str(text);
            (self.last.tenant, self.last.facts) = (row.record.tenant, row.record.facts);
            self.last.is_known = true;
        }
    }
}

impl Layout {
    /// First and last column about the customer, where no other stands between but such as seldom differ
    /// among its subscriptions, and no cell has a treatment that may reach beyond its column.
    fn customer_columns(&self) -> Option<(usize, usize)> {
        let plain = self.readers.iter().all(|reader| reader.special.is_none());
        let about = || self.readers.iter().filter(|reader| is_about_customer(reader.target));
        let columns = || about().map(|reader| reader.column);
        let (first, last) = (columns().min()?, columns().max()?);
        let seldom_differs = |target| {
            matches!(target, Target::SourceChannel | Target::BillingAccountType | Target::CommerceModel)
        };
        let stand_together = self.readers.iter().all(|reader| {
            !(first..=last).contains(&reader.column)
                || is_about_customer(reader.target)
                || seldom_differs(reader.target)
        });
        (plain && stand_together && self.grain == Grain::Subscription).then_some((first, last))
    }
}

/// Columns whose cells fill nothing but the tenant id, name, domain and facts of a customer.
fn is_about_customer(target: Target) -> bool {
    use Target as T;
    target.names_customer()
        || matches!(
            target,
            T::CustomerCountry
                | T::CustomerSegment
                | T::RelationshipType
                | T::RelationshipStatus
                | T::DapStatus
                | T::GdapStatus
                | T::GdapEndDate
                | T::AgreementType
                | T::AgreementStatus
                | T::AgreementDate
                | T::AgreementMethod
                | T::ActiveSubscriptions
                | T::UsesGroupLicensing
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::layout::DetectContext;
    use crate::intake::layout::fixture::{TENANT, cells, detect};
    use crate::table::Records;

    const HEADER: &str = "customer_tenant_id,customer_name,customer_country,subscription_id,sku_part_number,seats_purchased,status";

    #[test]
    fn only_a_record_of_the_same_customer_repeats_it() {
        let layout = detect(HEADER, &DetectContext::default()).expect("a layout");
        let mut rows = Rows::new(&layout);
        let lines = [
            (format!("{TENANT},Contoso,DE,s-1,SPB,5,active"), false),
            (format!("{TENANT},Contoso,DE,s-2,SPB,6,active"), true),
            (format!("{TENANT},Contoso,AT,s-3,SPB,7,active"), false),
            (format!("{TENANT},Contoso,Austria,s-4,SPB,7,active"), false),
            (format!("{TENANT},Contoso,AT,s-5,SPB,7,active"), false),
            (format!("{TENANT},Contoso,AT,s-6,SPB,7,active"), true),
        ];
        let text = lines.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join("\n") + "\n";
        let (mut records, mut found) = (Records::new(&text, 1, b','), Cells::default());
        for (line, repeats) in &lines {
            records.next(&mut found).expect("a record");
            let mut record = Record::default();
            let parsed = rows.parse(&found, &mut record);
            assert_eq!(record.repeats_customer, *repeats, "{line}");
            let alone = cells(&line.replace(',', "|"));
            let mut single = Record::default();
            let expected = layout.parse(&alone, &mut single);
            assert_eq!(format!("{parsed:?}"), format!("{expected:?}"));
            assert_eq!((record.tenant, record.facts), (single.tenant, single.facts));
            assert_eq!((record.subscription_id, record.notes), (single.subscription_id, single.notes));
        }
    }

    #[test]
    fn a_record_that_became_no_row_is_not_repeated() {
        let layout = detect(HEADER, &DetectContext::default()).expect("a layout");
        let mut rows = Rows::new(&layout);
        let text = format!("{TENANT},Contoso,DE,s-1,SPB,5,active\n").repeat(2);
        let (mut records, mut found) = (Records::new(&text, 1, b','), Cells::default());
        for _ in 0..2 {
            records.next(&mut found).expect("a record");
            let mut record = Record::default();
            rows.parse(&found, &mut record);
            assert!(!record.repeats_customer);
            rows.forget();
        }
    }
}
