//! One letter per customer, in Markdown or as a page, with that customer's data and nobody else's.

mod customers;
mod money;
mod notice;
mod requests;
mod view;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error as TemplateError, Output, State, UndefinedBehavior, Value};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::escape::write_markdown;
use crate::report::{Run, lookup};
use crate::wording::Wording;
use customers::Customers;
use view::{Ground, letter};

/// Folder of the letters in a run directory.
pub const FOLDER: &str = "customers";

/// The escaping of Markdown, which the template engine does not know.
const MARKDOWN: &str = "markdown";

/// How a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFormat {
    Markdown,
    Html,
}

impl LetterFormat {
    pub const ALL: [LetterFormat; 2] = [LetterFormat::Markdown, LetterFormat::Html];

    fn template(self) -> &'static str {
        match self {
            LetterFormat::Markdown => "letter.md",
            LetterFormat::Html => "letter.html",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            LetterFormat::Markdown => "md",
            LetterFormat::Html => "html",
        }
    }
}

/// Writes the letters of a run in one language.
#[derive(Debug)]
pub struct Letters<'r> {
    run: &'r Run,
    wording: &'static Wording,
    templates: Environment<'static>,
    /// Title and remedy of every rule of the run.
    rules: BTreeMap<String, (String, String)>,
    as_of: Day,
}

impl<'r> Letters<'r> {
    pub fn new(run: &'r Run, wording: &'static Wording) -> Result<Self, Error> {
        let as_of = parse_day(&run.info.as_of)
            .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
        let templates = templates(wording).map_err(|error| broken(&error))?;
        Ok(Letters { run, wording, templates, rules: rules_of(run, wording)?, as_of })
    }

    /// The letter of the customer that the id names: a tenant id, a domain, a name or a subscription id.
    pub fn one(&self, id: &str, format: LetterFormat) -> Result<String, Error> {
        let dossier = lookup::find(self.run, id)?;
        self.render(&self.ground(&dossier.plan, &dossier.steps, &dossier.findings), format)
    }

    /// Every letter, customer by customer, as a path below the run directory and its text.
    pub fn all(
        &self,
        formats: &[LetterFormat],
        each: &mut dyn FnMut(&str, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut customers = Customers::open(self.run)?;
        let mut n_nameless = 0;
        while let Some(customer) = customers.next()? {
            let name = match customer.plan[0].text("customer_tenant_id") {
                "" => {
                    n_nameless += 1;
                    format!("without-tenant-{n_nameless}")
                }
                tenant => tenant.to_owned(),
            };
            let ground = self.ground(&customer.plan, &customer.steps, &customer.findings);
            for &format in formats {
                let text = self.render(&ground, format)?;
                each(&format!("{FOLDER}/{name}.{}", format.extension()), &text)?;
            }
        }
        Ok(())
    }

    fn ground<'g>(
        &'g self,
        plan: &'g [crate::report::Row],
        steps: &'g [crate::report::Row],
        findings: &'g [crate::report::Row],
    ) -> Ground<'g> {
        Ground { plan, steps, findings, rules: &self.rules, wording: self.wording, as_of: self.as_of }
    }

    fn render(&self, ground: &Ground<'_>, format: LetterFormat) -> Result<String, Error> {
        let template = self.templates.get_template(format.template()).map_err(|error| broken(&error))?;
        template.render(Serde(letter(ground))).map_err(|error| broken(&error))
    }
}

/// Titles and remedies in the language; a rule of the policy keeps its own words.
fn rules_of(run: &Run, wording: &Wording) -> Result<BTreeMap<String, (String, String)>, Error> {
    let mut rules = BTreeMap::new();
    if run.has("rules.csv") {
        for row in run.rules()?.rows() {
            let row = row?;
            let id = row.text("rule");
            let word = |part: &str| {
                let key = format!("rules.{id}.{part}");
                let translated = wording.get(&key).filter(|_| row.text("provenance") != "policy");
                translated.unwrap_or(row.text(part)).to_owned()
            };
            rules.insert(id.to_owned(), (word("title"), word("remedy")));
        }
    }
    Ok(rules)
}

fn templates(wording: &'static Wording) -> Result<Environment<'static>, TemplateError> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.set_auto_escape_callback(|name| {
        if name == LetterFormat::Markdown.template() {
            AutoEscape::Custom(MARKDOWN.into())
        } else {
            AutoEscape::Html
        }
    });
    templates.set_formatter(format_value);
    templates.add_function("t", move |key: &str| wording.text(&format!("letters.{key}")).to_owned());
    templates.add_template("letter.md", include_str!("letter.md"))?;
    templates.add_template("letter.html", include_str!("letter.html"))?;
    Ok(templates)
}

/// Every value is escaped for the format of its template; nothing in a template opts out.
fn format_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), TemplateError> {
    if matches!(state.auto_escape(), AutoEscape::Custom(name) if name == MARKDOWN) {
        return write_markdown(out, &value.to_string()).map_err(TemplateError::from);
    }
    minijinja::escape_formatter(out, state, value)
}

fn broken(error: &TemplateError) -> Error {
    Error::Internal(format!("a letter cannot be written: {error:#}"))
}
