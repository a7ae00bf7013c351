//! What reading says with values, in words: flaws of records, notes, and how headers and columns are read.

use serde::Serialize;
use serde_json::Value;

use super::{Wording, template};
use crate::intake::layout::{Answer, Basis, Why};
use crate::intake::{Flaw, Flawed, Note};

impl Wording {
    /// Everything that is wrong with a record, joined with `; `. A column is named only where there are several.
    pub fn reason(&self, flaws: &[Flawed]) -> String {
        let several = flaws.len() > 1;
        let mut sentences: Vec<String> = flaws.iter().map(|it| self.sentence(it, several)).collect();
        sentences.dedup();
        sentences.join("; ")
    }

    fn sentence(&self, Flawed { flaw, column }: &Flawed, names_column: bool) -> String {
        let mut sentence = self.flaw(flaw);
        if let Some(expected) = self.expected(flaw) {
            sentence.extend([": ", &expected]);
        }
        if names_column && !column.is_empty() {
            sentence.extend([" (", column, ")"]);
        }
        sentence
    }

    /// What a flaw is called; in English, the words of `rejects.csv`.
    pub fn flaw(&self, flaw: &Flaw) -> String {
        self.said("flaw", flaw).unwrap_or_default()
    }

    /// What a flawless record would have had in its place, where the name of the flaw does not say so.
    pub fn expected(&self, flaw: &Flaw) -> Option<String> {
        self.said("expected", flaw)
    }

    /// What to do about a flaw.
    pub fn repair(&self, flaw: &Flaw) -> String {
        self.said("repair", flaw).unwrap_or_else(|| self.text("intake.repair.cell").to_owned())
    }

    /// What was noticed about a row.
    pub fn note(&self, note: Note) -> &str {
        self.get(&format!("intake.note.{note}")).unwrap_or(note.as_str())
    }

    /// Why a header is read as it is.
    pub fn why(&self, why: &Why) -> String {
        self.said("why", why).unwrap_or_default()
    }

    /// How a column is read.
    pub fn answer(&self, answer: Answer) -> String {
        self.said("answer", &answer).unwrap_or_default()
    }

    /// What an answer rests on.
    pub fn basis(&self, basis: &Basis) -> String {
        self.said("basis", basis).unwrap_or_default()
    }

    /// The text of a value that names it by its variant and fills its places by its fields.
    fn said(&self, group: &str, value: &impl Serialize) -> Option<String> {
        let (variant, fields) = match serde_json::to_value(value).ok()? {
            Value::String(variant) => (variant, Value::Null),
            Value::Object(map) => map.into_iter().next()?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
        };
        let text = self.get(&format!("intake.{group}.{variant}"))?;
        let field = |name: &str| match fields.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        Some(template::fill(text, field))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::StrDeserializer;
    use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

    use super::*;
    use crate::wording::Language;
    use crate::wording::template::places;

    type Shape = Vec<(&'static str, Vec<&'static str>)>;
    type Stop = serde::de::value::Error;

    /// Asks a type for its variants and their fields, as its derived `Deserialize` knows them.
    #[derive(Default)]
    struct Asked {
        variants: &'static [&'static str],
        at: usize,
        fields: Vec<&'static str>,
    }

    fn shape_of<T: DeserializeOwned>() -> Shape {
        let mut shape = Shape::new();
        loop {
            let mut asked = Asked { at: shape.len(), ..Asked::default() };
            let _ = T::deserialize(&mut asked);
            let Some(variant) = asked.variants.get(asked.at) else { return shape };
            asked.fields.sort_unstable();
            shape.push((variant, asked.fields));
        }
    }

    impl<'de> Deserializer<'de> for &mut Asked {
        type Error = Stop;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
            Err(serde::de::Error::custom("only the shape is asked for"))
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Stop> {
            self.variants = variants;
            visitor.visit_enum(self)
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Stop> {
            self.fields = fields.to_vec();
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
        }
    }

    impl<'de> EnumAccess<'de> for &mut Asked {
        type Error = Stop;
        type Variant = Self;

        fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Stop> {
            let name = self.variants.get(self.at).copied().unwrap_or_default();
            Ok((seed.deserialize(StrDeserializer::new(name))?, self))
        }
    }

    impl<'de> VariantAccess<'de> for &mut Asked {
        type Error = Stop;

        fn unit_variant(self) -> Result<(), Stop> {
            Ok(())
        }

        fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
            seed.deserialize(self)
        }

        fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Stop> {
            self.deserialize_any(visitor)
        }

