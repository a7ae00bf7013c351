//! One letter per customer, in Markdown or as a page, with that customer's data and nobody else's.

mod changes;
mod money;
mod notice;
mod requests;
mod risks;
mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error as TemplateError, Output, State, UndefinedBehavior, Value};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::customers::{Customer, Customers, safe_name};
use crate::report::escape::write_markdown;
use crate::report::{Run, lookup};
use crate::table::Row;
use crate::wording::Wording;
use changes::Changes;
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
    as_of: Day,
}

impl<'r> Letters<'r> {
    pub fn new(run: &'r Run, wording: &'static Wording) -> Result<Self, Error> {
        let as_of = parse_day(&run.info.as_of)
            .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
        let templates = templates(wording).map_err(|error| broken(&error))?;
        Ok(Letters { run, wording, templates, as_of })
    }

    /// The letter of the customer that the id names: a tenant id, a domain, a name or a subscription id.
    pub fn one(&self, id: &str, format: LetterFormat) -> Result<String, Error> {
        let lookup::Dossier { plan, steps, findings, .. } = lookup::find(self.run, id)?;
        let customer = Customer { domain: String::new(), plan, steps, findings };
        let changes = Changes::of_one(self.run, &customer.plan)?;
        self.render(&self.ground(&customer, &changes), format)
    }

    /// Every letter, customer by customer, as a path below the run directory and its text.
    pub fn all(
        &self,
        formats: &[LetterFormat],
        each: &mut dyn FnMut(&str, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut customers = Customers::open(self.run)?;
        let mut changes = Changes::open(self.run)?;
        while let Some(customer) = customers.next()? {
            let first = &customer.plan[0];
            let names = ["customer_tenant_id", "customer_name"].map(|column| first.text(column));
            let name = safe_name(names[0], &customer.domain, names[1]);
            let own = changes.take(&customer.plan)?;
            let ground = self.ground(&customer, &own);
            for &format in formats {
                let text = self.render(&ground, format)?;
                each(&format!("{FOLDER}/{name}.{}", format.extension()), &text)?;
            }
        }
        Ok(())
    }

    fn ground<'g>(&'g self, customer: &'g Customer, changes: &'g [Row]) -> Ground<'g> {
        let Customer { plan, steps, findings, .. } = customer;
        let since = self.run.info.since.as_ref().and_then(|since| parse_day(&since.as_of));
        Ground { plan, steps, findings, changes, since, wording: self.wording, as_of: self.as_of }
    }

    fn render(&self, ground: &Ground<'_>, format: LetterFormat) -> Result<String, Error> {
        let template = self.templates.get_template(format.template()).map_err(|error| broken(&error))?;
        template.render(Serde(letter(ground))).map_err(|error| broken(&error))
    }
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
