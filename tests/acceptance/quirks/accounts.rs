//! Invoices as accounts: what each subscription holds when the lines end.

use super::{FIRST, ONE, TWO, given};

const HEADER: &str = "CustomerId,CustomerName,CustomerDomainName,CustomerCountry,OrderId,OrderDate,ProductId,SkuId,ProductName,ChargeType,UnitPrice,Quantity,Subtotal,Currency,SubscriptionDescription,SubscriptionId,ChargeStartDate,ChargeEndDate,TermAndBillingCycle,UnitType,BillableQuantity,BillingFrequency,SubscriptionStartDate,SubscriptionEndDate,ProductQualifiers";

/// A line of an invoice: the kind, the seats, and the money, whose sign says which side it is.
#[derive(Clone, Copy)]
struct Line<'a> {
    id: &'a str,
    kind: &'a str,
    seats: i32,
    money: &'a str,
    day: &'a str,
    ordered: &'a str,
    product: &'a str,
    term: &'a str,
    ends: &'a str,
    trial: bool,
    /// Seats that are billed, where not those of the line.
    billed: Option<i32>,
}

fn line<'a>(kind: &'a str, seats: i32, money: &'a str, day: &'a str) -> Line<'a> {
    Line {
        id: ONE,
        kind,
        seats,
        money,
        day,
        ordered: day,
        product: "CFQ7TTC0LF8R,1,Office 365 E3",
        term: "One-Year commitment for monthly/yearly billing",
        ends: "4/30/2027",
        trial: false,
        billed: None,
    }
}

