//! A table compiled into the program: comments, a header, then one line per record.

/// A table of known form, read without the care a download needs.
pub(crate) struct EmbeddedTable {
    columns: Vec<&'static str>,
    records: &'static str,
}

/// One record of a table.
pub(crate) struct EmbeddedLine<'t> {
    columns: &'t [&'static str],
    cells: Vec<&'static str>,
}

impl EmbeddedTable {
    pub(crate) fn of(text: &'static str) -> Self {
        let mut rest = text;
        loop {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            if !line.starts_with('#') {
                return EmbeddedTable { columns: cells(line).collect(), records: rest };
            }
        }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = EmbeddedLine<'_>> {
        let line = |line| EmbeddedLine { columns: &self.columns, cells: cells(line).collect() };
        self.records.lines().map(line)
    }
}

impl EmbeddedLine<'_> {
    /// The cell of a column of the table.
    pub(crate) fn cell(&self, column: &str) -> &'static str {
        let position = self.columns.iter().position(|name| *name == column);
        position.map(|position| self.cells[position]).expect("a column of the embedded table")
    }
}

fn cells(line: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let (cell, after) = cut(rest?);
        rest = after;
        Some(cell)
    })
}

/// The first cell and what follows it. Quotes stand round a cell that holds commas, and nowhere else.
fn cut(line: &'static str) -> (&'static str, Option<&'static str>) {
    if let Some((cell, rest)) = line.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        return (cell, rest.strip_prefix(','));
    }
    line.split_once(',').map_or((line, None), |(cell, rest)| (cell, Some(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 7] = [
        include_str!("data/aliases.csv"),
        include_str!("data/families.csv"),
        include_str!("data/offers.csv"),
        include_str!("data/plans.csv"),
        include_str!("data/sources.csv"),
        include_str!("data/status.csv"),
        include_str!("data/successors.csv"),
    ];

    #[test]
    fn every_table_is_read_as_the_csv_crate_reads_it() {
        for text in TABLES {
            let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
            let table = EmbeddedTable::of(text);
            assert_eq!(*reader.headers().unwrap(), table.columns);
            let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(records, table.lines().map(|line| line.cells).collect::<Vec<_>>());
            let mut cells = records.iter().flatten();
            assert!(cells.all(|cell| cell.trim() == cell && !cell.contains('"')));
        }
    }
}
