//! Term information that an administration portal writes into one cell as JSON objects.

use serde_json::{Map, Value};

use crate::intake::values::dates::{Shape, shape};
use crate::intake::values::words::{Listed, Word};
use crate::model::{Day, Seats, Status, Term};

/// One subscription behind a product of the portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermInfo {
    pub subscription_id: String,
    pub status: Option<Status>,
    pub term: Option<Term>,
    pub seats: Option<Seats>,
    pub start_date: Option<Day>,
    /// `NextLifecycle`: the day on which the state passes into the next.
    pub next_state: Option<Day>,
    pub is_trial: Option<bool>,
}

/// Reads the objects of a cell, joined by commas; `None` where they are no JSON.
pub fn term_infos(text: &str) -> Option<Vec<TermInfo>> {
    let listed = if text.starts_with('[') { text.to_owned() } else { format!("[{text}]") };
    let objects: Vec<Map<String, Value>> = serde_json::from_str(&listed).ok()?;
    Some(objects.iter().map(term_info).collect())
}

fn term_info(object: &Map<String, Value>) -> TermInfo {
    let text = |name: &str| match object.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => flag.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    };
    TermInfo {
        subscription_id: text("CSPSubscriptionId").to_ascii_lowercase(),
        status: word(&text("Status")),
        term: word(&text("Term")),
        seats: text("TotalLicenses")
            .parse()
            .ok()
            .filter(|&n| n <= crate::intake::layout::MOST_SEATS)
            .and_then(Seats::new),
        start_date: day(&text("CreatedDateTime")),
        next_state: day(&text("NextLifecycle")),
        is_trial: word(&text("IsTrial")),
    }
}

/// A day, year first.
fn day(text: &str) -> Option<Day> {
    match shape(text) {
        Shape::Plain(day) => day,
        Shape::Slash { .. } | Shape::Dotted { .. } | Shape::Serial(_) | Shape::Seconds(_) | Shape::Other => {
            None
        }
    }
}

fn word<T: Listed>(text: &str) -> Option<T> {
    match T::of(text) {
        Word::Is(value) => Some(value),
        Word::Unknown | Word::NotInList => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"Status":"Enabled","Term":"Yearly","TotalLicenses":25,"NextLifecycle":"2024-01-30T00:00:00Z","IsTrial":false,"CSPSubscriptionId":"2B601696-7523-4e1d-8fdd-da6b9bac90eb"}"#;

    #[test]
    fn objects_joined_by_commas_are_a_list() {
        let two = format!("{ONE}, {{\"TotalLicenses\":\"5\",\"IsTrial\":\"True\"}}");
        let infos = term_infos(&two).expect("two objects");
        assert_eq!(infos.len(), 2);
        assert_eq!(infos[0].subscription_id, "2b601696-7523-4e1d-8fdd-da6b9bac90eb");
        assert_eq!(infos[0].term, Term::of_months(12));
        assert_eq!(infos[0].status, Some(Status::Active));
        assert_eq!(infos[0].next_state, crate::model::parse_day("2024-01-30"));
        assert_eq!(infos[1].seats, Seats::new(5));
        assert_eq!(infos[1].is_trial, Some(true));
    }

    #[test]
    fn broken_json_is_no_term_information() {
        assert_eq!(term_infos("{\"Status\":"), None);
        assert_eq!(term_infos("System.Object[]"), None);
    }
}
