//! Quirks 5 to 8, 12 and 13: dates, numbers, ids and cells that are no values.

use super::{FIRST, ONE, TWO, canonical, given, row};

const BAM: &str = "PartnerTenantId,IndirectResellerMpnId,CustomerName,CustomerTenantId,LegacySubscriptionId,LegacySubscriptionName,LegacyProductName,ExpirationDate,AutoRenewEnabled,MigrationEligible,NcePsa,CurrentTerm,CurrentBillingPlan,CurrentSeatCount,StartNewTermInNce,Term,BillingPlan,SeatCount,CustomTermEndDate,AddOn,BaseSubscriptionId,MigrationIneligibilityReason\n";

fn bam(subscription: &str, end: &str, seats: &str) -> String {
    format!(
        "0f1a2b3c-1111-4222-8333-444455556666,,Contoso,{FIRST},{subscription},Office 365 E3,Office 365 E3,{end},True,True,CFQ7TTC0LF8R:0001:CFQ7TTC0KXPT,P1Y,Monthly,{seats},False,P1Y,Monthly,,,False,,\n"
    )
}

fn with_end(end: &str) -> String {
    format!("{BAM}{}", bam(ONE, end, "25"))
}

fn with_seats(seats: &str) -> String {
    format!("{BAM}{}", bam(ONE, "01/31/2027 00:00:00", seats))
}

/// A price under a header of common names.
fn with_price(price: &str) -> String {
    format!("TenantId;SubscriptionId;Quantity;UnitPrice\n{FIRST};{ONE};3;{price}\n")
}

#[test]
fn half_swapped_dates_are_rejected_and_can_be_swapped_back() {
    let text = format!("{}{}", with_end("02.03.2027 00:00"), bam(TWO, "01/31/2027 00:00:00", "5"));
    given("a.csv", &text)
        .planned_with(&["end_date"])
        .is(&["Contoso|two|Office 365 E3|5|2027-01-31"])
        .rejects(&["2 ExpirationDate date-maybe-swapped"]);
    let both = |end| {
        ["Contoso|two|Office 365 E3|5|2027-01-31".to_owned(), format!("Contoso|one|Office 365 E3|25|{end}")]
    };
    for (order, end) in [("mdy", "2027-02-03"), ("dmy", "2027-03-02")] {
        let outcome = given("a.csv", &text).with(&["--date-order", order]).planned_with(&["end_date"]);
        assert_eq!(outcome.plan, both(end), "{order}");
    }
}

#[test]
fn dotted_dates_alone_in_a_month_first_export_are_as_suspect() {
    let text = format!("{}{}", with_end("02.03.2027 00:00"), bam(TWO, "03.04.2027 00:00", "5"));
    let both = ["2 ExpirationDate date-maybe-swapped", "3 ExpirationDate date-maybe-swapped"];
    given("a.csv", text).planned().is(&[]).rejects(&both);
    let genuine = format!("{}{}", with_end("02.03.2027"), bam(TWO, "31.04.2026", "5"));
    let genuine = genuine.replace("31.04.2026", "30.04.2027");
    let outcome = given("a.csv", genuine).planned_with(&["end_date"]);
    outcome.is(&["Contoso|two|Office 365 E3|5|2027-04-30", "Contoso|one|Office 365 E3|25|2027-03-02"]);
}

#[test]
fn dates_are_read_in_every_notation_that_exports_have() {
    for end in [
        "1/31/2027 12:00:00 AM",
        "2027-01-31T11:55:39.6892538Z",
        "2027-01-31 00:00:00 Z",
        "01/31/2027 09:30:12 +00:00",
        "1/31/2027 0:00",
        "31-Jan-2027",
        "31. Januar 2027",
        "31. Jan 2027",
        "20270131",
        "31.1.27",
        "46418",
    ] {
        given("a.csv", with_end(end))
            .planned_with(&["end_date"])
            .is(&["Contoso|one|Office 365 E3|25|2027-01-31"]);
    }
}

