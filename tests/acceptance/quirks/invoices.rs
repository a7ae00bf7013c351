//! Quirks 13 and 14: reports and invoices with many rows for one thing.

use super::{FIRST, ONE, TWO, given};

const INSIGHTS: &str = "SubscriptionId\tSubscriptionStartDate\tSubscriptionEndDate\tSubscriptionState\tMonth\tIsAutoRenew\tCustomerName\tCustomerTenantId\tCustomerSegment\tCustomerMarket\tSKU\tMPNId\tSalesChannel\tAvailableSeats\n";

fn monthly(id: &str, month: &str, seats: u32) -> String {
    format!(
        "{id}\t2026-01-01\t2026-12-31\tActive\t{month}\tYes\tContoso\t{FIRST}\tSMB\tGermany\tOffice 365 E3\t123\tCSP\t{seats}\n"
    )
}

#[test]
fn of_monthly_rows_the_newest_month_counts() {
    let months =
        |id| monthly(id, "2026-08-01", 10) + &monthly(id, "2026-10-01", 12) + &monthly(id, "2026-09-01", 11);
    let outcome = given("i.csv", format!("{INSIGHTS}{}", months(ONE))).planned();
    assert_eq!(outcome.run["ledger"][0]["merged"], 2);
    outcome.is(&["Contoso|one|Office 365 E3|12"]);
    given("i.csv", format!("{INSIGHTS}{}", months(""))).planned().is(&["Contoso||Office 365 E3|12"]);
    let twice = format!("{INSIGHTS}{}{}", monthly(ONE, "2026-10-01", 10), monthly(ONE, "2026-10-01", 12));
    given("i.csv", twice)
        .planned()
        .rejects(&["2 seats_purchased conflicting-duplicate", "3 seats_purchased conflicting-duplicate"]);
}

#[test]
fn of_monthly_pools_the_newest_month_counts() {
    let header = "CustomerName\tCustomerTenantId\tCustomerStatus\tCustomerMarket\tSKU\tMonth\tSalesChannel\tAvailableSeats\n";
    let row = |month: &str, seats: u32| {
        format!("Contoso\t{FIRST}\tActive\tGermany\tOffice 365 E3\t{month}\tDirect\t{seats}\n")
    };
    let text = format!("{header}{}{}{}", row("2026-08-01", 10), row("2026-10-01", 12), row("2026-09-01", 11));
    given("i.csv", text).planned_with(&["customer_country"]).is(&["Contoso||Office 365 E3|12|DE"]);
}

const RECON: &str = "CustomerId,CustomerName,CustomerDomainName,CustomerCountry,Tier2MpnId,ProductId,SkuId,ProductName,ChargeType,UnitPrice,Quantity,Currency,SubscriptionDescription,SubscriptionId,ChargeStartDate,ChargeEndDate,TermAndBillingCycle,BillingFrequency,SubscriptionEndDate,ProductQualifiers\n";

fn charge(id: &str, kind: &str, quantity: i32, from: &str, to: &str) -> String {
    format!(
        "{FIRST},Contoso,contoso.example,DE,-1,CFQ7TTC0LF8R,1,Office 365 E3,{kind},17.60,{quantity},EUR,Office 365 E3,{id},{from},{to},One-Year commitment for monthly/yearly billing,Monthly,4/30/2027,\n"
    )
}

fn azure(id: &str) -> String {
    charge(id, "cycleFee", 1, "9/1/2026", "9/30/2026").replace("EUR,Office 365 E3", "EUR,Azure plan")
}

#[test]
fn seats_of_an_invoice_are_those_of_the_newest_full_charge_and_the_changes_since() {
    let text = [
        charge(ONE, "cycleFee", 25, "9/1/2026", "9/30/2026"),
        charge(ONE, "addQuantity", 5, "9/15/2026", "9/30/2026"),
        charge(ONE, "cycleFee", 30, "10/1/2026", "10/31/2026"),
        charge(ONE, "removeQuantity", -5, "10/1/2026", "10/31/2026"),
        charge(ONE, "cycleFee", -30, "10/1/2026", "10/31/2026"),
    ];
    let text = format!("{RECON}{}", text.concat());
    given("r.csv", text)
        .planned_with(&["term", "billing_cycle", "end_date"])
        .is(&["Contoso|one|Office 365 E3|25|P1Y|monthly|2027-04-30"])
        .notes("the reseller was removed");
}

