//! The columns of a profile. Those of the built-in profiles are read when they are asked for: a run needs the
//! columns of a few.

use std::ops::Deref;
use std::sync::OnceLock;

use super::one_of;
use crate::intake::header::normalize;
use crate::intake::special::Special;
use crate::intake::target::Target;
use crate::model::value::column_values;

column_values! {
    /// What the day of an end names; the column says it, not the file.
    Ends {
        /// The last day of the term.
        LastDay = "last_day",
        /// A renewal: the first day after the term.
        DayAfter = "day_after",
        /// The day on which the state the subscription is in passes into the next.
        NextState = "next_state",
    }
}

/// One mapping of a profile.
#[derive(Debug, Clone)]
pub struct Column {
    /// Normalized header names, the first filled one wins.
    pub names: Vec<String>,
    /// The same names as the export writes them.
    pub written: Vec<String>,
    /// Position from 1 of a column beyond the header (`#8`).
    pub nth: Option<usize>,
    /// `None`: known, not used.
    pub target: Option<Target>,
    pub special: Option<Special>,
    /// What the day of an end names (`end_date:day_after`).
    pub ends: Ends,
}

/// The mappings of a profile, in order.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    read: Vec<Column>,
    /// Lines of a built-in profile, which stand in place of `read`.
    left: Vec<&'static str>,
    left_read: OnceLock<Vec<Column>>,
}

impl Columns {
    /// Reads the mappings of a line.
    pub(super) fn read(&mut self, line: &str) -> Result<(), String> {
        line.split(" | ").try_for_each(|text| {
            self.read.push(column(text.trim())?);
            Ok(())
        })
    }

    /// Leaves a line of a built-in profile for later.
    #[expect(clippy::unnecessary_wraps, reason = "stands in the place of `read`")]
    pub(super) fn leave(&mut self, line: &'static str) -> Result<(), String> {
        self.left.push(line);
        Ok(())
    }

    fn read_left(&self) -> Vec<Column> {
        let texts = self.left.iter().flat_map(|line| line.split(" | "));
        let columns = texts.map(|text| column(text.trim()));
        columns.collect::<Result<_, _>>().expect("the profiles compiled into the program can be read")
    }
}

impl Deref for Columns {
    type Target = [Column];

    fn deref(&self) -> &[Column] {
        if self.left.is_empty() { &self.read } else { self.left_read.get_or_init(|| self.read_left()) }
    }
}

impl<'c> IntoIterator for &'c Columns {
    type Item = &'c Column;
    type IntoIter = std::slice::Iter<'c, Column>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn column(text: &str) -> Result<Column, String> {
    let (names, meaning) =
        text.rsplit_once("=>").ok_or_else(|| format!("expected `Header => column`, not `{text}`"))?;
    let (target, special) = meaning.split_once('@').map_or((meaning, None), |(t, s)| (t, Some(s.trim())));
    let (target, ends) = target.split_once(':').map_or((target, None), |(t, ends)| (t, Some(ends.trim())));
    let nth = names.trim().strip_prefix('#').and_then(|position| position.parse().ok());
    let written = names.split(',').map(|name| name.trim().to_owned()).collect();
    Ok(Column {
        written,
        names: if nth.is_some() { Vec::new() } else { names.split(',').map(normalize).collect() },
        nth,
        target: if target.trim() == "-" { None } else { Some(one_of(target.trim())?) },
        special: special.map(one_of).transpose()?,
        ends: ends.map_or(Ok(Ends::LastDay), one_of)?,
    })
}