        fn struct_variant<V: Visitor<'de>>(
            self,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Stop> {
            self.deserialize_struct("", fields, visitor)
        }
    }

    /// The texts of a group as (key, places), in order.
    fn worded(group: &str) -> Vec<(String, Vec<String>)> {
        let english = Wording::of(Language::English);
        let prefix = format!("intake.{group}.");
        let keys = english.keys();
        let keys = keys.iter().filter_map(|key| key.strip_prefix(&prefix));
        keys.map(|key| {
            let text = english.text(&format!("{prefix}{key}")).to_owned();
            (key.to_owned(), places(&text).into_iter().map(str::to_owned).collect())
        })
        .collect()
    }

    fn assert_worded<T: DeserializeOwned>(group: &str) {
        let mut shape = shape_of::<T>();
        shape.sort_unstable();
        assert!(shape.len() > 1, "{group}");
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let shape: Vec<_> = shape.into_iter().map(|(key, fields)| (key.to_owned(), owned(fields))).collect();
        assert_eq!(shape, worded(group), "{group}: the texts are those of the variants and their fields");
    }

    #[test]
    fn every_value_that_reading_says_has_its_text_and_every_text_its_value() {
        assert_worded::<Why>("why");
        assert_worded::<Answer>("answer");
        assert_worded::<Basis>("basis");
        let mut notes: Vec<String> = Note::ALL.iter().map(ToString::to_string).collect();
        notes.sort_unstable();
        let worded_notes: Vec<String> = worded("note").into_iter().map(|(key, _)| key).collect();
        assert_eq!(notes, worded_notes);
    }

    #[test]
    fn every_flaw_has_a_name_and_its_other_texts_are_of_flaws() {
        let shape = shape_of::<Flaw>();
        let names: Vec<String> = worded("flaw").into_iter().map(|(key, _)| key).collect();
        let mut variants: Vec<&str> = shape.iter().map(|(key, _)| *key).collect();
        variants.sort_unstable();
        assert_eq!(names, variants);
        for (key, places) in ["expected", "repair"].into_iter().flat_map(worded) {
            let fields = shape.iter().find(|(variant, _)| *variant == key).map(|(_, fields)| fields);
            let is_filled = |place: &String| fields.is_some_and(|it| it.contains(&place.as_str()));
            assert!(key == "cell" || fields.is_some(), "{key}");
            assert!(places.iter().all(is_filled), "{key}: {places:?}");
        }
        for (key, fields) in &shape {
            let expected = worded("expected").into_iter().find(|(it, _)| it == key);
            assert_eq!(fields.is_empty(), expected.is_none_or(|(_, places)| places.is_empty()), "{key}");
        }
    }

    #[test]
    fn the_flaws_of_a_record_are_said_in_both_languages() {
        let flawed = |flaw, column: &'static str| Flawed { flaw, column: column.into() };
        let flaws = [flawed(Flaw::NotWhole, "seats"), flawed(Flaw::NotADate, "end_date")];
        let (english, german) = (Wording::of(Language::English), Wording::of(Language::German));
        assert_eq!(
            english.reason(&flaws),
            "not-whole: a whole number; seats cannot be split (seats); not-a-date: a date such as 2026-01-31 (end_date)"
        );
        assert_eq!(
            german.reason(&flaws),
            "nicht ganzzahlig: eine ganze Zahl; Lizenzen lassen sich nicht teilen (seats); kein Datum: ein Datum wie 2026-01-31 (end_date)"
        );
        let alone = [flawed(Flaw::RowTooLong { cells: 5, found: 6 }, "")];
        assert_eq!(german.reason(&alone), "Zeile zu lang: 5 Zellen wie in der Kopfzeile, nicht 6");
        assert_eq!(english.reason(&[flawed(Flaw::ConflictingDuplicate, "x")]), "conflicting-duplicate");
        assert_eq!(
            english.repair(&Flaw::Negative),
            "correct the cell, or empty it if the value is not known"
        );
    }

    #[test]
    fn what_a_decision_rests_on_stands_in_its_place() {
        let witness = crate::intake::layout::Witness { line: 7, value: "31/01/2026".to_owned() };
        let said = |basis| Wording::of(Language::German).said("basis", &basis);
        assert_eq!(said(Basis::Proof(witness)).as_deref(), Some("`31/01/2026` in Zeile 7 beweist es"));
        assert_eq!(said(Basis::Cells { n: 5 }).as_deref(), Some("5 Zellen"));
    }
}
