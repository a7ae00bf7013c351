//! `cutover rules`: the rule book, as a list or one rule at a time.

use std::fmt::Display;

use clap::{Args, Subcommand, ValueEnum};
use cutover::error::Error;
use cutover::model::Day;
use cutover::rules::{Event, Rule, Rulebook};
use cutover::run::{Outcome, PolicySource};
use cutover::wording::Wording;
use serde_json::{Value, json};

use crate::cli::language::LanguageArgs;
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
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Id of the rule
    rule: String,
    /// Policy file whose levels, points and rules apply
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<std::path::PathBuf>,
    #[command(flatten)]
    language: LanguageArgs,
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
    let policy = PolicySource::load(path.clone().map(PolicySource::File).as_ref())?;
    let rulebook = policy.rulebook()?;
    let text = match command {
        RulesCommand::List(args) => list(&rulebook, args.format, args.language.wording()),
        RulesCommand::Explain(args) => page(&rulebook, &args.rule, args.language.wording())?,
    };
    stdout::write(&text).map(|()| Outcome::Complete)
}

fn list(rulebook: &Rulebook<'_>, format: Format, wording: &Wording) -> String {
    match format {
        Format::Text => {
            let severity = |rule: &Rule<'_>| wording.value("severity", rule.severity.as_str()).to_owned();
            let longest = |of: &dyn Fn(&Rule<'_>) -> usize| rulebook.rules().iter().map(of).max();
            let id_width = longest(&|rule| rule.id.len()).unwrap_or_default();
            let width = longest(&|rule| severity(rule).chars().count()).unwrap_or_default();
            let line = |rule: &Rule<'_>| {
                let (id, points, title) = (rule.id, rule.points, wording.rule(rule).title);
                format!("{id:<id_width$}  {:<width$}  {points:>3}  {title}\n", severity(rule))
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
        "valid_from": rule.valid.first_day().map(|day| day.to_string()),
        "valid_to": rule.valid.last_day().map(|day| day.to_string()),
        "event": rule.valid.event().map(Event::as_str),
        "dates": rule.valid.settings().collect::<Vec<_>>(),
        "stands": rule.stands.as_str(),
        "needs": rule.needs.iter().map(|fact| fact.as_str()).collect::<Vec<_>>(),
        "explain": rule.explain,
    })
}

fn page(rulebook: &Rulebook<'_>, id: &str, wording: &Wording) -> Result<String, Error> {
    let rule = rulebook.rule(id).ok_or_else(|| Error::Usage(rulebook.unknown(id).to_string()))?;
    let words = wording.rule(rule);
    let severity = wording.value("severity", rule.severity.as_str());
    let provenance = wording.value("provenance", rule.provenance.as_str());
    let valid = validity(rule, wording);
    let standing: [(&str, &dyn Display); 3] =
        [("severity", &severity), ("points", &rule.points), ("valid", &valid)];
    let mut lines =
        vec![format!("{}: {}", rule.id, words.title), wording.fill("rulebook.standing", &standing)];
    if let Some(event) = rule.valid.event() {
        let event = wording.value("event", event.as_str());
        let settings = rule.valid.settings().collect::<Vec<_>>().join(", ");
        let key = if settings.is_empty() { "rulebook.event" } else { "rulebook.event_and_dates" };
        lines.push(wording.fill(key, &[("event", &event), ("settings", &settings)]));
    }
    if !rule.citation.is_empty() {
        let source: [(&str, &dyn Display); 2] = [("citation", &rule.citation), ("provenance", &provenance)];
        lines.push(wording.fill("rulebook.source", &source));
    }
    lines.push(wording.fill("rulebook.remedy", &[("remedy", &words.remedy)]));
    Ok(format!("{}\n\n{}\n", lines.join("\n"), words.explain.trim_end()))
}

fn validity(rule: &Rule<'_>, wording: &Wording) -> String {
    let day = |day: Option<Day>| day.map(|day| wording.day(day)).unwrap_or_default();
    let (first, last) = (rule.valid.first_day(), rule.valid.last_day());
    let (from, to) = (day(first), day(last));
    let key = match (first, last) {
        (None, None) => "rulebook.always",
        (Some(_), None) => "rulebook.from",
        (None, Some(_)) => "rulebook.until",
        (Some(_), Some(_)) => "rulebook.between",
    };
    wording.fill(key, &[("from", &from), ("to", &to)])
}