#[test]
fn placeholders_for_dates_are_unknown_and_damage_is_rejected() {
    for end in ["01/01/0001 00:00:00", "1753-01-02", "9999-11-30T00:00:00Z", "N/A", "-", "#NV", ""] {
        given("a.csv", with_end(end)).planned_with(&["end_date"]).is(&["Contoso|one|Office 365 E3|25|"]);
    }
    given("a.csv", with_end("########")).planned().rejects(&["2 ExpirationDate column-too-narrow"]);
    given("a.csv", with_end("2027-13-01")).planned().rejects(&["2 ExpirationDate not-a-date"]);
    given("a.csv", with_end("next year")).planned().rejects(&["2 ExpirationDate not-a-date"]);
}

#[test]
fn an_order_of_day_and_month_is_proven_or_asked_for_and_never_guessed() {
    let text = |start: &str, end: &str| {
        format!("TenantId,SubscriptionId,Quantity,StartDate,EndDate\n{FIRST},{ONE},3,{start},{end}\n")
    };
    given("a.csv", text("01/02/2026", "31/01/2027"))
        .planned_with(&["start_date"])
        .is(&["|one||3|2026-02-01"]);
    given("a.csv", text("01/02/2026", "01/31/2027"))
        .planned_with(&["start_date"])
        .is(&["|one||3|2026-01-02"]);
    let told = given("a.csv", text("01/02/2026", "31/01/2027")).inspected();
    assert!(told.contains("day/month/year: `31/01/2027` in line 2 of column `EndDate` proves it"), "{told}");
    given("a.csv", text("31/01/2026", "01/31/2027")).refused(&["StartDate", "EndDate", "opposite orders"]);
    given("a.csv", text("01/02/2026", "02/01/2027")).refused(&["`01/02/2026` in line 2", "--date-order dmy"]);
    given("a.csv", text("01/02/2026", "02/01/2027"))
        .with(&["--date-order", "mdy"])
        .planned_with(&["start_date", "end_date"])
        .is(&["|one||3|2026-01-02|2027-02-01"]);
    let both = format!("{}{FIRST},{TWO},3,01/02/2026,31/01/2027\n", text("01/02/2026", "01/31/2027"));
    given("a.csv", both).refused(&["EndDate", "in line 2", "in line 3", "contradict"]);
}

#[test]
fn seats_are_whole_numbers_however_they_are_written() {
    for (seats, read) in
        [("25.0", "25"), ("\"25,00\"", "25"), ("1 234", "1234"), ("1\u{a0}234", "1234"), ("10000", "10000")]
    {
        given("a.csv", with_seats(seats)).planned().is(&[&format!("Contoso|one|Office 365 E3|{read}")]);
    }
    for (seats, code) in
        [("25.5", "not-whole"), ("-3", "negative"), ("many", "not-a-number"), ("1e3", "not-a-number")]
    {
        given("a.csv", with_seats(seats)).planned().rejects(&[&format!("2 CurrentSeatCount {code}")]);
    }
    for seats in ["9223372036854775807", "9223372036854780000", "2147483647", "1000000", "10000000"] {
        given("a.csv", with_seats(seats)).planned().rejects(&["2 CurrentSeatCount seats-missing"]);
    }
}

#[test]
fn groups_of_three_digits_are_thousands_only_where_something_says_so() {
    given("a.csv", with_seats("1.000")).refused(&["`1.000` in line 2", "thousands or decimals"]);
    let beside_plain = format!("{}{}", with_seats("1.000"), bam(TWO, "", "7"));
    given("a.csv", beside_plain)
        .planned()
        .is(&["Contoso|two|Office 365 E3|7", "Contoso|one|Office 365 E3|1000"]);
    given("a.csv", with_price("1.000")).refused(&["UnitPrice", "`1.000`"]);
}

#[test]
fn prices_are_read_by_the_mark_their_column_proves() {
    let told = |price: &str| given("a.csv", with_price(price)).planned_with(&["currency"]).plan;
    assert_eq!(told("17,60 €"), ["|one||3|EUR"]);
    assert_eq!(told("$36.00"), ["|one||3|USD"]);
    for price in ["1.234,56", "1 234,56", "1'234.56", "\"1,234.56\"", "_"] {
        given("a.csv", with_price(price)).planned().is(&["|one||3"]);
    }
    given("a.csv", with_price("(12.50)")).planned().rejects(&["2 UnitPrice not-a-price"]);
    let both = format!("{}{FIRST};{TWO};3;17.60\n", with_price("17,60"));
    given("a.csv", both).refused(&["UnitPrice", "`17.60` in line 3", "`17,60` in line 2"]);
}

