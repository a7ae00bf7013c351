//! The cells of one record, borrowed from its block unless a quote had to be undone.

use std::borrow::Cow;

/// The cells of one record.
#[derive(Debug, Clone, Default)]
pub struct Cells<'b> {
    text: Cow<'b, str>,
    /// Where each cell begins and ends in the text.
    bounds: Vec<Bounds>,
}

/// First byte of a cell, and the byte behind it; records of more than 16 MiB are refused before.
pub(crate) type Bounds = (u32, u32);

impl<'b> Cells<'b> {
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// A cell; `None` behind the last one.
    #[inline]
    pub fn get(&self, idx: usize) -> Option<&str> {
        let &(start, end) = self.bounds.get(idx)?;
        self.text.get(start as usize..end as usize)
    }

    /// The text from one cell to another as it stands in the block; `None` where it was copied.
    pub(crate) fn lent(&self, first: usize, last: usize) -> Option<&str> {
        let (&(start, _), &(_, end)) = (self.bounds.get(first)?, self.bounds.get(last)?);
        match &self.text {
            Cow::Borrowed(text) => text.get(start as usize..end as usize),
            Cow::Owned(_) => None,
        }
    }

    /// The text the cells stand in, and their bounds.
    #[inline]
    pub(crate) fn parts(&self) -> (&str, &[Bounds]) {
        (&self.text, &self.bounds)
    }

    /// A cell; empty behind the last one.
    #[inline]
    pub fn cell(&self, idx: usize) -> &str {
        self.get(idx).unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|idx| self.cell(idx))
    }

    /// Takes cells that stand in a block.
    pub(crate) fn lend(&mut self, text: &'b str) -> &mut Vec<Bounds> {
        self.text = Cow::Borrowed(text);
        self.bounds.clear();
        &mut self.bounds
    }

    /// Takes cells that stand behind each other; those of bytes that are no text are left out.
    pub(crate) fn copy(&mut self, cells: &[u8], ends: &[usize]) {
        self.bounds.clear();
        let Ok(text) = std::str::from_utf8(cells) else { return };
        self.text = Cow::Owned(text.to_owned());
        let mut start = 0;
        for &end in ends {
            self.bounds.push((start, end as u32));
            start = end as u32;
        }
    }
}

impl<S: AsRef<str>> FromIterator<S> for Cells<'_> {
    fn from_iter<I: IntoIterator<Item = S>>(cells: I) -> Self {
        let (mut text, mut bounds) = (String::new(), Vec::new());
        for cell in cells {
            let start = text.len() as u32;
            text.push_str(cell.as_ref());
            bounds.push((start, text.len() as u32));
        }
        Cells { text: Cow::Owned(text), bounds }
    }
}
