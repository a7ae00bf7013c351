//! Reads one input after the other: a group of blocks is parsed while the next group is read.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::batch::Batch;
use crate::intake::block::{Change, Reading, Section, parse};
use crate::intake::decode::{Damage, clean};
use crate::intake::export::{Again, Exported, behind, next_group, sample, settled};
use crate::intake::file_report::FileReport;
use crate::intake::layout::{DetectContext, Fault, Flaw, Layout, Note, Role, Rows};
use crate::intake::ledger::Entry;
use crate::intake::opening::Header;
use crate::intake::products::{Products, hash, names};
use crate::intake::rejects::Reject;
use crate::intake::settings::{OnProgress, Progress, Settings};
use crate::intake::source::{Input, Stream, Summary};
use crate::intake::spill::{Memory, Piles};
use crate::model::Origin;
use crate::table::Cells;
use crate::table::Records;
use crate::table::cutter::{Block, Breach, Cutter, Piece};
use crate::table::single::Single;

/// Headers of different kinds in one file.
const MOST_HEADERS: usize = 64;

/// Everything that was read, before it is joined.
#[derive(Debug)]
pub(crate) struct Stores {
    pub(crate) shards: Piles,
    pub(crate) products: Products,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) files: Vec<FileReport>,
    /// Files that broke off and whose rows do not count.
    pub(crate) discarded: Vec<u16>,
    /// How to read each input again.
    pub(crate) again: Vec<Option<Again>>,
    records: u64,
}

impl Stores {
    pub(crate) fn new(memory: Option<Memory>) -> Self {
        Stores {
            shards: Piles::new(memory),
            products: Products::default(),
            rejects: Vec::new(),
            files: Vec::new(),
            discarded: Vec::new(),
            again: Vec::new(),
            records: 0,
        }
    }

    /// Reads one input to its end.
    pub(crate) fn read(
        &mut self,
        input: &Input,
        settings: &Settings,
        tell: OnProgress<'_>,
    ) -> Result<(), Error> {
        let outcome = Exported::open(input, settings)
            .and_then(|exported| self.read_exported(exported, input, settings, tell));
        let report = match outcome {
            Ok((report, again)) => {
                self.again.push(Some(again));
                report
            }
            Err(error @ (Error::Open { .. } | Error::Input { .. })) if settings.skip_unreadable => {
                self.discarded.push(self.files.len() as u16);
                self.again.push(None);
                FileReport::unread(&input.path, &error)
            }
            Err(error) => return Err(error),
        };
        self.files.push(report);
        Ok(())
    }

    fn read_exported(
        &mut self,
        exported: Exported,
        input: &Input,
        settings: &Settings,
        tell: OnProgress<'_>,
    ) -> Result<(FileReport, Again), Error> {
        let Exported { again, cutter, section } = exported;
        let failed = |source| Error::Open { path: input.path.clone(), source };
        let context = DetectContext { outside: input.outside.outside(), ..settings.context.clone() };
        let size = again.size();
        let mut walk = Walk {
            file: self.files.len() as u16,
            context: &context,
            sections: vec![section],
            damage: Damage::default(),
            notes: BTreeMap::new(),
            entry: Entry::default(),
            next: None,
            skip_to: None,
            open_ended: false,
            room: Vec::new(),
        };
        let mut summary =
            self.stream(cutter, &mut walk, input, size, tell)?.into_source().finish().map_err(failed)?;
        let mut n_headers = 1;
        while let Some(section) = walk.next.take() {
            n_headers += 1;
            if n_headers > MOST_HEADERS {
                let (path, line) = (input.path.clone(), Some(section.header.line));
                let reason = format!("more than {MOST_HEADERS} different headers in one file; split it");
                return Err(Error::Input { path, line, reason });
            }
            let section = settled(&again, section, &input.path, &context, false)?;
            let cutter = again.cutter(false)?;
            walk.skip_to = Some(section.header.clone());
            walk.sections.push(section);
            let rest =
                self.stream(cutter, &mut walk, input, size, tell)?.into_source().finish().map_err(failed)?;
            summary.zero_bytes |= rest.zero_bytes;
            summary.replaced |= rest.replaced;
        }
        walk.read_rejects_again(self, &again, &input.path)?;
        Ok((walk.report(&input.path, &summary), again))
    }

