//! A small customer with everything decided, for the tests of the reports.

use crate::catalogue::{Loss, MatchStep, OfferMatch, Verdict};
use crate::model::{
    Channel, CommerceModel, Country, Currency, Customer, CustomerFacts, Day, Fact, FactSet, Money, Origin,
    Product, ProductIdx, Status, Subscription, SubscriptionId, TenantId, Term, UnitPrice, parse_day,
};
use crate::plan::{
    BySubject, CustomerPlan, Grade, LinePlan, Next, Readiness, Score, ScoreSource, Step, StepKind, Undo,
};
use crate::report::risk_csv::{RankedRisks, RiskRows};
use crate::report::rules_csv::RuleTallies;
use crate::report::run_json::RunInfo;
use crate::report::{
    Context, Run, Staging, facts_csv, findings_csv, plan_csv, risk_csv, rules_csv, steps_csv,
};
use crate::routes::{Course, Credit, Rejected, Route};
use crate::rules::{Actor, Check, Column, Detail, Finding, Provenance, Rule, Severity, Stands, Validity};
use crate::timing::{LastDay, Timing};

pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const FIRST: &str = "aaaaaaaa-0000-0000-0000-000000000001";

pub(crate) fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

fn rule(id: &'static str, severity: Severity) -> Rule<'static> {
    Rule {
        id,
        title: "A title",
        severity,
        points: 15,
        remedy: "Do something, soon.",
        citation: "https://example.org/rule",
        provenance: Provenance::Seed,
        valid: Validity::ALWAYS,
        stands: Stands::BeforeCutover,
        needs: &[],
        explain: "",
        check: Check::Code(|_, _| {}),
    }
}

pub(crate) fn rules() -> Vec<Rule<'static>> {
    vec![
        rule("relationship-missing", Severity::Action),
        rule("same-offer", Severity::Note),
        rule("double-payment", Severity::Risk),
    ]
}

pub(crate) fn products() -> Vec<Product> {
    let sku_part_number = "ENTERPRISEPACK".to_owned();
    let product_name = "Office 365 E3, monthly".to_owned();
    vec![Product { sku_part_number, product_name, ..Product::default() }]
}

pub(crate) fn context<'a>(rules: &'a [Rule<'a>], products: &'a [Product]) -> Context<'a> {
    Context::new(rules, products, &["in/a.csv".to_owned()])
}

fn subscription(id: Option<&'static str>, line: u32) -> Subscription<'static> {
    Subscription {
        id: id.and_then(SubscriptionId::parse),
        parent: None,
        product: ProductIdx(0),
        channel: Some(Channel::Direct),
        billing_account: None,
        commerce_model: Some(CommerceModel::Nce),
        seats_purchased: 25,
        seats_assigned: None,
        seats_scope: None,
        status: Some(Status::Active),
        term: Term::of_months(12),
        billing_cycle: None,
        start_date: Some(day("2026-01-01")),
        end_date: Some(day("2026-12-31")),
        cancel_until: None,
        next_state: None,
        term_is_guessed: false,
        last_purchase_or_renewal: None,
        auto_renew: Some(true),
        end_of_term_action: None,
        is_trial: false,
        is_add_on: false,
        promotion_id: "",
        open_transfer_id: "",
        unit_price: None,
        price_basis: None,
        currency: Currency::parse("EUR"),
        target_seats: None,
        target_term: None,
        origin: Origin { file: 0, line },
    }
}

fn verdict() -> Verdict {
    Verdict {
        offer_match: OfferMatch::Lossy,
        step: MatchStep::PartNumber,
        evidence: String::new(),
        is_ambiguous: false,
        source_part_number: String::new(),
        is_discontinued: false,
        is_end_of_sale: false,
        is_small_business: false,
        targets: vec![("SPE_E3".to_owned(), "=Microsoft 365 E3".to_owned())],
        target_segment: None,
        alternatives: Vec::new(),
        losses: vec![Loss {
            family: "mailbox".to_owned(),
            service: "Exchange".to_owned(),
            is_serious: true,
            is_shrink: false,
            days_until_gone: Some(30),
            is_tenant_wide: false,
        }],
        seats_factor: (1, 1),
        override_reason: String::new(),
        loss_accepted: false,
        seat_limits: (None, None),
        segment_conflict: None,
        similar_names: Vec::new(),
        ..Verdict::default()
    }
}

fn course() -> Course<'static> {
    let users_work_until = LastDay::On(day("2027-01-30"));
    Course {
        out_of_scope: None,
        timing: Timing { users_work_until, ..Timing::default() },
        route: Route::RebuyAtTermEnd,
        rejected: [Rejected { route: Route::RebuyNow, rule: "commitment-running" }].into_iter().collect(),
        loss_accepted: false,
        verdict: verdict().into(),
        lost: vec![0],
        target_seats: 25,
        reassign_seats: 0,
        earliest_date: Some(day("2026-12-07")),
        best_date: Some(day("2027-01-01")),
        cutover_date: Some(day("2027-01-01")),
        held_back_from: None,
        bridge: None,
        last_safe_date: Some(day("2027-01-30")),
        gap_days: Some(0),
        overlap_days: Some(1),
        overlap_cost: Some(UnitPrice::parse("32.875").expect("a price").money()),
        stranded_cost: Some(Money::ZERO),
        credit: Credit::None,
        credit_contact: None,
    }
}

