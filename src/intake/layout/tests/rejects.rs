//! Rows that cannot be used are rejected with everything that is wrong and how to repair it.

use super::super::fixture::{TENANT, cells, detect, fault, outside, with_row};
use super::super::{DetectContext, Flaw, Layout, Note, Parsed};
use crate::intake::Record;
use crate::intake::values::words::Listed;
use crate::model::{Status, Term};

const HEADER: &str = "customer_tenant_id,subscription_id,product_id,sku_id,seats_purchased,status,start_date,end_date,auto_renew,term,currency,customer_country";

fn canonical() -> Layout {
    detect(HEADER, &DetectContext::default()).expect("canonical")
}

/// A good row with one cell replaced.
fn with(column: &str, value: &str) -> String {
    let good = [
        TENANT,
        "S-1",
        "CFQ7TTC0LF8R",
        "0001",
        "25",
        "active",
        "2025-02-01",
        "2026-01-31",
        "true",
        "P1Y",
        "EUR",
        "DE",
    ];
    let at = HEADER.split(',').position(|name| name == column).expect("a column");
    let row: Vec<&str> =
        good.iter().enumerate().map(|(idx, cell)| if idx == at { value } else { cell }).collect();
    row.join("|")
}

#[test]
fn a_good_row_is_read() {
    let layout = canonical();
    with_row(&layout, &with("status", "active"), |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert_eq!(record.seats_purchased.map(crate::model::Seats::get), Some(25));
        assert!(record.notes.is_empty());
    });
}

fn not_in_list<T: Listed>() -> Flaw {
    Flaw::NotInList { accepted: T::accepted() }
}

#[test]
fn every_bad_cell_is_rejected_with_its_reason() {
    let layout = canonical();
    for (column, value, flaw) in [
        ("seats_purchased", "-5", Flaw::Negative),
        ("seats_purchased", "25.5", Flaw::NotWhole),
        ("seats_purchased", "many", Flaw::NotANumber),
        ("seats_purchased", "100000000", Flaw::TooManySeats),
        ("seats_purchased", "999999999999", Flaw::TooManySeats),
        ("seats_purchased", "", Flaw::SeatsMissing),
        ("seats_purchased", "2147483647", Flaw::SeatsMissing),
        ("status", "sleeping", not_in_list::<Status>()),
        ("end_date", "2025-01-31", Flaw::EndBeforeStart),
        ("end_date", "2025-02-30", Flaw::NotADate),
        ("end_date", "########", Flaw::ColumnTooNarrow),
        ("auto_renew", "maybe", not_in_list::<bool>()),
        ("term", "forever", not_in_list::<Term>()),
        ("currency", "Euro", Flaw::NotACurrency),
        ("customer_country", "Germany", Flaw::NotACountry),
        ("customer_tenant_id", "contoso", Flaw::NotAGuid),
        ("customer_tenant_id", "", Flaw::CustomerMissing),
        ("subscription_id", "5,66891E+17", Flaw::ScientificNotation),
        ("product_id", "1,20E+06", Flaw::ScientificNotation),
        ("product_id", "E3", Flaw::NotAProductId),
        ("sku_id", "00010", Flaw::NotASku),
        ("sku_id", "1E+03", Flaw::ScientificNotation),
    ] {
        let found = fault(&layout, &with(column, value));
        assert_eq!(found.first(), (&flaw, column), "{value}");
    }
}

#[test]
fn whole_seats_may_be_written_with_decimals_and_padding() {
    let layout = canonical();
    for (value, seats) in [
        ("25.0", 25),
        ("25.00", 25),
        ("0", 0),
        ("99999999", 99_999_999),
        (" 25 ", 25),
        ("10000", 10000),
        ("'25", 25),
    ] {
        with_row(&layout, &with("seats_purchased", value), |record, parsed| {
            assert_eq!(
                record.seats_purchased.map(crate::model::Seats::get),
                Some(seats),
                "{value}: {parsed:?}"
            );
        });
    }
}