    /// Reads to the end, or to a header that needs evidence of its own.
    fn stream(
        &mut self,
        mut cutter: Cutter<Stream>,
        walk: &mut Walk<'_>,
        input: &Input,
        size: u64,
        tell: OnProgress<'_>,
    ) -> Result<Cutter<Stream>, Error> {
        let failed = |source| Error::Open { path: input.path.clone(), source };
        let mut group = next_group(&mut cutter).map_err(failed)?;
        while !group.is_empty() && walk.next.is_none() {
            let (done, next) = rayon::join(|| walk.group(group, self), || next_group(&mut cutter));
            done?;
            self.shards.relieve()?;
            group = next.map_err(failed)?;
            cutter.reuse(walk.room.drain(..));
            let progress = Progress {
                path: &input.path,
                bytes: cutter.source().n_bytes(),
                of_bytes: size,
                records: self.records,
            };
            tell(progress)?;
        }
        Ok(cutter)
    }

    /// Divides the batches among the shards, in order inside each.
    fn append(&mut self, batches: &[Batch]) {
        let products: Vec<Vec<u32>> = batches.iter().map(|batch| self.adopt(&batch.products)).collect();
        self.shards.stores.par_iter_mut().enumerate().for_each(|(shard, store)| {
            for (batch, products) in batches.iter().zip(&products) {
                store.append(shard, batch, products);
            }
        });
    }

    fn adopt(&mut self, products: &Products) -> Vec<u32> {
        let intern = |product| self.products.intern(&names(product), hash(&names(product)));
        products.list().iter().map(intern).collect()
    }
}

/// The state of reading one input.
struct Walk<'a> {
    file: u16,
    context: &'a DetectContext,
    sections: Vec<Section>,
    damage: Damage,
    notes: BTreeMap<Note, u64>,
    entry: Entry,
    /// A header in mid-file whose columns are settled before its records are read.
    next: Option<Section>,
    /// Everything up to this header was read before.
    skip_to: Option<Header>,
    open_ended: bool,
    /// What the blocks stood in that were read.
    room: Vec<Vec<u8>>,
}

