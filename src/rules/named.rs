//! Rules of the program that other stages ask for by name, found in the table while the program is compiled.

use crate::model::value::are_equal;
use crate::rules::builtin::RULES;

/// A rule of the program: its place in [`RULES`], whatever a policy puts before it or takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named(u16);

impl Named {
    /// The rule of that id. Call it in a constant: a name that does not exist does not compile.
    ///
    /// # Panics
    /// Where there is no such rule.
    pub const fn of(id: &str) -> Self {
        let mut place = 0;
        while place < RULES.len() {
            if are_equal(RULES[place].id, id) {
                return Named(place as u16);
            }
            place += 1;
        }
        panic!("there is no such rule")
    }

    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_under_its_name() {
        for (place, rule) in RULES.iter().enumerate() {
            assert_eq!(Named::of(rule.id).place(), place);
        }
    }

    #[test]
    #[should_panic(expected = "no such rule")]
    fn no_other_name_is_found() {
        Named::of("same-offe");
    }
}
