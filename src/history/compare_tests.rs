//! One thing is changed at a time, and the comparison names that thing.

use crate::history::{Cause, Change, Diff, Kind, Subject, diff, text};
use crate::model::{RelationshipStatus, Seats};
use crate::plan::{BySubject, CustomerPlan, Readiness};
use crate::report::fixture::{day, plan, published};
use crate::report::run_json::{InputInfo, RunInfo};
use crate::wording::{Language, Wording};

fn info() -> RunInfo {
    let mut info = RunInfo::new("1.0.0", "2026-11-22");
    info.inputs.push(InputInfo { path: "a.csv".to_owned(), sha256: "1".to_owned(), ..Default::default() });
    info
}

/// The next night: another day and other bytes, as on every night.
fn next_night() -> RunInfo {
    let mut info = info();
    info.as_of = "2026-11-23".to_owned();
    info.inputs[0].sha256 = "2".to_owned();
    info
}

fn compared(old: (RunInfo, &[CustomerPlan<'_>]), new: (RunInfo, &[CustomerPlan<'_>])) -> Diff {
    let root = tempfile::tempdir().unwrap();
    let old = published(&root.path().join("old"), old.0, old.1);
    let new = published(&root.path().join("new"), new.0, new.1);
    diff(&old, &new).unwrap()
}

fn better() -> CustomerPlan<'static> {
    let mut plan = plan();
    plan.readiness = Readiness::Ready;
    plan.lines[2].readiness = Readiness::Ready;
    plan.findings.remove(0);
    plan.by_subject = BySubject::new(&plan.findings, plan.lines.len());
    plan
}

fn kinds(diff: &Diff) -> Vec<(Subject, Kind, Vec<Cause>)> {
    diff.changes.iter().map(|change| (change.subject, change.kind, change.causes.clone())).collect()
}

