//! `cutover successor`: what could take the place of an offer, and what users would lose.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cutover::catalogue::{Buyer, Catalogue, Downloads, RankedOffer, Ranking};
use cutover::error::Error;
use cutover::model::{Country, Day, Segment, UnknownValue};

use crate::cli::exit::Outcome;
use crate::cli::plan::args::{country, day};
use crate::cli::plan::settings::{download, read};
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
    #[arg(long, value_name = "SEGMENT", value_parser = segment)]
    segment: Option<Segment>,
    /// Day of the purchase (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn segment(text: &str) -> Result<Segment, String> {
    text.parse().map_err(|wrong: UnknownValue| wrong.to_string())
}

/// Ranks the candidates and prints them.
pub(crate) fn run(args: &SuccessorArgs) -> Result<Outcome, Error> {
    let [list, matrix, prices] = [&args.catalog, &args.offer_matrix, &args.price_list]
        .map(|path| path.as_deref().map(read).transpose());
    let (list, matrix, prices) = (list?, matrix?, prices?);
    let catalogue = Catalogue::assemble(&Downloads {
        licensing_list: download(list.as_ref()),
        offer_matrix: download(matrix.as_ref()),
        price_list: download(prices.as_ref()),
        ..Downloads::default()
    })?;
    let day = args.as_of.unwrap_or_else(today::today);
    let buyer = Buyer { country: args.market, segment: args.segment, day, net_new: true };
    let ranking = catalogue.successor(&args.offer, &buyer);
    if ranking.offer.is_empty() {
        return Err(Error::Usage(unknown(&args.offer, &ranking)));
    }
    let text = match args.format {
        Format::Text => page(&ranking, day),
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

fn page(ranking: &Ranking, day: Day) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{} ({}), found by {}", ranking.name, ranking.offer, ranking.matched_by);
    let _ = writeln!(page, "Bought again on {day}: {}", ranking.verdict);
    if !ranking.plan_set_known {
        let _ = writeln!(
            page,
            "Its plan set is not known, so nothing can be compared: give the licensing list with --catalog."
        );
    }
    for (place, candidate) in ranking.candidates.iter().take(SHOWN).enumerate() {
        describe(&mut page, place + 1, candidate);
    }
    if ranking.candidates.is_empty() {
        let _ = writeln!(page, "\nNothing that is sold to this customer could take its place.");
    } else if ranking.candidates.len() > SHOWN {
        let _ = writeln!(page, "\n{} more with --format json", ranking.candidates.len() - SHOWN);
    }
    page
}

fn describe(page: &mut String, place: usize, candidate: &RankedOffer) {
    let _ = writeln!(
        page,
        "\n{place}. {} ({}): {}",
        candidate.names.join(" + "),
        candidate.target.join(" + "),
        candidate.verdict
    );
    if !candidate.relation.is_empty() {
        let _ = writeln!(page, "   named by     {} {}", candidate.relation, candidate.source);
    }
    for (what, services) in [
        ("lost", &candidate.lost),
        ("shrunk", &candidate.shrunk),
        ("functions less", &candidate.functional),
        ("gained", &candidate.gained),
        ("kept", &candidate.kept),
    ] {
        if !services.is_empty() {
            let _ = writeln!(page, "   {what:<14} {}", services.join(", "));
        }
    }
}
