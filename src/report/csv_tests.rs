//! The lines of every table, cell by cell.

use crate::report::fixture::{context, plan, products, rules};
use crate::report::rules_csv::RuleTallies;
use crate::report::{findings_csv, plan_csv, rejects_csv, risk_csv, rules_csv, steps_csv, waves_csv};
use crate::routes::{OutOfScope, Route};

fn text(fill: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    fill(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let contract = [
        (
            plan_csv::COLUMNS,
            "customer_tenant_id, customer_name, customer_country, subscription_id, parent_subscription_id, product_name, sku_part_number, source_channel, commerce_model, status, seats_purchased, seats_assigned, term, billing_cycle, start_date, end_date, auto_renew, route, rejected_routes, offer_match, target_sku_part_number, target_product_name, target_seats, reassign_seats, lost_data, earliest_date, best_date, cutover_date, last_safe_date, users_work_until, data_deleted_on, overlap_days, overlap_cost, stranded_cost, gap_days, currency, credit, credit_contact, wave, readiness, findings, next_step, waiting_on, source_file, source_line",
        ),
        (
            risk_csv::COLUMNS,
            "customer_tenant_id, customer_name, customer_country, readiness, risk_score, grade, score_breakdown, blockers, actions, risks, notes, facts_known, facts_needed, missing_facts, subscriptions, seats, first_deadline, first_cutover, overlap_cost, stranded_cost, currency, reason_1, reason_2, reason_3, next_step, waiting_on, assumed_facts",
        ),
        (
            findings_csv::COLUMNS,
            "finding_id, rule, severity, customer_tenant_id, subscription_id, observed, actor, due, source_file, source_line",
        ),
        (
            rules_csv::COLUMNS,
            "rule, severity, title, remedy, citation, valid_from, valid_to, provenance, points, findings, customers, subscriptions, seats",
        ),
        (
            steps_csv::COLUMNS,
            "customer_tenant_id, step_no, step, subscription_id, actor, not_before, due, after_step, rule, undo",
        ),
        (waves_csv::COLUMNS, "wave, date, customers, subscriptions, seats, capacity, overlap_cost, currency"),
        (rejects_csv::COLUMNS, "source_file, source_line, column, value, reason, repair, flaws"),
    ];
    for (columns, listed) in contract {
        assert_eq!(columns.join(", "), listed);
    }
}

#[test]
fn a_plan_line_holds_every_cell_in_its_place() {
    let (rules, products) = (rules(), products());
    let lines = text(|out| plan_csv::append(out, &plan(), &context(&rules, &products)));
    assert_eq!(
        lines.lines().nth(2).unwrap(),
        "11111111-2222-3333-4444-555555555555,\"Müller, Söhne\",DE,aaaaaaaa-0000-0000-0000-000000000001,,\
         \"Office 365 E3, monthly\",ENTERPRISEPACK,direct,nce,active,25,,P1Y,,2026-01-01,2026-12-31,true,\
         rebuy-at-term-end,rebuy-now:commitment-running,lossy,SPE_E3,'=Microsoft 365 E3,25,0,Exchange: data gone after 30 days,\
         2026-12-07,2027-01-01,2027-01-01,2027-01-30,2027-01-30,,1,32.88,0.00,0,EUR,none,,2,needs-action,\
         relationship-missing;same-offer;double-payment,request-relationship,us,in/a.csv,3"
    );
}

#[test]
fn every_table_has_as_many_cells_as_columns() {
    let (rules, products) = (rules(), products());
    let context = context(&rules, &products);
    let mut risk = risk_csv::RiskRows::default();
    risk.append(&plan(), &context);
    let risk: Vec<u8> = risk_csv::RankedRisks::in_order(&[risk.ranked()]).flatten().copied().collect();
    let tables = [
        (plan_csv::COLUMNS, text(|out| plan_csv::append(out, &plan(), &context))),
        (risk_csv::COLUMNS, String::from_utf8(risk).unwrap()),
        (findings_csv::COLUMNS, text(|out| findings_csv::append(out, &plan(), &context))),
        (steps_csv::COLUMNS, text(|out| steps_csv::append(out, &plan(), &context))),
        (rules_csv::COLUMNS, text(|out| rules_csv::append(out, &rules[0], &rules_csv::Tally::default()))),
    ];
    for (columns, lines) in tables {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(lines.as_bytes());
        let widths: Vec<usize> = reader.into_records().map(|record| record.unwrap().len()).collect();
        assert!(!widths.is_empty() && widths.iter().all(|&it| it == columns.len()), "{columns:?}");
    }
}

#[test]
fn nothing_is_dated_or_counted_where_nothing_moves() {
    let (rules, products) = (rules(), products());
    let mut plan = plan();
    plan.lines[2].course.out_of_scope = Some(OutOfScope::Trial);
    plan.lines[2].course.route = Route::None;
    let lines = text(|out| plan_csv::append(out, &plan, &context(&rules, &products)));
    let line = lines.lines().nth(2).unwrap();
    assert!(
        line.contains(",true,none,rebuy-now:commitment-running,lossy,,,,,,,,,,,,,,,,EUR,none,,2,"),
        "{line}"
    );
    assert!(line.contains(",same-offer;double-payment,"), "the customer's finding does not hold: {line}");
}

#[test]
fn a_risk_line_can_be_redone_by_its_reader() {
    let (rules, products) = (rules(), products());
    let mut rows = risk_csv::RiskRows::default();
    rows.append(&plan(), &context(&rules, &products));
    let chunks = [rows.ranked()];
    let lines: Vec<&[u8]> = risk_csv::RankedRisks::in_order(&chunks).collect();
    assert_eq!(
        std::str::from_utf8(lines[0]).unwrap(),
        "11111111-2222-3333-4444-555555555555,\"Müller, Söhne\",DE,needs-action,25,C,\
         relationship-missing:15;deadline:10,0,1,3,1,9,11,agreement_date;term,3,75,2027-01-30,2027-01-01,\
         98.63,0.00,EUR,relationship-missing,double-payment,,request-relationship,us,agreement_status\n"
    );
}

#[test]
fn risk_lines_stand_by_score_and_then_in_the_order_given() {
    let (rules, products) = (rules(), products());
    let context = context(&rules, &products);
    let chunk = |scores: &[u8]| {
        let mut rows = risk_csv::RiskRows::default();
        for &score in scores {
            let mut plan = plan();
            plan.score.total = score;
            rows.append(&plan, &context);
        }
        rows.ranked()
    };
    let chunks = [chunk(&[3, 100]), chunk(&[3, 7])];
    let lines: Vec<u8> = risk_csv::RankedRisks::in_order(&chunks).flatten().copied().collect();
    let lines = String::from_utf8(lines).unwrap();
    let scores: Vec<&str> = lines.lines().map(|line| line.split(',').nth(5).unwrap()).collect();
    assert_eq!(scores, ["100", "7", "3", "3"]);
}

#[test]
fn findings_have_names_that_stay_unique() {
    let (rules, products) = (rules(), products());
    let lines = text(|out| findings_csv::append(out, &plan(), &context(&rules, &products)));
    let ids: Vec<&str> = lines.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "relationship-missing:11111111-2222-3333-4444-555555555555",
            "double-payment:11111111-2222-3333-4444-555555555555/ENTERPRISEPACK",
            "double-payment:11111111-2222-3333-4444-555555555555/ENTERPRISEPACK#2",
            "double-payment:aaaaaaaa-0000-0000-0000-000000000001",
        ]
    );
    assert_eq!(
        lines.lines().next().unwrap(),
        "relationship-missing:11111111-2222-3333-4444-555555555555,relationship-missing,action,\
         11111111-2222-3333-4444-555555555555,,\"overlap_days=3;product_name==x,y\",customer,2026-12-06,\
         in/a.csv,4"
    );
}

