//! Dates and numbers are decided once per column, from evidence, and never guessed.

use super::super::fixture::{cells, decided, detect, fault, with_order, with_row};
use super::super::{Basis, DateOrder, DetectContext, Evidence, Flaw, LayoutError, Witness};
use crate::model::{Day, parse_day};

/// A month-first profile with two date columns.
const BATCH: &str = "CustomerTenantId,SubscriptionId,OfferId,Quantity,TermEndDate,EvaluationTime";
/// A profile without a notation of its own.
const EXPIRING: &str = "Customer,SKU,Quantity,Expiry";
const REPORT: &str = "SubscriptionId,SubscriptionStartDate,SubscriptionEndDate,SubscriptionState,IsAutoRenew,CustomerTenantId,AvailableSeats";

fn plain() -> DetectContext {
    DetectContext::default()
}

fn expiring(dates: &[&str], context: &DetectContext) -> Result<Vec<Option<Day>>, LayoutError> {
    let rows: Vec<String> = dates.iter().map(|date| format!("Contoso|E3|5|{date}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let layout = decided(EXPIRING, &rows, context)?;
    Ok(rows.iter().map(|row| with_row(&layout, row, |record, _| record.end_date)).collect())
}

fn days(texts: &[&str]) -> Vec<Option<Day>> {
    texts.iter().map(|text| parse_day(text)).collect()
}

#[test]
fn one_proof_decides_the_whole_column() {
    assert_eq!(expiring(&["02/03/2023", "31/01/2023"], &plain()), Ok(days(&["2023-03-02", "2023-01-31"])));
    assert_eq!(
        expiring(&["02/03/2023", "1/31/2023 0:00"], &plain()),
        Ok(days(&["2023-02-03", "2023-01-31"]))
    );
}

#[test]
fn no_proof_is_refused_with_the_option_that_settles_it() {
    let error = expiring(&["02/03/2023", "04/05/2023"], &plain()).expect_err("nothing decides");
    let message = error.to_string();
    assert!(message.contains("`02/03/2023` in line 2") && message.contains("--date-order"), "{message}");
    let settled = expiring(&["02/03/2023"], &with_order(DateOrder::MonthFirst));
    assert_eq!(settled, Ok(days(&["2023-02-03"])));
    assert_eq!(expiring(&["02/03/2023"], &with_order(DateOrder::DayFirst)), Ok(days(&["2023-03-02"])));
}

#[test]
fn two_proofs_against_each_other_are_refused_with_both_rows() {
    let error = expiring(&["31/01/2023", "04/05/2023", "01/31/2023"], &plain()).expect_err("a contradiction");
    let message = error.to_string();
    assert!(
        message.contains("`31/01/2023` in line 2") && message.contains("`01/31/2023` in line 4"),
        "{message}"
    );
}

#[test]
fn dotted_dates_are_day_first() {
    assert_eq!(expiring(&["02.03.2023 00:00", "1.2.23"], &plain()), Ok(days(&["2023-03-02", "2023-02-01"])));
}

#[test]
fn serial_numbers_are_dates_only_as_a_whole_column() {
    assert_eq!(expiring(&["44957", "44958"], &plain()), Ok(days(&["2023-01-31", "2023-02-01"])));
    let layout = decided(EXPIRING, &["C|E3|5|44957", "C|E3|5|2023-01-31"], &plain()).expect("mixed");
    assert_eq!(fault(&layout, "C|E3|5|44957").first().0, &Flaw::NotADate);
}

#[test]
fn proof_in_another_column_of_the_file_counts_and_is_told() {
    let rows = ["S-1|02/03/2022|31/01/2023|Active|Yes|3c95518e-8c37-41e3-9627-0ca339200f53|5"];
    let layout = decided(REPORT, &rows, &plain()).expect("decided");
    with_row(&layout, rows[0], |record, _| assert_eq!(record.start_date, parse_day("2022-03-02")));
    let told =
        layout.decisions().iter().find(|decision| decision.name == "SubscriptionStartDate").expect("told");
    let (value, column) = ("31/01/2023".to_owned(), "SubscriptionEndDate".to_owned());
    assert_eq!(told.basis, Basis::ProofElsewhere { line: 2, value, column });
}

#[test]
fn columns_that_prove_opposite_orders_are_refused() {
    let rows = ["S-1|01/31/2022|31/01/2023|Active|Yes|3c95518e-8c37-41e3-9627-0ca339200f53|5"];
    let error = decided(REPORT, &rows, &plain()).expect_err("opposite");
    assert!(matches!(error, LayoutError::OppositeColumns { .. }), "{error}");
}

fn batch_row(end: &str) -> String {
    format!("3c95518e-8c37-41e3-9627-0ca339200f53|S-1|CFQ7TTC0LF8R:0001|25|{end}|04/01/2025 00:00:00")
}

#[test]
fn a_month_first_profile_needs_no_proof() {
    let row = batch_row("02/03/2023 00:00:00");
    let layout = decided(BATCH, &[&row], &plain()).expect("month first");
    with_row(&layout, &row, |record, _| assert_eq!(record.end_date, parse_day("2023-02-03")));
}

#[test]
fn half_swapped_dates_are_rejected_and_the_others_read() {
    let (swapped, kept) = (batch_row("02.03.2023 00:00"), batch_row("01/31/2023 00:00:00"));
    let layout = decided(BATCH, &[&swapped, &kept], &plain()).expect("half swapped");
    let found = fault(&layout, &swapped);
    assert_eq!(found.first(), (&Flaw::DateMaybeSwapped, "TermEndDate"));
    assert_eq!(found.value, "02.03.2023 00:00");
    with_row(&layout, &kept, |record, _| assert_eq!(record.end_date, parse_day("2023-01-31")));
    let layout =
        decided(BATCH, &[&swapped, &kept], &with_order(DateOrder::MonthFirst)).expect("swapped back");
    with_row(&layout, &swapped, |record, _| assert_eq!(record.end_date, parse_day("2023-02-03")));
}

#[test]
fn dotted_dates_alone_in_a_month_first_file_are_suspect_without_a_day_above_twelve() {
    let (low, high) = (batch_row("02.03.2023"), batch_row("31.01.2023"));
    let layout = decided(BATCH, &[&low], &plain()).expect("suspect");
    assert_eq!(fault(&layout, &low).first().0, &Flaw::DateMaybeSwapped);
    let layout = decided(BATCH, &[&low, &high], &plain()).expect("genuine");
    with_row(&layout, &low, |record, _| assert_eq!(record.end_date, parse_day("2023-03-02")));
    let layout = decided(BATCH, &[&low], &with_order(DateOrder::DayFirst)).expect("said so");
    with_row(&layout, &low, |record, _| assert_eq!(record.end_date, parse_day("2023-03-02")));
}

#[test]
fn exclusive_ends_are_moved_back_by_a_day() {
    let header = "CustomerId,SyndicationPartnerSubscriptionNumber,DurableOfferID,SubscriptionStartDate,SubscriptionEndDate,ChargeType,Quantity";
    let row = "3c95518e-8c37-41e3-9627-0ca339200f53|S-1|1017D7F3-6D7F-4BFA-BDD8-79BC8F104E0C|2/1/2019 0:00|2/1/2020 0:00|CYCLE FEE|2";
    let layout = decided(header, &[row], &plain()).expect("recon");
    let ends: Vec<_> = layout.mapping().filter_map(|it| it.ends).collect();
    assert_eq!(ends, [crate::intake::profile::Ends::DayAfter]);
    with_row(&layout, row, |record, _| assert_eq!(record.end_date, parse_day("2020-01-31")));
}

fn price(rows: &[&str], header: &str, wanted: &str) -> Result<String, LayoutError> {
    let layout = decided(header, rows, &plain())?;
    Ok(with_row(&layout, wanted, |record, parsed| match record.unit_price {
        Some(price) => {
            format!("{} {}", price.money(), record.seats_purchased.map_or(0, crate::model::Seats::get))
        }
        None => format!("{parsed:?}"),
    }))
}

#[test]
fn one_proof_decides_the_decimal_mark() {
    let header = "Customer,Product,Quantity,Unit Price";
    let comma = ["C|E3|5|17,60", "C|E3|5|1.234"];
    assert_eq!(price(&comma, header, comma[1]), Ok("1234.00 5".to_owned()));
    let point = ["C|E3|5|17.6", "C|E3|5|1,234"];
    assert_eq!(price(&point, header, point[1]), Ok("1234.00 5".to_owned()));
    assert_eq!(price(&["C|E3|5|€ 17,60"], header, "C|E3|5|€ 17,60"), Ok("17.60 5".to_owned()));
}

#[test]
fn contradicting_marks_are_refused_with_both_rows() {
    let error = price(&["C|E3|5|17,60", "C|E3|5|17.60"], "Customer,Product,Quantity,Unit Price", "")
        .expect_err("both");
    let message = error.to_string();
    assert!(message.contains("`17.60` in line 3") && message.contains("`17,60` in line 2"), "{message}");
}

#[test]
fn an_open_price_takes_the_proof_of_another_column_or_is_refused() {
    let header = "Customer,Product,Quantity,Unit Price";
    assert_eq!(price(&["C|E3|5,00|1.234"], header, "C|E3|5,00|1.234"), Ok("1234.00 5".to_owned()));
    let error = price(&["C|E3|5|1.234"], header, "").expect_err("one or a thousand");
    assert!(error.to_string().contains("numbers=point"), "{error}");
}

#[test]
fn groups_beside_plain_numbers_are_thousands_of_seats() {
    let rows = ["C|E3|1.000", "C|E3|25"];
    let layout = decided("Customer,Product,Quantity", &rows, &plain()).expect("thousands");
    with_row(&layout, rows[0], |record, _| {
        assert_eq!(record.seats_purchased.map(crate::model::Seats::get), Some(1000));
    });
    let error =
        decided("Customer,Product,Quantity", &["C|E3|1.000", "C|E3|2.000"], &plain()).expect_err("open");
    assert!(matches!(error, LayoutError::NoEvidence { .. }), "{error}");
}

#[test]
fn evidence_of_parts_is_evidence_of_the_whole_with_the_first_witness() {
    let layout = detect(EXPIRING, &plain()).expect("a layout");
    let mut whole = Evidence::default();
    for (line, row) in [(2, "C|E3|5|02/03/2023"), (3, "C|E3|5|31/01/2023"), (4, "C|E3|5|30/01/2023")] {
        let mut part = Evidence::default();
        layout.observe(&cells(row), line, &mut part);
        whole.merge(part);
    }
    let layout = layout.decide(whole).expect("day first");
    let first = Basis::Proof(Witness { line: 3, value: "31/01/2023".to_owned() });
    assert!(layout.decisions().iter().any(|it| it.basis == first), "{:?}", layout.decisions());
}

#[test]
fn canonical_is_strict_until_a_sample_shows_another_notation() {
    let header = "customer_name,product_name,seats_purchased,end_date,unit_price";
    let layout = detect(header, &plain()).expect("canonical");
    assert!(!layout.needs_evidence());
    with_row(&layout, "C|E3|5|2026-01-31|12.500", |record, _| {
        assert_eq!(record.end_date, parse_day("2026-01-31"));
        assert_eq!(record.unit_price.map(|price| price.money().to_string()).as_deref(), Some("12.50"));
    });
    for (row, column) in [
        ("C|E3|5|02/03/2026|", "end_date"),
        ("C|E3|1.000||", "seats_purchased"),
        ("C|E3|5||12,50", "unit_price"),
    ] {
        assert_eq!(fault(&layout, row).first().1, column, "{row}");
    }
    let mut sample = Evidence::default();
    layout.observe(&cells("C|E3|5|31/01/2026|12,50"), 2, &mut sample);
    assert!(!sample.is_plain());
    let layout = layout.decide(sample).expect("a German spreadsheet");
    with_row(&layout, "C|E3|5|02/03/2026|12,50", |record, _| {
        assert_eq!(record.end_date, parse_day("2026-03-02"));
    });
}
