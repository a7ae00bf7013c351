//! What became of one input: how it was read, what was damaged, and where its records went.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::intake::decode::Damage;
use crate::intake::layout::{Layout, Note};
use crate::intake::ledger::Entry;
use crate::intake::opening::Header;

/// One input, as read.
#[derive(Debug, Clone)]
pub struct FileReport {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub encoding: &'static str,
    /// The first header, and those of other kinds further down, each with the way it is read.
    pub sections: Vec<(Header, Layout)>,
    pub damage: Damage,
    /// What was noticed about single records, and about how many.
    pub notes: BTreeMap<Note, u64>,
    pub entry: Entry,
    /// The last line has no end, as where an export is cut, or its exporter writes none.
    pub open_ended: bool,
    /// Why nothing was read, where `skip_unreadable` let the run go on.
    pub skipped: Option<String>,
}

impl FileReport {
    /// The header a line stands under, and the way it is read.
    pub fn section_of(&self, line: u32) -> Option<&(Header, Layout)> {
        let after = self.sections.partition_point(|(header, _)| header.line <= line);
        self.sections.get(after.saturating_sub(1))
    }

    pub(crate) fn unread(path: &str, error: &Error) -> Self {
        FileReport {
            path: path.to_owned(),
            bytes: 0,
            sha256: String::new(),
            encoding: "",
            sections: Vec::new(),
            damage: Damage::default(),
            notes: BTreeMap::new(),
            entry: Entry::default(),
            open_ended: false,
            skipped: Some(error.to_string()),
        }
    }
}
