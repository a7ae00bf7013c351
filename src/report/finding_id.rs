//! The name of one finding: unique in a run and the same the next night.

use crate::model::SubscriptionId;
use crate::plan::CustomerPlan;
use crate::report::Context;
use crate::rules::Finding;
use crate::table::{append_count, append_guid};

/// Appends `RULE:SUBSCRIPTION_ID`, or `RULE:TENANT_ID` for the customer itself; where an export has no
/// subscription id, `RULE:TENANT_ID/PRODUCT`. What repeats is counted: `#2`.
pub(crate) fn append_finding_id(
    out: &mut Vec<u8>,
    plan: &CustomerPlan<'_>,
    finding: usize,
    context: &Context<'_>,
) {
    let rule = plan.findings[finding].rule;
    out.extend_from_slice(context.rule_id(rule).as_bytes());
    out.push(b':');
    append_subject(out, plan, finding, context);
    let n_same = earlier_of_same_name(plan, finding, context);
    if n_same > 0 {
        out.push(b'#');
        append_count(out, n_same as u64 + 1);
    }
}

/// Whether the name holds nothing but words of our own and GUIDs.
pub(crate) fn is_plain(plan: &CustomerPlan<'_>, finding: usize) -> bool {
    match plan.line(plan.findings[finding].subscription).map(|line| line.subscription.id) {
        Some(Some(SubscriptionId::Guid(_))) => true,
        Some(Some(SubscriptionId::Text(_)) | None) => false,
        None => plan.customer.tenant.is_some(),
    }
}

fn append_subject(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, finding: usize, context: &Context<'_>) {
    let customer = &plan.customer;
    let subscription = plan.line(plan.findings[finding].subscription).map(|line| &line.subscription);
    match subscription.and_then(|it| it.id) {
        Some(SubscriptionId::Guid(guid)) => return append_guid(out, &guid),
        Some(SubscriptionId::Text(text)) => return out.extend_from_slice(text.as_bytes()),
        None => {}
    }
    match customer.tenant {
        Some(tenant) => append_guid(out, &tenant.0),
        None if !customer.domain.is_empty() => out.extend_from_slice(customer.domain.as_bytes()),
        None => out.extend_from_slice(customer.name.as_bytes()),
    }
    if let Some(subscription) = subscription {
        out.push(b'/');
        let product = context.product(subscription.product);
        let names = [&product.sku_part_number, &product.product_name, &product.offer_id, &product.product_id];
        let name = names.into_iter().chain([&product.license_sku_id]).find(|name| !name.is_empty());
        out.extend_from_slice(name.map_or("", |name| name.as_str()).as_bytes());
    }
}

/// How many earlier findings of the same rule have the same subject, or one that is called the same.
fn earlier_of_same_name(plan: &CustomerPlan<'_>, finding: usize, context: &Context<'_>) -> usize {
    let Finding { rule, subscription, .. } = plan.findings[finding];
    let is_nameless = |position: usize| plan.lines[position].subscription.id.is_none();
    if !subscription.is_some_and(is_nameless) {
        let same = plan.by_subject.of(subscription).take_while(|&other| other < finding);
        return same.filter(|&other| plan.findings[other].rule == rule).count();
    }
    let name_of = |at: usize| {
        let mut name = Vec::new();
        append_subject(&mut name, plan, at, context);
        name
    };
    let name = name_of(finding);
    let earlier = (0..finding).rev().take_while(|&other| plan.findings[other].rule == rule);
    let nameless = earlier.filter(|&other| plan.findings[other].subscription.is_some_and(is_nameless));
    nameless.filter(|&other| name_of(other) == name).count()
}
