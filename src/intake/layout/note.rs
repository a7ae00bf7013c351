//! What reading noticed about single rows, as a set that costs nothing to carry.

use crate::model::value::column_values;

column_values! {
    /// Something noticed that does not make a row unusable; counted per file and shown by `inspect`. Its text is
    /// the key of its sentence.
    Note {
        ColumnsDiffer = "columns-differ",
        CountryNotKnown = "country-not-known",
        CurrencyDiffers = "currency-differs",
        DamagedId = "damaged-id",
        DatePlaceholder = "date-placeholder",
        DuplicateRow = "duplicate-row",
        EndOffTerm = "end-off-term",
        EndNever = "end-never",
        FormulaText = "formula-text",
        FreeProduct = "free-product",
        HeuristicChannel = "heuristic-channel",
        LostInExport = "lost-in-export",
        MaskedName = "masked-name",
        MissingCells = "missing-cells",
        NextState = "next-state",
        NextStateUnsure = "next-state-unsure",
        NoOwnPartnerIds = "no-own-partner-ids",
        NotTheCustomersId = "not-the-customers-id",
        OtherProductId = "other-product-id",
        PoolWithoutSeats = "pool-without-seats",
        RelationshipNotKnown = "relationship-not-known",
        Replaced = "replaced",
        ResellerRemoved = "reseller-removed",
        SeatsUncertain = "seats-uncertain",
        ShortYear = "short-year",
        TermInfoBroken = "term-info-broken",
        TermUnreadable = "term-unreadable",
        TermNotMonths = "term-not-months",
        Unlimited = "unlimited",
        UnknownSegment = "unknown-segment",
    }
}

/// A set of notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes(u64);

impl Notes {
    pub fn insert(&mut self, note: Note) {
        self.0 |= 1 << note as u64;
    }

    pub fn contains(self, note: Note) -> bool {
        self.0 & (1 << note as u64) != 0
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
