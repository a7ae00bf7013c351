//! A customer who …: speaking builders for the tests of rules.

use crate::catalogue::{MatchStep, OfferMatch, Verdict};
use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, BillingCycle, Channel, CommerceModel, Country, Customer,
    CustomerFacts, Day, EndOfTermAction, Estate, GdapStatus, Origin, PriceBasis, Product, ProductIdx,
    RelationshipStatus, RelationshipType, Remark, Seats, SeatsScope, Segment, Status, Subscription,
    SubscriptionId, TenantId, Term, UnitPrice, parse_day,
};
use crate::routes::{self, Course, Credit, RejectedRoutes, Route};
use crate::rules::{Case, Finding, Findings, Rule, Rulebook, Settings, Waiver, Waivers};
use crate::timing::{LastDay, Timing};

/// The day every fixture is judged on, unless a test says otherwise.
pub(crate) const AS_OF: &str = "2026-01-15";

/// A subscription with what was bought and what follows from it.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) facts: Subscription<'static>,
    pub(crate) course: Course<'static>,
    pub(crate) verdict: Verdict,
    pub(crate) product: Product,
}

/// A customer with its lines, the partner's settings and the as-of day.
pub(crate) struct Scene {
    pub(crate) customer: Customer<'static>,
    pub(crate) lines: Vec<routes::Line<'static>>,
    pub(crate) products: Vec<Product>,
    pub(crate) settings: Settings,
    pub(crate) as_of: Day,
}

impl Line {
    /// The same line, but …
    pub(crate) fn but(mut self, change: impl FnOnce(&mut Line)) -> Self {
        change(&mut self);
        self
    }
}

impl Scene {
    /// The same customer, but …
    pub(crate) fn but(mut self, change: impl FnOnce(&mut Scene)) -> Self {
        change(&mut self);
        self
    }

    /// What the inputs would have had of the customer.
    pub(crate) fn estate(self) -> Estate<'static> {
        let subscriptions = self.lines.into_iter().map(|line| line.subscription).collect();
        Estate { customer: self.customer, subscriptions }
    }

    pub(crate) fn case(&self) -> Case<'_, '_> {
        Case {
            customer: &self.customer,
            lines: &self.lines,
            products: &self.products,
            as_of: self.as_of,
            settings: &self.settings,
        }
    }
}

pub(crate) fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

pub(crate) fn country(code: &str) -> Country {
    Country::parse(code).expect("a country")
}

pub(crate) fn seats(n: u32) -> Option<Seats> {
    Seats::new(n)
}

/// An active annual subscription of 25 seats, all assigned, at another partner, that ends on 2026-06-30
/// without renewal and is bought again on its last day.
pub(crate) fn subscription(id: &'static str) -> Line {
    let facts = Subscription {
        id: SubscriptionId::parse(id),
        parent: None,
        product: ProductIdx(0),
        channel: Some(Channel::CspOther),
        billing_account: None,
        commerce_model: Some(CommerceModel::Nce),
        seats_purchased: 25,
        seats_assigned: Seats::new(25),
        seats_scope: Some(SeatsScope::Subscription),
        status: Some(Status::Active),
        term: Term::of_months(12),
        billing_cycle: Some(BillingCycle::Annual),
        start_date: Some(day("2025-07-01")),
        end_date: Some(day("2026-06-30")),
        cancel_until: None,
        next_state: None,
        term_is_guessed: false,
        last_purchase_or_renewal: Some(day("2025-07-01")),
        auto_renew: Some(false),
        end_of_term_action: Some(EndOfTermAction::Cancel),
        is_trial: false,
        is_add_on: false,
        promotion_id: "",
        open_transfer_id: "",
        unit_price: UnitPrice::parse("300"),
        price_basis: Some(PriceBasis::PerTerm),
        currency: None,
        target_seats: None,
        target_term: None,
        origin: Origin { file: 0, line: 2 },
    };
    let product = Product { sku_part_number: "ENTERPRISEPACK".to_owned(), ..Product::default() };
    Line { facts, course: course(), verdict: verdict(), product }
}

fn course() -> Course<'static> {
    let timing = Timing {
        end: Some(day("2026-06-30")),
        start: Some(day("2025-07-01")),
        last_renewal: Some(day("2025-07-01")),
        is_est_eligible: true,
        users_work_until: LastDay::On(day("2026-06-30")),
        data_deleted_on: LastDay::On(day("2026-09-29")),
        ..Timing::default()
    };
    Course {
        out_of_scope: None,
        timing,
        route: Route::RebuyAtTermEnd,
        rejected: RejectedRoutes::NONE,
        verdict: verdict().into(),
        lost: Vec::new(),
        loss_accepted: false,
        target_seats: 25,
        reassign_seats: 0,
        earliest_date: Some(day(AS_OF)),
        best_date: Some(day("2026-06-30")),
        cutover_date: Some(day("2026-06-30")),
        held_back_from: None,
        bridge: None,
        last_safe_date: Some(day("2026-06-30")),
        gap_days: Some(0),
        overlap_days: Some(1),
        overlap_cost: None,
        stranded_cost: None,
        credit: Credit::None,
        credit_contact: None,
    }
}

