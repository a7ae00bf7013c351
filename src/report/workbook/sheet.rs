//! Sheets of tables: rows go on under a second name where a sheet is full.

use std::ops::Range;

use rayon::prelude::*;
use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::error::Error;
use crate::model::Day;
use crate::report::workbook::columns::width_of;
use crate::report::workbook::deflate::{Piece, Press, Sum};
use crate::report::workbook::line::Lines;
use crate::report::workbook::scratch::Scratch;
use crate::report::workbook::style::{Style, colour_past, colour_words};
use crate::table::Block;
use crate::table::{Row, Table};
use crate::wording::Wording;

/// Bytes of rows after which they are compressed.
const PAGE: usize = 1 << 20;

/// A sheet whose rows are known.
pub(super) struct Finished {
    /// Key of the sheet in the wording.
    pub key: &'static str,
    pub name: String,
    /// Without the header.
    pub rows: u32,
    pub columns: Vec<&'static str>,
    frozen: u16,
    as_of: Option<Day>,
    /// Where the rows wait, in order, and what they add up to.
    pub stretches: Vec<Range<u64>>,
    pub sum: Sum,
}

/// All sheets of a workbook, in order.
pub(super) struct Sheets<'w> {
    pub wording: &'w Wording,
    /// Rows of a sheet, its header aside.
    most_rows: u64,
    scratch: Scratch,
    /// Kept from table to table: to make one costs as much as to compress a small sheet.
    desks: Vec<Desk>,
    finished: Vec<Finished>,
    /// Cells that were too long.
    pub cut_cells: u64,
}

/// What a sheet looks like before its rows are known.
pub(super) struct Plan<'p> {
    pub key: &'static str,
    pub columns: &'p [&'static str],
    /// Columns that stay in sight.
    pub frozen: u16,
    pub as_of: Option<Day>,
}

/// A sheet, and those it continues, while rows are appended.
pub(super) struct Series<'p, 'w> {
    plan: Plan<'p>,
    lines: Lines<'w>,
    n_rows: u64,
    /// Rows that are not compressed yet.
    page: Vec<u8>,
    parts: Vec<Part>,
}

/// The rows of one sheet of a series.
#[derive(Default)]
struct Part {
    rows: u32,
    stretches: Vec<Range<u64>>,
    sum: Sum,
}

/// What a table has besides its rows: a part of it gathered from every row.
pub(super) trait Seen: Default + Send {
    fn see(&mut self, row: &Row);
    fn merge(&mut self, other: Self);
}

/// Nothing is gathered.
impl Seen for () {
    fn see(&mut self, _: &Row) {}
    fn merge(&mut self, (): ()) {}
}

/// Which rows of a table are told.
pub(super) type Choice<'c> = &'c (dyn Fn(&Row) -> bool + Sync);

/// What one block needs while its rows are made, kept for the next.
#[derive(Default)]
struct Desk {
    press: Press,
    page: Vec<u8>,
}

/// The rows of a block, compressed: a piece for every sheet they reach into.
struct Made<T> {
    pieces: Vec<(u64, u32, Piece)>,
    cut_cells: u64,
    seen: T,
}

impl<'w> Sheets<'w> {
    pub(super) fn new(wording: &'w Wording, most_rows: u32, scratch: Scratch) -> Self {
        let most_rows = u64::from(most_rows - 1);
        Sheets { wording, most_rows, scratch, desks: Vec::new(), finished: Vec::new(), cut_cells: 0 }
    }

    /// The sheets, and where their rows wait.
    pub(super) fn finish(self) -> (Vec<Finished>, Scratch) {
        (self.finished, self.scratch)
    }