#[test]
fn value_tables_hold_in_the_canonical_format_too() {
    let layout = canonical();
    with_row(&layout, &with("auto_renew", "Ja"), |record, _| assert_eq!(record.auto_renew, Some(true)));
    with_row(&layout, &with("status", "Gelöscht"), |record, _| {
        assert_eq!(record.status.map(crate::model::Status::as_str), Some("deleted"));
    });
}

#[test]
fn several_bad_cells_are_one_reject_named_after_the_first() {
    let found = fault(&canonical(), &format!("{TENANT}|S-1|||many|sleeping||||||"));
    assert_eq!((found.first().1, found.value.as_str()), ("seats_purchased", "many"));
    let flaws: Vec<&Flaw> = found.flaws.iter().map(|it| &it.flaw).collect();
    assert_eq!(flaws, [&Flaw::NotANumber, &not_in_list::<Status>()]);
}

#[test]
fn a_row_needs_a_product() {
    let found = fault(&canonical(), &format!("{TENANT}||||5|||||||"));
    assert_eq!(found.first().0, &Flaw::ProductMissing);
}

#[test]
fn short_rows_are_padded_only_where_nothing_needed_is_missing() {
    let layout = canonical();
    with_row(&layout, &format!("{TENANT}|S-1|CFQ7TTC0LF8R|0001|25|active"), |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert!(record.notes.contains(Note::MissingCells));
    });
    let found = fault(&layout, &format!("{TENANT}|S-1|CFQ7TTC0LF8R"));
    assert!(found.flaws.iter().any(|it| it.flaw == Flaw::RowTooShort { cells: 12, found: 3 }), "{found:?}");
}

#[test]
fn long_rows_are_rejected_unless_the_surplus_is_empty() {
    let layout = canonical();
    let good = with("status", "active");
    with_row(&layout, &format!("{good}|||-"), |_, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
    });
    let found = fault(&layout, &format!("{good}||surplus"));
    assert!(matches!(found.first().0, Flaw::RowTooLong { cells: 12, .. }), "{found:?}");
    assert_eq!(found.value, "surplus");
}

#[test]
fn a_column_beyond_the_header_is_read_where_the_profile_knows_it() {
    let header = "TenantId,Domain,Date,First Name,Last Name,Phone,Email ";
    let layout = super::super::fixture::decided(
        header,
        &[&format!("{TENANT} |c.example|4/17/2020 12:00:00 AM|A|B||a@b|MicrosoftCustomerAgreement")],
        &DetectContext::default(),
    )
    .expect("agreements");
    with_row(
        &layout,
        &format!("{TENANT} |c.example|4/17/2020 12:00:00 AM|A|B||a@b|MicrosoftCustomerAgreement"),
        |record, parsed| {
            assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
            assert_eq!(
                record.facts.agreement_type.map(crate::model::AgreementType::as_str),
                Some("microsoft_customer_agreement")
            );
            assert_eq!(
                record.facts.agreement_status.map(crate::model::AgreementStatus::as_str),
                Some("accepted")
            );
        },
    );
    with_row(&layout, &format!("{TENANT} |c.example|||||"), |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert_eq!(record.facts.agreement_status.map(crate::model::AgreementStatus::as_str), Some("missing"));
    });
}

#[test]
fn an_ignored_column_may_hold_anything() {
    let layout =
        detect("Subscription ID,Subscription,Quantity,Status,Weather", &outside()).expect("a layout");
    with_row(&layout, "S-1|E3|5|Active|########", |_, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
    });
}

#[test]
fn clean_cells_are_borrowed() {
    let layout = canonical();
    let row = cells(&with("status", "active"));
    let mut record = Record::default();
    layout.parse(&row, &mut record);
    assert!(
        [&record.subscription_id, &record.product_id, &record.sku_id]
            .iter()
            .all(|text| matches!(text, std::borrow::Cow::Borrowed(_)))
    );
}