fn finding(rule: u16, severity: Severity, subscription: Option<usize>) -> Finding<'static> {
    let detail = Detail::NONE.with(Column::OverlapDays, 3i64).with(Column::ProductName, "=x,y");
    Finding { rule, severity, subscription, detail, actor: Actor::Customer, due: Some(day("2026-12-06")) }
}

fn customer() -> Customer<'static> {
    let facts = CustomerFacts { country: Country::parse("DE"), ..CustomerFacts::default() };
    Customer {
        tenant: TenantId::parse(TENANT),
        name: "Müller, Söhne",
        domain: "mueller.example",
        facts,
        remarks: Vec::new(),
    }
}

fn step(number: u32, kind: StepKind) -> Step {
    Step {
        number,
        kind,
        subscription: Some(2),
        actor: Actor::Us,
        not_before: None,
        due: Some(day("2026-12-06")),
        after_step: (number > 1).then_some(number - 1),
        rule: Some(0),
        undo: Undo::Withdraw,
    }
}

fn next() -> Next {
    Next { step: Some(StepKind::RequestRelationship), waiting_on: Some(Actor::Us) }
}

fn line(subscription: Subscription<'static>, wave: Option<u32>) -> LinePlan<'static> {
    LinePlan {
        subscription,
        course: course(),
        unit: None,
        readiness: Readiness::NeedsAction,
        wave,
        next: next(),
    }
}

pub(crate) fn plan() -> CustomerPlan<'static> {
    let findings = vec![
        finding(0, Severity::Action, None),
        finding(1, Severity::Note, Some(2)),
        finding(2, Severity::Risk, Some(0)),
        finding(2, Severity::Risk, Some(1)),
        finding(2, Severity::Risk, Some(2)),
    ];
    CustomerPlan {
        customer: customer(),
        assumed: FactSet::from_iter([Fact::AgreementStatus]),
        lines: vec![
            line(subscription(None, 4), Some(1)),
            line(subscription(None, 5), None),
            line(subscription(Some(FIRST), 3), Some(2)),
        ],
        by_subject: BySubject::new(&findings, 3),
        counting_by_severity: [1, 3, 1, 0],
        findings,
        waived: Vec::new(),
        readiness: Readiness::NeedsAction,
        score: Score { total: 25, parts: vec![(ScoreSource::Rule(0), 15), (ScoreSource::Deadline, 10)] },
        grade: Grade::C,
        facts_known: 9,
        facts_needed: 11,
        missing_facts: FactSet::from_iter([Fact::Term, Fact::AgreementDate]),
        next: next(),
        steps: vec![step(1, StepKind::RequestRelationship), step(2, StepKind::Provision)],
        reasons: [Some(0), Some(2), None],
    }
}

/// Publishes the tables of some customers, and reads the run back.
pub(crate) fn published(out: &std::path::Path, info: RunInfo, plans: &[CustomerPlan<'_>]) -> Run {
    let (rules, products) = (rules(), products());
    let context = context(&rules, &products);
    let staging = Staging::begin(out, "a test").expect("a staging directory");
    let table = |name: &str, fill: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        fill(&mut out);
        staging.write(name, &out).expect("a table")
    };
    let every = |out: &mut Vec<u8>, append: &dyn Fn(&mut Vec<u8>, &CustomerPlan<'_>)| {
        for plan in plans {
            append(out, plan);
        }
    };
    let finished = vec![
        table("plan.csv", &|out| {
            plan_csv::header(out);
            every(out, &|out, plan| plan_csv::append(out, plan, &context));
        }),
        table("findings.csv", &|out| {
            findings_csv::header(out);
            every(out, &|out, plan| findings_csv::append(out, plan, &context));
        }),
        table("steps.csv", &|out| {
            steps_csv::header(out);
            every(out, &|out, plan| steps_csv::append(out, plan, &context));
        }),
        table("facts.csv", &|out| {
            facts_csv::header(out);
            every(out, &facts_csv::append);
        }),
        table("risk.csv", &|out| {
            risk_csv::header(out);
            let mut rows = RiskRows::default();
            for plan in plans {
                rows.append(plan, &context);
            }
            RankedRisks::in_order(&[rows.ranked()]).for_each(|lines| out.extend_from_slice(lines));
        }),
        table("rules.csv", &|out| {
            rules_csv::header(out);
            let mut tallies = RuleTallies::new(rules.len());
            for plan in plans {
                tallies.add(plan);
            }
            for (rule, tally) in rules.iter().zip(tallies.iter()) {
                rules_csv::append(out, rule, tally);
            }
        }),
    ];
    staging.publish(info, finished).expect("a run");
    Run::open(out).expect("the run")
}
