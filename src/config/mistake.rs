//! A mistake in a policy, shown as the compiler shows one: file, line, column, the place underlined.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::error::Error;

/// Something a policy says that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// What is wrong.
    pub title: String,
    /// Bytes of the text it is about.
    pub span: Range<usize>,
    /// What was expected, beside the underlined place.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

/// All mistakes in one error, the first of the file first.
pub(super) fn render(path: &Path, text: &str, mistakes: &[Mistake]) -> Error {
    let mut sorted: Vec<&Mistake> = mistakes.iter().collect();
    sorted.sort_by_key(|mistake| mistake.span.start);
    let shown: Vec<String> = sorted.into_iter().map(|mistake| drawn(path, text, mistake)).collect();
    let text = shown.join("\n\n");
    // Whoever prints an error says that it is one.
    Error::Policy(text.strip_prefix("error: ").unwrap_or(&text).to_owned())
}

fn drawn(path: &Path, text: &str, mistake: &Mistake) -> String {
    let origin = path.display().to_string();
    let span = within(text, &mistake.span);
    let annotation = AnnotationKind::Primary.span(span).label(mistake.label.as_str());
    let snippet = Snippet::source(text).path(origin.as_str()).annotation(annotation);
    let mut report: Vec<Group<'_>> =
        vec![Level::ERROR.primary_title(mistake.title.as_str()).element(snippet)];
    if let Some(help) = &mistake.help {
        report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
    }
    Renderer::plain().render(&report)
}

/// The span cut to the text and to whole characters, so that no text can make drawing fail.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// What the parser of TOML, or the type of a value, had to say.
pub(crate) fn of_toml(path: &Path, text: &str, wrong: &toml::de::Error) -> Error {
    let message = wrong.message().trim().replace('\n', "; ");
    let (title, label) = match message.split_once(", expected ") {
        Some((title, expected)) => (title.to_owned(), format!("expected {expected}")),
        None => (message.clone(), String::new()),
    };
    let help = suggestion(&message).map(|near| format!("did you mean `{near}`?"));
    let span = wrong.span().unwrap_or(0..0);
    render(
        path,
        text,
        &[Mistake {
            title: title
                .replace("unknown field", "unknown key")
                .replace("unknown variant", "unknown condition"),
            span,
            label,
            help,
        }],
    )
}

/// The near word for a message such as "unknown field `x`, expected one of `y`, `z`".
fn suggestion(message: &str) -> Option<&str> {
    let (unknown, accepted) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    let written = unknown.split('`').nth(1)?;
    let accepted = accepted.strip_prefix("one of ").unwrap_or(accepted);
    let words: Vec<&str> = accepted.split([',', ' ', '`']).filter(|word| !word.is_empty()).collect();
    near(written, &words)
}

/// The accepted word that is most like what was written, where one is like it at all.
pub(super) fn near<'w>(written: &str, accepted: &[&'w str]) -> Option<&'w str> {
    let same = |word: &str| word.replace('_', "-").to_lowercase();
    let written = same(written);
    let likeness = |word: &str| strsim::jaro_winkler(&written, &same(word));
    let best = accepted.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.8).then_some(best)
}
