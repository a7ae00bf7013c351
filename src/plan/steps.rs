//! The steps of one customer, in the order the source document has them.
//!
//! First what concerns the customer as a whole (relationship, agreement, access), then each subscription on
//! its cut-over day, bases before add-ons; nothing that ends an old subscription stands before the step that
//! proves the new one.

use crate::catalogue::OfferMatch;
use crate::model::{Channel, Customer, Day, EndOfTermAction, RelationshipStatus, Subscription};
use crate::plan::readiness::needs_decision;
use crate::plan::{Step, StepKind, Undo};
use crate::routes::{Contact, Course, Credit, Deadlines, Route};
use crate::rules::{Actor, Finding, Rulebook, Severity};

/// What steps are made from.
pub(crate) struct Ground<'e, 'a> {
    pub(crate) customer: &'e Customer<'a>,
    pub(crate) courses: &'e [Course],
    /// Findings no waiver takes away.
    pub(crate) findings: &'e [&'e Finding<'a>],
    pub(crate) rulebook: &'e Rulebook<'a>,
    /// Deadlines of each subscription, in order.
    pub(crate) deadlines: &'e [Deadlines],
    pub(crate) has_missing_facts: bool,
    pub(crate) provisioner: Actor,
    pub(crate) as_of: Day,
}

/// All steps of one customer, numbered from 1. Empty where nothing is in scope.
pub(crate) fn steps(ground: &Ground<'_, '_>) -> Vec<Step> {
    let mut list = List { ground, steps: Vec::new() };
    let order = ground.cutover_order();
    if order.is_empty() {
        return list.steps;
    }
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
        let in_scope = |position: &usize| self.courses[*position].is_in_scope();
        let mut order: Vec<usize> = (0..self.courses.len()).filter(in_scope).collect();
        let key = |position: usize| {
            let day = self.courses[position].cutover_date;
            (day.is_none(), day, self.customer.subscriptions[position].is_add_on, position)
        };
        order.sort_by_key(|&position| key(position));
        order
    }

    fn finds(&self, rule: &str, subject: Option<usize>) -> Option<&Finding<'a>> {
        let rule = self.rulebook.position(rule)?;
        self.findings.iter().copied().find(|finding| finding.rule == rule && finding.subscription == subject)
    }

    fn earliest(&self, of: impl Fn(&Deadlines) -> Option<Day>) -> Option<Day> {
        self.deadlines.iter().filter_map(of).min()
    }
}

struct List<'g, 'e, 'a> {
    ground: &'g Ground<'e, 'a>,
    steps: Vec<Step>,
}

/// A step before it is numbered.
#[derive(Clone, Copy)]
struct Draft {
    kind: StepKind,
    subscription: Option<usize>,
    actor: Actor,
    not_before: Option<Day>,
    due: Option<Day>,
    after: Option<u32>,
    rule: &'static str,
    undo: Undo,
}

impl Draft {
    fn new(kind: StepKind, subscription: Option<usize>, actor: Actor, rule: &'static str) -> Self {
        Draft {
            kind,
            subscription,
            actor,
            not_before: None,
            due: None,
            after: None,
            rule,
            undo: undo_of(kind),
        }
    }
}

