//! Random portfolios: customers in every standing, subscriptions of every channel, and holes in what is known.

use std::collections::BTreeMap;

use cutover::model::{Day, plus_days};
use uuid::Uuid;

/// Column to cell of one canonical row.
pub(crate) type Row = BTreeMap<&'static str, String>;

/// Every column a random row may fill.
pub(crate) const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "customer_name",
    "customer_country",
    "customer_segment",
    "source_channel",
    "billing_account_type",
    "commerce_model",
    "relationship_status",
    "relationship_type",
    "dap_status",
    "gdap_status",
    "gdap_end_date",
    "agreement_status",
    "agreement_type",
    "agreement_date",
    "agreement_method",
    "subscription_id",
    "parent_subscription_id",
    "sku_part_number",
    "offer_id",
    "product_id",
    "seats_purchased",
    "seats_assigned",
    "status",
    "term",
    "billing_cycle",
    "start_date",
    "end_date",
    "last_purchase_or_renewal_date",
    "auto_renew",
    "end_of_term_action",
    "is_trial",
    "is_add_on",
    "target_seats",
    "unit_price",
    "price_basis",
    "currency",
    "promotion_id",
    "open_transfer_id",
];

const OFFERS: &[&str] = &[
    "SPB",
    "SPE_E3",
    "ENTERPRISEPACK",
    "O365_BUSINESS_PREMIUM",
    "EXCHANGESTANDARD",
    "MCOEV",
    "VISIOCLIENT",
    "STANDARDPACK",
    "NO_SUCH_OFFER",
    "ENTERPRISEWITHSCAL",
    "M365EDU_A3_FACULTY",
];

/// Numbers that look random and are the same on every machine (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of `words` separated by blanks, or nothing in `empty` of a hundred throws.
    fn word(&mut self, words: &str, empty: u64) -> String {
        let words: Vec<&str> = words.split(' ').collect();
        let at = self.below(words.len() as u64) as usize;
        if self.percent(empty) { String::new() } else { words[at].to_owned() }
    }

    fn guid(&mut self) -> String {
        Uuid::from_u64_pair(self.below(u64::MAX), self.below(u64::MAX)).to_string()
    }
}

/// `customers` random customers around `as_of`, with one to three subscriptions each.
pub(crate) fn portfolio(seed: u64, customers: usize, as_of: Day) -> Vec<Row> {
    let mut dice = Dice(seed);
    (0..customers).flat_map(|_| customer(&mut dice, as_of)).collect()
}

fn customer(dice: &mut Dice, as_of: Day) -> Vec<Row> {
    let tenant = dice.guid();
    let facts = Row::from([
        ("customer_name", format!("Customer {}", &tenant[..8])),
        ("customer_tenant_id", tenant),
        ("customer_country", dice.word("DE DE DE FR CL US RU UK", 4)),
        ("customer_segment", dice.word("commercial commercial education", 15)),
        ("relationship_status", dice.word("active active active none invited removed", 10)),
        ("relationship_type", dice.word("reseller reseller advisor", 50)),
        ("dap_status", dice.word("none none active", 50)),
        ("gdap_status", dice.word("active none pending expired expiring terminating ended", 12)),
        ("gdap_end_date", dice.word("2026-12-01 2028-01-01", 50)),
        ("agreement_status", dice.word("accepted accepted accepted missing", 10)),
        ("agreement_type", dice.word("microsoft_customer_agreement microsoft_cloud_agreement", 60)),
        ("agreement_date", dice.word("2024-03-04 2024-03-04 2022-01-01", 10)),
        ("agreement_method", dice.word("direct direct partner_attestation", 10)),
    ]);
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..=dice.below(3) {
        let base = rows.last().map(|row| row["subscription_id"].clone());
        let mut row = subscription(dice, as_of);
        if let Some(base) = base.filter(|_| dice.percent(15)) {
            row.insert("parent_subscription_id", base);
            row.insert("is_add_on", "true".to_owned());
        }
        row.extend(facts.iter().map(|(&column, cell)| (column, cell.clone())));
        rows.push(row);
    }
    rows
}

fn subscription(dice: &mut Dice, as_of: Day) -> Row {
    let channel =
        dice.word("direct direct csp_other csp_other csp_other csp_self volume open advisor syndication", 5);
    let is_direct = matches!(channel.as_str(), "direct" | "advisor");
    let away = match dice.below(3) {
        0 => dice.below(200) as i64 - 200,
        1 => dice.below(80) as i64 - 40,
        _ => dice.below(400) as i64,
    };
    let end = plus_days(as_of, away);
    let (term, days) = [("P1M", 30), ("P1Y", 365), ("P3Y", 1096)][dice.below(3) as usize];
    let start = plus_days(end, 1 - days);
    let renewed = plus_days(as_of, -(dice.below(12) as i64));
    let seats = [1u64, 5, 25, 200, 310][dice.below(5) as usize];
    let assigned = [seats, seats.saturating_sub(2), seats + 3][dice.below(3) as usize];
    let mut some = |cell: String, empty: u64| if dice.percent(empty) { String::new() } else { cell };
    let dated = [
        ("start_date", some(start.to_string(), 20)),
        ("end_date", some(end.to_string(), 8)),
        ("last_purchase_or_renewal_date", some(renewed.to_string(), 90)),
        ("term", some(term.to_owned(), 10)),
        ("seats_assigned", some(assigned.to_string(), 12)),
        ("target_seats", some((seats - u64::from(seats > 1)).to_string(), 85)),
    ];
    let mut row = Row::from(dated);
    row.extend([
        ("source_channel", channel),
        ("billing_account_type", if is_direct { dice.word("mosa mca mca_e", 10) } else { String::new() }),
        ("commerce_model", dice.word("nce nce nce legacy legacy usage", 10)),
        ("subscription_id", dice.guid()),
        ("sku_part_number", OFFERS[dice.below(OFFERS.len() as u64) as usize].to_owned()),
        ("seats_purchased", seats.to_string()),
        (
            "status",
            dice.word("active active active active suspended expired warning disabled deleted pending", 5),
        ),
        ("billing_cycle", dice.word("monthly annual", 12)),
        ("auto_renew", dice.word("true false", 30)),
        ("end_of_term_action", dice.word("renew cancel extended_service_term", 60)),
        ("is_trial", dice.word("true false false false false false false false", 30)),
        ("unit_price", dice.word("10.00 300", 12)),
        ("price_basis", dice.word("per_month per_term per_charge_period", 12)),
        ("currency", "EUR".to_owned()),
        ("promotion_id", dice.word("SPRING", 90)),
        ("open_transfer_id", dice.word("T-1", 90)),
    ]);
    row
}

/// The rows as canonical CSV; a cell that is not there is empty.
pub(crate) fn csv(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let cells = COLUMNS.iter().map(|column| row.get(column).map_or("", String::as_str));
        cells.collect::<Vec<_>>().join(",")
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    format!("{}\n{}\n", COLUMNS.join(","), lines.join("\n"))
}