#[test]
fn ids_that_a_spreadsheet_rewrote_are_repaired_or_rejected() {
    let text = |sku: &str, reseller: &str, order: &str| {
        format!(
            "customer_tenant_id,subscription_id,product_id,sku_id,seats_purchased,reseller_mpn_id,order_id\n{FIRST},{ONE},CFQ7TTC0LF8R,{sku},3,{reseller},{order}\n"
        )
    };
    for sku in ["1", "0001", "\"=\"\"0001\"\"\"", "'0001"] {
        given("a.csv", text(sku, "5462014.0", "x")).planned().is(&["|one||3"]);
    }
    given("a.csv", text("1.0", "", "")).planned().rejects(&["2 sku_id not-a-sku"]);
    given("a.csv", text("1", "-1", "\"5,66891E+17\""))
        .planned()
        .is(&["|one||3"])
        .notes("scientific notation");
    for id in ["\"5,66891E+17\"", "5.66891E+17", "1.20E+06"] {
        let text = format!("customer_tenant_id,subscription_id,seats_purchased\n{FIRST},{id},3\n");
        given("a.csv", text).planned().rejects(&["2 subscription_id scientific-notation"]);
    }
}

#[test]
fn ids_are_the_same_whatever_their_case_and_braces() {
    let again =
        row(&format!("{{{}}}", ONE.to_uppercase())).replace(FIRST, &format!("{{{}}}", FIRST.to_uppercase()));
    given("a.csv", canonical(&[row(ONE), again]))
        .planned()
        .is(&["Contoso|one|Office 365 E3|25"])
        .notes("stands twice");
}

#[test]
fn placeholders_are_not_zero() {
    for seats in ["-", "_", "N/A", "#NV", "NULL", ""] {
        let text = canonical(&[row(ONE).replace(",25,", &format!(",{seats},"))]);
        given("a.csv", text).planned().rejects(&["2 seats_purchased seats-missing"]);
    }
}

#[test]
fn yes_and_no_are_read_in_every_language() {
    for (word, value) in [
        ("Ja", "true"),
        ("WAHR", "true"),
        ("yes", "true"),
        ("FALSCH", "false"),
        ("Nein", "false"),
        ("0", "false"),
    ] {
        let text = format!(
            "customer_tenant_id,subscription_id,seats_purchased,auto_renew\n{FIRST},{ONE},3,{word}\n"
        );
        given("a.csv", text).planned_with(&["auto_renew"]).is(&[&format!("|one||3|{value}")]);
    }
}

#[test]
fn names_may_hold_anything_and_formulas_are_written_with_a_mark() {
    let name = format!("\u{200f}{}", "😀".repeat(128));
    given("a.csv", canonical(&[row(ONE).replace("Contoso", &name)]))
        .planned()
        .is(&[&format!("{name}|one|Office 365 E3|25")]);
    for start in ["=", "+", "-", "@"] {
        let text = canonical(&[row(ONE).replace("Contoso", &format!("{start}cmd"))]);
        let outcome = given("a.csv", text).planned();
        assert_eq!(outcome.run["inputs"][0]["marked_cells"], 1);
        let written = outcome.is(&[&format!("'{start}cmd|one|Office 365 E3|25")]).plan[0].clone();
        // What was written is read without the mark: it is one customer, not two.
        let name = written.split('|').next().unwrap_or_default();
        let again = canonical(&[
            row(ONE).replace("Contoso", name),
            row(TWO).replace("Contoso", &format!("{start}cmd")),
        ]);
        let both = [format!("'{start}cmd|two|Office 365 E3|25"), format!("'{start}cmd|one|Office 365 E3|25")];
        assert_eq!(given("a.csv", again).planned().plan, both);
    }
}

#[test]
fn every_bad_cell_of_a_record_is_named_in_one_line() {
    let text = canonical(&[row(ONE).replace(",25,", ",x,").replace("2027-01-31", "soon")]);
    let outcome = given("a.csv", text).planned().rejects(&["2 seats_purchased not-a-number"]);
    let list = std::fs::read_to_string(outcome.path("rejects.csv")).expect("rejects");
    assert!(list.contains("not-a-date") && list.contains("(end_date)"), "{list}");
}
