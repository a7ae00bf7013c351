//! `rejects/NAME`: the rejected records of one export under its own header, ready to be fed again.

use std::borrow::Cow;
use std::path::{Component, Path};

use crate::table::guard::{guard, unguard};

/// How the records of one export are written back.
#[derive(Debug, Clone, Copy)]
pub struct RejectedFile<'a> {
    pub delimiter: u8,
    /// The header line as it was read, in UTF-8, without its line end.
    pub header: &'a str,
    /// Positions of columns about persons, ascending: their cells are never written.
    pub personal: &'a [usize],
}

impl RejectedFile<'_> {
    pub fn append_header(&self, out: &mut Vec<u8>) {
        append_line(out, self.header, self.delimiter, |_, _| false);
    }

    /// One rejected record as it was read, in UTF-8. What needs no change keeps its bytes.
    ///
    /// In a record with more cells than the header nobody can say where a personal cell has slipped to, so
    /// everything from the first personal column on is emptied.
    pub fn append_record(&self, out: &mut Vec<u8>, record: &str) {
        let n_columns = split(self.header, self.delimiter).len();
        let first_personal = self.personal.first().copied().unwrap_or(usize::MAX);
        append_line(out, record, self.delimiter, |position, n_cells| {
            let has_slipped = n_cells > n_columns && position >= first_personal;
            has_slipped || self.personal.binary_search(&position).is_ok()
        });
    }
}

fn append_line(out: &mut Vec<u8>, line: &str, delimiter: u8, is_emptied: impl Fn(usize, usize) -> bool) {
    let line = line.trim_end_matches(['\r', '\n']);
    let cells = split(line, delimiter);
    let n_cells = cells.len();
    let mut is_changed = false;
    let mut rewritten = Vec::with_capacity(line.len());
    for (position, cell) in cells.iter().enumerate() {
        let kept = if is_emptied(position, n_cells) { Cow::Borrowed("") } else { neutral(cell) };
        is_changed |= kept != *cell;
        if position > 0 {
            rewritten.push(delimiter);
        }
        append_cell(&mut rewritten, &kept, delimiter);
    }
    out.extend_from_slice(if is_changed { &rewritten } else { line.as_bytes() });
    out.push(b'\n');
}

/// Guarded once, however often the export was written and read before.
fn neutral(cell: &str) -> Cow<'_, str> {
    match unguard(cell) {
        Cow::Borrowed(plain) => guard(plain),
        Cow::Owned(plain) => Cow::Owned(guard(&plain).into_owned()),
    }
}

fn append_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    if !cell.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n')) {
        return out.extend_from_slice(cell.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// The cells of a line that may be damaged: an open quote runs to the end.
fn split(line: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, byte) in line.bytes().enumerate() {
        let begins_with_quote = line.as_bytes().get(start) == Some(&b'"');
        is_quoted ^= byte == b'"' && begins_with_quote;
        if byte == delimiter && !is_quoted {
            cells.push(unquoted(&line[start..at]));
            start = at + 1;
        }
    }
    cells.push(unquoted(&line[start..]));
    cells
}

fn unquoted(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(cell),
    }
}

/// Where the rejects of every input go below the run directory: its path below the folder all inputs
/// share. Standard input, archives and workbooks get the name of the text they hold.
pub fn reject_paths(inputs: &[&str]) -> Vec<String> {
    let parts: Vec<Vec<&str>> = inputs.iter().map(|path| parts_of(path)).collect();
    let n_shared = parts.iter().map(|it| shared_folders(it, &parts[0])).min().unwrap_or(0);
    let mut taken: Vec<String> = Vec::new();
    for part in &parts {
        let plain = format!("rejects/{}", text_name(&part[n_shared..].join("/")));
        let mut path = plain.clone();
        let mut n = 1;
        while taken.iter().any(|other| other.eq_ignore_ascii_case(&path)) {
            n += 1;
            path = match plain.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem}-{n}.{extension}"),
                None => format!("{plain}-{n}"),
            };
        }
        taken.push(path);
    }
    taken
}

/// The names a path is made of; nothing that leads out of a folder.
fn parts_of(path: &str) -> Vec<&str> {
    let normal = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let parts: Vec<&str> = normal.collect();
    if parts.is_empty() || path == "-" { vec!["stdin"] } else { parts }
}

fn shared_folders(one: &[&str], other: &[&str]) -> usize {
    let folders = one[..one.len() - 1].iter().zip(&other[..other.len() - 1]);
    folders.take_while(|(a, b)| a == b).count()
}

fn text_name(name: &str) -> String {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let extension = Path::new(name).extension();
    let is_text =
        ["csv", "tsv", "txt"].iter().any(|it| extension.is_some_and(|e| e.eq_ignore_ascii_case(it)));
    if is_text { name.to_owned() } else { format!("{name}.csv") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(file: RejectedFile<'_>, record: &str) -> String {
        let mut out = Vec::new();
        file.append_record(&mut out, record);
        String::from_utf8(out).unwrap()
    }

    const FILE: RejectedFile<'_> =
        RejectedFile { delimiter: b';', header: "Name;E-mail;Seats", personal: &[1] };

    #[test]
    fn what_needs_no_change_keeps_its_bytes() {
        let file = RejectedFile { personal: &[], ..FILE };
        assert_eq!(written(file, "\"A; B\";x@example.org;-3\r\n"), "\"A; B\";x@example.org;-3\n");
        assert_eq!(written(file, "\"open;x"), "\"open;x\n");
    }

    #[test]
    fn personal_cells_are_emptied_also_where_they_have_slipped() {
        assert_eq!(written(FILE, "\"A; B\";x@example.org;3"), "\"A; B\";;3\n");
        assert_eq!(written(FILE, "A; B;x@example.org;3"), "A;;;\n");
        assert_eq!(written(FILE, "A"), "A\n");
    }

    #[test]
    fn a_formula_is_marked_once_however_often_it_comes_back() {
        let file = RejectedFile { personal: &[], ..FILE };
        let once = written(file, "=1+1;;\"a\"\"b;=c\"");
        assert_eq!(once, "'=1+1;;\"a\"\"b;'=c\"\n");
        assert_eq!(written(file, &once), once);
    }

    #[test]
    fn two_inputs_of_one_name_do_not_meet() {
        let paths = reject_paths(&["in/a/x.csv", "in/b/x.csv", "in/b/book.xlsx", "in/y.csv.gz"]);
        let wanted = ["rejects/a/x.csv", "rejects/b/x.csv", "rejects/b/book.xlsx.csv", "rejects/y.csv"];
        assert_eq!(paths, wanted);
        assert_eq!(reject_paths(&["/data/x.csv"]), ["rejects/x.csv"]);
        assert_eq!(
            reject_paths(&["-", "../X.csv", "x.csv"]),
            ["rejects/stdin.csv", "rejects/X.csv", "rejects/x-2.csv"]
        );
    }
}
