//! The days by which somebody has to have done something, for steps and explanations.

use crate::model::{Day, plus_days};
use crate::routes::{Course, Credit, Route, Settings};

/// Every deadline that follows from one course; `None` where it does not apply or cannot be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deadlines {
    /// The reseller relationship has to be requested.
    pub relationship_by: Option<Day>,
    /// The customer agreement has to be accepted: the day before the cut-over.
    pub agreement_by: Option<Day>,
    /// What happens at the end of the term has to be set: settings freeze on the day after.
    pub end_action_by: Option<Day>,
    /// The same, with room for a mistake.
    pub end_action_recommended_by: Option<Day>,
    /// The transfer has to be requested.
    pub transfer_request_by: Option<Day>,
    /// A transfer requested on that day and not accepted has lapsed.
    pub transfer_lapses_on: Option<Day>,
    /// The new subscription has to exist, or users stand still.
    pub provision_no_later_than: Option<Day>,
    /// The new subscription is better in place: grace is for emergencies.
    pub provision_recommended_by: Option<Day>,
    /// Last day on which the purchase can be undone, or a renewal that nobody stopped.
    pub window_ends_on: Option<Day>,
    pub data_loss_on: Option<Day>,
}

impl Deadlines {
    /// The deadlines that apply, under their names, in the order work is done.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Day)> + use<> {
        [
            ("relationship_by", self.relationship_by),
            ("agreement_by", self.agreement_by),
            ("transfer_request_by", self.transfer_request_by),
            ("transfer_lapses_on", self.transfer_lapses_on),
            ("window_ends_on", self.window_ends_on),
            ("end_action_recommended_by", self.end_action_recommended_by),
            ("end_action_by", self.end_action_by),
            ("provision_recommended_by", self.provision_recommended_by),
            ("provision_no_later_than", self.provision_no_later_than),
            ("data_loss_on", self.data_loss_on),
        ]
        .into_iter()
        .filter_map(|(name, day)| Some((name, day?)))
    }
}

/// The deadlines of a course for its cut-over day; none at all on no route.
pub fn deadlines(course: &Course<'_>, settings: &Settings) -> Deadlines {
    if course.route == Route::None {
        return Deadlines::default();
    }
    let calendar = &settings.calendar;
    let before_cutover = |k| course.cutover_date.map(|day| calendar.minus_working_days(day, k));
    let end = course.timing.end.filter(|_| waits_for_the_end(course.route));
    let transfer = course.cutover_date.filter(|_| course.route == Route::Transfer);
    let request_by = transfer.map(|day| plus_days(day, -settings.transfer_lead_days));
    Deadlines {
        relationship_by: before_cutover(settings.relationship_lead_working_days),
        agreement_by: course.cutover_date.map(|day| plus_days(day, -1)),
        end_action_by: end,
        end_action_recommended_by: end
            .map(|end| calendar.minus_working_days(end, settings.renewal_stop_working_days)),
        transfer_request_by: request_by,
        transfer_lapses_on: request_by.map(|day| plus_days(day, settings.transfer_request_days)),
        provision_no_later_than: course.last_safe_date,
        provision_recommended_by: end
            .map(|end| course.last_safe_date.map_or(plus_days(end, 1), |last| last.min(plus_days(end, 1)))),
        window_ends_on: match (end, course.credit) {
            (Some(_), _) => course.timing.renewal_window_last_day,
            (None, Credit::Window) => course.timing.window_last_day,
            (None, Credit::Prorated | Credit::None | Credit::Unknown) => None,
        },
        data_loss_on: course.timing.data_deleted_on.day().filter(|_| ends_the_old(course.route)),
    }
}

/// A subscription that is handed over or converted goes on, and keeps its data.
fn ends_the_old(route: Route) -> bool {
    match route {
        Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer => true,
        Route::Transfer | Route::MigrateOwnLegacy | Route::None => false,
    }
}

fn waits_for_the_end(route: Route) -> bool {
    match route {
        Route::RebuyAtTermEnd | Route::ChannelTransfer => true,
        Route::RebuyNow | Route::Transfer | Route::MigrateOwnLegacy | Route::None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, EndOfTermAction};
    use crate::routes::fixture::chart_one;
    use crate::timing::fixture::{day, of_partner, subscription};

    #[test]
    fn of_a_purchase_at_the_end_of_a_term_without_grace() {
        let mut bought = of_partner("2025-06-01", "2026-05-31");
        bought.end_of_term_action = Some(EndOfTermAction::Cancel);
        let found = deadlines(&chart_one(&bought, "2026-05-20"), &Settings::default());
        assert_eq!(found.relationship_by, Some(day("2026-05-18")));
        assert_eq!(found.agreement_by, Some(day("2026-05-30")));
        assert_eq!(found.end_action_by, Some(day("2026-05-31")));
        assert_eq!(found.end_action_recommended_by, Some(day("2026-05-25")));
        assert_eq!(found.provision_recommended_by, Some(day("2026-05-31")));
        assert_eq!(found.provision_no_later_than, Some(day("2026-05-31")));
        assert_eq!(found.transfer_request_by, None);
        assert_eq!(found.window_ends_on, Some(day("2026-06-07")), "a renewal nobody stopped");
        assert_eq!(found.data_loss_on, Some(day("2026-08-30")));
    }

    #[test]
    fn of_an_agreement_with_grace() {
        let volume = subscription(Channel::Volume, "2022-07-01", "2025-06-30");
        let found = deadlines(&chart_one(&volume, "2025-06-02"), &Settings::default());
        assert_eq!(found.provision_recommended_by, Some(day("2025-07-01")));
        assert_eq!(found.provision_no_later_than, Some(day("2025-09-28")));
    }

    #[test]
    fn of_a_transfer() {
        let found = deadlines(
            &chart_one(&of_partner("2025-07-01", "2026-06-30"), "2026-01-10"),
            &Settings::default(),
        );
        assert_eq!(found.transfer_request_by, Some(day("2026-01-12")), "accepted on Monday the 26th");
        assert_eq!(found.transfer_lapses_on, Some(day("2026-02-11")));
        assert_eq!(found.end_action_by, None);
        assert_eq!(found.provision_no_later_than, Some(day("2026-06-30")));
    }

    #[test]
    fn no_route_has_none() {
        let trial = crate::model::Subscription { is_trial: true, ..of_partner("2025-07-01", "2026-06-30") };
        assert_eq!(deadlines(&chart_one(&trial, "2026-01-10"), &Settings::default()).iter().count(), 0);
    }
}
