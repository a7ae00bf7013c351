//! Opens one input: finds its header, and gathers the evidence the reading of its columns needs.

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::block::{Section, known_header};
use crate::intake::decode::{Damage, clean};
use crate::intake::layout::{DetectContext, Evidence};
use crate::intake::lines::Lines;
use crate::intake::opening::{self, Header, Opening};
use crate::intake::settings::Settings;
use crate::intake::source::{Input, NamedCustomer, Source, Stream};
use crate::table::Cells;
use crate::table::Records;
use crate::table::cutter::{Block, Cutter, Piece, count_lines};
use crate::table::single::Single;

/// Bytes of a block, about.
const BLOCK: usize = 512 << 10;
/// Blocks per thread that are parsed together while as many are read.
const PER_THREAD: usize = 4;

/// An input whose first header is known.
pub(crate) struct Exported {
    pub(crate) again: Again,
    pub(crate) cutter: Cutter<Stream>,
    pub(crate) section: Section,
}

impl Exported {
    pub(crate) fn open(input: &Input, settings: &Settings) -> Result<Self, Error> {
        let mut source = Source::open(&input.path, settings.encoding)?;
        let context = DetectContext { outside: input.outside.outside(), ..settings.context.clone() };
        let mut refusal = None;
        for sheet in 0..source.n_sheets() {
            source.choose_sheet(sheet);
            let mut cutter = Cutter::new(source.stream(true)?, b',', BLOCK);
            let start = cutter.peek().map_err(|source| Error::Open { path: input.path.clone(), source })?;
            match opening::find(start, settings.delimiter, &context) {
                Ok(Opening { header, layout, taken, lines }) => {
                    let again = Again { source, delimiter: header.delimiter, taken, lines };
                    let section = decided(&again, Section { header, layout }, &input.path, &context)?;
                    // Handles on a temporary file share their place: start over.
                    let cutter = again.cutter(true)?;
                    return Ok(Exported { again, cutter, section });
                }
                Err(found) => refusal = refusal.or(Some(found)),
            }
        }
        let (line, mut reason) = refusal.map_or((None, String::new()), |it| (it.line, it.reason));
        if let NamedCustomer::Ambiguous(ids) = &input.outside {
            reason =
                format!("{reason} (its name holds several customers, {}: say FILE@TENANT)", ids.join(", "));
        }
        Err(Error::Input { path: input.path.clone(), line, reason })
    }
}

/// Gathers the evidence a layout asks for in a first pass over the input.
fn decided(again: &Again, section: Section, path: &str, context: &DetectContext) -> Result<Section, Error> {
    if !section.layout.needs_evidence() {
        return Ok(section);
    }
    settled(again, section, path, context, true)
}

/// A section with its columns settled by every record that stands under its header, wherever in the file;
/// `is_first` where the input begins with it.
pub(crate) fn settled(
    again: &Again,
    section: Section,
    path: &str,
    context: &DetectContext,
    is_first: bool,
) -> Result<Section, Error> {
    let failed = |source| Error::Open { path: path.to_owned(), source };
    let mut cutter = again.cutter(false)?;
    let mut evidence = Evidence::default();
    let mut is_under = is_first;
    loop {
        let group = next_group(&mut cutter).map_err(failed)?;
        if group.is_empty() {
            break;
        }
        let parts: Vec<Observed> = group.par_iter().map(|piece| observe(piece, &section, context)).collect();
        for part in parts {
            is_under = part.add_to(&mut evidence, is_under);
        }
    }
    let decision = section.layout.decide(evidence);
    let layout = decision.map_err(|error| Error::input(path, error.to_string()))?;
    Ok(Section { layout, header: section.header })
}

/// What the first block says of the section the input begins with.
pub(crate) fn sample(
    again: &Again,
    section: &Section,
    path: &str,
    context: &DetectContext,
) -> Result<Evidence, Error> {
    let first =
        again.cutter(false)?.next().map_err(|source| Error::Open { path: path.to_owned(), source })?;
    let mut evidence = Evidence::default();
    if let Some(piece) = first {
        observe(&piece, section, context).add_to(&mut evidence, true);
    }
    Ok(evidence)
}

