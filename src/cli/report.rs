//! `cutover report`: a run rendered again in another format or language, without planning.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use cutover::error::Error;
use cutover::report::letters::{LetterFormat, Letters};
use cutover::report::{Format, Run};
use cutover::run::Outcome;
use cutover::wording::Wording;

use crate::cli::args::format;
use crate::cli::language::LanguageArgs;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// A run directory; it is read and never changed
    run: PathBuf,
    /// The format to render
    #[arg(long, value_parser = format(&Format::DOCUMENTS), default_value_t = Format::Html)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
    /// One customer only, as a letter (--format md or html): tenant id, domain, name or subscription id
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Where to write, `-` for standard output (default: the format's own name, in the current directory)
    #[arg(long, value_name = "PATH|-")]
    out: Option<PathBuf>,
}

/// Bytes that are written at once.
const PAGE: usize = 1 << 18;

/// Renders a run and writes the document.
pub(crate) fn run(args: &ReportArgs) -> Result<Outcome, Error> {
    let run = Run::open(&args.run)?;
    let wording = args.language.wording_of(&run.info);
    let is_stdout = args.out.as_ref().is_some_and(|out| out.as_os_str() == "-");
    match &args.customer {
        Some(id) => one_letter(args, &run, wording, id, is_stdout)?,
        None if args.format == Format::Md && is_stdout => {
            let advice = "letters are many files: name a directory, or one customer with --customer ID";
            return Err(Error::Usage(advice.to_owned()));
        }
        None if args.format == Format::Md => all_letters(&run, wording, &args.out_or_own_name())?,
        None if is_stdout => {
            let mut bytes = Vec::new();
            args.format.write(&run, wording, &std::env::temp_dir(), &mut bytes)?;
            stdout::write_bytes(&bytes)?;
        }
        None => {
            let write =
                |folder: &Path, file: &mut (dyn Write + Send)| args.format.write(&run, wording, folder, file);
            in_place(&args.out_or_own_name(), write)?;
        }
    }
    Ok(Outcome::Complete)
}

impl ReportArgs {
    fn out_or_own_name(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.format.file_name().into())
    }
}

fn one_letter(
    args: &ReportArgs,
    run: &Run,
    wording: &'static Wording,
    id: &str,
    is_stdout: bool,
) -> Result<(), Error> {
    let (format, own_name) = match args.format {
        Format::Md => (LetterFormat::Markdown, "letter.md"),
        Format::Html => (LetterFormat::Html, "letter.html"),
        Format::Csv | Format::Json | Format::Xlsx | Format::Ics => {
            return Err(Error::Usage("--customer: a letter is --format md or --format html".to_owned()));
        }
    };
    let text = Letters::new(run, wording)?.one(id, format)?;
    if is_stdout {
        return stdout::write(&text);
    }
    let out = args.out.clone().unwrap_or_else(|| own_name.into());
    in_place(&out, |_, file| file.write_all(text.as_bytes()).map_err(|source| Error::output(&out, &source)))
}

fn all_letters(run: &Run, wording: &'static Wording, out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(|source| Error::output(out, &source))?;
    Letters::new(run, wording)?.all(&LetterFormat::ALL, &mut |name, text| {
        let path = out.join(Path::new(name).file_name().unwrap_or_default());
        fs::write(&path, text).map_err(|source| Error::output(&path, &source))
    })
}

/// Puts the whole document in place at once; a failure leaves what stood there before.
fn in_place(
    out: &Path,
    write: impl FnOnce(&Path, &mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<(), Error> {
    let fail = |source: &std::io::Error| Error::output(out, source);
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = new_file(folder).map_err(|source| fail(&source))?;
    let mut file = BufWriter::with_capacity(PAGE, file);
    write(folder, &mut file)?;
    let file = file.into_inner().map_err(|wrong| fail(wrong.error()))?;
    file.as_file().sync_all().map_err(|source| fail(&source))?;
    file.persist(out).map_err(|wrong| fail(&wrong.error))?;
    Ok(())
}

/// A file with the rights any new file of the user has.
fn new_file(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cutover-report-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