fn verdict() -> Verdict {
    Verdict {
        offer_match: OfferMatch::Same,
        step: MatchStep::PartNumber,
        evidence: "ENTERPRISEPACK".to_owned(),
        source_part_number: "ENTERPRISEPACK".to_owned(),
        targets: vec![("ENTERPRISEPACK".to_owned(), "Office 365 E3".to_owned())],
        ..Verdict::default()
    }
}

/// A commercial customer in Germany, with relationship, agreement and delegated administration in order,
/// of a German partner.
pub(crate) fn customer(mut lines: Vec<Line>) -> Scene {
    lines.sort_by_key(|line| line.facts.id);
    let mut scene = Scene {
        customer: Customer {
            tenant: TenantId::parse("00000000-0000-4000-8000-000000000001"),
            name: "Contoso",
            domain: "contoso.example",
            facts: facts(),
            remarks: Vec::<Remark>::new(),
        },
        lines: Vec::new(),
        products: Vec::new(),
        settings: Settings::default(),
        as_of: day(AS_OF),
    };
    scene.settings.partner.countries = vec![country("DE")];
    for line in lines {
        scene.add(line);
    }
    scene
}

impl Scene {
    fn add(&mut self, line: Line) {
        let known = self.products.iter().position(|product| *product == line.product);
        let product = known.unwrap_or(self.products.len());
        if known.is_none() {
            self.products.push(line.product);
        }
        let product = ProductIdx(product as u32);
        self.lines.push(routes::Line {
            subscription: Subscription { product, ..line.facts },
            course: Course { verdict: line.verdict.into(), ..line.course },
            unit: None,
        });
    }
}

fn facts() -> CustomerFacts {
    CustomerFacts {
        country: Some(country("DE")),
        segment: Some(Segment::Commercial),
        relationship_status: Some(RelationshipStatus::Active),
        relationship_type: Some(RelationshipType::Reseller),
        dap_status: None,
        gdap_status: Some(GdapStatus::Active),
        gdap_end_date: Some(day("2027-12-31")),
        agreement_status: Some(AgreementStatus::Accepted),
        agreement_type: Some(AgreementType::MicrosoftCustomerAgreement),
        agreement_date: Some(day("2024-03-01")),
        agreement_method: Some(AgreementMethod::Direct),
        active_subscriptions: None,
        uses_group_licensing: None,
    }
}

/// What one rule finds about the customer.
pub(crate) fn findings_of<'s>(rule: &Rule<'_>, scene: &'s Scene) -> Vec<Finding<'s>> {
    let mut findings = Findings::default();
    rule.inspect(0, &scene.case(), &mut findings);
    findings.into_vec()
}

/// Whether one rule finds anything about the customer.
pub(crate) fn flags(rule: &Rule<'_>, scene: &Scene) -> bool {
    !findings_of(rule, scene).is_empty()
}

/// Whether one rule finds anything about a customer with nothing but this line.
pub(crate) fn flags_line(rule: &Rule<'_>, line: Line) -> bool {
    flags(rule, &customer(vec![line]))
}

/// Ids of the rules that speak of a pin in this state.
pub(crate) fn told_of_pin(state: Option<crate::rules::PinState>) -> Vec<&'static str> {
    let pin = crate::rules::Pin {
        customer: None,
        subscription: Some("e3".to_owned()),
        choice: crate::rules::Choice::Date(day("2026-06-30")),
        told: "date 2026-06-30".to_owned(),
        owner: "Ada".to_owned(),
        reason: "agreed".to_owned(),
        expires: None,
    };
    let notes: Vec<_> = state
        .map(|state| crate::rules::PinNote { pin: &pin, position: Some(0), state })
        .into_iter()
        .collect();
    let rulebook = crate::rules::Rulebook::builtin();
    let mut findings = Findings::default();
    crate::rules::tell_pins(&notes, &rulebook, &mut findings);
    findings.as_slice().iter().map(|found| rulebook.rules()[usize::from(found.rule)].id).collect()
}

/// A waiver of one rule for the subscription `e3`.
pub(crate) fn waiver(rule: &str, expires: &str) -> Waivers {
    Waivers::new(vec![Waiver {
        rule: rule.to_owned(),
        customer: None,
        subscription: Some("e3".to_owned()),
        owner: "Ada".to_owned(),
        reason: "agreed".to_owned(),
        expires: day(expires),
    }])
}

/// Ids of the rules that hold for a scene once the waivers are applied, those about waivers included.
pub(crate) fn waived(waivers: &Waivers, scene: &Scene) -> Vec<String> {
    let rulebook = Rulebook::builtin();
    let mut findings = Findings::default();
    rulebook.inspect(&scene.case(), &mut findings);
    waivers.apply(&scene.case(), &rulebook, &mut findings);
    let rule = |finding: &Finding<'_>| rulebook.rules()[usize::from(finding.rule)].id.to_owned();
    findings.as_slice().iter().map(rule).collect()
}