fn only(diff: &Diff, subject: Subject) -> &Change {
    let found: Vec<&Change> = diff.changes.iter().filter(|change| change.subject == subject).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

#[test]
fn the_same_run_twice_differs_in_nothing() {
    let diff = compared((info(), &[plan()]), (info(), &[plan()]));
    assert!(diff.changes.is_empty());
    assert_eq!(diff.summary.unchanged[&Subject::Subscription], 3);
    assert_eq!(diff.summary.unchanged[&Subject::Finding], 4);
    assert_eq!(diff.summary.unchanged[&Subject::Customer], 1);
}

#[test]
fn each_cause_is_named_when_it_alone_differs() {
    let changed = |change: &dyn Fn(&mut RunInfo)| {
        let mut info = info();
        change(&mut info);
        info
    };
    let nights = [
        (Cause::Data, changed(&|it| it.inputs[0].sha256 = "2".to_owned())),
        (Cause::Rulebook, changed(&|it| it.references.rulebook.version = "2".to_owned())),
        (Cause::Catalogue, changed(&|it| it.references.catalogue.sha256 = "2".to_owned())),
        (Cause::Policy, changed(&|it| it.policy.sha256 = "2".to_owned())),
        (Cause::Calendar, changed(&|it| it.as_of = "2026-11-23".to_owned())),
    ];
    for (cause, new) in nights {
        let diff = compared((info(), &[plan()]), (new, &[better()]));
        assert!(diff.changes.iter().all(|change| change.causes == [cause]), "{cause}: {:?}", kinds(&diff));
        assert_eq!(only(&diff, Subject::Finding).kind, Kind::Resolved);
        assert_eq!(only(&diff, Subject::Customer).kind, Kind::Better);
    }
}

#[test]
fn what_only_changes_the_view_is_no_cause() {
    let mut german = info();
    german.options.insert("lang".to_owned(), "de".into());
    let diff = compared((info(), &[plan()]), (german, &[plan()]));
    assert!(diff.summary.possible_causes.is_empty());
}

#[test]
fn on_an_ordinary_night_a_visible_fact_is_data() {
    let mut new = plan();
    new.lines[2].subscription.seats_assigned = Seats::new(30);
    new.lines[2].readiness = Readiness::Blocked;
    let diff = compared((info(), &[plan()]), (next_night(), &[new]));
    let change = only(&diff, Subject::Subscription);
    assert_eq!((change.kind, change.causes.as_slice()), (Kind::Worse, [Cause::Data].as_slice()));
    let cells: Vec<_> = change.cells.iter().map(|cell| cell.column).collect();
    assert_eq!(cells, ["seats_assigned", "readiness"]);
}

#[test]
fn on_an_ordinary_night_a_fact_no_table_shows_is_data_too() {
    let mut new = better();
    new.customer.facts.relationship_status = Some(RelationshipStatus::Active);
    let diff = compared((info(), &[plan()]), (next_night(), &[new]));
    assert!(diff.changes.iter().all(|change| change.causes == [Cause::Data]), "{:?}", kinds(&diff));
}

#[test]
fn on_an_ordinary_night_the_day_alone_is_the_calendar() {
    let mut new = plan();
    new.readiness = Readiness::Blocked;
    new.lines[2].course.earliest_date = Some(day("2026-12-08"));
    let diff = compared((info(), &[plan()]), (next_night(), &[new]));
    assert!(diff.changes.iter().all(|change| change.causes == [Cause::Calendar]), "{:?}", kinds(&diff));
    assert_eq!(only(&diff, Subject::Subscription).kind, Kind::Changed);
}

#[test]
fn customers_and_subscriptions_come_and_go() {
    let other = |tenant: &str| {
        let mut plan = plan();
        plan.customer.tenant = crate::model::TenantId::parse(tenant);
        plan
    };
    let early = other("00000000-2222-3333-4444-555555555555");
    let late = other("99999999-2222-3333-4444-555555555555");
    let diff = compared((info(), &[early, plan()]), (next_night(), &[plan(), late]));
    let counted = |subject, kind| diff.summary.changes.get(&(subject, kind)).copied().unwrap_or(0);
    assert_eq!((counted(Subject::Customer, Kind::New), counted(Subject::Customer, Kind::Gone)), (1, 1));
    assert_eq!(
        (counted(Subject::Subscription, Kind::New), counted(Subject::Subscription, Kind::Gone)),
        (3, 3)
    );
    assert_eq!(diff.summary.unchanged[&Subject::Subscription], 3);
    let page = text(&diff, Wording::of(Language::English));
    assert!(page.contains("customers     1 new, 1 gone, 1 unchanged"), "{page}");
}

#[test]
fn a_customer_without_a_tenant_is_matched_by_name() {
    let nameless = || {
        let mut plan = plan();
        plan.customer.tenant = None;
        plan
    };
    let mut worse = nameless();
    worse.lines[0].readiness = Readiness::Blocked;
    let diff = compared((info(), &[plan(), nameless()]), (next_night(), &[worse, plan()]));
    let change = only(&diff, Subject::Subscription);
    assert_eq!((change.kind, change.id.as_str()), (Kind::Worse, "ENTERPRISEPACK"));
}

#[test]
fn a_table_that_is_not_sorted_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let mut late = plan();
    late.customer.tenant = crate::model::TenantId::parse("99999999-2222-3333-4444-555555555555");
    let unsorted = published(&root.path().join("old"), info(), &[late, plan()]);
    let sorted = published(&root.path().join("new"), info(), &[plan()]);
    let error = diff(&unsorted, &sorted).unwrap_err().to_string();
    assert!(error.contains("not sorted by tenant id"), "{error}");
}

#[test]
fn the_same_changes_are_told_as_csv_and_json() {
    let diff = compared((info(), &[plan()]), (next_night(), &[better()]));
    let mut out = Vec::new();
    super::append_csv_header(&mut out);
    diff.changes.iter().for_each(|change| super::append_csv(&mut out, change));
    let mut reader = csv::Reader::from_reader(out.as_slice());
    assert_eq!(reader.records().map(Result::unwrap).count(), diff.changes.len());
    let value = super::json(&diff);
    assert_eq!(value["changes"].as_array().unwrap().len(), diff.changes.len());
    assert_eq!(value["counts"]["finding"]["resolved"], 1);
    assert_eq!(value["changes"][0]["cause"], "calendar");
}
