//! The file of pins: one decision per line, whose columns say what was decided, by whom and why.

use crate::error::Error;
use crate::model::{TenantId, parse_day};
use crate::rules::{Choice, Pin, Pins};

/// Columns that hold a decision; a line fills exactly one of them.
const CHOICES: [&str; 5] = ["date", "wave", "route", "successor", "skip"];
const WHO: [&str; 2] = ["customer_tenant_id", "subscription_id"];
const WHY: [&str; 3] = ["owner", "reason", "expires"];

impl Pins {
    /// Reads a CSV file of pins; `path` is for messages.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] naming the line: a decision that cannot be read must not be dropped in silence.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
        let wrong = |line: u64, why: String| Error::Usage(format!("{path}:{line}: {why}"));
        let header = reader.headers().map_err(|it| wrong(1, it.to_string()))?.clone();
        let known = || WHO.into_iter().chain(CHOICES).chain(WHY);
        if let Some(unknown) = header.iter().find(|name| known().all(|it| it != *name)) {
            let columns = known().collect::<Vec<_>>().join(", ");
            return Err(wrong(1, format!("there is no column `{unknown}`; pins have {columns}")));
        }
        let mut list: Vec<Pin> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|it| wrong(0, it.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |name: &str| {
                let column = header.iter().position(|it| it == name);
                column.and_then(|column| record.get(column)).unwrap_or_default()
            };
            let pin = read(&cell).map_err(|why| wrong(line, why))?;
            let is_same = |other: &&Pin| {
                (other.customer, &other.subscription) == (pin.customer, &pin.subscription)
                    && kind(&other.choice) == kind(&pin.choice)
            };
            if let Some(first) = list.iter().find(is_same) {
                let (one, other) = (&first.told, &pin.told);
                return Err(wrong(
                    line,
                    format!("`{other}` contradicts `{one}` further up; keep one of them"),
                ));
            }
            list.push(pin);
        }
        Ok(Pins::new(list))
    }
}

fn read<'c>(cell: &impl Fn(&str) -> &'c str) -> Result<Pin, String> {
    let tenant = cell("customer_tenant_id");
    let customer = TenantId::parse(tenant);
    if customer.is_none() && !tenant.is_empty() {
        return Err(format!("`{tenant}` is not a tenant id"));
    }
    let subscription = Some(cell("subscription_id").to_owned()).filter(|id| !id.is_empty());
    if customer.is_none() && subscription.is_none() {
        return Err("a pin names customer_tenant_id or subscription_id".to_owned());
    }
    let (owner, reason) = (cell("owner").to_owned(), cell("reason").to_owned());
    if owner.is_empty() || reason.is_empty() {
        return Err("a pin has an owner and a reason".to_owned());
    }
    let expires = match cell("expires") {
        "" => None,
        text => Some(parse_day(text).ok_or_else(|| format!("expires: `{text}` is not a day (YYYY-MM-DD)"))?),
    };
    let filled: Vec<&str> = CHOICES.into_iter().filter(|name| !cell(name).is_empty()).collect();
    let [kind] = filled[..] else {
        return Err(format!("a pin fills exactly one of {}", CHOICES.join(", ")));
    };
    let choice = choice(kind, cell(kind))?;
    let told = format!("{kind} {}", cell(kind));
    Ok(Pin { customer, subscription, choice, told, owner, reason, expires })
}

fn choice(kind: &str, text: &str) -> Result<Choice, String> {
    match kind {
        "date" => {
            parse_day(text).map(Choice::Date).ok_or(format!("date: `{text}` is not a day (YYYY-MM-DD)"))
        }
        "wave" => match text.parse() {
            Ok(wave) if wave > 0 => Ok(Choice::Wave(wave)),
            Ok(_) | Err(_) => Err(format!("wave: `{text}` is not a number from 1")),
        },
        "route" => {
            text.parse().map(Choice::Route).map_err(|it: crate::model::UnknownValue| format!("route: {it}"))
        }
        "successor" => Ok(Choice::Successor(text.to_uppercase())),
        _ if text == "true" => Ok(Choice::Skip),
        _ => Err(format!("skip: `{text}` is not true")),
    }
}

