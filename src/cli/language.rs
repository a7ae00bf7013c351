//! `--lang`: the language of texts for people; without it the environment says, and otherwise it is English. Documents
//! of a run are rendered again in the language they were first made in.

use clap::Args;
use cutover::report::run_json::RunInfo;
use cutover::wording::{Language, Wording};

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LanguageArgs {
    /// Language of texts for people: en or de (default: for `report` that of the run, else that of the locale, else en)
    #[arg(long, value_name = "LANGUAGE", value_parser = language, env = "CUTOVER_LANG")]
    lang: Option<Language>,
}

impl LanguageArgs {
    pub(crate) fn language(self) -> Language {
        self.lang.unwrap_or_else(spoken)
    }

    pub(crate) fn wording(self) -> &'static Wording {
        Wording::of(self.language())
    }

    /// For documents of a run: unless another language is asked for, that of the documents it was made with.
    pub(crate) fn wording_of(self, run: &RunInfo) -> &'static Wording {
        let recorded = run.options.get("lang").and_then(|it| it.as_str()).and_then(|it| it.parse().ok());
        Wording::of(self.lang.or(recorded).unwrap_or_else(spoken))
    }
}

fn spoken() -> Language {
    of_locale(&["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default()))
}

fn language(text: &str) -> Result<Language, String> {
    text.parse().map_err(|wrong: cutover::model::UnknownValue| wrong.to_string())
}

/// The first of the variables that says anything decides, as everywhere.
fn of_locale(variables: &[String; 3]) -> Language {
    let first = variables.iter().find(|value| !value.is_empty());
    let language = first.and_then(|value| value.split(['_', '-', '.', '@']).next());
    match language {
        Some(language) if language.eq_ignore_ascii_case("de") => Language::German,
        Some(_) | None => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(all: &str, messages: &str, lang: &str) -> Language {
        of_locale(&[all, messages, lang].map(str::to_owned))
    }

    #[test]
    fn a_german_locale_speaks_german_and_every_other_english() {
        for german in ["de", "de_DE.UTF-8", "de-AT", "DE_ch", "de@euro"] {
            assert_eq!(of("", "", german), Language::German, "{german}");
        }
        for english in ["", "C", "C.UTF-8", "en_US.UTF-8", "den_CA", "fr_FR"] {
            assert_eq!(of("", "", english), Language::English, "{english}");
        }
    }

    #[test]
    fn the_first_variable_that_says_anything_decides() {
        assert_eq!(of("C", "de_DE", "de_DE"), Language::English);
        assert_eq!(of("", "de_DE", "en_US"), Language::German);
    }
}
