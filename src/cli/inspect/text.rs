//! What was found in the files, in lines for people.

use std::fmt::Display;

use cutover::intake::layout::ColumnUse;
use cutover::intake::{Damage, FileReport, Header, Layout, Role};
use cutover::plan::Gaps;
use cutover::wording::Wording;

/// Every file, then the facts nobody exported.
pub(super) fn of(files: &[FileReport], gaps: &Gaps, wording: &Wording) -> String {
    let mut page = Page { out: String::new(), wording };
    for file in files {
        page.describe(file);
    }
    page.gaps(gaps);
    page.out
}

struct Page<'p> {
    out: String,
    wording: &'p Wording,
}

impl Page<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.extend([&" ".repeat(indent), text.trim_end(), "\n"]);
    }

    fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.wording.fill(&format!("inspect.{key}"), values)
    }

    fn text(&self, key: &str) -> &str {
        self.wording.get(&format!("inspect.{key}")).unwrap_or_default()
    }

    fn count(&self, number: u64) -> String {
        self.wording.count(number)
    }

    fn describe(&mut self, file: &FileReport) {
        self.line(0, &file.path);
        if let Some(reason) = &file.skipped {
            self.line(2, &self.say("not_readable", &[("reason", reason)]));
            return self.line(0, "");
        }
        let bytes = self.count(file.bytes);
        self.line(2, &self.say("bytes", &[("bytes", &bytes), ("encoding", &file.encoding)]));
        for (header, layout) in &file.sections {
            self.section(header, layout);
        }
        let entry = &file.entry;
        let counts = [
            (entry.accepted.records, "of.accepted"),
            (entry.merged.records, "of.merged"),
            (entry.reference.records, "of.reference"),
            (entry.skipped.records, "of.skipped"),
            (entry.rejected.records, "of.rejected"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: Vec<String> = counts
            .map(|&(n, key)| self.say("count", &[("n", &self.count(n)), ("what", &self.text(key))]))
            .collect();
        let records = self.count(entry.read.records);
        self.line(2, &self.say("records", &[("records", &records), ("counts", &counts.join(", "))]));
        for (n, what) in damage(&file.damage, self.wording) {
            self.line(2, &self.say("damage", &[("what", &what), ("n", &self.count(n))]));
        }
        for (note, &n) in &file.notes {
            let what = self.wording.note(*note);
            self.line(2, &self.say("note", &[("what", &what), ("n", &self.count(n))]));
        }
        self.line(0, "");
    }

    fn section(&mut self, header: &Header, layout: &Layout) {
        let role = match layout.role() {
            Role::Portfolio if layout.adds_facts() => self.text("adds_facts"),
            Role::Portfolio => "",
            Role::Reference => self.text("reference"),
            Role::Useless => self.text("useless"),
        };
        let delimiter = match header.delimiter {
            b'\t' => self.text("tab").to_owned(),
            other => format!("`{}`", char::from(other)),
        };
        let values: [(&str, &dyn Display); 4] = [
            ("line", &header.line),
            ("profile", &layout.profile()),
            ("role", &role),
            ("delimiter", &delimiter),
        ];
        self.line(2, &self.say("section", &values));
        self.line(4, &self.say("because", &[("why", &self.wording.why(layout.why()))]));
        if !header.type_name.is_empty() {
            self.line(4, &self.say("type_name", &[("type_name", &header.type_name)]));
        }
        self.columns(layout);
    }

    fn columns(&mut self, layout: &Layout) {
        let width = layout.mapping().map(|it| it.header.trim().chars().count()).max().unwrap_or(0).min(40);
        for mapping in layout.mapping() {
            let usage = self.use_of(mapping.usage);
            self.line(4, &format!("{:<width$}  {usage}", mapping.header.trim()));
            if let Some(ends) = mapping.ends {
                self.line(4, &format!("{:<width$}    {}", "", self.text(&format!("ends.{ends}"))));
            }
            if let Some(decision) = mapping.decision {
                let answer = self.wording.answer(decision.answer);
                let basis = self.wording.basis(&decision.basis);
                self.line(4, &format!("{:<width$}    {answer}: {basis}", ""));
            }
        }
    }

    /// What becomes of a column, in words.
    fn use_of(&self, usage: ColumnUse) -> String {
        match usage {
            ColumnUse::Mapped(target) => self.say("use.mapped", &[("column", &target.as_str())]),
            ColumnUse::Synonym(target) => self.say("use.synonym", &[("column", &target.as_str())]),
            ColumnUse::Ignored => self.say("use.ignored", &[]),
            ColumnUse::Personal => self.say("use.personal", &[]),
            ColumnUse::Unknown => self.say("use.unknown", &[]),
        }
    }

    fn gaps(&mut self, gaps: &Gaps) {
        let (decided, all) = gaps.decided();
        if all == 0 {
            return;
        }
        let (known, all) = (self.count(decided), self.count(all));
        self.line(0, &self.say("facts", &[("all", &all), ("known", &known)]));
        let ranked = gaps.ranked();
        if ranked.is_empty() {
            return;
        }
        let [fact, customers, alone, together] =
            ["gap.fact", "gap.customers", "gap.alone", "gap.together"].map(|key| self.text(key).to_owned());
        self.line(2, &format!("{fact:<24} {customers:>10} {alone:>18} {together:>22}"));
        for gap in ranked {
            let name = gap.fact.as_str();
            let (lacking, alone, together) = (gap.lacking, gap.alone, gap.together);
            self.line(2, &format!("{name:<24} {lacking:>10} {alone:>18} {together:>22}"));
        }
        self.line(2, &self.say("advice", &[]));
    }
}

/// Every kind of damage that was found, and how often.
pub(super) fn damage<'w>(damage: &Damage, wording: &'w Wording) -> Vec<(u64, &'w str)> {
    let mixed = if damage.encoding() == "mixed" { damage.windows_1252_lines } else { 0 };
    let all = [
        (mixed, "mixed"),
        (damage.replaced_characters, "replaced"),
        (u64::from(damage.zero_bytes), "zero"),
        (damage.byte_order_marks, "marks"),
        (damage.repeated_headers, "headers"),
        (damage.totals, "totals"),
        (damage.records_after_total, "after_total"),
        (damage.blank_records, "blank"),
        (damage.wrapped_lines, "wrapped"),
    ];
    let found = all.into_iter().filter(|(count, _)| *count > 0);
    found.map(|(count, key)| (count, wording.get(&format!("inspect.kind.{key}")).unwrap_or(key))).collect()
}
