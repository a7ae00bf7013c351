//! Rules of the program that other stages ask for by name, found in the table while the program is compiled.

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
            if are_equal(RULES[place].id.as_bytes(), id.as_bytes()) {
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

/// Comparison of strings, which constants cannot do otherwise yet.
const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
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
