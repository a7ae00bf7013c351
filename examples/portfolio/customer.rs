//! One customer of a portfolio: what is the same in all of its rows.

use super::dice::Dice;

/// How many subscriptions a customer has: mostly a handful, rarely hundreds.
pub(crate) fn subscriptions(dice: &mut Dice) -> u64 {
    match dice.below(4000) {
        0..=999 => 1,
        1000..=1749 => 2,
        1750..=2699 => 3 + dice.below(2),
        2700..=3599 => 5 + dice.below(6),
        3600..=3899 => 11 + dice.below(10),
        3900..=3998 => 21 + dice.below(20),
        _ => 100 + dice.below(200),
    }
}

/// The cells that are the same in every row of a customer.
pub(crate) struct Customer {
    pub(crate) tenant: String,
    pub(crate) cells: String,
    pub(crate) channel: &'static str,
    pub(crate) standing: String,
    pub(crate) currency: &'static str,
    pub(crate) size: u64,
}

const COUNTRIES: &[(&str, u64)] = &[
    ("DE", 330),
    ("AT", 110),
    ("CH", 80),
    ("FR", 75),
    ("NL", 60),
    ("IT", 50),
    ("ES", 45),
    ("PL", 40),
    ("BE", 30),
    ("GB", 30),
    ("SE", 25),
    ("CZ", 20),
    ("DK", 20),
    ("US", 20),
    ("NO", 12),
    ("PT", 10),
    ("RO", 8),
    ("TR", 6),
    ("GR", 5),
    ("AE", 4),
    ("AU", 3),
    ("IN", 3),
    ("LI", 2),
];

impl Customer {
    pub(crate) fn throw(dice: &mut Dice, position: u64, clean: bool) -> Customer {
        let mut tenant = dice.guid();
        if !clean && dice.once_in(100) {
            tenant.make_ascii_uppercase();
        }
        let number = dice.below(100_000);
        let name = name(dice, number);
        let domain = format!("firma{number}x{position}.onmicrosoft.com");
        let country = dice.weighted(COUNTRIES);
        let segment =
            dice.weighted(&[("commercial", 86), ("education", 7), ("government", 4), ("charity", 3)]);
        let channel = dice.weighted(&[("csp_other", 50), ("direct", 35), ("volume", 11), ("open", 4)]);
        let relationship = dice.weighted(&[("active", 85), ("invited", 8), ("none", 5), ("removed", 2)]);
        let admin = dice.weighted(&[("none,active", 65), ("active,none", 20), ("none,none", 15)]);
        let agreement = dice.weighted(&[("accepted", 88), ("missing", 12)]);
        let currency = match country {
            "CH" | "LI" => "CHF",
            "GB" => "GBP",
            "PL" => "PLN",
            "SE" => "SEK",
            "US" | "TR" | "AE" | "AU" | "IN" => "USD",
            _ => "EUR",
        };
        Customer {
            tenant,
            cells: format!("{},{domain},{country},{segment},{channel}", quoted(&name)),
            channel,
            standing: format!("{relationship},{admin},{agreement}"),
            currency,
            size: 1 + dice.below(30) * dice.below(30),
        }
    }
}

fn name(dice: &mut Dice, number: u64) -> String {
    let family = dice.one_of(&[
        "Köhler",
        "Weiß",
        "Brandt",
        "Novák",
        "Ferrari",
        "Moreau",
        "Visser",
        "Åkesson",
        "Núñez",
        "Öhler",
        "Summit",
        "Harbor",
        "Nordlicht",
        "Isar",
        "Elbe",
        "Prisma",
    ]);
    let trade = dice.one_of(&[
        "Logistik",
        "Holzbau",
        "Feinmechanik",
        "Verlag",
        "Beratung",
        "Apotheken",
        "Solar",
        "Wohnbau",
        "Brauerei",
        "Systemhaus",
        "Spedition",
        "Kanzlei",
        "Labor",
    ]);
    let form = dice.one_of(&["GmbH", "AG", "KG", "GmbH & Co. KG", "S.r.l.", "SARL", "B.V.", "AB", "Ltd"]);
    match dice.below(1000) {
        0..=79 => format!("{family}, {trade} & Söhne {form}"),
        80..=99 => format!("\"{family}\" {trade} {form}"),
        100..=101 => format!("{family} {trade} {form}\nZweigstelle {number}"),
        _ => format!("{family} {trade} {number} {form}"),
    }
}

pub(crate) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
