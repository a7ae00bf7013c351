//! One policy into the small settings of each stage.

use crate::config::{Calendar, CustomRule, DayRange, Policy, RoutePolicy, Weekday};
use crate::error::Error;
use crate::intake::layout::PartnerIds;
use crate::model::{SubscriptionId, TenantId};
use crate::plan::Bands;
use crate::{routes, rules, timing, waves};

/// Ids of the built-in rules: what a policy may name besides its own.
pub fn known_rules() -> Vec<&'static str> {
    rules::builtin::RULES.iter().map(|rule| rule.id).collect()
}

impl Policy {
    /// What the rules may read.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where the file of regions cannot be read or is not acceptable.
    pub fn rule_settings(&self) -> Result<rules::Settings, Error> {
        let thresholds = &self.thresholds;
        Ok(rules::Settings {
            partner: rules::Partner {
                countries: self.partner.enrolled_countries(),
                tenant: self.partner.tenant_id,
                kind: self.partner.kind,
                status: self.partner.status,
                provider_country: self.partner.provider_country,
            },
            thresholds: rules::Thresholds {
                deadline_days: i64::from(thresholds.deadline_days),
                direct_terms_days: i64::from(thresholds.direct_terms_days),
                tenant_subscriptions: thresholds.tenant_subscriptions,
                small_business_seats: thresholds.small_business_seats,
                transfer_items: thresholds.transfer_items,
                minimum_seats_three_years: thresholds.minimum_seats_three_years,
                minimum_seats_products: thresholds.minimum_seats_products.clone(),
                agreement_accepted_since: self.dates.agreement_again_if_before,
                agreement_enforced_from: self.dates.agreement_again_from,
                extended_term_surcharge_percent: thresholds.extended_term_surcharge_percent,
                extended_term_surcharge_percent_without_monthly: thresholds
                    .extended_term_surcharge_percent_without_monthly,
                relationship_lead_working_days: self.lead_times.relationship_working_days,
                source_document_until: self.dates.source_document_until,
            },
            calendar: self.working_calendar(),
            regions: self.region_lists()?,
        })
    }

