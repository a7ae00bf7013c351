//! The rejected records of a run: the list with reasons, and each export's own under its own header.

use crate::error::Error;
use crate::intake::{Portfolio, Reject};
use crate::report::output::PAGE;
use crate::report::rejects_csv::{self, RejectRow};
use crate::report::{Finished, OutputFile, OutputTable, RejectedFile, Selection, Staging, reject_paths};

/// Writes `rejects.csv` and `rejects/NAME` for every input with rejected records.
pub fn write(
    staging: &Staging,
    selection: &Selection,
    portfolio: &Portfolio,
    finished: &mut Vec<Finished>,
) -> Result<(), Error> {
    if !selection.has(OutputTable::Rejects) {
        return Ok(());
    }
    finished.push(list(portfolio, staging.create("rejects.csv")?)?);
    let inputs: Vec<&str> = portfolio.files.iter().map(|file| file.path.as_str()).collect();
    let paths = reject_paths(&inputs);
    for rejects in portfolio.rejects.chunk_by(|one, next| one.origin.file == next.origin.file) {
        let file = rejects[0].origin.file as usize;
        finished.push(records(portfolio, file, rejects, staging.create(&paths[file])?)?);
    }
    Ok(())
}

fn list(portfolio: &Portfolio, mut file: OutputFile) -> Result<Finished, Error> {
    let mut page = Vec::new();
    rejects_csv::header(&mut page);
    for reject in &portfolio.rejects {
        let row = RejectRow {
            source_file: &portfolio.files[reject.origin.file as usize].path,
            source_line: reject.origin.line,
            column: reject.column(),
            value: &reject.value,
            flaws: &reject.flaws,
        };
        rejects_csv::append(&mut page, &row);
        file.turn(&mut page, PAGE)?;
    }
    file.turn(&mut page, 0)?;
    Ok(file.finish())
}

/// The records of one input, under the header of the part of the file they stand in.
fn records(
    portfolio: &Portfolio,
    number: usize,
    rejects: &[Reject],
    mut file: OutputFile,
) -> Result<Finished, Error> {
    let report = &portfolio.files[number];
    let mut page = Vec::new();
    let mut current = None;
    for reject in rejects {
        let Some((header, layout)) = report.section_of(reject.origin.line) else { continue };
        let text = String::from_utf8_lossy(&header.raw);
        let personal = layout.personal_columns();
        let written = RejectedFile { delimiter: header.delimiter, header: &text, personal: &personal };
        if current != Some(header.line) {
            written.append_header(&mut page);
            current = Some(header.line);
        }
        written.append_record(&mut page, &String::from_utf8_lossy(reject.raw()));
        file.turn(&mut page, PAGE)?;
    }
    file.turn(&mut page, 0)?;
    Ok(file.finish())
}
