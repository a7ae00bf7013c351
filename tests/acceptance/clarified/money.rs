//! A9: days paid twice and what they cost.

use crate::clarified::{AS_OF, MOSA};
use crate::told::{Row, WAITING, told};

const PRICED: &[(&str, &str)] =
    &[WAITING, ("unit_price", "300"), ("price_basis", "per_term"), ("currency", "EUR")];

fn priced<'t>(more: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    PRICED.iter().chain(more).copied().collect()
}

#[test]
fn a9_the_day_of_the_cut_over_counts_and_nothing_is_paid_twice_where_the_source_ends_with_it() {
    let cases: &[(&str, Row<'_>, &str)] = &[
        ("extended term", &[WAITING], "1"),
        (
            "a lead behind the end",
            &[WAITING, ("end_date", "2026-11-10"), ("relationship_status", "none")],
            "0",
        ),
        ("suspended, still billed", &[("status", "suspended")], "91"),
        ("transfer", &[], "0"),
        ("migration", &[("source_channel", "csp_self"), ("commerce_model", "legacy")], "0"),
        ("legacy", &[("commerce_model", "legacy")], "0"),
        ("ended", &[("status", "expired"), ("end_date", "2026-10-31")], "0"),
        ("prorated", MOSA, "0"),
        ("window", &[("start_date", "2026-11-01"), WAITING], "0"),
        ("end unknown", &[WAITING, ("end_date", ""), ("term", "")], ""),
        (
            "end unknown, prorated",
            &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("end_date", ""), ("term", "")],
            "0",
        ),
    ];
    let customers: Vec<(&str, &[Row<'_>])> =
        cases.iter().map(|(name, row, _)| (*name, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _, days) in cases {
        assert_eq!(told.cell(name, "overlap_days"), *days, "{name}");
    }
}

#[test]
fn a9_a_day_costs_seats_times_price_by_the_days_of_the_term() {
    let cases = [
        ("per term", priced(&[]), "32.88"),
        ("per month", priced(&[("unit_price", "25"), ("price_basis", "per_month")]), "32.88"),
        (
            "charged monthly",
            priced(&[
                ("unit_price", "25"),
                ("price_basis", "per_charge_period"),
                ("billing_cycle", "monthly"),
            ]),
            "32.88",
        ),
        (
            "charged yearly",
            priced(&[("price_basis", "per_charge_period"), ("billing_cycle", "annual")]),
            "32.88",
        ),
        ("cycle missing", priced(&[("price_basis", "per_charge_period")]), ""),
        ("price missing", priced(&[("unit_price", "")]), ""),
        ("basis missing", priced(&[("price_basis", "")]), ""),
        ("no days, no price", vec![], "0.00"),
        (
            "half a cent is rounded away from zero",
            priced(&[("seats_purchased", "1"), ("unit_price", "1.825")]),
            "0.01",
        ),
    ];
    let rows: Vec<(&str, [Row<'_>; 1])> =
        cases.iter().map(|(name, row, _)| (*name, [row.as_slice()])).collect();
    let customers: Vec<(&str, &[Row<'_>])> = rows.iter().map(|(name, row)| (*name, row.as_slice())).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _, cost) in &cases {
        assert_eq!(told.cell(name, "overlap_cost"), *cost, "{name}");
    }
}

#[test]
fn a9_leaving_today_strands_the_rest_of_a_term_that_is_waited_for() {
    let (waiting, direct) = (priced(&[]), priced(&[("open_transfer_id", "")]));
    let told = told(AS_OF, "", &[("waits", &[&waiting]), ("transfer", &[&direct])]);
    assert_eq!(told.cell("waits", "stranded_cost"), "2991.78", "91 days of 365");
    assert_eq!(told.cell("transfer", "stranded_cost"), "0.00");
}

#[test]
fn a9_sums_of_several_currencies_stand_as_two_lists_and_add_what_is_not_rounded() {
    let (euro, dollar) = (priced(&[]), priced(&[("currency", "USD"), ("unit_price", "600")]));
    let small = priced(&[("seats_purchased", "1"), ("seats_assigned", "1"), ("unit_price", "1.46")]);
    let told = told(AS_OF, "", &[("two", &[&dollar, &euro]), ("small", &[&small, &small, &small])]);
    let risk = told.risk("two");
    assert_eq!((risk["overlap_cost"].as_str(), risk["currency"].as_str()), ("32.88;65.75", "EUR;USD"));
    assert_eq!(told.cell("small", "overlap_cost"), "0.00");
    assert_eq!(told.risk("small")["overlap_cost"], "0.01", "three times 0.4 cents");
}

#[test]
fn a9_fewer_seats_than_assigned_block_only_where_the_move_makes_it_worse() {
    let seats = |assigned: &'static str, target: &'static str| {
        [("seats_assigned", assigned), ("target_seats", target)]
    };
    let (fewer, same, more) = (seats("35", "30"), seats("50", "40"), seats("50", "45"));
    let told = told(AS_OF, "", &[("fewer", &[&fewer]), ("same", &[&same]), ("more", &[&more])]);
    for (name, is_found) in [("fewer", true), ("same", false), ("more", false)] {
        assert_eq!(told.rules(name).contains(&"seats-below-assigned"), is_found, "{name}");
    }
}
