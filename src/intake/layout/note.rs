//! What reading noticed about single rows, as a set that costs nothing to carry.

use crate::model::value::column_values;

column_values! {
    /// Something noticed that does not make a row unusable; counted per file and shown by `inspect`.
    Note {
        ColumnsDiffer = "two columns of one meaning hold different values; the first was taken",
        CountryNotKnown = "a country that is in no table was taken as unknown",
        CurrencyDiffers = "a price carries another currency than its row; the row's was taken",
        DamagedId = "an id in scientific notation was taken as unknown",
        DatePlaceholder = "a placeholder date was taken as unknown",
        DuplicateRow = "a subscription stands twice in one file with the same content; it was taken once",
        EndNever = "an end date that never comes was taken as unknown",
        FormulaText = "a name begins like a formula; it is written with a mark in front",
        FreeProduct = "a free product",
        HeuristicChannel = "the channel rests on the owner object, which is a heuristic",
        LostInExport = "a type name stands where the value was; lost in the export",
        MaskedName = "a name holds `?` between letters; it was lost in the export",
        MissingCells = "a row ends early; its missing cells are unknown",
        NoOwnPartnerIds = "the channel is unknown without the partner's own tenant and MPN ids",
        NotTheCustomersId = "an id that is not a tenant id was left out",
        OtherProductId = "a product id of another system was left out",
        PoolWithoutSeats = "a product without a number of seats only added its other facts",
        RelationshipNotKnown = "a relationship in unknown words was taken as unknown",
        ResellerRemoved = "the reseller was removed from the subscription",
        SeatsUncertain = "the lines of an invoice do not say for certain how many seats a subscription has: its number is uncertain",
        ShortYear = "a year of two digits was read as 20xx",
        TermInfoBroken = "the term information is not readable; the row was read without it",
        TermUnreadable = "a term in unknown words was read off the dates of the subscription, or taken as unknown",
        TermNotMonths = "a term that is not a number of months was taken as unknown",
        Unlimited = "an unlimited number of seats was taken as unknown",
        UnknownSegment = "a segment that is no price segment was taken as unknown",
    }
}

/// A set of notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes(u32);

impl Notes {
    pub fn insert(&mut self, note: Note) {
        self.0 |= 1 << note as u32;
    }

    pub fn contains(self, note: Note) -> bool {
        self.0 & (1 << note as u32) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Note> {
        // Nearly always there is none, and every row is asked.
        let all = if self.is_empty() { &[] } else { Note::ALL };
        all.iter().copied().filter(move |&note| self.contains(note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut notes = Notes::default();
        assert!(notes.is_empty());
        notes.insert(Note::Unlimited);
        notes.insert(Note::ColumnsDiffer);
        assert_eq!(notes.iter().collect::<Vec<_>>(), [Note::ColumnsDiffer, Note::Unlimited]);
        assert!(!notes.contains(Note::ShortYear));
    }
}
