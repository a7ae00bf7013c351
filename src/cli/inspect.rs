//! `cutover inspect`: what each file is, without judging anybody.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use cutover::error::Error;
use cutover::intake::layout::ColumnUse;
use cutover::intake::{FileReport, Portfolio, expand};
use serde_json::{Value, json};

use crate::cli::exit::Outcome;
use crate::cli::plan::args::InputArgs;
use crate::cli::plan::settings;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    input: InputArgs,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Reads the files and says what they are.
pub(crate) fn run(args: &InspectArgs) -> Result<Outcome, Error> {
    let policy = settings::policy(args.input.policy.as_deref())?;
    let inputs = expand(&args.input.exports)?;
    let portfolio = Portfolio::read(&inputs, &settings::intake(&args.input, &policy, true)?, &|_| {})?;
    let text = match args.format {
        Format::Text => portfolio.files.iter().map(text_of).collect(),
        Format::Json => {
            let files: Vec<Value> = portfolio.files.iter().map(json_of).collect();
            format!("{:#}\n", json!({ "files": files }))
        }
    };
    stdout::write(&text).map(|()| Outcome::Complete)
}

fn text_of(file: &FileReport) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = describe(&mut out, file);
    out
}

fn describe(out: &mut String, file: &FileReport) -> std::fmt::Result {
    writeln!(out, "{}: {} bytes, {}", file.path, file.bytes, file.encoding)?;
    if let Some(reason) = &file.skipped {
        return writeln!(out, "  not readable: {reason}\n");
    }
    for (header, layout) in &file.sections {
        let delimiter = if header.delimiter == b'\t' {
            "tab".to_owned()
        } else {
            format!("`{}`", char::from(header.delimiter))
        };
        writeln!(
            out,
            "  line {}: profile {} ({}), delimiter {delimiter}",
            header.line,
            layout.profile(),
            layout.because()
        )?;
        for mapping in layout.mapping() {
            writeln!(out, "    {:<32} {}", mapping.header.trim(), use_of(mapping.usage))?;
            if let Some(decision) = mapping.decision {
                writeln!(out, "    {:<32}   {}: {}", "", decision.answer, decision.evidence)?;
            }
        }
    }
    let entry = &file.entry;
    writeln!(
        out,
        "  {} records: {} subscriptions, {} merged or adding facts, {} reference, {} skipped, {} rejected",
        entry.read.records,
        entry.accepted.records,
        entry.merged.records,
        entry.reference.records,
        entry.skipped.records,
        entry.rejected.records
    )?;
    for (note, count) in &file.notes {
        writeln!(out, "  note: {note} ({count})")?;
    }
    writeln!(out)
}

fn use_of(usage: ColumnUse) -> String {
    match usage {
        ColumnUse::Mapped(target) => format!("-> {}", target.as_str()),
        ColumnUse::Synonym(target) => format!("-> {} (by a common name)", target.as_str()),
        ColumnUse::Ignored => "not needed".to_owned(),
        ColumnUse::Personal => "personal: never stored, never written".to_owned(),
        ColumnUse::Unknown => "unknown: ignored".to_owned(),
    }
}

fn json_of(file: &FileReport) -> Value {
    let sections: Vec<Value> = file
        .sections
        .iter()
        .map(|(header, layout)| {
            json!({
                "line": header.line,
                "delimiter": char::from(header.delimiter).to_string(),
                "profile": layout.profile(),
                "why": layout.because(),
                "columns": layout.mapping().map(|it| json!({ "header": it.header, "use": use_of(it.usage) })).collect::<Vec<_>>(),
                "decisions": layout.decisions().iter().map(|it| json!({ "column": it.name, "answer": it.answer, "evidence": it.evidence })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "path": file.path,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "sections": sections,
        "records": file.entry.read.records,
        "rejected": file.entry.rejected.records,
        "skipped": file.skipped,
        "notes": file.notes.iter().map(|(note, count)| json!({ "note": note.to_string(), "count": count })).collect::<Vec<_>>(),
    })
}
