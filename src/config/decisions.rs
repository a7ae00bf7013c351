//! What the partner decides: assumptions, levels, rules of its own, waivers, and losses it accepts.

use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use crate::config::spelled::{blank, one, spelled_serde, spelled_words};
use crate::model::value::column_values;
use crate::model::{
    AgreementMethod, AgreementStatus, BillingAccount, Channel, CommerceModel, Country, Day, GdapStatus,
    RelationshipStatus, Segment, Status, TenantId, Term,
};
use crate::rules::{Condition, Severity};

column_values! {
    /// What a policy makes of a rule.
    Level { Off = "off", Note = "note", Risk = "risk", Action = "action", Blocker = "blocker" }
}

spelled_words!(Level);
spelled_serde!(Level);

impl Level {
    /// The severity the rule gets; `None` silences it.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Note => Some(Severity::Note),
            Level::Risk => Some(Severity::Risk),
            Level::Action => Some(Severity::Action),
            Level::Blocker => Some(Severity::Blocker),
        }
    }
}

/// `[assume]`: facts taken as known where the exports are silent, under the names of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assume {
    #[serde(with = "blank")]
    pub agreement_date: Option<Day>,
    #[serde(with = "blank")]
    pub agreement_method: Option<AgreementMethod>,
    #[serde(with = "blank")]
    pub agreement_status: Option<AgreementStatus>,
    #[serde(with = "blank")]
    pub auto_renew: Option<bool>,
    #[serde(with = "blank")]
    pub billing_account_type: Option<BillingAccount>,
    #[serde(with = "blank")]
    pub commerce_model: Option<CommerceModel>,
    #[serde(with = "blank")]
    pub customer_country: Option<Country>,
    #[serde(with = "blank")]
    pub customer_segment: Option<Segment>,
    #[serde(with = "blank")]
    pub end_date: Option<Day>,
    #[serde(with = "blank")]
    pub gdap_status: Option<GdapStatus>,
    #[serde(with = "blank")]
    pub relationship_status: Option<RelationshipStatus>,
    #[serde(with = "blank")]
    pub source_channel: Option<Channel>,
    #[serde(with = "blank")]
    pub status: Option<Status>,
    #[serde(with = "blank")]
    pub term: Option<Term>,
}

/// `[[rule]]`: a rule of the partner's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRule {
    pub id: Spanned<String>,
    pub title: String,
    #[serde(with = "one")]
    pub severity: Severity,
    #[serde(default)]
    pub points: u32,
    pub explain: String,
    #[serde(skip_serializing)]
    pub when: Condition,
    /// The condition as it is written.
    #[serde(rename = "when", skip_deserializing, default = "nothing")]
    pub written: Value,
}

fn nothing() -> Value {
    Value::from("")
}

/// `[[waiver]]`: a finding somebody has decided to live with, until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Waiver {
    pub rule: Spanned<String>,
    #[serde(default, with = "blank")]
    pub customer: Option<TenantId>,
    #[serde(default, with = "blank")]
    pub subscription: Option<String>,
    pub owner: Spanned<String>,
    pub reason: Spanned<String>,
    /// Last day the waiver holds.
    #[serde(with = "one")]
    pub expires: Day,
}

/// `[[accept-loss]]`: the losses of data of one customer or subscription, accepted by somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AcceptedLoss {
    #[serde(default, with = "blank")]
    pub customer: Option<TenantId>,
    #[serde(default, with = "blank")]
    pub subscription: Option<String>,
    pub owner: Spanned<String>,
    pub reason: Spanned<String>,
}
