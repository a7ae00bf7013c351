//! `cutover successor`: what could take the place of an offer, and what users would lose.

use std::fmt::Display;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cutover::catalogue::{Buyer, RankedOffer, Ranking};
use cutover::error::Error;
use cutover::model::{Country, Day, Segment};
use cutover::run::{Outcome, References, Request};
use cutover::wording::Wording;

use crate::cli::args::{country, day, word};
use crate::cli::language::LanguageArgs;
use crate::cli::{stdout, today};

/// Candidates a person is shown; JSON has all of them.
const SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(crate) struct SuccessorArgs {
    /// Part number, GUID, new-commerce id or name of the offer
    offer: String,
    /// Microsoft's licensing list as downloaded: without it plan sets are not known
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The new-commerce offer matrix as downloaded
    #[arg(long, value_name = "FILE")]
    offer_matrix: Option<PathBuf>,
    /// The new-commerce price list as downloaded
    #[arg(long, value_name = "FILE")]
    price_list: Option<PathBuf>,
    /// Country of the customer, two letters
    #[arg(long, value_name = "CC", value_parser = country)]
    market: Option<Country>,
    /// Segment of the customer: commercial, education, charity or government
    #[arg(long, value_name = "SEGMENT", value_parser = word::<Segment>)]
    segment: Option<Segment>,
    /// Day of the purchase (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Ranks the candidates and prints them.
pub(crate) fn run(args: &SuccessorArgs) -> Result<Outcome, Error> {
    let request = Request {
        catalog: args.catalog.clone(),
        offer_matrix: args.offer_matrix.clone(),
        price_list: args.price_list.clone(),
        ..Request::default()
    };
    let catalogue = References::of(&request)?.catalogue()?;
    let day = args.as_of.unwrap_or_else(today::today);
    let buyer = Buyer { country: args.market, segment: args.segment, day, net_new: true };
    let ranking = catalogue.successor(&args.offer, &buyer);
    if ranking.offer.is_empty() {
        return Err(Error::Usage(unknown(&args.offer, &ranking)));
    }
    let text = match args.format {
        Format::Text => page(&ranking, day, args.language.wording()),
        Format::Json => {
            let json =
                serde_json::to_string_pretty(&ranking).map_err(|wrong| Error::Internal(wrong.to_string()))?;
            format!("{json}\n")
        }
    };
    stdout::write(&text).map(|()| Outcome::Complete)
}

fn unknown(offer: &str, ranking: &Ranking) -> String {
    let similar = &ranking.similar_names;
    let hint = if similar.is_empty() {
        "give a part number such as ENTERPRISEPACK, a GUID, or the licensing list with --catalog".to_owned()
    } else {
        format!("similar names, not used: {}", similar.join(", "))
    };
    format!("`{offer}` is none of the offers of the catalogue; {hint}")
}

/// Says everything in the words of a language.
struct Page<'p> {
    lines: Vec<String>,
    wording: &'p Wording,
}

fn page(ranking: &Ranking, day: Day, wording: &Wording) -> String {
    let mut page = Page { lines: Vec::new(), wording };
    page.top(ranking, day);
    for (place, candidate) in ranking.candidates.iter().take(SHOWN).enumerate() {
        page.describe(place + 1, candidate);
    }
    if ranking.candidates.is_empty() {
        page.lines.extend([String::new(), page.say("nothing", &[])]);
    } else if ranking.candidates.len() > SHOWN {
        let more = wording.count((ranking.candidates.len() - SHOWN) as u64);
        page.lines.extend([String::new(), page.say("more", &[("n", &more)])]);
    }
    page.lines.push(String::new());
    page.lines.join("\n")
}

impl Page<'_> {
    fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.wording.fill(&format!("successor.{key}"), values)
    }

    /// A word of a closed list; one of another version stays as it is.
    fn word<'w>(&'w self, group: &str, value: &'w str) -> &'w str {
        self.wording.get(&format!("successor.{group}.{value}")).unwrap_or(value)
    }

    fn top(&mut self, ranking: &Ranking, day: Day) {
        let step = self.word("step", ranking.matched_by);
        let values: [(&str, &dyn Display); 3] =
            [("name", &ranking.name), ("offer", &ranking.offer), ("step", &step)];
        let head = self.say("head", &values);
        let verdict = self.wording.value("offer_match", ranking.verdict);
        let again = self.say("again", &[("day", &self.wording.day(day)), ("verdict", &verdict)]);
        self.lines.extend([head, again]);
        if !ranking.plan_set_known {
            self.lines.push(self.say("no_plan_set", &[]));
        }
    }

    fn describe(&mut self, place: usize, candidate: &RankedOffer) {
        const WIDTH: usize = 18;
        let (names, targets) = (candidate.names.join(" + "), candidate.target.join(" + "));
        let verdict = self.wording.value("offer_match", candidate.verdict);
        self.lines.extend([String::new(), format!("{place}. {names} ({targets}): {verdict}")]);
        if !candidate.relation.is_empty() {
            let relation = self.word("relation", &candidate.relation);
            let what = self.word("what", "relation");
            self.lines.push(format!("   {what:<WIDTH$} {relation} {}", candidate.source));
        }
        for (what, services) in [
            ("lost", &candidate.lost),
            ("shrunk", &candidate.shrunk),
            ("functional", &candidate.functional),
            ("gained", &candidate.gained),
            ("kept", &candidate.kept),
        ] {
            if !services.is_empty() {
                let services: Vec<String> = services.iter().map(|service| self.service(service)).collect();
                let what = self.word("what", what);
                self.lines.push(format!("   {what:<WIDTH$} {}", services.join(", ")));
            }
        }
    }

    fn service(&self, service: &str) -> String {
        match service.strip_suffix(" (lower tier)") {
            Some(service) => format!("{}{}", self.wording.service(service), self.say("lower", &[])),
            None => self.wording.service(service).to_owned(),
        }
    }
}
