//! `cutover whatif`: several policies over one reading of the exports, side by side.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use cutover::error::Error;
use cutover::history::{Alternative, whatif_csv, whatif_text};
use cutover::intake::Portfolio;
use cutover::model::{Country, Day};
use cutover::report::run_json::is_run;
use cutover::report::{Run, pointed_at};
use cutover::run::{self, Event, Observer, Outcome, PolicySource, Recalled, Request};

use crate::cli::args::{ReadingArgs, ReferenceArgs, country, day, limit_threads};
use crate::cli::language::LanguageArgs;
use crate::cli::terminal::Terminal;
use crate::cli::{Talk, notice, stdout, today};

/// Compare policies over one reading of the exports.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// Exports as `plan` reads them, or one earlier run, which is asked again as it was: its exports, day, pins and
    /// references
    #[arg(value_name = "EXPORT|RUN", required = true)]
    inputs: Vec<String>,
    /// A policy to compare; give two or more, or one to compare with that of the run
    #[arg(long = "policy", value_name = "FILE", required = true)]
    policies: Vec<PathBuf>,
    /// Country of the planning partner's tenant (default: that of the run; for exports `CUTOVER_PARTNER_COUNTRY`, or
    /// that of each policy)
    #[arg(long, value_name = "CC", value_parser = country)]
    partner_country: Option<Country>,
    /// The day the plans are made for (default: that of the run, or today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    references: ReferenceArgs,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One line per customer or subscription and column, one column per policy
    Csv,
}

/// Reads once, plans once per policy, and prints where the plans differ.
pub(crate) fn run(args: &WhatIfArgs, talk: &Talk) -> Result<Outcome, Error> {
    let recalled = args.run()?.map(Recalled::of).transpose()?;
    let request = args.request(recalled.as_ref())?;
    limit_threads(request.jobs)?;
    let mut policies: Vec<PolicySource> = args.policies.iter().cloned().map(PolicySource::File).collect();
    let mut names = names(&args.policies);
    if let (Some(recalled), [_]) = (&recalled, policies.as_slice()) {
        policies.insert(0, recalled.policy.clone());
        names.insert(0, args.inputs[0].clone());
    }
    if policies.len() < 2 {
        return Err(Error::Usage("one policy cannot be compared: give --policy twice or more".to_owned()));
    }
    let mut observer = Rereading { terminal: Terminal::new(talk, false), recalled: recalled.as_ref(), talk };
    let run::Comparison { totals, differences } = run::whatif(&request, &policies, &mut observer)?;
    let alternatives: Vec<Alternative> =
        names.into_iter().zip(totals).map(|(name, totals)| Alternative { name, totals }).collect();
    match args.format {
        Format::Text => {
            let wording = args.language.wording();
            stdout::write(&whatif_text(request.day()?, &alternatives, &differences, wording))?;
        }
        Format::Csv => stdout::write_bytes(&whatif_csv(&alternatives, &differences))?,
    }
    Ok(Outcome::Complete)
}

impl WhatIfArgs {
    /// The run that is named in place of exports.
    fn run(&self) -> Result<Option<Run>, Error> {
        let [input] = self.inputs.as_slice() else { return Ok(None) };
        let path = pointed_at(Path::new(input)).unwrap_or_else(|| input.into());
        is_run(&path).then(|| Run::open(&path)).transpose()
    }

    /// What the run was asked for, or what an empty request would be, with the command line above it.
    fn request(&self, recalled: Option<&Recalled>) -> Result<Request, Error> {
        let mut request = match recalled {
            Some(recalled) => recalled.request.clone(),
            None => Request {
                inputs: self.inputs.clone(),
                as_of: Some(today::today()),
                partner_country: standing_country()?,
                ..Request::default()
            },
        };
        request.as_of = self.as_of.or(request.as_of);
        request.partner_country = self.partner_country.or(request.partner_country);
        self.reading.put(&mut request);
        self.references.put(&mut request);
        Ok(request)
    }
}

/// The country that the environment says for every run; a run that is asked again has said its own.
fn standing_country() -> Result<Option<Country>, Error> {
    const NAME: &str = "CUTOVER_PARTNER_COUNTRY";
    let parse =
        |text: String| country(&text).map_err(|wrong| Error::Usage(format!("{NAME} `{text}`: {wrong}")));
    std::env::var(NAME).ok().filter(|text| !text.is_empty()).map(parse).transpose()
}

/// Says what has changed since a run was made that is asked again.
struct Rereading<'r> {
    terminal: Terminal<'r>,
    recalled: Option<&'r Recalled>,
    talk: &'r Talk,
}

impl Observer for Rereading<'_> {
    fn check(&self) -> Result<(), Error> {
        self.terminal.check()
    }

    fn notice(&self, event: Event<'_>) {
        self.terminal.notice(event);
    }

    fn has_read(&mut self, portfolio: &Portfolio) -> Result<(), Error> {
        let changed = self.recalled.map(|recalled| recalled.changed(portfolio)).unwrap_or_default();
        for told in &changed {
            notice::warn(self.talk, told);
        }
        self.terminal.has_read(portfolio)
    }
}

/// File names, or whole paths where two files are called the same.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let shown = |path: &PathBuf| path.display().to_string();
    let short: Vec<String> = paths
        .iter()
        .map(|path| path.file_name().map_or_else(|| shown(path), |it| it.to_string_lossy().into()))
        .collect();
    let is_unique = short.iter().enumerate().all(|(at, name)| !short[..at].contains(name));
    if is_unique { short } else { paths.iter().map(shown).collect() }
}
