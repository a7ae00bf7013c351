//! Opens one input: finds its header, and gathers the evidence the reading of its columns needs.

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::block::{Records, Section};
use crate::intake::cutter::{Cutter, Piece};
use crate::intake::decode::{Damage, clean};
use crate::intake::layout::{DetectContext, Evidence};
use crate::intake::opening::{self, Opening};
use crate::intake::read::Settings;
use crate::intake::source::{Input, NamedCustomer, Source, Stream};

/// Bytes of a block, about.
const BLOCK: usize = 512 << 10;
/// Blocks that are parsed together while as many are read.
const GROUP: usize = 16;

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
                    let section = decided(&again, Section { header, layout }, &input.path)?;
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
fn decided(again: &Again, section: Section, path: &str) -> Result<Section, Error> {
    if !section.layout.needs_evidence() {
        return Ok(section);
    }
    let failed = |source| Error::Open { path: path.to_owned(), source };
    let mut cutter = again.cutter(false)?;
    let mut evidence = Evidence::default();
    loop {
        let group = next_group(&mut cutter).map_err(failed)?;
        if group.is_empty() {
            break;
        }
        let parts: Vec<Evidence> = group.par_iter().map(|piece| observe(piece, &section)).collect();
        for part in parts {
            evidence.merge(part);
        }
    }
    let decision = section.layout.decide(evidence);
    let layout = decision.map_err(|error| Error::input(path, error.to_string()))?;
    Ok(Section { layout, header: section.header })
}

/// What the first block says.
pub(crate) fn sample(again: &Again, section: &Section, path: &str) -> Result<Evidence, Error> {
    let first =
        again.cutter(false)?.next().map_err(|source| Error::Open { path: path.to_owned(), source })?;
    Ok(first.map_or_else(Evidence::default, |piece| observe(&piece, section)))
}

fn observe(piece: &Piece, section: &Section) -> Evidence {
    let mut evidence = Evidence::default();
    let Piece::Block(block) = piece else { return evidence };
    let bytes = clean(&block.bytes, &mut Damage::default());
    let mut records = Records::new(&bytes, block.first_line, section.header.delimiter);
    let mut cells = csv::ByteRecord::new();
    while let Some(found) = records.next(&mut cells) {
        if found.line > section.header.line && !section.header.is_repeated_by(&cells) {
            section.layout.observe(&cells, found.line, &mut evidence);
        }
    }
    evidence
}

pub(crate) fn next_group(cutter: &mut Cutter<Stream>) -> std::io::Result<Vec<Piece>> {
    let mut group = Vec::new();
    while group.len() < GROUP {
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

    pub(crate) fn cutter(&self, hashed: bool) -> Result<Cutter<Stream>, Error> {
        let mut cutter = Cutter::new(self.source.stream(hashed)?, self.delimiter, BLOCK);
        cutter.peek().map_err(|source| Error::Open { path: self.source.path().to_owned(), source })?;
        cutter.start(self.delimiter, self.taken);
        cutter.at_line(self.lines + 1);
        Ok(cutter)
    }
}
