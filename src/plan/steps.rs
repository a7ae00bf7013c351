//! The steps of one customer, in the order the source document has them.
//!
//! First what concerns the customer as a whole (relationship, agreement, access), then each subscription on
//! its cut-over day, bases before add-ons; nothing that ends an old subscription stands before the step that
//! proves the new one.

use crate::model::{Customer, Day, RelationshipStatus, plus_days};
use crate::plan::deeds::{choice, offer_rule, undo_of};
use crate::plan::readiness::needs_decision;
use crate::plan::{Step, StepKind, Undo};
use crate::routes::{Contact, Credit, Deadlines, Line, Route};
use crate::rules::{Actor, Finding, Named, Rulebook, Severity};

const AGREEMENT_MISSING: Named = Named::of("agreement-missing");
const AGREEMENT_OUTDATED: Named = Named::of("agreement-outdated");
const CREDIT_POSSIBLE: Named = Named::of("credit-possible");
const DELEGATED_ADMIN_MISSING: Named = Named::of("delegated-admin-missing");
const FORMER_PARTNER_KEEPS_ACCESS: Named = Named::of("former-partner-keeps-access");
const LEGACY_CONVERTS: Named = Named::of("legacy-converts");
const OFFER_CHANGES: Named = Named::of("offer-changes");
const RELATIONSHIP_MISSING: Named = Named::of("relationship-missing");
const SAME_OFFER: Named = Named::of("same-offer");
const SEATS_DIFFER: Named = Named::of("seats-differ");
const SUCCESSOR_LOSES_DATA: Named = Named::of("successor-loses-data");
const TRANSFER_NEEDS_CONSENT: Named = Named::of("transfer-needs-consent");

/// Steps of most subscriptions, and of most customers as a whole.
const USUAL_STEPS: usize = 6;

/// What steps are made from.
pub(crate) struct Ground<'e, 'a> {
    pub(crate) customer: &'e Customer<'a>,
    pub(crate) lines: &'e [Line<'a>],
    /// Findings no waiver takes away.
    pub(crate) findings: &'e [&'e Finding<'a>],
    pub(crate) rulebook: &'e Rulebook<'a>,
    /// Deadlines of each subscription, in order.
    pub(crate) deadlines: &'e [Deadlines],
    pub(crate) has_missing_facts: bool,
    pub(crate) provisioner: Actor,
    pub(crate) as_of: Day,
}

/// All steps of one customer, numbered from 1, in place of those in `room`. Empty where nothing is in scope.
pub(crate) fn steps(ground: &Ground<'_, '_>, mut room: Vec<Step>) -> Vec<Step> {
    room.clear();
    let order = ground.cutover_order();
    if order.is_empty() {
        return room;
    }
    room.reserve(USUAL_STEPS * (order.len() + 1));
    let mut list = List { ground, steps: room };
    list.obstacles();
    let ready = list.standing();
    for &position in &order {
        list.subscription(position, ready);
    }
    list.former_partner(&order);
    list.steps
}

impl<'a> Ground<'_, 'a> {
    /// Positions in scope by cut-over day, bases before add-ons, then by subscription id.
    fn cutover_order(&self) -> Vec<usize> {
        let in_scope = |position: &usize| self.lines[*position].course.is_in_scope();
        let mut order: Vec<usize> = (0..self.lines.len()).filter(in_scope).collect();
        let key = |position: usize| {
            let day = self.lines[position].course.cutover_date;
            (day.is_none(), day, self.lines[position].subscription.is_add_on, position)
        };
        order.sort_by_key(|&position| key(position));
        order
    }

    pub(super) fn finds(&self, rule: Named, subject: Option<usize>) -> Option<&Finding<'a>> {
        self.of_rule(rule).find(|finding| finding.subscription == subject)
    }

    /// What one rule found; findings come in the order of the rulebook.
    fn of_rule(&self, rule: Named) -> impl Iterator<Item = &'_ Finding<'a>> {
        let rule = self.rulebook.position_of(rule);
        let first = self.findings.partition_point(|finding| Some(finding.rule) < rule);
        let rest = self.findings[first..].iter().copied();
        rest.take_while(move |finding| Some(finding.rule) == rule)
    }

    fn earliest(&self, of: impl Fn(&Deadlines) -> Option<Day>) -> Option<Day> {
        self.deadlines.iter().filter_map(of).min()
    }
}

pub(super) struct List<'g, 'e, 'a> {
    pub(super) ground: &'g Ground<'e, 'a>,
    steps: Vec<Step>,
}

/// A step before it is numbered.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) kind: StepKind,
    pub(super) subscription: Option<usize>,
    pub(super) actor: Actor,
    pub(super) not_before: Option<Day>,
    pub(super) due: Option<Day>,
    pub(super) after: Option<u32>,
    pub(super) rule: Option<Named>,
    pub(super) undo: Undo,
}

