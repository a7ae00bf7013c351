//! `cutover rules`: the rule book, as a list or one rule at a time.

use std::fmt::Write;

use clap::{Args, Subcommand, ValueEnum};
use cutover::error::Error;
use cutover::rules::{Rule, Rulebook};
use serde_json::{Value, json};

use crate::cli::exit::Outcome;
use crate::cli::plan::settings;
use crate::cli::stdout;

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List every rule with its severity and what it says
    List(ListArgs),
    /// Explain one rule: why it matters, what to do, where it comes from
    Explain(ExplainArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How the list is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Policy file whose levels, points and rules apply
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<std::path::PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Id of the rule
    rule: String,
    /// Policy file whose levels, points and rules apply
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<std::path::PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs one of the subcommands.
pub(crate) fn run(command: &RulesCommand) -> Result<Outcome, Error> {
    let (RulesCommand::List(ListArgs { policy: path, .. })
    | RulesCommand::Explain(ExplainArgs { policy: path, .. })) = command;
    let policy = settings::policy(path.as_deref())?;
    let rulebook = policy.rulebook()?;
    let text = match command {
        RulesCommand::List(args) => list(&rulebook, args.format),
        RulesCommand::Explain(args) => page(&rulebook, &args.rule)?,
    };
    stdout::write(&text).map(|()| Outcome::Complete)
}

fn list(rulebook: &Rulebook<'_>, format: Format) -> String {
    match format {
        Format::Text => {
            let width = rulebook.rules().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
            let line = |rule: &Rule<'_>| {
                format!(
                    "{:<width$}  {:<8} {:>3}  {}\n",
                    rule.id,
                    rule.severity.as_str(),
                    rule.points,
                    rule.title
                )
            };
            rulebook.rules().iter().map(line).collect()
        }
        Format::Json => {
            let rules: Vec<Value> = rulebook.rules().iter().map(as_json).collect();
            format!("{:#}\n", json!({ "rules": rules }))
        }
    }
}

fn as_json(rule: &Rule<'_>) -> Value {
    json!({
        "rule": rule.id,
        "severity": rule.severity.as_str(),
        "points": rule.points,
        "title": rule.title,
        "remedy": rule.remedy,
        "citation": rule.citation,
        "provenance": rule.provenance.as_str(),
        "valid_from": rule.valid_from.map(|day| day.to_string()),
        "valid_to": rule.valid_to.map(|day| day.to_string()),
        "stands": rule.stands.as_str(),
        "needs": rule.needs.iter().map(|fact| fact.as_str()).collect::<Vec<_>>(),
        "explain": rule.explain,
    })
}

fn page(rulebook: &Rulebook<'_>, id: &str) -> Result<String, Error> {
    let rule = rulebook.rule(id).ok_or_else(|| Error::Usage(rulebook.unknown(id).to_string()))?;
    let mut page = String::new();
    let valid = match (rule.valid_from, rule.valid_to) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{}: {}", rule.id, rule.title);
    let _ = writeln!(page, "{}, {} points, valid {valid}", rule.severity, rule.points);
    let _ = writeln!(page, "{} ({})\n\n{}", rule.citation, rule.provenance, rule.explain.trim_end());
    Ok(page)
}
