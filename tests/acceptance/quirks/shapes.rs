//! Quirks 3, 4, 9 to 12: what stands around the table, and lines that are no rows.

use super::encodings::windows_1252;
use super::{FIRST, ONE, SECOND, TWO, canonical, given, row};

const TWO_ROWS: &[&str] = &["Contoso|two|Office 365 E3|25", "Contoso|one|Office 365 E3|25"];

#[test]
fn what_stands_above_the_header_is_passed_over_in_any_combination() {
    let table = canonical(&[row(ONE), row(TWO)]).replace(',', ";");
    for above in [
        "sep=;\n#TYPE Some.Type\n",
        "\n\n",
        "Licence report\nof November\n\n",
        "\"sep=;\"\n",
        "#TYPE A.B\n;;;\n",
    ] {
        given("a.csv", format!("{above}{table}")).planned().is(TWO_ROWS);
    }
    let bad = table.replace(";25;", ";x;");
    let lines = given("a.csv", format!("sep=;\n\nTitle\n{bad}")).planned().rejects;
    assert_eq!(lines, ["5 seats_purchased not-a-number", "6 seats_purchased not-a-number"]);
}

#[test]
fn the_type_line_of_a_shell_is_kept_as_a_hint() {
    let text = format!("#TYPE Microsoft.Graph.User\n{}", canonical(&[row(ONE)]));
    assert!(given("a.csv", text).inspected().contains("a list of Microsoft.Graph.User"));
    given("a.csv", "#TYPE Microsoft.Graph.Group\n\"Id\",\"Mail\"\n")
        .refused(&["a list of Microsoft.Graph.Group"]);
}

#[test]
fn the_delimiter_is_found_whatever_the_name_says() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = canonical(&[row(ONE), row(TWO)]).replace(',', delimiter);
        let outcome = given("a.csv", text).planned();
        assert_eq!(outcome.input("delimiter"), delimiter);
        outcome.is(TWO_ROWS);
    }
}

#[test]
fn lines_wrapped_in_one_more_pair_of_quotes_are_unwrapped() {
    let header = "customer_tenant_id,customer_name,subscription_id,seats_purchased";
    let line = format!("\"{FIRST},\"\"Contoso, Ltd.\"\",{ONE},3\"");
    for header in [header.to_owned(), format!("\"{header}\"")] {
        given("a.csv", format!("{header}\n{line}\n")).planned().is(&["Contoso, Ltd.|one||3"]);
    }
}

#[test]
fn line_ends_and_quotes_inside_cells_are_part_of_them() {
    for end in ["\n", "\r\n", "\r"] {
        let name = format!("\"Contoso{end}GmbH\"");
        let text = canonical(&[row(ONE).replace("Contoso", &name), row(TWO)]);
        let outcome = given("a.csv", text).planned();
        assert_eq!((outcome.code, outcome.plan.len()), (0, 2), "{end:?}");
    }
    let nord = row(ONE).replace("Contoso", "Contoso \"Nord\" GmbH");
    given("a.csv", canonical(&[nord])).planned().is(&["Contoso \"Nord\" GmbH|one|Office 365 E3|25"]);
}

#[test]
fn a_lone_quote_costs_one_record_and_not_the_file() {
    let text = canonical(&[row(ONE).replace("Contoso", "\"Contoso"), row(TWO)]);
    given("a.csv", text).planned().is(&["Contoso|two|Office 365 E3|25"]).rejects(&["2  unclosed-quote"]);
}

#[test]
fn a_field_of_more_than_a_mebibyte_is_rejected_where_it_begins() {
    let long = format!("\"{}\"", "x".repeat((1 << 20) + 1));
    let text = canonical(&[row(TWO), row(ONE).replace("Contoso", &long)]);
    let outcome = given("a.csv", text).planned().is(&["Contoso|two|Office 365 E3|25"]);
    assert_eq!(outcome.rejects.len(), 1, "{:?}", outcome.rejects);
    assert!(outcome.rejects[0].starts_with("3 "), "{:?}", outcome.rejects);
}

#[test]
fn a_header_of_more_than_4096_columns_is_refused() {
    let more = ",more".repeat(4_096);
    given("a.csv", canonical(&[]).replacen('\n', &format!("{more}\n"), 1))
        .refused(&["a.csv:1", "4096 columns"]);
}

#[test]
fn empty_columns_at_the_end_do_no_harm_and_filled_ones_are_rejected() {
    let padded = canonical(&[row(ONE), row(TWO)]).replace('\n', ",,,\n");
    given("a.csv", padded).planned().is(TWO_ROWS);
    given("a.csv", canonical(&[row(ONE) + ",surplus", row(TWO)]))
        .planned()
        .is(&["Contoso|two|Office 365 E3|25"])
        .rejects(&["2 #7 row-too-long"]);
}

