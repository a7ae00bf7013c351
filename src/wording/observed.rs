//! What a finding saw, as a sentence in the language's own notation of days, counts and money.

use std::str::FromStr;

use super::{Wording, template};
use crate::model::parse_day;
use crate::rules::Column;

/// A value that is no column: the currency of the money beside it.
const CURRENCY: &str = "currency";

/// Columns whose values are names or ids, whatever they look like.
const VERBATIM: [&str; 7] = [
    "customer_country",
    "open_transfer_id",
    "other_source",
    "product_name",
    "promotion_id",
    "rule",
    "sku_part_number",
];

/// The values of an `observed` cell, `column=value` joined with `;`, under the names of their columns.
/// A semicolon inside a value is part of it.
pub fn observed_values(cell: &str) -> Vec<(&str, &str)> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut start = 0;
    let ends = cell.match_indices(';').map(|(end, _)| end).chain([cell.len()]);
    for end in ends.filter(|&end| end == cell.len() || begins_a_pair(&cell[end + 1..])) {
        pairs.extend(cell[start..end].split_once('='));
        start = end + 1;
    }
    pairs
}

fn begins_a_pair(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| Column::from_str(name).is_ok())
}

impl Wording {
    /// What a finding of a rule saw, without a full stop: a sentence where the rule has one and the values it
    /// needs are known, otherwise every value under its name.
    ///
    /// Values are as `findings.csv` writes them. A pair `("currency", "EUR")` gives the currency of amounts and
    /// is not shown by itself.
    pub fn observed(&self, rule: &str, values: &[(&str, &str)]) -> String {
        let known = |name: &str| values.iter().find(|(column, value)| *column == name && !value.is_empty());
        let shown = |name: &str| known(name).map(|(column, value)| self.shown(column, value, values));
        let sentence = self.get(&format!("observed.{rule}")).and_then(|it| template::sentence(it, shown));
        sentence.unwrap_or_else(|| self.listed(values))
    }

