//! The lines of the risk report until all of them are known: in memory, and on disk once they are too many.

use std::path::Path;

use crate::error::Error;
use crate::intake::{Piece, Scratch};
use crate::report::OutputFile;
use crate::report::output::PAGE;
use crate::report::risk_csv::{RankedRisks, WORST};

/// Ranked lines of the customers so far, in the order of their tenants.
#[derive(Debug, Default)]
pub(crate) struct Risks {
    chunks: Vec<RankedRisks>,
    n_bytes: usize,
    /// Bytes that may be in memory; `None`: all.
    most: Option<usize>,
    /// Made when it is needed.
    scratch: Option<Scratch>,
    /// What was put aside, each time by rank.
    runs: Vec<Run>,
}

/// The lines of every rank, in pieces of about a page.
type Run = Vec<Vec<Piece>>;

impl Risks {
    pub(crate) fn new(most: Option<usize>) -> Self {
        Risks { most, ..Risks::default() }
    }

    /// Takes the lines of the next customers.
    pub(crate) fn push(&mut self, chunk: RankedRisks, directory: &Path) -> Result<(), Error> {
        self.n_bytes += chunk.n_bytes();
        self.chunks.push(chunk);
        if self.most.is_some_and(|most| self.n_bytes > most) { self.put_aside(directory) } else { Ok(()) }
    }

    fn put_aside(&mut self, directory: &Path) -> Result<(), Error> {
        let scratch = match &mut self.scratch {
            Some(scratch) => scratch,
            none => none.insert(Scratch::create(directory)?),
        };
        let mut run = Run::with_capacity(WORST + 1);
        let mut page = Vec::new();
        for rank in 0..=WORST {
            let mut pieces = Vec::new();
            for chunk in &self.chunks {
                page.extend_from_slice(chunk.of(rank));
                if page.len() > PAGE {
                    pieces.push(scratch.append(&page)?);
                    page.clear();
                }
            }
            if !page.is_empty() {
                pieces.push(scratch.append(&page)?);
                page.clear();
            }
            run.push(pieces);
        }
        self.runs.push(run);
        self.chunks.clear();
        self.n_bytes = 0;
        Ok(())
    }

    /// Writes all lines, the worst rank first; those of one rank in the order of their tenants.
    pub(crate) fn write(&self, file: &mut OutputFile) -> Result<(), Error> {
        let mut page = Vec::new();
        for rank in 0..=WORST {
            for &piece in self.runs.iter().flat_map(|run| &run[rank]) {
                let lines = self.scratch.as_ref().map(|scratch| scratch.read(piece)).transpose()?;
                page.extend(lines.unwrap_or_default());
                file.turn(&mut page, PAGE)?;
            }
            for chunk in &self.chunks {
                page.extend_from_slice(chunk.of(rank));
                file.turn(&mut page, PAGE)?;
            }
        }
        file.turn(&mut page, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Staging;

    /// Two lines of one chunk: its number, at a low and at a high score.
    fn chunk(number: usize) -> RankedRisks {
        let line = |score: u8| (score, format!("{score} {number}\n").into_bytes());
        RankedRisks::of_lines(&[line(10), line(90)])
    }

    fn written(most: Option<usize>) -> Vec<u8> {
        let place = tempfile::tempdir().unwrap();
        let staging = Staging::begin(&place.path().join("run"), "a test").unwrap();
        let mut risks = Risks::new(most);
        (0..20).for_each(|number| risks.push(chunk(number), staging.directory()).unwrap());
        let mut file = staging.create("risk.csv").unwrap();
        risks.write(&mut file).unwrap();
        drop(file);
        std::fs::read(staging.directory().join("risk.csv")).unwrap()
    }

    #[test]
    fn lines_that_were_put_aside_stand_where_they_would_have_stood() {
        let expected = written(None);
        assert!(expected.starts_with(b"90 0\n90 1\n") && expected.ends_with(b"10 18\n10 19\n"));
        for most in [0, 40, 200] {
            assert_eq!(written(Some(most)), expected, "{most}");
        }
    }
}
