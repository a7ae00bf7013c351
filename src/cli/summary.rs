//! The summary on standard output: where the rows went, who is ready, what is urgent, where to look next.

use std::fmt::Write;
use std::path::Path;

use cutover::plan::{PortfolioTotals, Readiness};
use cutover::report::run_json::RunInfo;

/// At most twenty lines.
pub(crate) fn text(info: &RunInfo, totals: &PortfolioTotals, out: &Path) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = rows(&mut text, info);
    let _ = customers(&mut text, totals);
    let _ = urgent(&mut text, info, totals);
    let _ = next(&mut text, info, out);
    text
}

fn rows(text: &mut String, info: &RunInfo) -> std::fmt::Result {
    let sum = |of: fn(&cutover::report::run_json::LedgerLine) -> u64| info.ledger.iter().map(of).sum::<u64>();
    let files = match info.inputs.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    writeln!(text, "{files}, {} records, as of {} UTC", grouped(sum(|line| line.read)), info.as_of)?;
    writeln!(
        text,
        "  {} planned | {} merged | {} out of scope | {} reference | {} rejected | 0 lost",
        grouped(sum(|line| line.planned)),
        grouped(sum(|line| line.merged)),
        grouped(sum(|line| line.out_of_scope)),
        grouped(sum(|line| line.reference)),
        grouped(sum(|line| line.rejected)),
    )?;
    writeln!(
        text,
        "  {} seats: {} planned | {} merged | {} out of scope | {} rejected",
        grouped(sum(|line| line.seats.read)),
        grouped(sum(|line| line.seats.planned)),
        grouped(sum(|line| line.seats.merged)),
        grouped(sum(|line| line.seats.out_of_scope)),
        grouped(sum(|line| line.seats.rejected)),
    )
}

fn customers(text: &mut String, totals: &PortfolioTotals) -> std::fmt::Result {
    writeln!(text, "{} customers", grouped(totals.customers))?;
    for readiness in Readiness::ALL.iter().rev() {
        let (customers, seats) = (
            totals.customers_by_readiness[*readiness as usize],
            totals.seats_by_readiness[*readiness as usize],
        );
        if customers > 0 {
            writeln!(
                text,
                "  {:<15} {:>9}  {:>11} seats",
                readiness.as_str(),
                grouped(customers),
                grouped(seats)
            )?;
        }
    }
    if totals.assumed_customers > 0 {
        writeln!(text, "  {} rest on facts the policy assumes", grouped(totals.assumed_customers))?;
    }
    Ok(())
}

fn urgent(text: &mut String, info: &RunInfo, totals: &PortfolioTotals) -> std::fmt::Result {
    if totals.urgent_customers > 0 {
        let (customers, seats) = (grouped(totals.urgent_customers), grouped(totals.urgent_seats));
        writeln!(
            text,
            "Urgent: {customers} customers ({seats} seats) pass their last safe day within 7 days, or have passed it"
        )?;
    }
    let money = |of: fn(&cutover::report::run_json::MoneyTotal) -> &str| {
        let told = info.totals.money.iter().filter(|total| of(total) != "0.00");
        told.map(|total| format!("{} {}", of(total), total.currency)).collect::<Vec<_>>().join(", ")
    };
    for (what, sums) in [
        ("paid twice on the planned days", money(|total| &total.overlap_cost)),
        ("stranded if everybody left today", money(|total| &total.stranded_cost)),
    ] {
        if !sums.is_empty() {
            writeln!(text, "Money {what}: {}", sums.trim_end())?;
        }
    }
    Ok(())
}

fn next(text: &mut String, info: &RunInfo, out: &Path) -> std::fmt::Result {
    let out = out.display();
    let rejected: u64 = info.ledger.iter().map(|line| line.rejected).sum();
    let rejects = if rejected > 0 { format!(", {out}/rejects.csv") } else { String::new() };
    writeln!(
        text,
        "Next: {out}/risk.csv (most urgent first), {out}/plan.csv{rejects}; cutover explain {out} CUSTOMER"
    )
}

/// Thousands apart: 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
