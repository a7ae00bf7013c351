//! What the columns of the tables hold, so that a spreadsheet sorts and sums them as what they are.

/// How a cell of a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names, lists and everything else.
    Text,
    /// Ids: text, and wide.
    Id,
    /// Sentences.
    Prose,
    /// A value of a closed list, in the words of the language.
    Value,
    /// The id of a step, in the words of the language.
    Step,
    Count,
    /// A number nobody sums: of a line, of a wave.
    Number,
    Day,
    Money,
}

/// The kind of a column of any table.
pub(super) fn kind_of(column: &str) -> Kind {
    match column {
        "customer_tenant_id" | "subscription_id" | "parent_subscription_id" => Kind::Id,
        "title" | "remedy" | "citation" | "finding_id" | "id" | "observed" | "repair" | "note" => Kind::Prose,
        "readiness" | "severity" | "actor" | "waiting_on" | "route" | "offer_match" | "credit"
        | "credit_contact" | "undo" | "source_channel" | "subject" | "change" | "old" | "new" | "cause" => {
            Kind::Value
        }
        "step" | "next_step" => Kind::Step,
        "source_line" | "wave" | "step_no" | "after_step" | "risk_score" => Kind::Number,
        "overlap_cost" | "stranded_cost" => Kind::Money,
        "date" | "due" | "not_before" | "valid_from" | "valid_to" | "first_deadline" | "first_cutover"
        | "users_work_until" | "data_deleted_on" => Kind::Day,
        other if other.ends_with("_date") => Kind::Day,
        "seats_purchased" | "seats_assigned" | "target_seats" | "reassign_seats" | "overlap_days"
        | "gap_days" | "blockers" | "actions" | "risks" | "notes" | "facts_known" | "facts_needed"
        | "subscriptions" | "seats" | "customers" | "points" | "findings" | "capacity" => Kind::Count,
        _ => Kind::Text,
    }
}

/// Width in characters.
pub(super) fn width_of(column: &str) -> f64 {
    match (column, kind_of(column)) {
        ("customer_name" | "product_name" | "target_product_name", _) => 34.0,
        ("rejected_routes" | "score_breakdown" | "missing_facts" | "findings", _) => 30.0,
        ("customer_country" | "currency" | "term" | "grade" | "auto_renew", _) => 10.0,
        (_, Kind::Id) => 38.0,
        (_, Kind::Prose) => 60.0,
        (_, Kind::Step) => 28.0,
        (_, Kind::Value) => 18.0,
        (_, Kind::Text) => 20.0,
        (_, Kind::Count | Kind::Number) => 11.0,
        (_, Kind::Day) => 12.0,
        (_, Kind::Money) => 14.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{plan_csv, risk_csv, rules_csv, steps_csv};

    #[test]
    fn every_column_of_days_counts_and_money_is_known_as_one() {
        let columns = [plan_csv::COLUMNS, risk_csv::COLUMNS, rules_csv::COLUMNS, steps_csv::COLUMNS].concat();
        let of = |kind: Kind| columns.iter().filter(|column| kind_of(column) == kind).count();
        assert!(of(Kind::Day) >= 12 && of(Kind::Count) >= 18 && of(Kind::Money) == 4);
        assert_eq!(kind_of("end_date"), Kind::Day);
        assert_eq!(kind_of("sku_part_number"), Kind::Text);
    }
}
