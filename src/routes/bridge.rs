//! How users go on working when the old term ends before the cut-over: one more renewal, or an extended term.

use crate::model::value::column_values;
use crate::model::{Day, EndOfTermAction, Money, Subscription, plus_days};
use crate::routes::cost::{extended_term_cost, monthly_price};
use crate::routes::{Course, Settings};
use crate::timing::LastDay;

column_values! {
    /// What the old subscription goes on as.
    BridgeKind {
        /// One more term of a month.
        RenewOnce = "renew-once",
        /// Month by month at a surcharge until somebody ends it, any day and prorated.
        ExtendedTerm = "extended-term",
    }
}

/// What has to happen so that a bridge begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Nothing: it has begun.
    Running,
    /// Nothing: its owner has chosen it.
    Chosen,
    /// Nothing: renewal is on, or it is off and nobody said what follows.
    ByItself,
    /// Its owner has to choose it by the last day of the term.
    OnRequest,
}

/// From the end of a term to the cut-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bridge {
    pub kind: BridgeKind,
    pub begins: Begins,
    /// First day: the one after the term that was exported, or that runs today.
    pub from: Day,
    /// Last day that is paid: that of the renewed term, or the day before the cut-over.
    pub to: Day,
    /// What it costs at the source's price; `None` where that is not known.
    pub price: Option<Money>,
}

impl Bridge {
    /// Last day on which its owner can choose what the old subscription goes on as: the end of the term.
    pub fn set_by(&self) -> Day {
        plus_days(self.from, -1)
    }
}

/// The extended term a course runs on in from the end of its term to a cut-over on `day`, where it does.
pub(super) fn extended_term(
    course: &Course<'_>,
    subscription: &Subscription<'_>,
    day: Day,
    settings: &Settings,
    as_of: Day,
) -> Option<Bridge> {
    let end = course.timing.end.filter(|&end| end < day)?;
    if course.timing.users_work_until != LastDay::Open {
        return None;
    }
    let from = plus_days(end, 1);
    let begins = match subscription.end_action() {
        _ if end < as_of => Begins::Running,
        Some(EndOfTermAction::ExtendedServiceTerm) => Begins::Chosen,
        None if subscription.auto_renew == Some(false) => Begins::ByItself,
        Some(EndOfTermAction::Renew | EndOfTermAction::Cancel) | None => Begins::OnRequest,
    };
    let is_monthly = subscription.term.is_some_and(|term| term.months() == 1);
    let price = monthly_price(subscription).map(|price| {
        extended_term_cost(price, is_monthly, subscription.seats_purchased, from, day, &settings.timing)
    });
    Some(Bridge { kind: BridgeKind::ExtendedTerm, begins, from, to: plus_days(day, -1), price })
}
