//! `report.html`: one self-contained page about a run, rendered from its directory alone.

mod calendar;
mod customers;
mod findings;
mod machinery;
mod money;
mod quality;
mod readiness;
mod shown;
mod since;
mod subscriptions;
mod template;
mod view;
mod waves;

use crate::error::Error;
use crate::report::Run;
use crate::wording::Wording;
use template::Template;
use view::View;

/// The largest a page may be: what a mail gateway lets through and a telephone opens at once.
pub const MOST_BYTES: usize = 2 << 20;
/// Customers told of at most, the riskiest first; the rest stands in `risk.csv`.
const MOST_CUSTOMERS: usize = 400;

/// The page in the language of `wording`; where it would grow past [`MOST_BYTES`] it tells of fewer customers.
pub fn render(run: &Run, wording: &'static Wording) -> Result<String, Error> {
    let read = || View::read(run, MOST_CUSTOMERS, wording);
    let (view, template) = rayon::join(read, || Template::new(wording));
    let (mut view, template) = (view?, template?);
    loop {
        let page = template.render(&view)?;
        if page.len() <= MOST_BYTES || !view.tell_less() {
            return Ok(page);
        }
    }
}
