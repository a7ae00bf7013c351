//! Cells of closed lists that stand side by side, encoded together before the first line is written.

use crate::model::{Channel, CommerceModel, Status};
use crate::plan::{Next, StepKind};
use crate::routes::{Contact, Credit};
use crate::rules::Actor;
use crate::table::CellWriter;

/// Every combination of some neighbouring columns of `plan.csv`.
#[derive(Debug, Clone)]
pub(crate) struct Phrases {
    /// `source_channel, commerce_model, status`
    standing: Vec<Vec<u8>>,
    /// `credit, credit_contact`
    credit: Vec<Vec<u8>>,
    /// `next_step, waiting_on`
    next: Vec<Vec<u8>>,
}

/// A value of a closed list, or none.
fn with_none<T: Copy>(all: &[T]) -> impl Iterator<Item = Option<T>> + Clone + '_ {
    std::iter::once(None).chain(all.iter().copied().map(Some))
}

fn encoded(words: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut cells = CellWriter::new(&mut out);
    for word in words {
        cells.word(word);
    }
    out
}

impl Default for Phrases {
    fn default() -> Self {
        let mut standing = Vec::new();
        for channel in with_none(Channel::ALL) {
            for model in with_none(CommerceModel::ALL) {
                for status in with_none(Status::ALL) {
                    standing.push(encoded(&[
                        channel.map_or("", Channel::as_str),
                        model.map_or("", CommerceModel::as_str),
                        status.map_or("", Status::as_str),
                    ]));
                }
            }
        }
        let mut credits = Vec::new();
        for credit in Credit::ALL {
            for contact in with_none(Contact::ALL) {
                credits.push(encoded(&[credit.as_str(), contact.map_or("", Contact::as_str)]));
            }
        }
        let mut next = Vec::new();
        for step in with_none(StepKind::ALL) {
            for actor in with_none(Actor::ALL) {
                next.push(encoded(&[step.map_or("", StepKind::as_str), actor.map_or("", Actor::as_str)]));
            }
        }
        Phrases { standing, credit: credits, next }
    }
}

impl Phrases {
    pub(crate) fn standing(
        &self,
        channel: Option<Channel>,
        model: Option<CommerceModel>,
        status: Option<Status>,
    ) -> &[u8] {
        let channel = channel.map_or(0, |it| it as usize + 1);
        let model = model.map_or(0, |it| it as usize + 1);
        let status = status.map_or(0, |it| it as usize + 1);
        &self.standing[(channel * (CommerceModel::ALL.len() + 1) + model) * (Status::ALL.len() + 1) + status]
    }

    pub(crate) fn credit(&self, credit: Credit, contact: Option<Contact>) -> &[u8] {
        let contact = contact.map_or(0, |it| it as usize + 1);
        &self.credit[credit as usize * (Contact::ALL.len() + 1) + contact]
    }

    pub(crate) fn next(&self, next: Next) -> &[u8] {
        let step = next.step.map_or(0, |it| it as usize + 1);
        let actor = next.waiting_on.map_or(0, |it| it as usize + 1);
        &self.next[step * (Actor::ALL.len() + 1) + actor]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_stands_in_its_place() {
        let phrases = Phrases::default();
        for channel in with_none(Channel::ALL) {
            for model in with_none(CommerceModel::ALL) {
                for status in with_none(Status::ALL) {
                    let words = [
                        channel.map_or("", Channel::as_str),
                        model.map_or("", CommerceModel::as_str),
                        status.map_or("", Status::as_str),
                    ];
                    assert_eq!(phrases.standing(channel, model, status), encoded(&words));
                }
            }
        }
        let next = Next { step: Some(StepKind::Verify), waiting_on: Some(Actor::Provider) };
        assert_eq!(phrases.next(next), b"verify,provider,");
        assert_eq!(phrases.next(Next::default()), b",,");
        assert_eq!(phrases.credit(Credit::Window, Some(Contact::Customer)), b"window,customer,");
        assert_eq!(phrases.credit(Credit::Unknown, None), b"unknown,,");
    }
}