fn invoice(lines: &[Line<'_>]) -> String {
    let mut text = format!("{HEADER}\n");
    for it in lines {
        let product = it.product.rsplit(',').next().unwrap_or_default();
        let trial = if it.trial { r#""[""Trial""]""# } else { "" };
        let line = format!(
            "{FIRST},Contoso,contoso.example,DE,o-1,{},{},{},17.60,{},{},EUR,{product},{},{},10/31/2026,\"{}\",Licenses,{},Monthly,5/1/2026,{},{trial}\n",
            it.ordered,
            it.product,
            it.kind,
            it.seats,
            it.money,
            it.id,
            it.day,
            it.term,
            it.billed.unwrap_or(it.seats),
            it.ends
        );
        text.push_str(&line);
    }
    text
}

#[track_caller]
fn holds(lines: &[Line<'_>], plan: &[&str]) {
    given("recon.csv", invoice(lines)).planned_with(&["status", "term"]).is(plan);
    let shuffled: Vec<Line<'_>> = lines.iter().rev().copied().collect();
    given("recon.csv", invoice(&shuffled)).planned_with(&["status", "term"]).is(plan);
}

#[test]
fn every_change_credits_the_old_number_and_charges_the_new_one() {
    let lines = [
        line("new", 10, "176", "10/1/2026"),
        line("addQuantity", 10, "-150", "10/5/2026"),
        line("addQuantity", 18, "270", "10/5/2026"),
        line("removeQuantity", 18, "-260", "10/7/2026"),
        line("removeQuantity", 14, "200", "10/7/2026"),
    ];
    holds(&lines, &["Contoso|one|Office 365 E3|14||P1Y"]);
}

#[test]
fn a_change_may_be_the_difference_alone() {
    let added = [line("cycleCharge", 25, "440", "10/1/2026"), line("addQuantity", 5, "50", "10/12/2026")];
    holds(&added, &["Contoso|one|Office 365 E3|30||P1Y"]);
    let removed = [line("cycleFee", 25, "440", "10/1/2026"), line("removeQuantity", -5, "-50", "10/3/2026")];
    holds(&removed, &["Contoso|one|Office 365 E3|20||P1Y"]);
    let total = Line { billed: Some(3), ..line("AddQuantity", 28, "30", "10/12/2026") };
    holds(&[line("cycleCharge", 25, "440", "10/1/2026"), total], &["Contoso|one|Office 365 E3|28||P1Y"]);
}

#[test]
fn the_newest_month_stands_whatever_the_orders_say() {
    let october = [line("cycleCharge", 25, "440", "9/1/2026"), line("addQuantity", 5, "50", "9/12/2026")];
    let november = Line { ordered: "5/1/2026", ..line("cycleCharge", 30, "528", "10/1/2026") };
    holds(&[october[0], october[1], november], &["Contoso|one|Office 365 E3|30||P1Y"]);
    given("9.csv", invoice(&october))
        .and("10.csv", invoice(&[november, november]))
        .planned()
        .is(&["Contoso|one|Office 365 E3|30"]);
}

#[test]
fn an_invoice_that_is_given_twice_counts_once() {
    let lines = [line("cycleCharge", 25, "440", "10/1/2026"), line("addQuantity", 5, "50", "10/12/2026")];
    given("a.csv", invoice(&lines))
        .and("again.csv", invoice(&lines))
        .planned()
        .is(&["Contoso|one|Office 365 E3|30"]);
}

#[test]
fn without_a_full_charge_the_last_charge_carries_the_number() {
    let lines = [
        line("addQuantity", 40, "-2160", "10/2/2026"),
        line("addQuantity", 46, "2484", "10/2/2026"),
        line("addQuantity", 46, "-2000", "10/9/2026"),
        line("addQuantity", 48, "2100", "10/9/2026"),
    ];
    holds(&lines, &["Contoso|one|Office 365 E3|48||P1Y"]);
}

#[test]
fn a_credit_note_changes_no_seats_and_a_new_bill_does() {
    let credit = line("cycleCharge", 25, "-440", "10/1/2026");
    let first = line("cycleCharge", 25, "440", "10/1/2026");
    let goodwill = line("customerCredit", 25, "-100", "10/20/2026");
    holds(&[first, credit, goodwill], &["Contoso|one|Office 365 E3|25||P1Y"]);
    let corrected = Line { ordered: "10/20/2026", ..line("cycleCharge", 20, "352", "10/1/2026") };
    holds(&[first, credit, corrected], &["Contoso|one|Office 365 E3|20||P1Y"]);
    given("recon.csv", invoice(&[first, corrected]))
        .planned()
        .is(&[])
        .rejects(&["2 seats_purchased conflicting-duplicate", "3 seats_purchased conflicting-duplicate"]);
}

#[test]
fn a_cancellation_at_the_end_ends_the_subscription() {
    let new = line("new", 10, "176", "10/1/2026");
    let cancelled = line("cancelImmediate", 10, "-150", "10/3/2026");
    holds(&[new, cancelled], &["Contoso|one|Office 365 E3|10|deleted|P1Y"]);
    let again = line("cycleCharge", 10, "176", "10/20/2026");
    holds(&[new, cancelled, again], &["Contoso|one|Office 365 E3|10||P1Y"]);
}

#[test]
fn an_upgrade_moves_seats() {
    const E5: &str = "CFQ7TTC0LF8S,2,Office 365 E5";
    let base = line("cycleCharge", 40, "700", "10/1/2026");
    let out = line("convert", 15, "-200", "10/10/2026");
    let new = Line { id: TWO, product: E5, ..line("convert", 15, "400", "10/10/2026") };
    let part = [base, out, new];
    holds(&part, &["Contoso|two|Office 365 E5|15||P1Y", "Contoso|one|Office 365 E3|25||P1Y"]);
    let whole = [
        base,
        line("convert", 40, "-600", "10/10/2026"),
        Line { product: E5, ..line("convert", 40, "900", "10/10/2026") },
    ];
    holds(&whole, &["Contoso|one|Office 365 E5|40||P1Y"]);
    let away = [base, line("convert", 40, "-600", "10/10/2026")];
    holds(&away, &["Contoso|one|Office 365 E3|40|deleted|P1Y"]);
}

#[test]
fn a_trial_that_converts_is_paid_from_that_day() {
    let trial = Line {
        trial: true,
        term: "One-Month commitment for trial",
        ends: "5/31/2026",
        ..line("new", 25, "0", "10/1/2026")
    };
    let old = Line { trial: true, ends: "5/31/2026", ..line("convert", 25, "0", "10/25/2026") };
    let paid = line("convert", 25, "515", "10/25/2026");
    let columns = ["findings", "end_date", "term"];
    for lines in [&[trial, old, paid][..], &[trial, paid]] {
        given("recon.csv", invoice(lines))
            .planned_with(&columns)
            .is(&["Contoso|one|Office 365 E3|25||2027-04-30|P1Y"]);
    }
    given("recon.csv", invoice(&[trial]))
        .planned_with(&columns)
        .is(&["Contoso|one|Office 365 E3|25||2026-05-31|P1M"]);
}

#[test]
fn free_lines_are_read_by_the_number_so_far_and_never_guessed() {
    let base = line("cycleCharge", 10, "0", "10/1/2026");
    let pair = [base, line("addQuantity", 10, "0", "10/5/2026"), line("addQuantity", 15, "0", "10/5/2026")];
    holds(&pair, &["Contoso|one|Office 365 E3|15||P1Y"]);
    let open = [base, line("addQuantity", 3, "0", "10/5/2026"), line("addQuantity", 5, "0", "10/5/2026")];
    let outcome = given("recon.csv", invoice(&open)).planned();
    let value = std::fs::read_to_string(outcome.path("rejects.csv")).expect("rejects");
    assert!(value.contains("5;18"), "{value}");
}

#[test]
fn unknown_words_for_a_term_leave_a_licence_a_licence() {
    for (term, expected) in [
        ("Annual term, Monthly billing", "P1Y"),
        ("1-Year (paid monthly)", "P1Y"),
        ("Jahresbindung, monatliche Zahlung", "P1Y"),
        ("Three-year term duration", "P1Y"),
        ("Custom", "P1Y"),
    ] {
        let lines = [Line { term, ..line("cycleCharge", 10, "176", "10/1/2026") }];
        holds(&lines, &[&format!("Contoso|one|Office 365 E3|10||{expected}")]);
    }
    let odd = Line { term: "Custom", ends: "3/15/2027", ..line("cycleCharge", 10, "176", "10/1/2026") };
    given("recon.csv", invoice(&[odd]))
        .planned_with(&["commerce_model", "term"])
        .is(&["Contoso|one|Office 365 E3|10|nce|"])
        .notes("a term in unknown words");
}