#[test]
fn waived_findings_are_neither_listed_nor_counted() {
    let (rules, products) = (rules(), products());
    let mut plan = plan();
    plan.waived = vec![true, false, true, true, true];
    assert_eq!(text(|out| findings_csv::append(out, &plan, &context(&rules, &products))), "");
    let mut tallies = RuleTallies::new(rules.len());
    tallies.add(&plan);
    let findings: Vec<u64> = tallies.iter().map(|it| it.findings).collect();
    assert_eq!(findings, [0, 1, 0]);
    plan.waived = vec![false, false, true, true, false];
    let mut tallies = RuleTallies::new(rules.len());
    tallies.add(&plan);
    assert_eq!(tallies.iter().last().map(|it| (it.findings, it.subscriptions)), Some((1, 1)));
}

#[test]
fn a_rule_counts_what_it_holds_for() {
    let mut tallies = RuleTallies::new(3);
    tallies.add(&plan());
    let mut both = tallies.clone();
    both.merge(&tallies);
    let counts: Vec<_> =
        both.iter().map(|it| (it.findings, it.customers, it.subscriptions, it.seats)).collect();
    assert_eq!(counts, [(2, 2, 6, 150), (2, 2, 2, 50), (6, 2, 6, 150)]);
}

#[test]
fn steps_name_what_must_be_proven_first() {
    let (rules, products) = (rules(), products());
    let lines = text(|out| steps_csv::append(out, &plan(), &context(&rules, &products)));
    assert_eq!(
        lines.lines().nth(1).unwrap(),
        "11111111-2222-3333-4444-555555555555,2,provision,aaaaaaaa-0000-0000-0000-000000000001,us,,\
         2026-12-06,1,relationship-missing,withdraw"
    );
}