impl List<'_, '_, '_> {
    fn push(&mut self, draft: Draft) -> u32 {
        let rule = self.ground.rulebook.position(draft.rule);
        self.push_for(draft, rule)
    }

    fn push_for(&mut self, draft: Draft, rule: Option<u16>) -> u32 {
        let number = self.steps.len() as u32 + 1;
        let Draft { kind, subscription, actor, not_before, due, after: after_step, rule: _, undo } = draft;
        self.steps.push(Step { number, kind, subscription, actor, not_before, due, after_step, rule, undo });
        number
    }

    /// What somebody has to clear up before any of the rest is worth doing.
    fn obstacles(&mut self) {
        let ground = self.ground;
        let blocks = |finding: &&&Finding<'_>| finding.severity == Severity::Blocker;
        let in_scope = |finding: &&&Finding<'_>| {
            finding.subscription.is_none_or(|position| ground.courses[position].is_in_scope())
        };
        for finding in ground.findings.iter().filter(blocks).filter(in_scope) {
            let draft = Draft::new(StepKind::ResolveBlocker, finding.subscription, finding.actor, "");
            self.push_for(Draft { due: finding.due, ..draft }, Some(finding.rule));
        }
        if ground.has_missing_facts {
            self.push(Draft::new(StepKind::SupplyFacts, None, Actor::Us, ""));
        }
        for (position, course) in ground.courses.iter().enumerate() {
            if course.is_in_scope() && needs_decision(course) {
                let draft = Draft::new(choice(course), Some(position), Actor::Us, "offer-changes");
                self.push(Draft { due: course.last_safe_date, ..draft });
            }
        }
    }

    /// Relationship, agreement and access; the last step an order has to wait for.
    fn standing(&mut self) -> Option<u32> {
        let relationship = self.relationship();
        let agreement = self.agreement(relationship);
        if let Some(finding) = self.ground.finds("delegated-admin-missing", None) {
            let draft =
                Draft::new(StepKind::GrantDelegatedAdmin, None, Actor::Customer, "delegated-admin-missing");
            self.push(Draft { due: finding.due, after: relationship, ..draft });
        }
        agreement.or(relationship)
    }

    fn relationship(&mut self) -> Option<u32> {
        const RULE: &str = "relationship-missing";
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
        let rules = ["agreement-missing", "agreement-outdated"];
        let rule = rules.into_iter().find(|rule| self.ground.finds(rule, None).is_some())?;
        let due = self.ground.earliest(|deadlines| deadlines.agreement_by);
        let draft = Draft::new(StepKind::AcceptAgreement, None, Actor::Customer, rule);
        Some(self.push(Draft { due, after: relationship, ..draft }))
    }

    fn subscription(&mut self, position: usize, ready: Option<u32>) {
        let course = &self.ground.courses[position];
        match course.route {
            Route::Transfer => self.transfer(position, ready),
            Route::MigrateOwnLegacy => {
                let migrated = self.serve(StepKind::MigrateLegacy, "legacy-converts", position, ready);
                self.verify(position, migrated);
            }
            Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer => self.rebuy(position, ready),
            Route::None => {}
        }
    }

    fn transfer(&mut self, position: usize, ready: Option<u32>) {
        const RULE: &str = "transfer-needs-consent";
        let course = &self.ground.courses[position];
        let deadlines = &self.ground.deadlines[position];
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
            due: course.last_safe_date,
            after: Some(requested),
            ..draft
        });
        self.verify(position, accepted);
    }

    fn rebuy(&mut self, position: usize, ready: Option<u32>) {
        let course = &self.ground.courses[position];
        self.stop_renewal(position, ready);
        let provisioned = self.serve(StepKind::Provision, offer_rule(course), position, ready);
        let reassigned = self.reassign(position, provisioned);
        let verified = self.verify(position, reassigned);
        let ended = self.end_the_old(position, verified);
        self.credit(position, ended);
    }

    fn stop_renewal(&mut self, position: usize, ready: Option<u32>) {
        let (subscription, course) =
            (&self.ground.customer.subscriptions[position], &self.ground.courses[position]);
        let rule = match subscription.channel {
            Some(Channel::Volume | Channel::Open) => "agreement-runs-out",
            Some(_) | None if course.timing.is_est_eligible => "extended-term-starts",
            Some(_) | None => "auto-renew-on",
        };
        let found = self
            .ground
            .finds(rule, Some(position))
            .or_else(|| self.ground.finds("auto-renew-on", Some(position)));
        if found.is_none() {
            return;
        }
        let draft = Draft::new(StepKind::StopRenewal, Some(position), owner(subscription), rule);
        let due = self.ground.deadlines[position].end_action_by;
        self.push(Draft { not_before: Some(self.ground.as_of), due, after: ready, ..draft });
    }

    /// The step after which the new subscription serves.
    fn serve(&mut self, kind: StepKind, rule: &'static str, position: usize, ready: Option<u32>) -> u32 {
        let course = &self.ground.courses[position];
        let draft = Draft::new(kind, Some(position), self.ground.provisioner, rule);
        self.push(Draft {
            not_before: course.cutover_date,
            due: course.last_safe_date.max(course.cutover_date),
            after: ready,
            ..draft
        })
    }

    fn reassign(&mut self, position: usize, provisioned: u32) -> u32 {
        let course = &self.ground.courses[position];
        if course.reassign_seats == 0 {
            return provisioned;
        }
        let held = self.ground.customer.facts.has_delegated_admin();
        let actor = if held { Actor::Us } else { Actor::Customer };
        let draft = Draft::new(StepKind::ReassignLicenses, Some(position), actor, "offer-changes");
        let (not_before, due) = (course.cutover_date, course.last_safe_date.max(course.cutover_date));
        self.push(Draft { not_before, due, after: Some(provisioned), ..draft })
    }

    fn verify(&mut self, position: usize, after: u32) -> u32 {
        let course = &self.ground.courses[position];
        let draft = Draft::new(StepKind::Verify, Some(position), Actor::Us, "same-offer");
        let due = course.last_safe_date.max(course.cutover_date);
        self.push(Draft { not_before: course.cutover_date, due, after: Some(after), ..draft })
    }

    fn end_the_old(&mut self, position: usize, verified: u32) -> u32 {
        let (subscription, course) =
            (&self.ground.customer.subscriptions[position], &self.ground.courses[position]);
        let (kind, rule, due) = if is_cancelled(subscription, course) {
            (StepKind::CancelSource, "double-payment", course.timing.window_last_day.or(course.cutover_date))
        } else {
            (StepKind::LetExpire, "commitment-running", course.timing.end)
        };
        let draft = Draft::new(kind, Some(position), owner(subscription), rule);
        let due = due.max(course.cutover_date);
        self.push(Draft { not_before: course.cutover_date, due, after: Some(verified), ..draft })
    }

    fn credit(&mut self, position: usize, ended: u32) {
        let course = &self.ground.courses[position];
        let actor = match course.credit_contact {
            Some(Contact::Partner) => Actor::Us,
            Some(Contact::Customer) => Actor::Customer,
            Some(Contact::SourcePartner) => Actor::SourcePartner,
            None => return,
        };
        if matches!(course.credit, Credit::None) {
            return;
        }
        let draft = Draft::new(StepKind::RequestCredit, Some(position), actor, "credit-possible");
        self.push(Draft { not_before: course.cutover_date, after: Some(ended), ..draft });
    }

    fn former_partner(&mut self, order: &[usize]) {
        const RULE: &str = "former-partner-keeps-access";
        if self.ground.findings.iter().all(|it| Some(it.rule) != self.ground.rulebook.position(RULE)) {
            return;
        }
        let last = order.iter().filter_map(|&position| self.ground.courses[position].cutover_date).max();
        let after = self.steps.last().map(|step| step.number);
        let draft = Draft::new(StepKind::RemoveFormerPartner, None, Actor::Customer, RULE);
        self.push(Draft { not_before: last, after, ..draft });
    }
}

