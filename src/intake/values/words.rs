//! The value tables: words of closed lists, compared by their letters and digits alone.

use crate::intake::values::packed::{LONGEST, Packed, key, pack};
use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, BillingAccount, BillingCycle, Channel, CommerceModel,
    DapStatus, EndOfTermAction, GdapStatus, PriceBasis, RelationshipStatus, RelationshipType, SeatsScope,
    Segment, Status, Term,
};

/// What a cell says in the words of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<T> {
    Is(T),
    /// A word that says that nothing is known.
    Unknown,
    NotInList,
}

/// A column whose cells come from a closed list.
pub trait Listed: Sized + Copy + 'static {
    /// The texts of the contract, for messages.
    fn accepted() -> String;
    /// Looks up a word.
    fn of_key(key: Packed<'_>) -> Word<Self>;

    /// Looks up a cell.
    fn of(text: &str) -> Word<Self> {
        // A word that is written as in the list, as nearly all are, is found without reducing it.
        let found = Self::of_key(Packed::new(text.as_bytes()));
        if !matches!(found, Word::NotInList) {
            return found;
        }
        let mut buffer = [0; LONGEST];
        key(text, &mut buffer).map_or(Word::NotInList, Self::of_key)
    }
}

/// Whether a packed word is one of several.
macro_rules! any_of {
    ($key:ident, $($word:literal)|+) => { $($key.is(const { pack($word) }, $word))||+ };
}

macro_rules! listed {
    ($name:ty { $($($word:literal)|+ => $value:expr),+ $(,)? } $(unknown { $($unknown:literal)|+ })?) => {
        impl Listed for $name {
            fn accepted() -> String {
                <$name>::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ")
            }

            fn of_key(key: Packed<'_>) -> Word<Self> {
                $(if any_of!(key, $($word)|+) {
                    return Word::Is($value);
                })+
                $(if any_of!(key, $($unknown)|+) {
                    return Word::Unknown;
                })?
                Word::NotInList
            }
        }
    };
}

listed!(Status {
    b"active" | b"enabled" | b"aktiv" | b"current" | b"good" | b"30" => Status::Active,
    b"warning" | b"ingrace" | b"ingraceperiod" | b"graced" | b"inkulanzzeit" | b"intoleranzperiode" => Status::Warning,
    b"suspended" | b"angehalten" | b"ausgesetzt" | b"suspendiert" | b"hold" => Status::Suspended,
    b"disabled" | b"deaktiviert" | b"lockedout" | b"gesperrt" => Status::Disabled,
    b"expired" | b"abgelaufen" => Status::Expired,
    b"deleted" | b"deprovisioned" | b"cancelled" | b"canceled" | b"terminated" | b"churn" | b"churned"
        | b"geloscht" | b"gekundigt" | b"storniert" => Status::Deleted,
    b"pending" | b"provisioning" | b"processing" | b"pendingmanual" | b"pendingautomated"
        | b"pendingactivation" | b"waitingfordetails" | b"ausstehend" => Status::Pending,
} unknown { b"none" | b"unknown" | b"unbekannt" });

listed!(GdapStatus {
    b"active" => GdapStatus::Active,
    b"expiring" => GdapStatus::Expiring,
    b"pending" | b"created" | b"approvalpending" | b"approved" | b"activating" => GdapStatus::Pending,
    b"terminating" | b"terminationrequested" => GdapStatus::Terminating,
    b"ended" | b"expired" | b"terminated" => GdapStatus::Ended,
    b"none" => GdapStatus::None,
});

listed!(BillingCycle {
    b"monthly" | b"monatlich" => BillingCycle::Monthly,
    b"annual" | b"yearly" | b"annually" | b"jahrlich" => BillingCycle::Annual,
    b"biennial" => BillingCycle::Biennial,
    b"triennial" | b"3years" => BillingCycle::Triennial,
    b"onetime" | b"einmalig" => BillingCycle::OneTime,
    b"none" | b"keine" => BillingCycle::None,
} unknown { b"unknown" | b"unbekannt" });

listed!(Channel {
    b"direct" => Channel::Direct,
    b"csp_other" | b"cspother" => Channel::CspOther,
    b"csp_self" | b"cspself" => Channel::CspSelf,
    b"volume" => Channel::Volume,
    b"open" => Channel::Open,
    b"advisor" => Channel::Advisor,
    b"syndication" => Channel::Syndication,
} unknown { b"unknown" });

listed!(BillingAccount {
    b"mosa" => BillingAccount::Mosa,
    b"mca" => BillingAccount::Mca,
    b"mcae" => BillingAccount::McaE,
});

