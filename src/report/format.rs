//! The formats of a run: its tables, and the documents for people that are rendered from them.

use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::Error;
use crate::model::value::column_values;
use crate::report::letters::{self, LetterFormat, Letters};
use crate::report::{Finished, Run, Staging, calendar, page, workbook};
use crate::wording::Wording;

/// Bytes that are written at once.
const PAGE: usize = 1 << 18;

column_values! {
    /// What `--format` names.
    Format {
        /// The tables.
        Csv = "csv",
        /// `run.json`, which every run has.
        Json = "json",
        /// One page for everybody: `report.html`.
        Html = "html",
        /// Every table as a sheet: `report.xlsx`.
        Xlsx = "xlsx",
        /// Deadlines and waves: `calendar.ics`.
        Ics = "ics",
        /// A letter to every customer: `customers/TENANT.md` and `.html`.
        Md = "md",
    }
}

impl Format {
    /// What is written where nothing is said; letters are only written when they are asked for.
    pub const DEFAULT: [Format; 5] = [Format::Csv, Format::Json, Format::Html, Format::Xlsx, Format::Ics];
    /// Documents for people, which can be rendered again from a run directory.
    pub const DOCUMENTS: [Format; 4] = [Format::Html, Format::Xlsx, Format::Ics, Format::Md];

    /// The name of the document in a run directory.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Csv => "plan.csv",
            Format::Json => crate::report::run_json::FILE_NAME,
            Format::Html => "report.html",
            Format::Xlsx => workbook::FILE_NAME,
            Format::Ics => calendar::FILE_NAME,
            Format::Md => letters::FOLDER,
        }
    }

    /// Writes the document into a run that is being made; what is no document for people is already there.
    pub fn write_into(
        self,
        run: &Run,
        wording: &'static Wording,
        staging: &Staging,
    ) -> Result<Vec<Finished>, Error> {
        match self {
            Format::Csv | Format::Json => Ok(Vec::new()),
            Format::Md => {
                let mut letters = Vec::new();
                Letters::new(run, wording)?.all(&LetterFormat::ALL, &mut |name, text| {
                    letters.push(staging.write(name, text.as_bytes())?.closed());
                    Ok(())
                })?;
                Ok(letters)
            }
            Format::Html | Format::Xlsx | Format::Ics => {
                let mut file = BufWriter::with_capacity(PAGE, staging.create(self.file_name())?);
                self.write(run, wording, staging.directory(), &mut file)?;
                let path = staging.directory().join(self.file_name());
                let file = file.into_inner().map_err(|wrong| Error::output(&path, wrong.error()))?;
                Ok(vec![file.finish()])
            }
        }
    }

    /// Writes a document that is one file; `scratch` is where it may put what it does not keep.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for what is not one document, and what reading the run or writing meets.
    pub fn write(
        self,
        run: &Run,
        wording: &'static Wording,
        scratch: &Path,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Error> {
        match self {
            Format::Html => {
                let text = page::render(run, wording)?;
                out.write_all(text.as_bytes())
                    .map_err(|source| Error::output(Path::new(self.file_name()), &source))
            }
            Format::Xlsx => workbook::write(run, workbook::Settings::new(wording, scratch), out),
            Format::Ics => calendar::write(run, wording, out),
            Format::Csv | Format::Json | Format::Md => {
                Err(Error::Internal(format!("`{self}` is not one document")))
            }
        }
    }
}
