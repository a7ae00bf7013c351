//! The templates of the page, and what they may call: texts, numbers, days and months of one language.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, Error as TemplateError, UndefinedBehavior};

use crate::error::Error;
use crate::model::parse_day;
use crate::report::page::machinery;
use crate::report::page::view::View;
use crate::wording::Wording;

/// Every template under the name by which others include it.
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("template/page.html")),
    ("pieces.html", include_str!("template/pieces.html")),
    ("overview.html", include_str!("template/overview.html")),
    ("money.html", include_str!("template/money.html")),
    ("since.html", include_str!("template/since.html")),
    ("dates.html", include_str!("template/dates.html")),
    ("customers.html", include_str!("template/customers.html")),
    ("one_by_one.html", include_str!("template/one_by_one.html")),
    ("rules.html", include_str!("template/rules.html")),
    ("quality.html", include_str!("template/quality.html")),
];

/// The templates, ready to be filled.
pub(super) struct Template {
    environment: Environment<'static>,
}

impl Template {
    pub(super) fn new(wording: &'static Wording) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(on_lines_of_their_own()?);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).map_err(|error| broken(&error))?;
        }
        speak(&mut environment, wording);
        environment.add_global("language", wording.language.as_str());
        environment.add_global("style", Value::from_safe_string(machinery::STYLE.to_owned()));
        environment.add_global("script", Value::from_safe_string(machinery::SCRIPT.to_owned()));
        environment.add_global("security_policy", Value::from_safe_string(machinery::policy()));
        Ok(Template { environment })
    }

    pub(super) fn render(&self, view: &View) -> Result<String, Error> {
        let page = self.environment.get_template("page.html").map_err(|error| broken(&error))?;
        page.render(Value::from(Serde(view))).map_err(|error| broken(&error))
    }
}

/// A tag that stands alone on its line leaves no empty line behind.
fn on_lines_of_their_own() -> Result<SyntaxConfig, Error> {
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    syntax.build().map_err(|error| broken(&error))
}

fn broken(error: &TemplateError) -> Error {
    Error::Internal(format!("report.html cannot be made: {error:#}"))
}

/// Everything in which languages differ.
fn speak(environment: &mut Environment<'static>, wording: &'static Wording) {
    environment.add_function("t", move |name: &str, values: Kwargs| text(wording, name, &values));
    environment.add_function("word", move |group: &str, value: &str| word(wording, group, value));
    environment.add_function("rule_text", move |rule: &str, part: &str, written: &str| {
        wording.get(&format!("rules.{rule}.{part}")).unwrap_or(written).to_owned()
    });
    environment.add_filter("count", move |number: u64| wording.count(number));
    environment.add_filter("amount", move |amount: &str| wording.amount(amount));
    environment.add_filter("day", move |day: &str| match parse_day(day) {
        Some(day) => wording.day(day),
        None => day.to_owned(),
    });
    environment.add_filter("month", move |month: &str| match month.split_once('-') {
        Some((year, number)) => format!("{} {year}", wording.text(&format!("page.month.m{number}"))),
        None => month.to_owned(),
    });
}

fn text(wording: &Wording, name: &str, values: &Kwargs) -> Result<String, TemplateError> {
    let mut text = wording.text(&format!("page.{name}")).to_owned();
    for place in values.args() {
        let value: Value = values.get(place)?;
        text = text.replace(&format!("{{{place}}}"), &value.to_string());
    }
    values.assert_all_used()?;
    Ok(text)
}

/// A value of a closed list in words; a value of another version of the program stands as it is.
fn word(wording: &Wording, group: &str, value: &str) -> String {
    let own = wording.get(&format!("page.{group}.{value}"));
    own.unwrap_or_else(|| wording.value(group, value)).to_owned()
}