impl Draft {
    pub(super) fn new(
        kind: StepKind,
        subscription: Option<usize>,
        actor: Actor,
        rule: impl Into<Option<Named>>,
    ) -> Self {
        Draft {
            kind,
            subscription,
            actor,
            not_before: None,
            due: None,
            after: None,
            rule: rule.into(),
            undo: undo_of(kind),
        }
    }
}

impl List<'_, '_, '_> {
    pub(super) fn push(&mut self, draft: Draft) -> u32 {
        let rule = draft.rule.and_then(|rule| self.ground.rulebook.position_of(rule));
        self.push_for(draft, rule)
    }

    pub(super) fn push_for(&mut self, draft: Draft, rule: Option<u16>) -> u32 {
        let number = self.steps.len() as u32 + 1;
        let Draft { kind, subscription, actor, not_before, due, after: after_step, rule: _, undo } = draft;
        // What should have been done by now is to be done today.
        let due = due.map(|day| day.max(self.ground.as_of));
        self.steps.push(Step { number, kind, subscription, actor, not_before, due, after_step, rule, undo });
        number
    }

    /// What somebody has to clear up before any of the rest is worth doing.
    fn obstacles(&mut self) {
        let ground = self.ground;
        let blocks = |finding: &&&Finding<'_>| finding.severity == Severity::Blocker;
        let in_scope = |finding: &&&Finding<'_>| {
            finding.subscription.is_none_or(|position| ground.lines[position].course.is_in_scope())
        };
        for finding in ground.findings.iter().filter(blocks).filter(in_scope) {
            let draft = Draft::new(StepKind::ResolveBlocker, finding.subscription, finding.actor, None);
            self.push_for(Draft { due: finding.due, ..draft }, Some(finding.rule));
        }
        if ground.has_missing_facts {
            self.push(Draft::new(StepKind::SupplyFacts, None, Actor::Us, None));
        }
        for (position, Line { course, .. }) in ground.lines.iter().enumerate() {
            if course.is_in_scope() && needs_decision(course) {
                let draft = Draft::new(choice(course), Some(position), Actor::Us, OFFER_CHANGES);
                self.push(Draft { due: course.last_safe_date, ..draft });
            }
        }
    }

    /// Relationship, agreement and access; the last step an order has to wait for.
    fn standing(&mut self) -> Option<u32> {
        let relationship = self.relationship();
        let agreement = self.agreement(relationship);
        if let Some(finding) = self.ground.finds(DELEGATED_ADMIN_MISSING, None) {
            let draft =
                Draft::new(StepKind::GrantDelegatedAdmin, None, Actor::Customer, DELEGATED_ADMIN_MISSING);
            self.push(Draft { due: finding.due, after: relationship, ..draft });
        }
        agreement.or(relationship)
    }

    fn relationship(&mut self) -> Option<u32> {
        const RULE: Named = RELATIONSHIP_MISSING;
        let ground = self.ground;
        ground.finds(RULE, None)?;
        let due = ground.earliest(|deadlines| deadlines.relationship_by);
        let is_invited = ground.customer.facts.relationship_status == Some(RelationshipStatus::Invited);
        let requested = (!is_invited).then(|| {
            let draft = Draft::new(StepKind::RequestRelationship, None, Actor::Us, RULE);
            self.push(Draft { not_before: Some(ground.as_of), due, ..draft })
        });
        let draft = Draft::new(StepKind::AcceptRelationship, None, Actor::Customer, RULE);
        Some(self.push(Draft { due: ground.earliest(|it| it.agreement_by), after: requested, ..draft }))
    }

    fn agreement(&mut self, relationship: Option<u32>) -> Option<u32> {
        let rules = [AGREEMENT_MISSING, AGREEMENT_OUTDATED];
        let rule = rules.into_iter().find(|&rule| self.ground.finds(rule, None).is_some())?;
        let due = self.ground.earliest(|deadlines| deadlines.agreement_by);
        let draft = Draft::new(StepKind::AcceptAgreement, None, Actor::Customer, rule);
        Some(self.push(Draft { due, after: relationship, ..draft }))
    }

    fn subscription(&mut self, position: usize, ready: Option<u32>) {
        let course = &self.ground.lines[position].course;
        match course.route {
            Route::Transfer => self.transfer(position, ready),
            Route::MigrateOwnLegacy => {
                let migrated = self.serve(StepKind::MigrateLegacy, LEGACY_CONVERTS, position, ready);
                self.verify(position, migrated);
            }
            Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer => self.rebuy(position, ready),
            Route::None => {}
        }
    }

    fn transfer(&mut self, position: usize, ready: Option<u32>) {
        const RULE: Named = TRANSFER_NEEDS_CONSENT;
        let course = &self.ground.lines[position].course;
        let deadlines = &self.ground.deadlines[position];
        self.settle_seats(position);
        let draft = Draft::new(StepKind::RequestTransfer, Some(position), Actor::Us, RULE);
        let requested = self.push(Draft {
            not_before: Some(self.ground.as_of),
            due: deadlines.transfer_request_by,
            after: ready,
            ..draft
        });
        let draft = Draft::new(StepKind::AcceptTransfer, Some(position), Actor::SourcePartner, RULE);
        let accepted = self.push(Draft {
            not_before: course.cutover_date,
            due: course.last_safe_date.into_iter().chain(deadlines.transfer_lapses_on).min(),
            after: Some(requested),
            ..draft
        });
        self.verify(position, accepted);
    }

    fn rebuy(&mut self, position: usize, ready: Option<u32>) {
        let course = &self.ground.lines[position].course;
        let stopped = self.stop_renewal(position, ready);
        self.confirm_end_action(position, stopped);
        self.settle_seats(position);
        let provisioned = self.serve(StepKind::Provision, offer_rule(course), position, ready);
        let reassigned = self.reassign(position, provisioned);
        let verified = self.verify(position, reassigned);
        let saved = self.save_data(position, verified);
        let ended = self.end_the_old(position, saved);
        self.credit(position, ended);
        self.confirm_expiry(position, ended);
        self.secure_data(position, ended);
    }

    /// The number is agreed before anything is ordered or handed over with it.
    fn settle_seats(&mut self, position: usize) {
        const RULE: Named = SEATS_DIFFER;
        if self.ground.finds(RULE, Some(position)).is_none() {
            return;
        }
        let due = self.ground.lines[position].course.cutover_date.map(|day| plus_days(day, -1));
        let draft = Draft::new(StepKind::SettleSeats, Some(position), Actor::Us, RULE);
        self.push(Draft { due, ..draft });
    }

    /// What the new offer does not keep is saved while users still reach it; the old one ends only then.
    fn save_data(&mut self, position: usize, verified: u32) -> u32 {
        let course = &self.ground.lines[position].course;
        if course.lost.is_empty() {
            return verified;
        }
        let draft = Draft::new(StepKind::SaveData, Some(position), Actor::Customer, SUCCESSOR_LOSES_DATA);
        let (serves, gone) = (course.timing.users_work_until.day(), course.timing.data_deleted_on.day());
        let due = serves.filter(|&day| self.ground.as_of <= day).or(gone);
        self.push(Draft { not_before: Some(self.ground.as_of), due, after: Some(verified), ..draft })
    }

    /// The step after which the new subscription serves.
    fn serve(&mut self, kind: StepKind, rule: Named, position: usize, ready: Option<u32>) -> u32 {
        let course = &self.ground.lines[position].course;
        let draft = Draft::new(kind, Some(position), self.ground.provisioner, rule);
        self.push(Draft {
            not_before: course.cutover_date,
            due: course.last_safe_date.max(course.cutover_date),
            after: ready,
            ..draft
        })
    }

    fn reassign(&mut self, position: usize, provisioned: u32) -> u32 {
        let course = &self.ground.lines[position].course;
        if course.reassign_seats == 0 {
            return provisioned;
        }
        let held = self.ground.customer.facts.has_delegated_admin();
        let actor = if held { Actor::Us } else { Actor::Customer };
        let draft = Draft::new(StepKind::ReassignLicenses, Some(position), actor, OFFER_CHANGES);
        let (not_before, due) = (course.cutover_date, course.last_safe_date.max(course.cutover_date));
        self.push(Draft { not_before, due, after: Some(provisioned), ..draft })
    }

    fn verify(&mut self, position: usize, after: u32) -> u32 {
        let course = &self.ground.lines[position].course;
        let draft = Draft::new(StepKind::Verify, Some(position), Actor::Us, SAME_OFFER);
        let due = course.last_safe_date.max(course.cutover_date);
        self.push(Draft { not_before: course.cutover_date, due, after: Some(after), ..draft })
    }

    fn credit(&mut self, position: usize, ended: u32) {
        let course = &self.ground.lines[position].course;
        let actor = match course.credit_contact {
            Some(Contact::Partner) => Actor::Us,
            Some(Contact::Customer) => Actor::Customer,
            Some(Contact::SourcePartner) => Actor::SourcePartner,
            None => return,
        };
        if matches!(course.credit, Credit::None) {
            return;
        }
        let draft = Draft::new(StepKind::RequestCredit, Some(position), actor, CREDIT_POSSIBLE);
        self.push(Draft { not_before: course.cutover_date, after: Some(ended), ..draft });
    }

    fn former_partner(&mut self, order: &[usize]) {
        const RULE: Named = FORMER_PARTNER_KEEPS_ACCESS;
        if self.ground.of_rule(RULE).next().is_none() {
            return;
        }
        let last = order.iter().filter_map(|&position| self.ground.lines[position].course.cutover_date).max();
        let after = self.steps.last().map(|step| step.number);
        let draft = Draft::new(StepKind::RemoveFormerPartner, None, Actor::Customer, RULE);
        self.push(Draft { not_before: last, after, ..draft });
    }
}
