//! Everything decided about one customer, as the reports read it.

use crate::model::value::column_values;
use crate::model::{Customer, Day, FactSet, Subscription};
use crate::plan::BySubject;
use crate::routes::{Course, Line};
use crate::rules::{Actor, Finding, Severity, is_waived};

column_values! {
    /// `readiness`, from the least to the most ready; `out-of-scope` stands aside.
    Readiness {
        /// A finding of severity `blocker`.
        Blocked = "blocked",
        /// A needed fact is missing.
        Unknown = "unknown",
        /// More than one lawful answer.
        NeedsDecision = "needs-decision",
        /// A finding of severity `action` that stands before the cut-over.
        NeedsAction = "needs-action",
        /// Nothing to do, and the cut-over lies after the as-of day.
        ReadyOnDate = "ready-on-date",
        /// Nothing to do, and the cut-over is the as-of day.
        Ready = "ready",
        /// Does not move at all.
        OutOfScope = "out-of-scope",
    }
}

column_values! {
    /// `grade`: the worse of score band and worst severity.
    Grade { A = "A", B = "B", C = "C", D = "D", E = "E", F = "F" }
}

column_values! {
    /// `step`: one thing somebody does, in the order in which a move does them.
    StepKind {
        ResolveBlocker = "resolve-blocker",
        SupplyFacts = "supply-facts",
        IdentifyOffer = "identify-offer",
        ChooseOffer = "choose-offer",
        AcceptLoss = "accept-loss",
        RequestRelationship = "request-relationship",
        AcceptRelationship = "accept-relationship",
        AcceptAgreement = "accept-agreement",
        GrantDelegatedAdmin = "grant-delegated-admin",
        SettleSeats = "settle-seats",
        SaveData = "save-data",
        StopRenewal = "stop-renewal",
        StopAgreement = "stop-agreement",
        ConfirmEndAction = "confirm-end-action",
        RequestTransfer = "request-transfer",
        AcceptTransfer = "accept-transfer",
        MigrateLegacy = "migrate-legacy",
        Provision = "provision",
        ReassignLicenses = "reassign-licenses",
        Verify = "verify",
        LetExpire = "let-expire",
        CancelSource = "cancel-source",
        ConfirmExpiry = "confirm-expiry",
        SecureData = "secure-data",
        RequestCredit = "request-credit",
        RemoveFormerPartner = "remove-former-partner",
    }
}

column_values! {
    /// `undo`: how a step is taken back.
    Undo {
        /// Nothing changes by the step.
        NotNeeded = "not-needed",
        /// A request that can be withdrawn until it is answered.
        Withdraw = "withdraw",
        /// A setting that can be switched back until the term ends.
        SwitchBack = "switch-back",
        /// A purchase that can be cancelled for a refund inside its window only.
        CancelWithinWindow = "cancel-within-window",
        /// Licences that can be assigned back while the source still runs.
        AssignBack = "assign-back",
        /// No way back.
        Impossible = "impossible",
    }
}

/// One thing somebody does for a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From 1, in the order of the customer's steps.
    pub number: u32,
    pub kind: StepKind,
    /// Position in the customer's subscriptions; `None` for the customer itself.
    pub subscription: Option<usize>,
    pub actor: Actor,
    pub not_before: Option<Day>,
    pub due: Option<Day>,
    /// The step that must be proven first.
    pub after_step: Option<u32>,
    /// Position of the rule that asks for the step.
    pub rule: Option<u16>,
    pub undo: Undo,
}

/// Where points come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreSource {
    /// Position of a rule in the rulebook.
    Rule(u16),
    /// Days until the first deadline.
    Deadline,
    /// Seats in scope.
    Exposure,
}

/// A risk score that a reader can redo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The sum of the parts, at most 100.
    pub total: u8,
    /// In the order in which they are printed; none is zero.
    pub parts: Vec<(ScoreSource, u32)>,
}

/// The first step that can be taken, and who it waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Next {
    pub step: Option<StepKind>,
    pub waiting_on: Option<Actor>,
}

/// One subscription with everything decided about it.
#[derive(Debug, Clone)]
pub struct LinePlan<'a> {
    pub subscription: Subscription<'a>,
    pub course: Course<'a>,
    /// Unit of the calendar it moves with; `None` where it does not move, or nothing had to be respected.
    pub unit: Option<u32>,
    pub readiness: Readiness,
    /// Number of the wave.
    pub wave: Option<u32>,
    /// The first step that concerns it, or the customer as a whole.
    pub next: Next,
}

/// One customer with everything decided about it.
#[derive(Debug, Clone)]
pub struct CustomerPlan<'a> {
    pub customer: Customer<'a>,
    /// Facts the policy assumed.
    pub assumed: FactSet,
    /// Sorted by subscription id.
    pub lines: Vec<LinePlan<'a>>,
    /// In the order of the rulebook.
    pub findings: Vec<Finding<'a>>,
    /// The same by what they are about.
    pub by_subject: BySubject,
    /// One per finding where the policy waives any; empty where it waives none.
    pub waived: Vec<bool>,
    /// How many findings of each severity count, in the order of [`Severity::ALL`]: not waived, and not about what
    /// does not move.
    pub counting_by_severity: [u64; Severity::ALL.len()],
    pub readiness: Readiness,
    pub score: Score,
    pub grade: Grade,
    pub facts_known: u32,
    pub facts_needed: u32,
    pub missing_facts: FactSet,
    pub next: Next,
    pub steps: Vec<Step>,
    /// Positions of the rules that weigh most, the heaviest first.
    pub reasons: [Option<u16>; 3],
}

impl<'a> CustomerPlan<'a> {
    /// The subscriptions in scope, with their positions.
    pub fn in_scope(&self) -> impl Iterator<Item = (usize, &LinePlan<'a>)> {
        self.lines.iter().enumerate().filter(|(_, line)| line.course.is_in_scope())
    }

    /// The subscriptions in scope that have a route, with their positions.
    pub fn moving(&self) -> impl Iterator<Item = (usize, &LinePlan<'a>)> {
        self.in_scope().filter(|(_, line)| line.course.is_moving())
    }

    /// The subscription a finding or a step is about; `None` for the customer itself.
    pub fn line(&self, subject: Option<usize>) -> Option<&LinePlan<'a>> {
        subject.map(|position| &self.lines[position])
    }

    /// Whether the policy waives the finding.
    pub fn is_waived(&self, finding: usize) -> bool {
        is_waived(&self.waived, finding)
    }
}

/// Whether what a finding is about moves: only then it counts.
pub(crate) fn moves(finding: &Finding<'_>, lines: &[Line<'_>], readiness: Readiness) -> bool {
    match finding.subscription {
        Some(position) => lines[position].course.is_in_scope(),
        None => readiness != Readiness::OutOfScope,
    }
}