listed!(CommerceModel {
    b"legacy" => CommerceModel::Legacy,
    b"nce" => CommerceModel::Nce,
    b"perpetual" => CommerceModel::Perpetual,
    b"usage" => CommerceModel::Usage,
});

listed!(EndOfTermAction {
    b"renew" => EndOfTermAction::Renew,
    b"cancel" => EndOfTermAction::Cancel,
    b"extendedserviceterm" => EndOfTermAction::ExtendedServiceTerm,
});

listed!(PriceBasis {
    b"per_month" | b"permonth" => PriceBasis::PerMonth,
    b"per_term" | b"perterm" => PriceBasis::PerTerm,
    b"perchargeperiod" => PriceBasis::PerChargePeriod,
});

listed!(SeatsScope { b"subscription" => SeatsScope::Subscription, b"productpool" => SeatsScope::ProductPool });

listed!(Segment {
    b"commercial" => Segment::Commercial,
    b"education" => Segment::Education,
    b"charity" => Segment::Charity,
    b"government" => Segment::Government,
});

listed!(RelationshipStatus {
    b"active" => RelationshipStatus::Active,
    b"invited" => RelationshipStatus::Invited,
    b"removed" => RelationshipStatus::Removed,
    b"none" => RelationshipStatus::None,
});

listed!(RelationshipType {
    b"reseller" => RelationshipType::Reseller,
    b"advisor" => RelationshipType::Advisor,
    b"syndication" => RelationshipType::Syndication,
    b"microsoftsupport" => RelationshipType::MicrosoftSupport,
    b"none" => RelationshipType::None,
});

listed!(DapStatus { b"active" => DapStatus::Active, b"none" => DapStatus::None });

listed!(AgreementStatus { b"accepted" => AgreementStatus::Accepted, b"missing" => AgreementStatus::Missing });

listed!(AgreementMethod {
    b"direct" => AgreementMethod::Direct,
    b"partnerattestation" => AgreementMethod::PartnerAttestation,
});

listed!(AgreementType {
    b"microsoftcustomeragreement" => AgreementType::MicrosoftCustomerAgreement,
    b"microsoftcloudagreement" => AgreementType::MicrosoftCloudAgreement,
});

impl Listed for bool {
    fn accepted() -> String {
        "true, false".to_owned()
    }

    fn of_key(key: Packed<'_>) -> Word<Self> {
        if any_of!(key, b"true" | b"yes" | b"y" | b"1" | b"wahr" | b"ja" | b"vrai" | b"oui" | b"vero")
            || any_of!(key, b"si" | b"verdadeiro" | b"sim" | b"enabled" | b"on")
        {
            Word::Is(true)
        } else if any_of!(key, b"false" | b"no" | b"n" | b"0" | b"falsch" | b"nein" | b"faux" | b"non")
            || any_of!(key, b"falso" | b"nao" | b"disabled" | b"off")
        {
            Word::Is(false)
        } else {
            Word::NotInList
        }
    }
}

impl Listed for Term {
    fn accepted() -> String {
        "P1M, P1Y, P3Y, none, or another duration such as P6M".to_owned()
    }

    fn of_key(key: Packed<'_>) -> Word<Self> {
        let months =
            if any_of!(key, b"P1Y" | b"p1y" | b"p12m" | b"annual" | b"yearly" | b"1year" | b"oneyear")
                || any_of!(key, b"jahrlich" | b"1jahr" | b"12")
            {
                12
            } else if any_of!(
                key,
                b"P1M" | b"p1m" | b"monthly" | b"month" | b"1month" | b"onemonth" | b"monatlich" | b"1"
            ) {
                1
            } else if any_of!(
                key,
                b"P3Y" | b"p3y" | b"p36m" | b"3year" | b"3years" | b"threeyear" | b"triennial"
            ) || any_of!(key, b"3jahre" | b"36")
            {
                36
            } else {
                return duration(key.key);
            };
        Term::of_months(months).map_or(Word::Unknown, Word::Is)
    }
}