/// What one block says of a section: before the first header in it, and behind those that repeat its own.
#[derive(Default)]
struct Observed {
    before: Evidence,
    behind: Evidence,
    /// Whether the block ends under the section's header, where it holds any header.
    ends_under: Option<bool>,
}

impl Observed {
    /// Adds what counts, and says whether the next block begins under the section's header.
    fn add_to(self, evidence: &mut Evidence, is_under: bool) -> bool {
        if is_under {
            evidence.merge(self.before);
        }
        evidence.merge(self.behind);
        self.ends_under.unwrap_or(is_under)
    }
}

fn observe(piece: &Piece, section: &Section, context: &DetectContext) -> Observed {
    let mut observed = Observed::default();
    let Piece::Block(block) = piece else { return observed };
    let text = clean(&block.bytes, &mut Damage::default());
    let mut records = Records::new(&text, block.first_line, section.header.delimiter);
    let mut cells = Cells::default();
    while let Some(found) = records.next(&mut cells) {
        if section.header.is_repeated_by(&cells) {
            observed.ends_under = Some(true);
        } else if begins_like_header(&cells)
            && known_header(&cells, &found, section.header.delimiter, context).is_some()
        {
            observed.ends_under = Some(false);
        } else {
            match observed.ends_under {
                None => section.layout.observe(&cells, found.line, &mut observed.before),
                Some(true) => section.layout.observe(&cells, found.line, &mut observed.behind),
                Some(false) => {}
            }
        }
    }
    observed
}

/// Headers begin with a word: nearly no record is looked at any closer.
fn begins_like_header(cells: &Cells<'_>) -> bool {
    let first = cells.iter().find(|cell| !cell.is_empty()).unwrap_or_default();
    !first.is_empty() && !first.bytes().any(|byte| byte.is_ascii_digit())
}

/// The part of a block behind a header that stands in it.
pub(crate) fn behind(block: &Block, header: &Header) -> Block {
    // Neither decoded nor cleaned: what follows is still to be read as it stands.
    let mut single = Single::new(header.delimiter);
    let mut cells = Cells::default();
    let (mut at, mut line) = (0, block.first_line);
    while let Some(found) = single.follow(&block.bytes[at..], line, &mut cells) {
        line += count_lines(&block.bytes[at..at + found.end]);
        at += found.end;
        if found.line >= header.line {
            let rest = block.bytes[at..].to_vec();
            let lines = count_lines(&rest);
            let first_line = block.first_line + block.lines - lines;
            return Block { bytes: rest, first_line, lines, ..*block };
        }
    }
    Block { bytes: Vec::new(), first_line: block.first_line + block.lines, lines: 0, ..*block }
}

pub(crate) fn next_group(cutter: &mut Cutter<Stream>) -> std::io::Result<Vec<Piece>> {
    let at_once = PER_THREAD * rayon::current_num_threads();
    let mut group = Vec::new();
    while group.len() < at_once {
        match cutter.next()? {
            Some(piece) => group.push(piece),
            None => break,
        }
    }
    Ok(group)
}

/// An input that can be read a second time, from behind its first header.
#[derive(Debug)]
pub(crate) struct Again {
    source: Source,
    delimiter: u8,
    taken: usize,
    lines: u32,
}

impl Again {
    /// Bytes of the whole input, for progress; 0 where unknown.
    pub(crate) fn size(&self) -> u64 {
        self.source.size()
    }

    /// The input from behind its first header, line by line.
    pub(crate) fn lines(&self) -> Result<Lines<Stream>, Error> {
        let failed = |source| Error::Open { path: self.source.path().to_owned(), source };
        Lines::behind(self.source.stream(false)?, self.taken, self.lines).map_err(failed)
    }

    pub(crate) fn cutter(&self, hashed: bool) -> Result<Cutter<Stream>, Error> {
        let mut cutter = Cutter::new(self.source.stream(hashed)?, self.delimiter, BLOCK);
        cutter.peek().map_err(|source| Error::Open { path: self.source.path().to_owned(), source })?;
        cutter.start(self.delimiter, self.taken);
        cutter.at_line(self.lines + 1);
        Ok(cutter)
    }
}