    /// The lists of regions: the embedded ones, or those of `[regions] file`.
    fn region_lists(&self) -> Result<rules::Regions, Error> {
        let Some(path) = self.path(&self.regions.file) else {
            return Ok(rules::Regions::default().newest_from(self.dates.regions_of_2023_from));
        };
        let refused = |wrong: String| Error::Policy(format!("{}: {wrong}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|wrong| refused(wrong.to_string()))?;
        rules::Regions::parse(&text).map_err(|wrong| refused(wrong.to_string()))
    }

    /// The rules of the run: built in and of the policy, at its levels and points.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] for a rule that cannot be, which reading the policy has already ruled out.
    pub fn rulebook(&self) -> Result<rules::Rulebook<'_>, Error> {
        let own: Vec<rules::Rule<'_>> = self.rule.iter().map(custom_rule).collect();
        let levels = self.levels.iter().map(|(rule, level)| (rule.get_ref().clone(), level.severity()));
        let points = self.points.iter().map(|(rule, &points)| (rule.get_ref().clone(), points));
        rules::Rulebook::assemble(&own, &levels.collect(), &points.collect())
            .map(|rulebook| rulebook.dated(&self.timing_settings()))
            .map_err(|wrong| Error::Policy(wrong.to_string()))
    }

    /// The points of deadline and exposure, and the bands of the grades.
    pub fn score_bands(&self) -> Bands {
        let pairs =
            |list: &[[u32; 2]]| list.iter().map(|&[from, points]| (u64::from(from), points)).collect();
        Bands {
            deadline: pairs(&self.score.deadline_points),
            exposure: pairs(&self.score.seat_points),
            grades: self.score.grades,
        }
    }

    /// Findings somebody has decided to live with.
    pub fn waivers(&self) -> rules::Waivers {
        let waivers = self.waiver.iter().map(|waiver| rules::Waiver {
            rule: waiver.rule.get_ref().clone(),
            customer: waiver.customer,
            subscription: waiver.subscription.clone(),
            owner: waiver.owner.get_ref().clone(),
            reason: waiver.reason.get_ref().clone(),
            expires: waiver.expires,
        });
        rules::Waivers::new(waivers.collect())
    }

    /// Facts taken as known where the exports are silent.
    pub fn assumptions(&self) -> rules::Assumptions {
        let assume = &self.assume;
        rules::Assumptions {
            agreement_date: assume.agreement_date,
            agreement_method: assume.agreement_method,
            agreement_status: assume.agreement_status,
            auto_renew: assume.auto_renew,
            billing_account_type: assume.billing_account_type,
            commerce_model: assume.commerce_model,
            customer_country: assume.customer_country,
            customer_segment: assume.customer_segment,
            end_date: assume.end_date,
            gdap_status: assume.gdap_status,
            relationship_status: assume.relationship_status,
            source_channel: assume.source_channel,
            status: assume.status,
            term: assume.term,
        }
    }

    /// What dates are judged by.
    pub fn timing_settings(&self) -> timing::Settings {
        let (dates, thresholds) = (&self.dates, &self.thresholds);
        let longer = thresholds.longer_cancellation_windows.iter();
        timing::Settings {
            extended_term_from: dates.extended_term_from,
            extended_term_partner_renewals_from: dates.extended_term_partner_renewals_from,
            extended_term_direct_renewals_from: dates.extended_term_direct_renewals_from,
            transfer_from: dates.transfer_from,
            channel_transfer_from: dates.channel_transfer_from,
            agreement_again_from: dates.agreement_again_from,
            agreement_again_if_before: dates.agreement_again_if_before,
            source_document_until: dates.source_document_until,
            direct_terms_change_from: dates.direct_terms_change_from,
            regions_of_2023_from: dates.regions_of_2023_from,
            cancellation_window_from: dates.cancellation_window_from,
            expired_state_from: dates.expired_state_from,
            legacy_converts_from: dates.legacy_converts_from,
            legacy_converts_public_sector_from: dates.legacy_converts_public_sector_from,
            seat_minimum_from: dates.seat_minimum_from,
            cancellation_window_days: i64::from(thresholds.cancellation_window_days),
            longer_cancellation_windows: longer.map(|(code, &days)| (code.0, i64::from(days))).collect(),
            short_volume_grace: thresholds.short_volume_grace.clone(),
            extended_term_surcharge_percent: thresholds.extended_term_surcharge_percent,
            extended_term_surcharge_percent_without_monthly: thresholds
                .extended_term_surcharge_percent_without_monthly,
        }
    }

    /// What a course is charted by.
    pub fn route_settings(&self) -> routes::Settings {
        let leads = &self.lead_times;
        routes::Settings {
            timing: self.timing_settings(),
            calendar: self.working_calendar(),
            relationship_lead_working_days: leads.relationship_working_days,
            agreement_lead_working_days: leads.agreement_working_days,
            transfer_lead_days: i64::from(leads.transfer_days),
            transfer_request_days: i64::from(leads.transfer_request_days),
            renewal_stop_working_days: leads.stop_renewal_working_days,
            legacy_moves_now: self.routes.legacy_of_other_partner == RoutePolicy::Now,
            accepted_losses: self.accepted_losses(),
        }
    }

    /// When work is done; the days of earlier waves, which pins may name, come from the run they pin.
    pub fn wave_settings(&self) -> waves::Settings {
        let mut capacity_by_weekday = [None; 7];
        for (&day, &units) in &self.waves.capacity_by_weekday {
            capacity_by_weekday[day as usize] = Some(units);
        }
        let periods = self.waves.period.iter();
        let periods =
            periods.map(|period| waves::Period { span: span(period.days), capacity: period.capacity });
        waves::Settings {
            capacity: self.waves.capacity.limit(),
            capacity_by_weekday,
            periods: periods.collect(),
            freezes: self.waves.freeze.iter().copied().map(span).collect(),
            holidays: self.calendar.holidays.clone(),
            working_days: self.own_working_days(),
            wave_days: Vec::new(),
            after: self.group_order(),
            together: self.waves.together,
        }
    }

    /// Customers that move together, each with the position of its group, sorted by customer; a customer
    /// named by two groups moves with the first.
    pub fn customer_groups(&self) -> Vec<(TenantId, u32)> {
        let groups = (0u32..).zip(&self.waves.group);
        let mut members: Vec<(TenantId, u32)> = groups
            .flat_map(|(position, group)| group.customers.iter().map(move |&it| (it, position)))
            .collect();
        members.sort_unstable();
        members.dedup_by_key(|(customer, _)| *customer);
        members
    }

    /// Pairs of groups, the later one first.
    fn group_order(&self) -> Vec<(u32, u32)> {
        let position =
            |name: &str| (0u32..).zip(&self.waves.group).find(|(_, group)| group.name.get_ref() == name);
        let followers = (0u32..).zip(&self.waves.group);
        let pairs = followers.filter_map(|(later, group)| {
            let (earlier, _) = position(group.after.as_ref()?.get_ref())?;
            Some((later, earlier))
        });
        pairs.collect()
    }

    /// The working days where they are not the default, Monday first.
    fn own_working_days(&self) -> Option<[bool; 7]> {
        let works = |day: &Weekday| self.calendar.working_days.contains(day);
        let days: Vec<bool> = Weekday::ALL.iter().map(works).collect();
        let is_default = self.calendar.working_days == Calendar::default().working_days;
        if is_default { None } else { days.try_into().ok() }
    }

    /// What tells the partner's own rows from those of others.
    pub fn partner_ids(&self) -> PartnerIds {
        PartnerIds { tenant: self.partner.tenant_id, mpn_ids: self.partner.mpn_ids.clone() }
    }

    /// The partner's working days; the check of the policy sees to it that there is one.
    fn working_calendar(&self) -> timing::Calendar {
        let weekdays: Vec<chrono::Weekday> =
            self.calendar.working_days.iter().map(|&day| weekday(day)).collect();
        timing::Calendar::new(&weekdays, self.calendar.holidays.clone()).unwrap_or_default()
    }

    fn accepted_losses(&self) -> routes::AcceptedLosses {
        let mut accepted = routes::AcceptedLosses::default();
        for loss in &self.accept_loss {
            if let Some(tenant) = loss.customer {
                accepted.accept_customer(tenant);
            }
            if let Some(id) = loss.subscription.as_deref().and_then(SubscriptionId::parse) {
                accepted.accept_subscription(id);
            }
        }
        accepted
    }
}

fn custom_rule(rule: &CustomRule) -> rules::Rule<'_> {
    rules::Rule::of_policy(
        rule.id.get_ref(),
        &rule.title,
        rule.severity,
        rule.points,
        &rule.explain,
        &rule.when,
    )
}

