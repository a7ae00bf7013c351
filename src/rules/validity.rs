//! The days on which a rule holds: opened and closed by a day of the policy, and asked about the day of an event.

use crate::model::value::column_values;
use crate::model::{Day, Segment, plus_days};
use crate::routes::Line;
use crate::rules::Case;
use crate::timing::{Enforcement, Settings};

column_values! {
    /// The day of a customer or subscription that decides whether a rule holds for it.
    Event {
        /// The day the plan is made for.
        AsOf = "as-of",
        /// The last purchase or renewal.
        Renewal = "renewal",
        /// The last day of the term.
        TermEnd = "term-end",
        /// The renewal that follows the term, should nobody stop it.
        NextRenewal = "next-renewal",
        /// The last day of the term of an add-on's base.
        BaseEnd = "base-end",
        /// The cut-over; of a customer its last one.
        Cutover = "cut-over",
    }
}

impl Event {
    /// The day of the event, where it is known.
    fn day(self, case: &Case<'_, '_>, subscription: Option<usize>) -> Option<Day> {
        let Some(position) = subscription else {
            return if self == Event::Cutover { case.last_cutover() } else { None };
        };
        let Line { subscription, course, .. } = &case.lines[position];
        match self {
            Event::AsOf => None,
            Event::Renewal => course.timing.last_renewal,
            Event::TermEnd => course.timing.end,
            Event::NextRenewal => course.timing.end.map(|end| plus_days(end, 1)),
            Event::BaseEnd => case.lines[case.base_of(subscription)?].course.timing.end,
            Event::Cutover => course.cutover_date,
        }
    }
}

/// A day from which or until which a rule holds.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    day: Day,
    setting: Option<&'static Enforcement>,
}

impl Bound {
    /// A day nobody can move. Call it in a constant: a day that does not exist does not compile.
    ///
    /// # Panics
    /// Where the calendar has no such day.
    pub const fn fixed(year: i32, month: u32, day: u32) -> Self {
        Bound { day: Day::from_ymd_opt(year, month, day).expect("a day of the calendar"), setting: None }
    }

    /// The day of that key in `[dates]`. Call it in a constant: a key that does not exist does not compile.
    ///
    /// # Panics
    /// Where there is no such key.
    pub const fn setting(key: &str) -> Self {
        let setting = Enforcement::of(key);
        Bound { day: setting.default, setting: Some(setting) }
    }

    fn dated(self, settings: &mut Settings) -> Self {
        Bound { day: self.setting.map_or(self.day, |setting| *(setting.field)(settings)), ..self }
    }
}

/// The days on which a rule holds.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    since: Option<Bound>,
    /// The first day for education, charities and government, where it is another one.
    since_in_public_sector: Option<Bound>,
    until: Option<Bound>,
    event: Event,
}

impl Validity {
    /// The rule has always held, and holds until further notice.
    pub const ALWAYS: Self =
        Validity { since: None, since_in_public_sector: None, until: None, event: Event::AsOf };

    /// The rule holds from that day on, judged by the day of the event.
    pub const fn since(first: Bound, event: Event) -> Self {
        Validity { since: Some(first), event, ..Validity::ALWAYS }
    }

    /// Education, charities and government have a first day of their own.
    #[must_use]
    pub const fn in_public_sector(mut self, first: Bound) -> Self {
        self.since_in_public_sector = Some(first);
        self
    }

    /// The rule holds until that day, which is its last one.
    #[must_use]
    pub const fn until(mut self, last: Bound) -> Self {
        self.until = Some(last);
        self
    }

    /// The same with the days of a policy.
    pub(super) fn dated(self, settings: &Settings) -> Self {
        let mut settings = settings.clone();
        let mut dated = |bound: Option<Bound>| bound.map(|bound| bound.dated(&mut settings));
        Validity {
            since: dated(self.since),
            since_in_public_sector: dated(self.since_in_public_sector),
            until: dated(self.until),
            event: self.event,
        }
    }

    /// First day on which the rule holds for anybody; `None` is always.
    pub fn first_day(&self) -> Option<Day> {
        self.since.into_iter().chain(self.since_in_public_sector).map(|bound| bound.day).min()
    }