/// What somebody has to choose.
fn choice(course: &Course) -> StepKind {
    match course.verdict.offer_match {
        _ if course.verdict.is_ambiguous => StepKind::IdentifyOffer,
        OfferMatch::Degraded if course.verdict.alternatives.is_empty() => StepKind::AcceptLoss,
        _ => StepKind::ChooseOffer,
    }
}

fn undo_of(kind: StepKind) -> Undo {
    match kind {
        StepKind::RequestRelationship | StepKind::RequestTransfer | StepKind::RequestCredit => Undo::Withdraw,
        StepKind::StopRenewal | StepKind::StopAgreement => Undo::SwitchBack,
        StepKind::Provision | StepKind::MigrateLegacy => Undo::CancelWithinWindow,
        StepKind::ReassignLicenses => Undo::AssignBack,
        StepKind::AcceptAgreement
        | StepKind::AcceptTransfer
        | StepKind::AcceptLoss
        | StepKind::LetExpire
        | StepKind::CancelSource => Undo::Impossible,
        StepKind::ResolveBlocker
        | StepKind::SupplyFacts
        | StepKind::IdentifyOffer
        | StepKind::ChooseOffer
        | StepKind::AcceptRelationship
        | StepKind::GrantDelegatedAdmin
        | StepKind::SettleSeats
        | StepKind::SaveData
        | StepKind::Verify
        | StepKind::RemoveFormerPartner => Undo::NotNeeded,
    }
}

fn offer_rule(course: &Course) -> &'static str {
    if course.reassign_seats > 0 { "offer-changes" } else { "same-offer" }
}

/// The old subscription is cancelled rather than left to expire: it earns a credit, its owner can end it
/// any day, or an extended service term would go on being paid.
fn is_cancelled(subscription: &Subscription<'_>, course: &Course) -> bool {
    let is_extended = subscription.end_of_term_action == Some(EndOfTermAction::ExtendedServiceTerm);
    matches!(course.credit, Credit::Prorated | Credit::Window | Credit::Unknown)
        || (is_extended && course.route == Route::RebuyNow)
}

/// Who may change the source subscription.
fn owner(subscription: &Subscription<'_>) -> Actor {
    match subscription.channel {
        Some(Channel::CspOther | Channel::Syndication) => Actor::SourcePartner,
        Some(Channel::CspSelf) => Actor::Us,
        Some(Channel::Direct | Channel::Advisor | Channel::Volume | Channel::Open) | None => Actor::Customer,
    }
}
