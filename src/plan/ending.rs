//! The end of the old subscription: who stops its renewal, until when that can be set, and what comes after it.

use crate::model::{Channel, plus_days};
use crate::plan::StepKind;
use crate::plan::deeds::{data_gone_on, is_cancelled, owner, past_renewal};
use crate::plan::steps::{Draft, List};
use crate::routes::Line;
use crate::rules::{Actor, Named};

const AGREEMENT_RUNS_OUT: Named = Named::of("agreement-runs-out");
const AUTO_RENEW_ON: Named = Named::of("auto-renew-on");
const CANCELLATION_WINDOW_OPEN: Named = Named::of("cancellation-window-open");
const COMMITMENT_RUNNING: Named = Named::of("commitment-running");
const DATA_DELETED: Named = Named::of("data-deleted");
const DOUBLE_PAYMENT: Named = Named::of("double-payment");
const EXTENDED_TERM_STARTS: Named = Named::of("extended-term-starts");

impl List<'_, '_, '_> {
    /// The rule that asks for the end of the old subscription to be set.
    fn end_rule(&self, position: usize) -> Named {
        match self.ground.lines[position].subscription.channel {
            Some(Channel::Volume | Channel::Open) => AGREEMENT_RUNS_OUT,
            Some(_) | None if self.ground.lines[position].course.timing.is_est_eligible => {
                EXTENDED_TERM_STARTS
            }
            Some(_) | None => AUTO_RENEW_ON,
        }
    }

    pub(super) fn stop_renewal(&mut self, position: usize, ready: Option<u32>) -> Option<u32> {
        let subscription = &self.ground.lines[position].subscription;
        let rule = self.end_rule(position);
        let found = self.ground.finds(rule, Some(position));
        let found = found.or_else(|| self.ground.finds(AUTO_RENEW_ON, Some(position)));
        let asked_by = found.map(|finding| finding.rule)?;
        let kind = if rule == AGREEMENT_RUNS_OUT { StepKind::StopAgreement } else { StepKind::StopRenewal };
        let draft = Draft::new(kind, Some(position), owner(subscription), rule);
        // The recommended day leaves room for a mistake; the term end itself is due with the next step.
        let deadlines = &self.ground.deadlines[position];
        let recommended = deadlines.end_action_recommended_by.map(|day| day.max(self.ground.as_of));
        let due = recommended.into_iter().chain(deadlines.end_action_by).min();
        let draft = Draft { not_before: Some(self.ground.as_of), due, after: ready, ..draft };
        Some(self.push_for(draft, Some(asked_by)))
    }

    /// The last moment: settings freeze on the day after the term.
    pub(super) fn confirm_end_action(&mut self, position: usize, stopped: Option<u32>) {
        let deadlines = &self.ground.deadlines[position];
        let Some(end) = deadlines.end_action_by else { return };
        let rule = self.end_rule(position);
        let draft = Draft::new(StepKind::ConfirmEndAction, Some(position), Actor::Us, rule);
        let not_before = deadlines.end_action_recommended_by.map(|day| day.max(self.ground.as_of));
        self.push(Draft { not_before: not_before.min(Some(end)), due: Some(end), after: stopped, ..draft });
    }

    /// A renewal that happened after all can be undone for some days.
    pub(super) fn confirm_expiry(&mut self, position: usize, ended: u32) {
        const RULE: Named = CANCELLATION_WINDOW_OPEN;
        let deadlines = &self.ground.deadlines[position];
        let Some((end, last)) = deadlines.end_action_by.zip(deadlines.window_ends_on) else { return };
        let draft = Draft::new(StepKind::ConfirmExpiry, Some(position), Actor::Us, RULE);
        self.push(Draft {
            not_before: Some(plus_days(end, 1)),
            due: Some(last),
            after: Some(ended),
            ..draft
        });
    }

    /// What rests on the old subscription alone is deleted with it; the same offer bought again keeps it all.
    pub(super) fn secure_data(&mut self, position: usize, ended: u32) {
        let Line { subscription, course, .. } = &self.ground.lines[position];
        let Some(gone) = data_gone_on(subscription, course, self.ground.deadlines[position].data_loss_on)
        else {
            return;
        };
        let draft = Draft::new(StepKind::SecureData, Some(position), Actor::Us, DATA_DELETED);
        self.push(Draft { due: Some(gone), after: Some(ended), ..draft });
    }

    pub(super) fn end_the_old(&mut self, position: usize, verified: u32) -> u32 {
        let Line { subscription, course, .. } = &self.ground.lines[position];
        let (kind, rule, due) = if is_cancelled(subscription, course) {
            (StepKind::CancelSource, DOUBLE_PAYMENT, course.timing.window_last_day.or(course.cutover_date))
        } else {
            (StepKind::LetExpire, COMMITMENT_RUNNING, course.timing.end)
        };
        let draft = Draft::new(kind, Some(position), owner(subscription), rule);
        let is_cancel = kind == StepKind::CancelSource;
        let not_before =
            course.cutover_date.map(|day| if is_cancel { past_renewal(day, course) } else { day });
        let due = due.max(not_before);
        self.push(Draft { not_before, due, after: Some(verified), ..draft })
    }
}