    /// Last day on which the rule holds; `None` is until further notice.
    pub fn last_day(&self) -> Option<Day> {
        self.until.map(|bound| bound.day)
    }

    /// The day that decides; `None` where none does.
    pub fn event(&self) -> Option<Event> {
        self.is_dated().then_some(self.event)
    }

    /// Keys of `[dates]` that move the days.
    pub fn settings(&self) -> impl Iterator<Item = &'static str> {
        let bounds = [self.since, self.since_in_public_sector, self.until];
        bounds.into_iter().flatten().filter_map(|bound| bound.setting).map(|setting| setting.key)
    }

    pub(super) fn is_dated(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// The rule holds on the day of the event: the as-of day, where that of the event is not known.
    pub(super) fn covers(&self, case: &Case<'_, '_>, subscription: Option<usize>) -> bool {
        let day = self.event.day(case, subscription).unwrap_or(case.as_of);
        let is_public = matches!(
            case.customer.facts.segment,
            Some(Segment::Education | Segment::Charity | Segment::Government)
        );
        let since = self.since_in_public_sector.filter(|_| is_public).or(self.since);
        since.is_none_or(|first| first.day <= day) && self.until.is_none_or(|last| day <= last.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{customer, day, subscription};

    /// Whether a rule of that validity holds for a subscription that ends on 2026-06-30.
    fn covers(validity: Validity) -> bool {
        validity.covers(&customer(vec![subscription("e3")]).case(), Some(0))
    }

    #[test]
    fn a_rule_holds_from_its_first_day_to_its_last_one() {
        let since = |day| Validity::since(Bound::fixed(2026, 6, day), Event::TermEnd);
        assert!(covers(since(30)) && !covers(since(30).until(Bound::fixed(2026, 6, 29))));
        assert!(covers(since(1).until(Bound::fixed(2026, 6, 30))));
        assert!(!covers(Validity::since(Bound::fixed(2026, 7, 1), Event::TermEnd)));
        assert!(covers(Validity::since(Bound::fixed(2026, 7, 1), Event::NextRenewal)));
        assert!(covers(Validity::since(Bound::fixed(2025, 7, 1), Event::Renewal)));
        assert!(!covers(Validity::since(Bound::fixed(2025, 7, 2), Event::Renewal)));
    }

    #[test]
    fn an_event_nobody_knows_is_judged_by_the_day_of_the_plan() {
        let validity = Validity::since(Bound::fixed(2026, 1, 15), Event::TermEnd);
        let scene = |as_of| {
            customer(vec![subscription("e3").but(|it| it.course.timing.end = None)])
                .but(|it| it.as_of = day(as_of))
        };
        assert!(validity.covers(&scene("2026-01-15").case(), Some(0)));
        assert!(!validity.covers(&scene("2026-01-14").case(), Some(0)));
    }

    #[test]
    fn the_public_sector_has_a_day_of_its_own() {
        let validity = Validity::since(Bound::fixed(2026, 6, 30), Event::TermEnd)
            .in_public_sector(Bound::fixed(2026, 7, 1));
        let school =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.segment = Some(Segment::Education));
        assert!(covers(validity) && !validity.covers(&school.case(), Some(0)));
        assert_eq!(validity.first_day(), Some(day("2026-06-30")));
    }

    #[test]
    fn the_policy_moves_the_day_it_names_and_no_other() {
        let moved = Settings { transfer_from: day("2030-01-01"), ..Settings::default() };
        let named = Validity::since(Bound::setting("transfer-from"), Event::Cutover);
        assert_eq!(named.first_day(), Some(day("2024-06-01")));
        assert_eq!(named.dated(&moved).first_day(), Some(day("2030-01-01")));
        let fixed = Validity::since(Bound::fixed(2024, 6, 1), Event::Cutover);
        assert_eq!(fixed.dated(&moved).first_day(), Some(day("2024-06-01")));
        assert!(named.settings().eq(["transfer-from"]) && fixed.settings().next().is_none());
    }

    #[test]
    #[should_panic(expected = "a day of the calendar")]
    fn a_day_that_does_not_exist_is_no_bound() {
        Bound::fixed(2026, 2, 30);
    }

    #[test]
    #[should_panic(expected = "no such date")]
    fn a_key_that_does_not_exist_is_no_bound() {
        Bound::setting("transfers-from");
    }
}