/// Other ISO 8601 durations; only those in months or years are terms.
fn duration(key: &[u8]) -> Word<Term> {
    let of_days = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    match key {
        b"none" => Word::Unknown,
        [b'p', digits @ .., b'd' | b'w'] if of_days(digits) => Word::Unknown,
        other => {
            let text = String::from_utf8_lossy(other).to_uppercase();
            Term::parse(&text).map_or(Word::NotInList, Word::Is)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: Listed + PartialEq + std::fmt::Debug>(table: &[(&str, T)]) {
        for (words, value) in table {
            for word in words.split('/') {
                assert_eq!(T::of(word), Word::Is(*value), "{word}");
                assert_eq!(T::of(&word.to_uppercase()), Word::Is(*value), "{word}");
            }
        }
    }

    #[test]
    fn every_word_of_the_tables_is_known() {
        all(&[
            ("true/yes/y/1/wahr/ja/vrai/oui/vero/si/sì/verdadeiro/sim/enabled/on", true),
            ("false/no/n/0/falsch/nein/faux/non/falso/nao/não/disabled/off", false),
        ]);
        all(&[
            ("active/enabled/aktiv/current/good/30", Status::Active),
            ("warning/in grace/InGracePeriod/graced/In Kulanzzeit/In Toleranzperiode", Status::Warning),
            ("suspended/angehalten/ausgesetzt/suspendiert/hold", Status::Suspended),
            ("disabled/deaktiviert/LockedOut/gesperrt", Status::Disabled),
            ("expired/abgelaufen", Status::Expired),
            (
                "deleted/deprovisioned/cancelled/canceled/terminated/churn/churned/Gelöscht/gekündigt/storniert",
                Status::Deleted,
            ),
            (
                "pending/provisioning/processing/Pending Manual/pendingautomated/pendingactivation/waitingfordetails/ausstehend",
                Status::Pending,
            ),
        ]);
        all(&[
            ("monthly/monatlich", BillingCycle::Monthly),
            ("annual/yearly/annually/jährlich", BillingCycle::Annual),
            ("triennial/3 Years", BillingCycle::Triennial),
            ("OneTime/one_time/einmalig", BillingCycle::OneTime),
            ("none/keine", BillingCycle::None),
        ]);
        all(&[
            ("created/ApprovalPending/approved/activating", GdapStatus::Pending),
            ("terminating/TerminationRequested", GdapStatus::Terminating),
            ("expired/terminated/ended", GdapStatus::Ended),
        ]);
    }

    #[test]
    fn terms_are_words_numbers_or_durations() {
        let months = |text| match Term::of(text) {
            Word::Is(term) => Some(term.months()),
            Word::Unknown | Word::NotInList => None,
        };
        for (words, expected) in [
            ("P1M/p1m/Monthly/Month/1 month/One-Month/monatlich/1", 1),
            ("P1Y/P12M/Annual/yearly/1 Year/One-Year/jährlich/1 Jahr/12", 12),
            ("P3Y/P36M/3 year/3 years/Three-Year/triennial/3 Jahre/36", 36),
            ("P6M", 6),
            ("P5Y", 60),
        ] {
            for word in words.split('/') {
                assert_eq!(months(word), Some(expected), "{word}");
            }
        }
        assert_eq!(Term::of("none"), Word::Unknown);
        assert_eq!(Term::of("P30D"), Word::Unknown);
        assert_eq!(Term::of("24 moons"), Word::NotInList);
    }

    #[test]
    fn canonical_texts_are_words_of_their_own_column() {
        fn same<T: Listed + PartialEq + std::fmt::Debug>(values: &[T], text: fn(T) -> &'static str) {
            for &value in values {
                assert_eq!(T::of(text(value)), Word::Is(value));
            }
        }
        same(Channel::ALL, Channel::as_str);
        same(BillingAccount::ALL, BillingAccount::as_str);
        same(CommerceModel::ALL, CommerceModel::as_str);
        same(EndOfTermAction::ALL, EndOfTermAction::as_str);
        same(PriceBasis::ALL, PriceBasis::as_str);
        same(SeatsScope::ALL, SeatsScope::as_str);
        same(Segment::ALL, Segment::as_str);
        same(RelationshipStatus::ALL, RelationshipStatus::as_str);
        same(RelationshipType::ALL, RelationshipType::as_str);
        same(DapStatus::ALL, DapStatus::as_str);
        same(GdapStatus::ALL, GdapStatus::as_str);
        same(AgreementStatus::ALL, AgreementStatus::as_str);
        same(AgreementMethod::ALL, AgreementMethod::as_str);
        same(AgreementType::ALL, AgreementType::as_str);
        same(Status::ALL, Status::as_str);
        same(BillingCycle::ALL, BillingCycle::as_str);
    }

    #[test]
    fn words_that_say_nothing_are_unknown_and_others_are_refused() {
        for word in ["None", "unknown", "unbekannt"] {
            assert_eq!(Status::of(word), Word::Unknown, "{word}");
        }
        assert_eq!(Channel::of("unknown"), Word::Unknown);
        assert_eq!(Channel::of("trial"), Word::NotInList);
        assert_eq!(Status::of("sleeping"), Word::NotInList);
        assert_eq!(bool::of("maybe"), Word::NotInList);
        assert_eq!(Status::of(&"active".repeat(20)), Word::NotInList);
    }
}