    fn listed(&self, values: &[(&str, &str)]) -> String {
        let told = values.iter().filter(|(column, value)| *column != CURRENCY && !value.is_empty());
        let pairs = told
            .map(|(column, value)| format!("{}: {}", self.fact(column), self.shown(column, value, values)));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn shown(&self, column: &str, value: &str, values: &[(&str, &str)]) -> String {
        let of = |name: &str| values.iter().find(|(column, _)| *column == name).map(|&(_, value)| value);
        match column {
            "column" => self.fact(value).to_owned(),
            "kept" | "other" => match of("column") {
                Some(column) => self.cell(column, value),
                None => value.to_owned(),
            },
            _ if column.ends_with("_cost") => match of(CURRENCY).filter(|currency| !currency.is_empty()) {
                Some(currency) => format!("{} {currency}", self.amount(value)),
                None => self.amount(value),
            },
            _ => self.cell(column, value),
        }
    }

    /// A cell in the language's notation: days and whole numbers as the language writes them, values of closed
    /// lists by their names, everything else as it is.
    pub fn cell(&self, column: &str, value: &str) -> String {
        if VERBATIM.contains(&column) {
            return value.to_owned();
        }
        if let Some(day) = parse_day(value) {
            return self.day(day);
        }
        let (sign, digits) = value.strip_prefix('-').map_or(("", value), |digits| ("-", digits));
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(number) if is_whole => format!("{sign}{}", self.count(number)),
            Ok(_) | Err(_) => self.value(column, value).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::rules::builtin::RULES;
    use crate::wording::Language;

    fn in_both(rule: &str, cell: &str) -> [String; 2] {
        let values = observed_values(cell);
        [Language::English, Language::German].map(|language| Wording::of(language).observed(rule, &values))
    }

    #[test]
    fn a_sentence_is_in_the_notation_of_the_language() {
        assert_eq!(
            in_both("auto-renew-on", "end_date=2026-12-31"),
            [
                "renews after 2026-12-31 unless it is stopped",
                "verlängert sich nach dem 31.12.2026, wenn es niemand verhindert"
            ]
        );
        let cell = "end_date=2026-12-31;days=1;stranded_cost=1234.50;currency=EUR";
        let mut values = observed_values("end_date=2026-12-31;days=1;stranded_cost=1234.50");
        values.push(("currency", "EUR"));
        let told = Wording::of(Language::German).observed("commitment-running", &values);
        assert_eq!(
            told,
            "die Laufzeit endet am 31.12.2026, noch 1 Tag; bei einem Wechsel heute gingen 1.234,50 EUR verloren"
        );
        assert_eq!(observed_values(cell).len(), 3, "a currency is given beside the cell, not in it");
    }

    #[test]
    fn what_no_sentence_fits_is_listed_under_its_names() {
        assert_eq!(in_both("auto-renew-on", ""), ["", ""]);
        assert_eq!(
            in_both("no-fridays", "seats_purchased=1200;status=suspended"),
            ["licenses bought: 1,200; status: suspended", "gekaufte Lizenzen: 1.200; Status: angehalten"]
        );
        assert_eq!(in_both("seats-differ", "target_seats=5")[1], "Lizenzen danach: 5");
    }

    #[test]
    fn a_product_keeps_its_name_whatever_it_looks_like() {
        let cell = "product_name=2026-11-22;b=c;d;sku_part_number=365";
        assert_eq!(observed_values(cell), [("product_name", "2026-11-22;b=c;d"), ("sku_part_number", "365")]);
        assert_eq!(
            in_both("offer-unrecognised", cell)[0],
            "the export says 2026-11-22;b=c;d (part number 365)"
        );
    }

    #[test]
    fn two_sources_are_compared_in_the_words_of_their_column() {
        let cell = "column=end_date;kept=2026-12-31;other=2027-01-31;other_source=in/a.csv:3";
        assert_eq!(
            in_both("sources-disagree", cell)[1],
            "Laufzeitende: es gilt 31.12.2026, in in/a.csv:3 steht 31.01.2027"
        );
    }

    #[test]
    fn a_sentence_has_only_places_its_rule_fills() {
        let observes = observed_columns();
        for &language in Language::ALL {
            let wording = Wording::of(language);
            for key in wording.keys().iter().filter_map(|key| key.strip_prefix("observed.")) {
                let (always, sometimes) = &observes[key];
                let text = wording.get(&format!("observed.{key}")).unwrap();
                let outside: String =
                    text.split('[').map(|it| it.split_once(']').map_or(it, |(_, it)| it)).collect();
                let is_filled = |name: &&str| always.iter().any(|it| it == name);
                let may_be_filled = |name: &&str| is_filled(name) || sometimes.iter().any(|it| it == name);
                assert!(template::places(text).iter().all(may_be_filled), "{language} {key}: {text}");
                let is_alone = always.len() + sometimes.len() == 1;
                let needed = template::places(&outside);
                assert!(is_alone || needed.iter().all(is_filled), "{language} {key}: {text}");
            }
            for (rule, (always, sometimes)) in &observes {
                let is_worded = wording.get(&format!("observed.{rule}")).is_some();
                assert_eq!(is_worded, !(always.is_empty() && sometimes.is_empty()), "{language} {rule}");
            }
        }
    }

    /// The columns each rule always observes, and those it observes where they are known, from its source.
    fn observed_columns() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
        let names: BTreeMap<String, &str> =
            Column::ALL.iter().map(|column| (format!("{column:?}"), column.as_str())).collect();
        let waived = || vec!["rule".to_owned(), "expires".to_owned()];
        let mut observes = BTreeMap::new();
        for rule in RULES {
            let file = match rule.id.strip_prefix("pin-") {
                Some(_) => "src/rules/pins.rs".to_owned(),
                None => format!("src/rules/builtin/{}.rs", rule.id.replace('-', "_")),
            };
            let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
            let code = source.split("#[cfg(test)]").next().unwrap();
            let code: String = code.split_whitespace().collect();
            let of = |call: &str| -> Vec<String> {
                let calls = code.split(call).skip(1);
                calls.map(|it| names[it.split(',').next().unwrap()].to_owned()).collect()
            };
            let always = if rule.id.starts_with("waiver-") { waived() } else { of(".with(Column::") };
            observes.insert(rule.id.to_owned(), (always, of(".with_some(Column::")));
        }
        observes
    }
}