impl Walk<'_> {
    fn group(&mut self, group: Vec<Piece>, stores: &mut Stores) -> Result<(), Error> {
        let mut blocks = Vec::with_capacity(group.len());
        for piece in group {
            match self.unread(piece) {
                Some(Piece::Block(block)) => {
                    self.open_ended |= block.is_open_ended();
                    blocks.push(block);
                }
                Some(Piece::Broken { line, raw, breach, unfinished }) => {
                    self.open_ended |= unfinished;
                    self.broken(line, &raw, breach, stores);
                }
                None => {}
            }
        }
        while !blocks.is_empty() {
            blocks = self.blocks(blocks, stores)?;
        }
        Ok(())
    }

    /// What of a piece stands behind the header that reading goes on from.
    fn unread(&mut self, piece: Piece) -> Option<Piece> {
        let Some(header) = &self.skip_to else { return Some(piece) };
        match piece {
            Piece::Broken { line, .. } => (line > header.line).then_some(piece),
            Piece::Block(block) if block.first_line + block.lines < header.line => None,
            Piece::Block(block) => {
                let rest = behind(&block, header);
                self.skip_to = None;
                Some(Piece::Block(rest))
            }
        }
    }

    /// How an equal header was read further up: its evidence is that of the whole file.
    fn known(&self, header: &Header) -> Option<Layout> {
        let is_equal = |section: &&Section| section.header.cells == header.cells;
        self.sections.iter().find(is_equal).map(|section| section.layout.clone())
    }

    /// Parses blocks with the present section; returns those another header asks to be read again.
    fn blocks(&mut self, blocks: Vec<Block>, stores: &mut Stores) -> Result<Vec<Block>, Error> {
        let section =
            self.sections.last().ok_or_else(|| Error::Internal("a file without header".to_owned()))?;
        if section.layout.role() != Role::Portfolio {
            self.count_only(&blocks);
            return Ok(Vec::new());
        }
        let reading = Reading { section, file: self.file, context: self.context, known: &stores.products };
        let parsed: Vec<_> = blocks.par_iter().map(|block| parse(block, &reading)).collect();
        let mut batches = Vec::with_capacity(parsed.len());
        let mut again = Vec::new();
        let mut waiting = blocks.into_iter();
        for (batch, change) in parsed {
            self.room.extend(waiting.next().map(|block| block.bytes));
            batches.push(batch);
            if let Some(Change { section, rest }) = change {
                let known = self.known(&section.header);
                if known.is_none() && section.layout.needs_evidence() {
                    self.next = Some(section);
                } else {
                    again.push(rest);
                    again.extend(waiting);
                    let layout = known.unwrap_or(section.layout);
                    self.sections.push(Section { header: section.header, layout });
                }
                break;
            }
        }
        self.take(batches, stores);
        Ok(again)
    }

    /// A file in the notation of the contract may hold cells in another one: every such record was
    /// rejected, and together they are the evidence by which all of them are read once more. Which rows
    /// come first makes no difference.
    fn read_rejects_again(&mut self, stores: &mut Stores, again: &Again, path: &str) -> Result<(), Error> {
        let [section] = self.sections.as_slice() else { return Ok(()) };
        let file = u32::from(self.file);
        let first = stores.rejects.iter().rposition(|it| it.origin.file != file).map_or(0, |last| last + 1);
        if section.layout.needs_evidence() || first == stores.rejects.len() {
            return Ok(());
        }
        let mut evidence = sample(again, section, path, self.context)?;
        let mut cells = Cells::default();
        let mut single = Single::new(section.header.delimiter);
        for reject in stores.rejects[first..].iter().filter(|reject| !reject.column().is_empty()) {
            if single.split(&reject.raw, 1, &mut cells).is_some() {
                section.layout.observe(&cells, reject.origin.line, &mut evidence);
            }
        }
        if evidence.is_plain() {
            return Ok(());
        }
        let decision = section.layout.clone().decide(evidence);
        let layout = decision.map_err(|error| Error::input(path, error.to_string()))?;
        self.sections = vec![Section { header: section.header.clone(), layout }];
        let rejects = stores.rejects.split_off(first);
        self.read_again(rejects, stores);
        Ok(())
    }

    fn read_again(&mut self, rejects: Vec<Reject>, stores: &mut Stores) {
        let mut batch = Batch::default();
        let (repaired, rejects): (Vec<_>, Vec<_>) =
            rejects.into_iter().partition(|reject| !reject.column().is_empty());
        stores.rejects.extend(rejects);
        let section = &self.sections[0];
        let reading = Reading { section, file: self.file, context: self.context, known: &stores.products };
        let mut cells = Cells::default();
        let mut single = Single::new(section.header.delimiter);
        for reject in repaired {
            let line = reject.origin.line;
            if let Some(found) = single.split(&reject.raw, line, &mut cells) {
                self.entry.withdraw_reject(reject.seats);
                stores.records -= 1;
                reading.record(&cells, &found, false, &mut Rows::new(&section.layout), &mut batch);
            }
        }
        batch.seal();
        self.take(vec![batch], stores);
    }

    fn take(&mut self, mut batches: Vec<Batch>, stores: &mut Stores) {
        for batch in &mut batches {
            if self.damage.totals > 0 {
                batch.damage.records_after_total = batch.entry.read.records;
            }
            self.damage.plus(&batch.damage);
            for (note, n) in &batch.notes {
                *self.notes.entry(*note).or_default() += n;
            }
            self.entry.plus(&batch.entry);
            stores.records += batch.entry.read.records;
            stores.rejects.append(&mut batch.rejects);
        }
        stores.append(&batches);
    }

    /// Records of a file that is not part of the portfolio are counted and nothing else.
    fn count_only(&mut self, blocks: &[Block]) {
        let Some(section) = self.sections.last() else { return };
        let count = |block: &Block| {
            let text = clean(&block.bytes, &mut Damage::default());
            let mut records = Records::new(&text, block.first_line, section.header.delimiter);
            let mut cells = Cells::default();
            std::iter::from_fn(|| records.next(&mut cells).map(|_| ())).count() as u64
        };
        let n: u64 = blocks.par_iter().map(count).sum();
        self.entry.read.records += n;
        match section.layout.role() {
            Role::Reference => self.entry.reference.records += n,
            Role::Useless | Role::Portfolio => self.entry.skipped.records += n,
        }
    }

    fn broken(&mut self, line: u32, raw: &[u8], breach: Breach, stores: &mut Stores) {
        let origin = Origin { file: u32::from(self.file), line };
        let raw = clean(raw, &mut self.damage);
        let flaw = match breach {
            Breach::UnclosedQuote => Flaw::UnclosedQuote,
            Breach::LineTooLong => Flaw::LineTooLong,
        };
        let reject = Reject::new(origin, Fault::of_record(flaw), 0, raw.as_bytes());
        self.entry.read.add(0);
        self.entry.rejected.add(0);
        stores.records += 1;
        stores.rejects.push(reject);
    }

    fn report(self, path: &str, summary: &Summary) -> FileReport {
        let mut damage = self.damage;
        damage.zero_bytes = summary.zero_bytes;
        damage.replaced_characters += u64::from(summary.replaced);
        FileReport {
            path: path.to_owned(),
            bytes: summary.bytes,
            sha256: summary.sha256.clone(),
            encoding: summary.encoding.unwrap_or_else(|| damage.encoding()),
            sections: self.sections.into_iter().map(|it| (it.header, it.layout)).collect(),
            damage,
            notes: self.notes,
            entry: self.entry,
            open_ended: self.open_ended,
            skipped: None,
        }
    }
}
