//! What the customers of a portfolio have bought.

use super::dice::Dice;

/// A product on the shelf, and its monthly price in cents.
pub(crate) struct Product {
    pub(crate) part_number: String,
    pub(crate) name: String,
    pub(crate) cents: u64,
}

const WELL_KNOWN: &[(&str, &str)] = &[
    ("O365_BUSINESS_PREMIUM", "Microsoft 365 Business Standard"),
    ("SPB", "Microsoft 365 Business Premium"),
    ("O365_BUSINESS_ESSENTIALS", "Microsoft 365 Business Basic"),
    ("EXCHANGESTANDARD", "Exchange Online (Plan 1)"),
    ("SPE_E3", "Microsoft 365 E3"),
    ("ENTERPRISEPACK", "Office 365 E3"),
    ("STANDARDPACK", "Office 365 E1"),
    ("SPE_E5", "Microsoft 365 E5"),
    ("EXCHANGEENTERPRISE", "Exchange Online (Plan 2)"),
    ("O365_BUSINESS", "Microsoft 365 Apps for Business"),
    ("POWER_BI_PRO", "Power BI Pro"),
    ("VISIOCLIENT", "Visio Plan 2"),
    ("PROJECTPROFESSIONAL", "Planner and Project Plan 3"),
    ("AAD_PREMIUM", "Microsoft Entra ID P1"),
    ("EMS", "Enterprise Mobility + Security E3"),
    ("SPE_F1", "Microsoft 365 F3"),
    ("DESKLESSPACK", "Office 365 F3"),
    ("MCOEV", "Microsoft Teams Phone Standard"),
    ("ENTERPRISEPREMIUM", "Office 365 E5"),
    ("ATP_ENTERPRISE", "Microsoft Defender for Office 365 (Plan 1)"),
    ("AAD_PREMIUM_P2", "Microsoft Entra ID P2"),
    ("INTUNE_A", "Intune"),
    ("MCOMEETADV", "Microsoft 365 Audio Conferencing"),
    ("EMSPREMIUM", "Enterprise Mobility + Security E5"),
    ("MIDSIZEPACK", "Office 365 Midsize Business"),
    ("LITEPACK", "Office 365 Small Business"),
    ("ENTERPRISEWITHSCAL", "Office 365 E4"),
];
/// Products no catalogue knows, so that a portfolio is not only what everybody sells.
const OBSCURE: u64 = 170;

pub(crate) fn shelf() -> Vec<Product> {
    let mut dice = Dice(2);
    let mut shelf: Vec<Product> = Vec::new();
    for (part_number, name) in WELL_KNOWN {
        let cents = 150 + dice.below(5200);
        shelf.push(Product { part_number: (*part_number).to_owned(), name: (*name).to_owned(), cents });
    }
    for number in 0..OBSCURE {
        let topic = dice.one_of(&["ARCHIVE", "FIELD", "SHOPFLOOR", "LEDGER", "CASES", "ROUTES", "CLINIC"]);
        let tier = dice.one_of(&["BASIC", "PLAN1", "PLAN2", "ADDON", "DEVICE", "FACULTY", "CAPACITY"]);
        let part_number = format!("{topic}_{tier}_{number}");
        let audience = dice.one_of(&["Teams", "Business, CSP", "Frontline", "Faculty and Students"]);
        let name = format!("{} {} for {audience}", topic.to_lowercase(), tier.to_lowercase());
        let cents = if dice.once_in(30) { 0 } else { 100 + dice.below(9000) };
        shelf.push(Product { part_number, name, cents });
    }
    shelf
}

/// The first products are bought most: position is the product of two throws.
pub(crate) fn pick<'s>(dice: &mut Dice, shelf: &'s [Product]) -> &'s Product {
    let n = shelf.len() as u64;
    let reach = 1 + dice.below(n);
    let reach = 1 + dice.below(reach);
    &shelf[dice.below(reach) as usize]
}
