//! What was found in the files, for programs.

use cutover::intake::layout::{ColumnUse, Mapping};
use cutover::intake::profile::Ends;
use cutover::intake::{FileReport, Header, Layout, Role};
use cutover::plan::Gaps;
use cutover::wording::{Language, Wording};
use serde_json::{Value, json};

use super::text::damage;

/// Every file, then the facts nobody exported, as one object.
pub(super) fn of(files: &[FileReport], gaps: &Gaps) -> String {
    let (decided, all) = gaps.decided();
    let missing: Vec<Value> = gaps
        .ranked()
        .iter()
        .map(|gap| {
            json!({
                "fact": gap.fact.as_str(),
                "customers": gap.lacking,
                "decided_by_it_alone": gap.alone,
                "decided_with_those_before_it": gap.together,
            })
        })
        .collect();
    let files: Vec<Value> = files.iter().map(file).collect();
    let told = json!({
        "files": files,
        "facts": { "customers": all, "decided": decided, "missing": missing },
    });
    format!("{told:#}\n")
}

fn file(file: &FileReport) -> Value {
    let entry = &file.entry;
    let sections: Vec<Value> = file.sections.iter().map(|(header, layout)| section(header, layout)).collect();
    let notes: Vec<Value> =
        file.notes.iter().map(|(note, n)| json!({ "note": english().note(*note), "records": n })).collect();
    let damage: Vec<Value> = damage(&file.damage, english())
        .iter()
        .map(|(n, what)| json!({ "damage": what, "count": n }))
        .collect();
    json!({
        "path": file.path,
        "not_readable": file.skipped,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "sections": sections,
        "records": {
            "read": entry.read.records,
            "subscriptions": entry.accepted.records,
            "merged": entry.merged.records,
            "reference": entry.reference.records,
            "without_licences": entry.skipped.records,
            "rejected": entry.rejected.records,
        },
        "damage": damage,
        "notes": notes,
    })
}

fn section(header: &Header, layout: &Layout) -> Value {
    let role = match layout.role() {
        Role::Portfolio => "portfolio",
        Role::Reference => "reference",
        Role::Useless => "useless",
    };
    json!({
        "line": header.line,
        "delimiter": char::from(header.delimiter).to_string(),
        "type": header.type_name,
        "profile": layout.profile(),
        "why": english().why(layout.why()),
        "role": role,
        "columns": layout.mapping().map(|mapping| column(&mapping)).collect::<Vec<_>>(),
    })
}

fn column(mapping: &Mapping<'_>) -> Value {
    let (usage, target) = match mapping.usage {
        ColumnUse::Mapped(target) => ("mapped", Some(target.as_str())),
        ColumnUse::Synonym(target) => ("common-name", Some(target.as_str())),
        ColumnUse::Ignored => ("not-needed", None),
        ColumnUse::Personal => ("personal", None),
        ColumnUse::Unknown => ("unknown", None),
    };
    let decision = mapping
        .decision
        .map(|it| json!({ "answer": english().answer(it.answer), "evidence": english().basis(&it.basis) }));
    let ends = mapping.ends.map(Ends::as_str);
    json!({ "header": mapping.header.trim(), "use": usage, "column": target, "ends": ends, "decision": decision })
}

/// What programs read is the same in every language.
fn english() -> &'static Wording {
    Wording::of(Language::English)
}