#[test]
fn a_short_row_is_padded_only_where_nothing_needed_is_missing() {
    let short = row(ONE).replace(",2027-01-31", "");
    let text = canonical(&[short.clone(), row(TWO)]);
    given("a.csv", text).planned().is(TWO_ROWS).notes("a row ends early");
    let without_seats = row(ONE).replace(",25,2027-01-31", "");
    given("a.csv", canonical(&[without_seats, row(TWO)]))
        .planned()
        .is(&["Contoso|two|Office 365 E3|25"])
        .rejects(&["2 seats_purchased seats-missing"]);
    // The last record of a file without a final line end may have been cut anywhere.
    given("a.csv", canonical(&[row(TWO), short]).trim_end())
        .planned()
        .is(&["Contoso|two|Office 365 E3|25"])
        .rejects(&["3  record-cut-short"]);
}

#[test]
fn shifted_cells_are_found_by_what_they_hold() {
    let header = "TenantId,CompanyName,SubscriptionId,Product,Quantity,EndDate";
    let text = format!("{header}\n{FIRST},Contoso,{ONE},25,2027-01-31\n");
    given("a.csv", text).planned().is(&[]).rejects(&["2 Quantity not-a-number"]);
}

#[test]
fn of_a_repeated_header_name_the_first_counts() {
    let text = format!(
        "customer_tenant_id,subscription_id,seats_purchased,status,status\n{FIRST},{ONE},3,active,deleted\n"
    );
    given("a.csv", text).planned_with(&["status"]).is(&["|one||3|active"]);
}

#[test]
fn another_known_header_begins_a_table_of_its_own() {
    let generic = |date: &str| format!("TenantId,SubscriptionId,Quantity,EndDate\n{SECOND},{TWO},4,{date}\n");
    given("a.csv", canonical(&[row(ONE)]) + &generic("31/01/2027") + &canonical(&[]))
        .planned_with(&["end_date"])
        .is(&["Contoso|one|Office 365 E3|25|2027-01-31", "|two||4|2027-01-31"]);
    // What stands under one header is no evidence for another.
    let first = format!("TenantId,Product,Quantity,EndDate,SubscriptionId\n{FIRST},E3,5,01/31/2027,{ONE}\n");
    given("a.csv", first.clone() + &generic("31/01/2027"))
        .planned_with(&["end_date"])
        .is(&["|one|E3|5|2027-01-31", "|two||4|2027-01-31"]);
    given("a.csv", canonical(&[row(ONE)]) + &generic("03/02/2027")).refused(&[
        "03/02/2027",
        "line 4",
        "--date-order",
    ]);
}

#[test]
fn rejects_of_a_later_table_keep_their_own_header() {
    let generic = format!("TenantId,SubscriptionId,Quantity,EndDate\n{SECOND},{TWO},x,31/01/2027\n");
    let outcome = given("a.csv", canonical(&[row(ONE)]) + &generic).planned();
    let outcome = outcome.rejects(&["4 Quantity not-a-number"]);
    let text = std::fs::read_to_string(outcome.path("rejects/a.csv")).expect("rejects");
    assert_eq!(text, generic);
}

const USAGE: &str = "License Name,Cost,Purchased Units,Consumed Units,Unused Units,Purchased Units Cost,Consumed Units Cost,Unused Units Cost,SkuID\nOffice 365 E3,$36.00,10,7,3,$360.00,$252.00,$108.00,6fd2c87f-b296-42f0-b197-1e91e994b900\n";

#[test]
fn totals_and_row_counts_are_no_records() {
    for end in [
        "\nTotal,-,-,-,-,\"$1,234.00\",$1.00,$1.00,-\n",
        "Summe,,,,,,,,\n\n",
        "(42 rows)\n",
        "Grand Total,,10,7,,,,,\n",
    ] {
        let outcome = given(&format!("usage_{FIRST}.csv"), format!("{USAGE}{end}")).planned();
        assert_eq!(outcome.run["ledger"][0]["read"], 1, "{end}");
        outcome.is(&["||Office 365 E3|10"]);
    }
}

#[test]
fn a_record_behind_a_total_is_read_and_told() {
    let text = canonical(&[row(ONE), "Total,,,,28,".to_owned(), row(TWO)]);
    assert!(given("a.csv", &text).inspected().contains("behind a total"));
    given("a.csv", text).planned().is(TWO_ROWS);
}

#[test]
fn a_header_may_hold_the_quotes_of_a_text_processor() {
    let text = canonical(&[row(ONE)]).replacen("customer_name", "\"customer_name\u{201c}", 1);
    given("a.csv", &text).planned().is(&["Contoso|one|Office 365 E3|25"]);
    given("a.csv", windows_1252(&text)).planned().is(&["Contoso|one|Office 365 E3|25"]);
}