#[test]
fn lines_that_only_add_leave_the_seats_uncertain() {
    let text = format!("{RECON}{}", charge(ONE, "addQuantity", 5, "9/15/2026", "9/30/2026"));
    given("r.csv", &text).planned().is(&["Contoso|one|Office 365 E3|5"]).notes("uncertain");
    let removed = text.replace("addQuantity", "removeQuantity").replace(",5,EUR", ",-5,EUR");
    given("r.csv", removed).planned().rejects(&["2 seats_purchased seats-missing"]).notes("uncertain");
    let seats = format!("customer_tenant_id,subscription_id,seats_purchased\n{FIRST},{ONE},40\n");
    given("r.csv", text)
        .and("s.csv", seats)
        .planned()
        .is(&["Contoso|one|Office 365 E3|40"])
        .notes("uncertain");
}

#[test]
fn consumption_with_an_id_is_planned_out_of_scope_and_without_one_counted() {
    let text =
        format!("{RECON}{}{}{}", charge(ONE, "cycleFee", 25, "9/1/2026", "9/30/2026"), azure(TWO), azure(""));
    let outcome = given("r.csv", text).planned_with(&["commerce_model", "readiness"]);
    let ledger = &outcome.run["ledger"][0];
    assert_eq!((&ledger["read"], &ledger["out_of_scope"]), (&3.into(), &3.into()), "{ledger}");
    assert_eq!((&ledger["seats"]["read"], &ledger["seats"]["out_of_scope"]), (&25.into(), &25.into()));
    outcome.is(&[
        "Contoso|two|Office 365 E3|0|usage|out-of-scope",
        "Contoso|one|Office 365 E3|25|nce|out-of-scope",
    ]);
}

#[test]
fn one_odd_line_of_consumption_takes_no_licence_out_of_scope() {
    let text = format!("{RECON}{}{}", charge(ONE, "cycleFee", 25, "9/1/2026", "9/30/2026"), azure(ONE));
    let outcome = given("r.csv", text).planned_with(&["commerce_model"]);
    assert_eq!(outcome.run["ledger"][0]["merged"], 1);
    outcome.is(&["Contoso|one|Office 365 E3|25|nce"]);
}

#[test]
fn usage_based_subscriptions_of_a_shell_are_out_of_scope() {
    let header = "CustomerId,BillingType,CommitmentEndDate,EffectiveStartDate,OfferId,OfferName,Quantity,Status,SubscriptionId,UnitType\n";
    let text = format!(
        "{header}{FIRST},Usage,,31.01.2026 00:00:00,MS-AZR-0145P,Microsoft Azure,1,Active,{ONE},Usage-based\n"
    );
    given("a.csv", text)
        .planned_with(&["commerce_model", "readiness"])
        .is(&["|one|Microsoft Azure|0|usage|out-of-scope"]);
}

#[test]
fn legacy_invoices_print_the_day_after_the_term_and_a_second_id() {
    let header = "PartnerId,CustomerId,CustomerName,MPNID,ResellerMpnId,OrderId,SubscriptionId,SyndicationPartnerSubscriptionNumber,OfferId,DurableOfferID,OfferName,SubscriptionStartDate,SubscriptionEndDate,ChargeStartDate,ChargeEndDate,ChargeType,UnitPrice,Quantity,Amount,TotalOtherDiscount,Subtotal,Tax,TotalForCustomer,Currency,DomainName,SubscriptionName,SubscriptionDescription,BillingCycleType\n";
    let line = format!(
        "8ddd0364-0000-4000-8000-46b58d356b4e,{FIRST},Contoso,4390934,,566890604832738111,usCBMgAAAAAAAAIA,{},FE616D64-E9A8-40EF-843F-152E9BBEF3D1,1017D7F3-6D7F-4BFA-BDD8-79BC8F104E0C,Office 365 E3,2/1/2026 0:00,2/1/2027 0:00,10/1/2026 0:00,10/31/2026 23:59,CYCLE FEE,6.82,2,13.64,2.64,11,0,11,EUR,contoso.example,E3,E3,Monthly\n",
        ONE.to_uppercase()
    );
    given("r.csv", format!("{header}{line}"))
        .planned_with(&["end_date"])
        .is(&["Contoso|one|Office 365 E3|2|2027-01-31"]);
}

#[test]
fn lines_of_a_distributor_without_ids_must_agree() {
    let header = "company_name,description,quantity,cost,price,cost_total,subtotal\n";
    let line =
        |customer: &str, product: &str, seats: i32| format!("{customer},{product},{seats},10.00,12,50,60\n");
    let agree = line("Contoso", "[Deprecated] Microsoft 365 E3 [options:x]", 5)
        + &line("Contoso", "Microsoft 365 E3", 5);
    given("p.csv", format!("{header}{agree}")).planned().is(&["Contoso||Microsoft 365 E3|5"]);
    let differ = line("Contoso", "Microsoft 365 E3", 5) + &line("Contoso", "Microsoft 365 E3", 6);
    let both = ["2 seats_purchased conflicting-duplicate", "3 seats_purchased conflicting-duplicate"];
    given("p.csv", format!("{header}{differ}")).planned().is(&[]).rejects(&both);
}
