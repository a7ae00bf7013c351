//! Sentences that stages below this one say in English, said in another language: a sentence is found by the English
//! text of its key, with its values in their places.

use std::sync::LazyLock;

use super::template::{self, places_of};
use super::{Group, Language, Wording};

/// Keys of the sentences and of the codes of rejects.
const SAID: &str = "intake.said.";
const CODE: &str = "intake.code.";

/// English sentences by their names, those with more words of their own first.
static SENTENCES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let english = Wording::of(Language::English);
    let said = english.section("intake").and_then(|intake| intake.group("said"));
    let mut sentences: Vec<(&str, &str)> = said.into_iter().flat_map(Group::words).collect();
    sentences.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    sentences
});

impl Wording {
    /// An English sentence of reading, in this language; a sentence nobody knows stays as it is.
    pub fn said(&self, english: &str) -> String {
        if self.language == Language::English {
            return english.to_owned();
        }
        let found = SENTENCES.iter().find_map(|(said, text)| Some((said, places_of(text, english)?)));
        let Some((said, values)) = found else { return english.to_owned() };
        template::fill(self.text(&format!("{SAID}{said}")), |name| {
            values.iter().find(|(place, _)| *place == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// Everything that is wrong with a rejected record, in this language; English stays as the table has it.
    pub fn reject_reason(&self, reason: &str) -> String {
        if self.language == Language::English {
            return reason.to_owned();
        }
        let told = flaws(reason).into_iter().map(|(code, expected, column)| {
            let name = self.get(&format!("{CODE}{code}")).unwrap_or(code);
            match (expected, column) {
                ("", _) => name.to_owned(),
                (expected, "") => format!("{name}: {}", self.said(expected)),
                (expected, column) => format!("{name}: {} ({column})", self.said(expected)),
            }
        });
        told.collect::<Vec<_>>().join("; ")
    }
}

/// Code, what was expected, and the column, of everything a reason of `rejects.csv` names. A column is named
/// only where there are several.
pub fn flaws(reason: &str) -> Vec<(&str, &str, &str)> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(reason.match_indices("; ").map(|(at, mark)| at + mark.len()))
        .filter(|&at| at == 0 || is_code(reason[at..].split(':').next().unwrap_or_default()))
        .collect();
    let ends = starts.iter().skip(1).map(|at| at - "; ".len()).chain([reason.len()]);
    let is_alone = starts.len() == 1;
    let split = |(start, end): (&usize, usize)| {
        let (code, expected) = reason[*start..end].split_once(": ").unwrap_or((&reason[*start..end], ""));
        let columned = expected.strip_suffix(')').and_then(|it| it.rsplit_once(" ("));
        match columned.filter(|_| !is_alone) {
            Some((expected, column)) => (code, expected, column),
            None => (code, expected, ""),
        }
    };
    starts.iter().zip(ends).map(split).collect()
}

fn is_code(text: &str) -> bool {
    Wording::of(Language::English).get(&format!("{CODE}{text}")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Note;

    const SOURCES: [&str; 8] = [
        include_str!("../intake/layout/fault.rs"),
        include_str!("../intake/layout/cell.rs"),
        include_str!("../intake/layout/measure.rs"),
        include_str!("../intake/layout/row.rs"),
        include_str!("../intake/layout/treat.rs"),
        include_str!("../intake/rejects.rs"),
        include_str!("../intake/block.rs"),
        include_str!("../intake/read.rs"),
    ];

    /// The texts in quotes up to the end of the statement, with any value in the places of formatted ones.
    fn texts_behind<'s>(source: &'s str, mark: &'s str) -> impl Iterator<Item = String> + 's {
        source.match_indices(mark).flat_map(move |(at, _)| {
            let statement = source[at..].split(";\n").next().unwrap_or_default();
            let texts = statement.split('"').skip(1).step_by(2);
            texts.map(|text| text.replace("{}", "7")).collect::<Vec<_>>()
        })
    }

    #[test]
    fn every_sentence_about_a_reject_is_said_in_german() {
        let german = Wording::of(Language::German);
        let marks = [
            "Flaw::cell(",
            "Flaw::record(",
            "let repair =",
            ".repair(",
            "fault(\"",
            "reason: \"",
            "let expected =",
        ];
        let mut n_sentences = 0;
        for text in SOURCES.iter().flat_map(|source| marks.iter().flat_map(|mark| texts_behind(source, mark)))
        {
            if german.said(&text) != text {
                n_sentences += 1;
                continue;
            }
            for (code, expected, _) in flaws(&text) {
                let sentence = if expected.is_empty() { code } else { expected };
                if sentence.contains(' ') {
                    n_sentences += 1;
                    assert_ne!(german.said(sentence), sentence);
                } else if sentence.contains('-') && !sentence.starts_with(['#', '-']) {
                    assert!(is_code(sentence), "{sentence}");
                }
            }
        }
        assert!(n_sentences > 30, "{n_sentences}");
    }

    #[test]
    fn every_note_is_said_in_german() {
        let german = Wording::of(Language::German);
        for note in Note::ALL {
            assert_ne!(german.said(note.as_str()), note.as_str());
        }
    }

    #[test]
    fn values_stay_in_their_places() {
        let german = Wording::of(Language::German);
        assert_eq!(
            german.said("`31/01/2026` in line 7 of column `End` proves it"),
            "`31/01/2026` in Zeile 7 der Spalte `End` beweist es"
        );
        assert_eq!(german.said("5 cells as in the header, not 6"), "5 Zellen wie in der Kopfzeile, nicht 6");
        assert_eq!(german.said("something new"), "something new");
        let several = "not-whole: a whole number; seats cannot be split (seats_purchased); not-a-date: a date such as 2026-01-31 (end_date)";
        assert_eq!(
            german.reject_reason(several),
            "nicht ganzzahlig: eine ganze Zahl; Lizenzen lassen sich nicht teilen (seats_purchased); kein Datum: ein Datum wie 2026-01-31 (end_date)"
        );
        assert_eq!(german.reject_reason("conflicting-duplicate"), "widersprüchliche Dubletten");
        assert_eq!(
            german.reject_reason("not-a-country: a code of two letters (ISO 3166-1) such as DE"),
            "kein Land: ein Kürzel aus zwei Buchstaben (ISO 3166-1) wie DE"
        );
        assert_eq!(Wording::of(Language::English).reject_reason(several), several);
    }
}