fn span(days: DayRange) -> waves::Span {
    waves::Span { first: days.first, last: days.last }
}

fn weekday(day: Weekday) -> chrono::Weekday {
    match day {
        Weekday::Monday => chrono::Weekday::Mon,
        Weekday::Tuesday => chrono::Weekday::Tue,
        Weekday::Wednesday => chrono::Weekday::Wed,
        Weekday::Thursday => chrono::Weekday::Thu,
        Weekday::Friday => chrono::Weekday::Fri,
        Weekday::Saturday => chrono::Weekday::Sat,
        Weekday::Sunday => chrono::Weekday::Sun,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use toml::Table;

    use super::*;
    use crate::config::keys::SECTIONS;
    use crate::model::TenantId;
    use crate::timing::ENFORCEMENTS;

    fn policy(text: &str) -> Policy {
        Policy::parse(Path::new("policy.toml"), text, &[]).expect("a policy")
    }

    #[test]
    fn the_default_policy_is_the_default_of_every_stage() {
        let policy = Policy::default();
        assert_eq!(policy.timing_settings(), timing::Settings::default());
        assert_eq!(format!("{:?}", policy.route_settings()), format!("{:?}", routes::Settings::default()));
        let settings = policy.rule_settings().expect("settings");
        assert_eq!(format!("{settings:?}"), format!("{:?}", rules::Settings::default()));
    }

    #[test]
    fn every_date_of_enforcement_has_its_key_and_reaches_its_setting() {
        let text = toml::to_string(&Policy::default()).expect("a text");
        let default: Table = text.parse().expect("a table");
        let dates = default["dates"].as_table().expect("a table");
        assert_eq!(dates.len(), ENFORCEMENTS.len());
        for enforcement in ENFORCEMENTS {
            let moved = policy(&format!("dates.{} = 2001-02-03", enforcement.key));
            let reached = *(enforcement.field)(&mut moved.timing_settings());
            assert_eq!(reached.to_string(), "2001-02-03", "{}", enforcement.key);
            let explained = SECTIONS.iter().flat_map(|section| section.keys);
            let key = explained.into_iter().find(|key| key.name == enforcement.key);
            assert_eq!(
                key.map(|key| key.source),
                Some(enforcement.authority.as_str()),
                "{}",
                enforcement.key
            );
        }
    }

    #[test]
    fn accepted_losses_and_holidays_arrive() {
        let text = "calendar = { working-days = ['mon'], holidays = [2026-11-23] }
            [[accept-loss]]
            customer = '9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
            owner = 'a'
            reason = 'r'
            [[accept-loss]]
            subscription = 'AS-1'
            owner = 'a'
            reason = 'r'";
        let settings = policy(text).route_settings();
        let tenant = TenantId::parse("9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d");
        assert!(settings.accepted_losses.cover(tenant, None));
        assert!(settings.accepted_losses.cover(None, SubscriptionId::parse("AS-1")));
        let monday = crate::model::parse_day("2026-11-23").expect("a day");
        let next = settings.calendar.next_working_day_on_or_after(monday);
        assert_eq!(next.to_string(), "2026-11-30");
    }

    #[test]
    fn waves_arrive_with_their_groups() {
        let text = "calendar.working-days = ['mon', 'sun']
            [waves]
            capacity = 4
            capacity-by-weekday = { fri = 2 }
            freeze = ['2026-12-15..2027-01-06']
            [[waves.group]]
            name = 'late'
            customers = ['9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d']
            after = 'early'
            [[waves.group]]
            name = 'early'
            customers = ['00000000-0000-4000-8000-000000000001', '9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d']";
        let policy = policy(text);
        let settings = policy.wave_settings();
        assert_eq!((settings.capacity, settings.capacity_by_weekday[4]), (Some(4), Some(2)));
        assert_eq!(settings.working_days, Some([true, false, false, false, false, false, true]));
        assert_eq!(settings.after, [(0, 1)]);
        let groups: Vec<u32> = policy.customer_groups().into_iter().map(|(_, group)| group).collect();
        assert_eq!(groups, [1, 0]);
        let first = settings.freezes[0].first.to_string();
        assert_eq!(first, "2026-12-15");
    }

    #[test]
    fn weekends_are_free_unless_the_policy_says_otherwise() {
        assert_eq!(
            format!("{:?}", Policy::default().wave_settings()),
            format!("{:?}", waves::Settings::default())
        );
    }
}