    pub(super) fn begin<'p>(&mut self, plan: Plan<'p>) -> Series<'p, 'w> {
        let lines = Lines::new(self.wording, plan.columns);
        Series { plan, lines, n_rows: 0, page: Vec::new(), parts: vec![Part::default()] }
    }

    /// Appends a row; cells are in the order of the columns, an empty one stays empty.
    pub(super) fn append<'c>(
        &mut self,
        series: &mut Series<'_, 'w>,
        cells: impl Iterator<Item = &'c str>,
    ) -> Result<(), Error> {
        let (part, number) = self.place(series.n_rows);
        if series.page.len() >= PAGE || part >= series.parts.len() as u64 {
            self.turn(series)?;
        }
        series.part(part).rows += 1;
        series.lines.append(&mut series.page, number, cells);
        series.n_rows += 1;
        Ok(())
    }

    /// Appends the rows of a table that are chosen, several blocks of them at once; the columns of the sheet
    /// are columns of the table. Gives what is seen in all of its rows.
    pub(super) fn append_table<T: Seen>(
        &mut self,
        series: &mut Series<'_, 'w>,
        table: Table,
        choice: Option<Choice<'_>>,
    ) -> Result<T, Error> {
        self.turn(series)?;
        let mut seen = T::default();
        let mut desks = std::mem::take(&mut self.desks);
        table.blocks()?.each_batch(|batch| {
            let count = |block: &Block| count(block, choice);
            let counts: Vec<u64> = batch.blocks().par_iter().map(count).collect::<Result<_, Error>>()?;
            let start = series.n_rows;
            let before = counts.iter().scan(start, |sum, n| Some(std::mem::replace(sum, *sum + n)));
            let before: Vec<u64> = before.collect();
            desks.resize_with(desks.len().max(before.len()), Desk::default);
            let blocks = batch.blocks().par_iter().zip(&before).zip(&mut desks);
            let made = blocks.map(|((block, &first), desk)| self.make(desk, series, block, first, choice));
            for made in made.collect::<Result<Vec<Made<T>>, Error>>()? {
                self.cut_cells += made.cut_cells;
                seen.merge(made.seen);
                for (part, rows, piece) in made.pieces {
                    self.keep(series.part(part), rows, &piece)?;
                }
            }
            series.n_rows += counts.iter().sum::<u64>();
            Ok(())
        })?;
        self.desks = desks;
        Ok(seen)
    }

    /// The chosen rows of a block; the first of them is the row `first` of the series.
    fn make<T: Seen>(
        &self,
        Desk { press, page }: &mut Desk,
        series: &Series<'_, 'w>,
        block: &Block,
        first: u64,
        choice: Option<Choice<'_>>,
    ) -> Result<Made<T>, Error> {
        let mut made = Made { pieces: Vec::new(), cut_cells: 0, seen: T::default() };
        let mut lines = series.lines.clone();
        page.clear();
        let (mut next, mut reached) = (first, self.place(first).0);
        let mut n_rows = 0;
        let mut rows = block.rows()?;
        let places = rows.places(series.plan.columns);
        while let Some(row) = rows.next_row()? {
            made.seen.see(row);
            if choice.is_some_and(|choice| !choice(row)) {
                continue;
            }
            let (part, number) = self.place(next);
            if part > reached {
                made.pieces.push((reached, n_rows, press.piece(page)?));
                page.clear();
                (reached, n_rows) = (part, 0);
            }
            lines.append(page, number, row.cells_at(&places));
            (next, n_rows) = (next + 1, n_rows + 1);
        }
        if n_rows > 0 {
            made.pieces.push((reached, n_rows, press.piece(page)?));
        }
        made.cut_cells = lines.cut_cells;
        Ok(made)
    }

    /// The sheet of the series a row stands on, and its number there; the header is number 1.
    fn place(&self, row: u64) -> (u64, u32) {
        (row / self.most_rows, (row % self.most_rows) as u32 + 2)
    }

    pub(super) fn end(&mut self, mut series: Series<'_, 'w>) -> Result<(), Error> {
        self.turn(&mut series)?;
        self.cut_cells += series.lines.cut_cells;
        let Series { plan, parts, .. } = series;
        let name = self.wording.text(&format!("workbook.sheet.{}", plan.key)).to_owned();
        for (place, part) in parts.into_iter().enumerate() {
            self.finished.push(Finished {
                key: plan.key,
                name: if place == 0 { name.clone() } else { format!("{name} {}", place + 1) },
                rows: part.rows,
                columns: plan.columns.to_vec(),
                frozen: plan.frozen,
                as_of: plan.as_of,
                stretches: part.stretches,
                sum: part.sum,
            });
        }
        Ok(())
    }

    /// Compresses the rows that wait for it.
    fn turn(&mut self, series: &mut Series<'_, 'w>) -> Result<(), Error> {
        if !series.page.is_empty() {
            let mut desk = self.desks.pop().unwrap_or_default();
            let piece = desk.press.piece(&series.page)?;
            self.desks.push(desk);
            series.page.clear();
            if let Some(part) = series.parts.last_mut() {
                self.keep(part, 0, &piece)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, part: &mut Part, rows: u32, piece: &Piece) -> Result<(), Error> {
        let stretch = self.scratch.append(&piece.bytes)?;
        match part.stretches.last_mut() {
            Some(last) if last.end == stretch.start => last.end = stretch.end,
            _ => part.stretches.push(stretch),
        }
        part.rows += rows;
        part.sum.add(&piece.sum);
        Ok(())
    }
}

fn count(block: &Block, choice: Option<Choice<'_>>) -> Result<u64, Error> {
    let Some(choice) = choice else { return block.n_rows() };
    let mut rows = block.rows()?;
    let mut n_rows = 0;
    while let Some(row) = rows.next_row()? {
        n_rows += u64::from(choice(row));
    }
    Ok(n_rows)
}

impl Series<'_, '_> {
    /// A part of the series, which begins where it is reached.
    fn part(&mut self, place: u64) -> &mut Part {
        let place = place as usize;
        if self.parts.len() <= place {
            self.parts.resize_with(place + 1, Part::default);
        }
        &mut self.parts[place]
    }
}

impl Finished {
    /// Everything of the sheet but its rows.
    pub(super) fn frame(&self, wording: &Wording, style: &Style) -> Result<Worksheet, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(&self.name)?;
        worksheet.set_freeze_panes(1, self.frozen)?;
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        worksheet.set_repeat_rows(0, 0)?;
        for (place, column) in self.columns.iter().enumerate() {
            worksheet.set_column_width(place as u16, width_of(column))?;
            let name = wording.text(&format!("workbook.column.{column}")).to_owned();
            worksheet.write_string_with_format(0, place as u16, name, &style.header)?;
        }
        worksheet.autofilter(0, 0, self.rows, (self.columns.len() as u16).saturating_sub(1))?;
        if self.rows > 0 {
            self.colour(&mut worksheet, wording)?;
        }
        Ok(worksheet)
    }

    fn colour(&self, worksheet: &mut Worksheet, wording: &Wording) -> Result<(), XlsxError> {
        for (place, column) in self.columns.iter().enumerate() {
            match *column {
                "readiness" | "severity" | "grade" | "offer_match" | "new" => {
                    colour_words(worksheet, place as u16, self.rows, wording)?;
                }
                "last_safe_date" | "first_deadline" | "due" => {
                    if let Some(as_of) = self.as_of {
                        colour_past(worksheet, place as u16, self.rows, as_of)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