/// Decisions of one kind exclude each other: a day, a wave and staying are all about when.
fn kind(choice: &Choice) -> u8 {
    match choice {
        Choice::Date(_) | Choice::Wave(_) | Choice::Skip => 0,
        Choice::Route(_) => 1,
        Choice::Successor(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SubscriptionId;
    use crate::routes::Route;
    use crate::rules::fixture::{customer, subscription};

    const HEADER: &str =
        "customer_tenant_id,subscription_id,date,wave,route,successor,skip,owner,reason,expires\n";
    const TENANT: &str = "00000000-0000-4000-8000-000000000001";

    fn refusal(line: &str) -> String {
        let text = format!("{HEADER}{line}\n");
        Pins::parse("pins.csv", text.as_bytes()).err().map(|it| it.to_string()).unwrap_or_default()
    }

    #[test]
    fn every_kind_of_decision_is_read() {
        let text = format!(
            "\u{feff}{HEADER}{TENANT},,2026-12-01,,,,,Ada,asked,2026-12-31\n,s-1,,3,,,,Ada,asked,\n\
             ,s-2,,,rebuy-now,,,Ada,asked,\n,s-3,,,,spe_e3,,Ada,asked,\n,s-4,,,,,true,Ada,asked,\n"
        );
        let pins = Pins::parse("pins.csv", text.as_bytes()).expect("pins");
        let choices: Vec<&Choice> = pins.as_slice().iter().map(|pin| &pin.choice).collect();
        let day = parse_day("2026-12-01").expect("a day");
        let expected = [
            &Choice::Date(day),
            &Choice::Wave(3),
            &Choice::Route(Route::RebuyNow),
            &Choice::Successor("SPE_E3".to_owned()),
            &Choice::Skip,
        ];
        assert_eq!(choices, expected);
        assert_eq!(pins.as_slice()[0].told, "date 2026-12-01");
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_its_line() {
        for (line, told) in [
            (",,2026-12-01,,,,,Ada,asked,", "pins.csv:2: a pin names customer_tenant_id or subscription_id"),
            (",s,2026-12-32,,,,,Ada,asked,", "`2026-12-32` is not a day"),
            (",s,2026-12-01,2,,,,Ada,asked,", "exactly one of date"),
            (",s,,,,,,Ada,asked,", "exactly one of date"),
            (",s,,0,,,,Ada,asked,", "not a number from 1"),
            (",s,,,by-magic,,,Ada,asked,", "expected one of rebuy-now"),
            (",s,,,,,maybe,Ada,asked,", "`maybe` is not true"),
            (",s,2026-12-01,,,,,,asked,", "an owner and a reason"),
            ("abc,,2026-12-01,,,,,Ada,asked,", "`abc` is not a tenant id"),
            (",s,2026-12-01,,,,,Ada,asked,soon", "`soon` is not a day"),
            (",s,2026-12-01,,,,,Ada,asked,\n,s,,,,,true,Ada,asked,", "contradicts `date 2026-12-01`"),
        ] {
            assert!(refusal(line).contains(told), "{line}: {}", refusal(line));
        }
        let unknown = Pins::parse("pins.csv", b"tenant,date\n").err().map(|it| it.to_string());
        assert!(unknown.is_some_and(|told| told.contains("no column `tenant`")));
    }

    #[test]
    fn a_pin_of_a_subscription_is_found_behind_the_one_of_its_customer() {
        let text = format!("{HEADER},two,2026-12-01,,,,,Ada,asked,\n{TENANT},,2026-12-02,,,,,Ada,asked,\n");
        let pins = Pins::parse("pins.csv", text.as_bytes()).expect("pins");
        let scene = customer(vec![subscription("one"), subscription("two")]);
        assert_eq!(scene.lines[1].subscription.id, SubscriptionId::parse("two"));
        let found = pins.about(scene.customer.tenant, &scene.lines);
        let found: Vec<Option<usize>> = found.into_iter().map(|(at, _)| at).collect();
        assert_eq!(found, [None, Some(1)]);
    }
}
