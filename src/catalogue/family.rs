//! Families of service plans, and what a set of plans amounts to.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::catalogue::embedded_table::EmbeddedTable;
use crate::model::{Day, parse_day};

/// How much the loss of a family weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Critical,
    Major,
    Minor,
    Function,
}

/// Service plans that do the same for a user, in tiers.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    pub(crate) name: String,
    /// The service in plain words.
    pub(crate) service: String,
    pub(crate) class: Class,
    pub(crate) is_tenant_wide: bool,
    pub(crate) days_until_gone: Option<u32>,
    /// Day from which the service itself is gone, so that nobody keeps or loses it.
    pub(crate) ends: Option<Day>,
}

/// What holding one plan means.
#[derive(Debug, Clone)]
enum Effect {
    /// Neither gained nor lost by anybody.
    Ignored,
    /// Family and tier, one or several.
    Families(Vec<(u8, u8)>),
    /// A function of its own, by its position among those.
    Function(u16),
}

/// A set of plans as bits: families by the tier they reach, and functions of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlanSet {
    /// `at_least[t]` holds the families that reach tier `t`.
    pub(crate) at_least: [u64; 4],
    pub(crate) functions: Vec<u64>,
}

impl PlanSet {
    /// What two offers give together.
    pub(crate) fn union(&self, other: &PlanSet) -> PlanSet {
        let n = self.functions.len().max(other.functions.len());
        let word = |set: &PlanSet, i: usize| set.functions.get(i).copied().unwrap_or(0);
        PlanSet {
            at_least: std::array::from_fn(|t| self.at_least[t] | other.at_least[t]),
            functions: (0..n).map(|i| word(self, i) | word(other, i)).collect(),
        }
    }

    /// The tier a family reaches, where it is present.
    pub(crate) fn tier(&self, family: u8) -> Option<u8> {
        (0..4u8).rev().find(|&t| self.at_least[usize::from(t)] & (1 << family) != 0)
    }

    fn add(&mut self, effect: &Effect) {
        match effect {
            Effect::Ignored => {}
            Effect::Families(families) => {
                for &(family, tier) in families {
                    (0..=usize::from(tier)).for_each(|t| self.at_least[t] |= 1 << family);
                }
            }
            Effect::Function(position) => {
                let word = usize::from(position / 64);
                self.functions.resize(self.functions.len().max(word + 1), 0);
                self.functions[word] |= 1 << (position % 64);
            }
        }
    }
}

/// Every family and every plan that is known; plans a list adds become functions of their own.
#[derive(Debug, Clone)]
pub(crate) struct Families {
    pub(crate) all: Vec<Family>,
    /// What the plans mean; read when a list of plans is, which few runs are given.
    effects: Option<BTreeMap<Uuid, Effect>>,
    /// Names of the plans that are functions of their own.
    pub(crate) functions: Vec<String>,
    masks: [u64; 4],
}

impl Families {
    /// The families compiled for this program.
    pub(crate) fn embedded() -> Self {
        let families = read_families(&EmbeddedTable::of(include_str!("data/families.csv")));
        let mut masks = [0; 4];
        for (position, family) in families.iter().enumerate() {
            masks[family.class as usize] |= 1 << position;
        }
        Families { all: families, effects: None, functions: Vec::new(), masks }
    }

    /// The families of a class.
    pub(crate) fn mask(&self, class: Class) -> u64 {
        self.masks[class as usize]
    }

    /// The families whose service still runs on that day.
    pub(crate) fn running(&self, day: Day) -> u64 {
        let retired = self.all.iter().enumerate().filter(|(_, f)| f.ends.is_some_and(|ends| ends <= day));
        !retired.fold(0, |mask, (position, _)| mask | 1 << position)
    }

    /// The set that `plans` amount to; `name` is asked for plans that are met for the first time.
    pub(crate) fn set_of(&mut self, plans: &[Uuid], name: impl Fn(Uuid) -> String) -> PlanSet {
        let mut set = PlanSet::default();
        let effects = self.effects.get_or_insert_with(|| read_effects(&self.all));
        for &plan in plans {
            let functions = &mut self.functions;
            let effect = effects.entry(plan).or_insert_with(|| {
                functions.push(name(plan));
                Effect::Function(functions.len() as u16 - 1)
            });
            set.add(effect);
        }
        set
    }

    /// The families of a mask, in the order of the table.
    pub(crate) fn named(&self, mask: u64) -> impl Iterator<Item = (u8, &Family)> {
        let all = self.all.iter().enumerate().map(|(position, family)| (position as u8, family));
        all.filter(move |(position, _)| mask & (1 << position) != 0)
    }
}

fn read_families(table: &EmbeddedTable) -> Vec<Family> {
    let families = table.lines().map(|line| Family {
        name: line.cell("family").to_owned(),
        service: line.cell("service").to_owned(),
        class: match line.cell("class") {
            "critical" => Class::Critical,
            "major" => Class::Major,
            "minor" => Class::Minor,
            _ => Class::Function,
        },
        is_tenant_wide: line.cell("scope") == "tenant",
        days_until_gone: line.cell("days").parse().ok(),
        ends: parse_day(line.cell("ends")),
    });
    families.collect()
}

fn read_effects(families: &[Family]) -> BTreeMap<Uuid, Effect> {
    let table = EmbeddedTable::of(include_str!("data/plans.csv"));
    let position = |name: &str| families.iter().position(|f| f.name == name).expect("a family of the table");
    let effect = |cell: &str| match cell {
        "-" => Effect::Ignored,
        list => Effect::Families(
            list.split(' ')
                .filter_map(|entry| entry.split_once(':'))
                .map(|(name, tier)| (position(name) as u8, tier.parse().expect("a tier")))
                .collect(),
        ),
    };
    table
        .lines()
        .map(|line| (line.cell("plan_id").parse().expect("a plan id"), effect(line.cell("families"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTERPRISE_MAILBOX: Uuid = uuid::uuid!("efb87545-963c-4e0d-99df-69c6916d9eb0");

    #[test]
    fn every_plan_of_the_table_names_a_family_of_the_table() {
        let families = Families::embedded();
        assert!(families.all.len() <= 64, "families are bits of one word");
        assert_eq!(read_effects(&families.all).len(), 423);
    }

    #[test]
    fn the_enterprise_mailbox_holds_an_archive() {
        let mut families = Families::embedded();
        let set = families.set_of(&[ENTERPRISE_MAILBOX], |_| String::new());
        let kept: Vec<_> = families.named(set.at_least[0]).map(|(_, f)| f.name.as_str()).collect();
        assert_eq!(kept, ["mailbox", "mail-archive"]);
        assert_eq!(set.tier(0), Some(3));
    }

    #[test]
    fn an_unknown_plan_is_a_function_of_its_own_whoever_holds_it() {
        let mut families = Families::embedded();
        let plan = uuid::uuid!("00000000-0000-0000-0000-000000000001");
        let first = families.set_of(&[plan], |_| "New".to_owned());
        let again = families.set_of(&[plan, ENTERPRISE_MAILBOX], |_| "Other".to_owned());
        assert_eq!(first.functions, again.functions);
        assert_eq!(families.functions, ["New"]);
    }

    #[test]
    fn a_retired_service_is_neither_kept_nor_lost() {
        let families = Families::embedded();
        let day = |text| parse_day(text).expect("a day");
        let gone = families.running(day("2026-09-29")) & !families.running(day("2026-09-30"));
        assert_eq!(families.named(gone).map(|(_, f)| f.name.as_str()).collect::<Vec<_>>(), ["project-pwa"]);
    }
}
