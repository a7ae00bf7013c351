//! Who sells a subscription, where an export says it in its own words.

use crate::intake::layout::PartnerIds;
use crate::intake::values::ids;
use crate::model::{Channel, TenantId};

/// What an export says about the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Is(Channel),
    Unknown,
    /// A CSP row that only the partner's own ids could place.
    OwnIdsMissing,
}

/// A sales channel of the analytics reports, with the MPN id of the row.
pub fn sales_channel(text: &str, mpn_id: &str, partner: &PartnerIds) -> Answer {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    let has = |known: &[&str]| words().any(|word| known.contains(&word.as_str()));
    if text.to_ascii_lowercase().contains("csp") {
        return match (partner.mpn_ids.is_empty(), mpn_id) {
            (true, _) => Answer::OwnIdsMissing,
            (false, "") => Answer::Unknown,
            (false, id) if partner.mpn_ids.iter().any(|own| own == id) => Answer::Is(Channel::CspSelf),
            (false, _) => Answer::Is(Channel::CspOther),
        };
    }
    if has(&["direct", "web", "advisor"]) {
        Answer::Is(Channel::Direct)
    } else if has(&["ea", "open", "vl", "mpsa"]) {
        Answer::Is(Channel::Volume)
    } else {
        Answer::Unknown
    }
}

/// The tenant that created a subscription: nobody or the customer itself bought it from Microsoft.
pub fn owner(owner: Option<&str>, customer: Option<TenantId>, partner: &PartnerIds) -> Answer {
    let Some(text) = owner else { return Answer::Is(Channel::Direct) };
    match (ids::guid(text).map(TenantId), partner.tenant) {
        (None, _) => Answer::Unknown,
        (Some(owner), _) if owner.0.is_nil() || Some(owner) == customer => Answer::Is(Channel::Direct),
        (Some(_), None) => Answer::OwnIdsMissing,
        (Some(owner), Some(own)) if owner == own => Answer::Is(Channel::CspSelf),
        (Some(_), Some(_)) => Answer::Is(Channel::CspOther),
    }
}

/// A flag that says whether a product was bought through a partner.
pub fn csp_flag(is_csp: bool, partner: &PartnerIds) -> Answer {
    match (is_csp, partner.are_known()) {
        (false, _) => Answer::Is(Channel::Direct),
        (true, true) => Answer::Is(Channel::CspSelf),
        (true, false) => Answer::OwnIdsMissing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "0f1a2b3c-1111-4222-8333-444455556666";
    const CUSTOMER: &str = "3c95518e-8c37-41e3-9627-0ca339200f53";
    const OTHER: &str = "7c1d1fc2-6f0b-4ab8-9ba9-5d2e6a4d0c11";

    fn known() -> PartnerIds {
        PartnerIds { tenant: TenantId::parse(OWN), mpn_ids: vec!["4390934".to_owned()] }
    }

    #[test]
    fn the_mpn_id_tells_whose_csp_row_it_is() {
        for (text, mpn, expected) in [
            ("CSP", "4390934", Answer::Is(Channel::CspSelf)),
            ("Indirect CSP", "5462014", Answer::Is(Channel::CspOther)),
            ("CSP", "", Answer::Unknown),
            ("Direct", "", Answer::Is(Channel::Direct)),
            ("Web", "", Answer::Is(Channel::Direct)),
            ("Advisor", "", Answer::Is(Channel::Direct)),
            ("EA", "", Answer::Is(Channel::Volume)),
            ("Open", "", Answer::Is(Channel::Volume)),
            ("VL", "", Answer::Is(Channel::Volume)),
            ("MPSA", "", Answer::Is(Channel::Volume)),
            ("Retail", "", Answer::Unknown),
        ] {
            assert_eq!(sales_channel(text, mpn, &known()), expected, "{text} {mpn}");
        }
        assert_eq!(sales_channel("CSP", "4390934", &PartnerIds::default()), Answer::OwnIdsMissing);
    }

    #[test]
    fn the_owner_tells_the_channel() {
        let customer = TenantId::parse(CUSTOMER);
        for (text, expected) in [
            (None, Answer::Is(Channel::Direct)),
            (Some(CUSTOMER), Answer::Is(Channel::Direct)),
            (Some(OWN), Answer::Is(Channel::CspSelf)),
            (Some(OTHER), Answer::Is(Channel::CspOther)),
            (Some("somebody"), Answer::Unknown),
        ] {
            assert_eq!(owner(text, customer, &known()), expected, "{text:?}");
        }
        assert_eq!(owner(Some(OWN), customer, &PartnerIds::default()), Answer::OwnIdsMissing);
    }

    #[test]
    fn a_csp_flag_needs_to_know_the_partner() {
        assert_eq!(csp_flag(true, &known()), Answer::Is(Channel::CspSelf));
        assert_eq!(csp_flag(true, &PartnerIds::default()), Answer::OwnIdsMissing);
        assert_eq!(csp_flag(false, &PartnerIds::default()), Answer::Is(Channel::Direct));
    }
}
