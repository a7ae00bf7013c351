//! What was found in the files, in lines for people.

use std::fmt::{Result, Write};

use cutover::intake::layout::ColumnUse;
use cutover::intake::{Damage, FileReport, Header, Layout, Role};
use cutover::plan::Gaps;

/// Every file, then the facts nobody exported.
pub(super) fn of(files: &[FileReport], gaps: &Gaps) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for file in files {
        let _ = describe(&mut out, file);
    }
    let _ = describe_gaps(&mut out, gaps);
    out
}

fn describe(out: &mut String, file: &FileReport) -> Result {
    if let Some(reason) = &file.skipped {
        return writeln!(out, "{}\n  not readable: {reason}\n", file.path);
    }
    writeln!(out, "{}\n  {} bytes, {}", file.path, file.bytes, file.encoding)?;
    for (header, layout) in &file.sections {
        section(out, header, layout)?;
    }
    let entry = &file.entry;
    let counts = [
        (entry.accepted.records, "subscriptions"),
        (entry.merged.records, "merged or adding facts"),
        (entry.reference.records, "reference"),
        (entry.skipped.records, "without licences"),
        (entry.rejected.records, "rejected"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    writeln!(out, "  {} records: {}", entry.read.records, counts.join(", "))?;
    for (count, what) in damage(&file.damage) {
        writeln!(out, "  damage: {what} ({count})")?;
    }
    for (note, count) in &file.notes {
        writeln!(out, "  note: {note} ({count})")?;
    }
    writeln!(out)
}

fn section(out: &mut String, header: &Header, layout: &Layout) -> Result {
    let role = match layout.role() {
        Role::Portfolio if layout.adds_facts() => ", adds facts to the rows of other files",
        Role::Portfolio => "",
        Role::Reference => ", reference data",
        Role::Useless => ", of no use here",
    };
    let delimiter = delimiter(header);
    writeln!(out, "  line {}: {}{role}, delimiter {delimiter}", header.line, layout.profile())?;
    writeln!(out, "    because it {}", layout.why())?;
    if layout.has_exclusive_ends() {
        writeln!(out, "    its end dates name the first day after the term and are moved back by one")?;
    }
    if !header.type_name.is_empty() {
        writeln!(out, "    a list of {}", header.type_name)?;
    }
    let width = layout.mapping().map(|it| it.header.trim().chars().count()).max().unwrap_or(0).min(40);
    for mapping in layout.mapping() {
        writeln!(out, "    {:<width$}  {}", mapping.header.trim(), use_of(mapping.usage))?;
        if let Some(decision) = mapping.decision {
            writeln!(out, "    {:<width$}    {}: {}", "", decision.answer, decision.evidence)?;
        }
    }
    Ok(())
}

pub(super) fn delimiter(header: &Header) -> String {
    if header.delimiter == b'\t' { "tab".to_owned() } else { format!("`{}`", char::from(header.delimiter)) }
}

/// What becomes of a column, in words.
pub(super) fn use_of(usage: ColumnUse) -> String {
    match usage {
        ColumnUse::Mapped(target) => format!("-> {}", target.as_str()),
        ColumnUse::Synonym(target) => format!("-> {} (by a common name)", target.as_str()),
        ColumnUse::Ignored => "not needed".to_owned(),
        ColumnUse::Personal => "personal: never stored, never written".to_owned(),
        ColumnUse::Unknown => "unknown: ignored".to_owned(),
    }
}

/// Every kind of damage that was found, and how often.
pub(super) fn damage(damage: &Damage) -> Vec<(u64, &'static str)> {
    let mixed = if damage.encoding() == "mixed" { damage.windows_1252_lines } else { 0 };
    let all = [
        (mixed, "lines in windows-1252 beside lines in UTF-8"),
        (damage.replaced_characters, "bytes that stand for no character"),
        (u64::from(damage.zero_bytes), "zero bytes, which were removed"),
        (damage.byte_order_marks, "byte-order marks in mid-file, as joining files leaves them"),
        (damage.repeated_headers, "repeated header lines"),
        (damage.totals, "lines of totals"),
        (damage.records_after_total, "records behind a total, which were read"),
        (damage.blank_records, "records of empty cells only"),
        (damage.wrapped_lines, "lines wrapped in one more pair of quotes"),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).collect()
}

fn describe_gaps(out: &mut String, gaps: &Gaps) -> Result {
    let (decided, all) = gaps.decided();
    if all == 0 {
        return Ok(());
    }
    writeln!(out, "Facts: of {all} customers, every needed fact is known of {decided}.")?;
    let ranked = gaps.ranked();
    if ranked.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "  {:<24} {:>10} {:>14} {:>22}",
        "missing fact", "customers", "decided by it", "with those above it"
    )?;
    for gap in ranked {
        let name = gap.fact.as_str();
        writeln!(out, "  {name:<24} {:>10} {:>14} {:>22}", gap.lacking, gap.alone, gap.together)?;
    }
    writeln!(out, "  Add an export that has them, or let the policy assume them under [assume].")
}
