//! What a step asks for, in words: the deed, and the place where it is done.

use crate::plan::{StepKind, Undo};
use crate::rules::Actor;

/// A step in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepWords {
    pub deed: &'static str,
    /// Role and menu path; empty where the rule's remedy says more.
    pub place: &'static str,
}

pub fn step_words(kind: StepKind) -> StepWords {
    StepWords { deed: deed(kind), place: place(kind) }
}

pub fn actor_words(actor: Actor) -> &'static str {
    match actor {
        Actor::Us => "we",
        Actor::Customer => "the customer",
        Actor::SourcePartner => "the present partner",
        Actor::Provider => "the provider",
        Actor::MicrosoftSupport => "Microsoft's billing support",
    }
}

pub fn undo_words(undo: Undo) -> &'static str {
    match undo {
        Undo::NotNeeded => "nothing to undo",
        Undo::Withdraw => "can be withdrawn until it is answered",
        Undo::SwitchBack => "can be switched back until the term ends",
        Undo::CancelWithinWindow => "can be cancelled inside the cancellation window only",
        Undo::AssignBack => "can be assigned back while the old subscription runs",
        Undo::Impossible => "cannot be undone",
    }
}

fn deed(kind: StepKind) -> &'static str {
    match kind {
        StepKind::ResolveBlocker => "remove what blocks the move",
        StepKind::SupplyFacts => "find out the facts that are missing",
        StepKind::IdentifyOffer => "say which product the export means",
        StepKind::ChooseOffer => "choose one of the successors",
        StepKind::AcceptLoss => "accept the loss in writing, or choose another offer",
        StepKind::RequestRelationship => "request the reseller relationship",
        StepKind::AcceptRelationship => "accept the reseller relationship",
        StepKind::AcceptAgreement => "accept the Microsoft Customer Agreement",
        StepKind::GrantDelegatedAdmin => "approve delegated administration",
        StepKind::SettleSeats => "agree on the number of licences",
        StepKind::SaveData => "save the data the new offer does not keep",
        StepKind::StopRenewal => "switch recurring billing off",
        StepKind::StopAgreement => "stop the extension of the volume agreement",
        StepKind::RequestTransfer => "request the transfer of the subscriptions",
        StepKind::AcceptTransfer => "accept the transfer request",
        StepKind::MigrateLegacy => "migrate to new commerce",
        StepKind::Provision => "buy the same offers and seats",
        StepKind::ReassignLicenses => "assign the new licences, then take the old ones away",
        StepKind::Verify => "prove that the new subscription is active and users keep their services",
        StepKind::LetExpire => "let the old subscription run out",
        StepKind::CancelSource => "cancel the old subscription",
        StepKind::RequestCredit => "ask for the credit",
        StepKind::RemoveFormerPartner => "take the former partner's roles and relationship away",
    }
}

fn place(kind: StepKind) -> &'static str {
    match kind {
        StepKind::ResolveBlocker | StepKind::SupplyFacts | StepKind::SettleSeats => "",
        StepKind::IdentifyOffer | StepKind::ChooseOffer | StepKind::AcceptLoss => "offer overrides (--map)",
        StepKind::RequestRelationship => {
            "account admin or sales agent: Partner Center > Customers > Request a reseller relationship"
        }
        StepKind::AcceptRelationship => {
            "the customer's global or billing administrator: the link in the request, Microsoft 365 admin center"
        }
        StepKind::AcceptAgreement => {
            "account admin: Partner Center > Customers > (customer) > Account > Customer agreement"
        }
        StepKind::GrantDelegatedAdmin => {
            "the customer's global administrator: the link in the request; Partner Center > Customers > Administer"
        }
        StepKind::SaveData => "the customer's administrator",
        StepKind::StopRenewal => {
            "whoever owns the subscription: admin center > Billing > Your products, or the present partner"
        }
        StepKind::StopAgreement => "the holder of the agreement",
        StepKind::RequestTransfer => {
            "account admin or sales agent: Partner Center > Customers > (customer) > Transfers"
        }
        StepKind::AcceptTransfer => "the other partner: Partner Center > Customers > Transfers",
        StepKind::MigrateLegacy => "sales agent: Partner Center > Customers > (customer) > Subscriptions",
        StepKind::Provision => {
            "sales agent: Partner Center > Customers > (customer) > Subscriptions > Add products"
        }
        StepKind::ReassignLicenses => {
            "the customer's or a delegated administrator: admin center > Users > Active users > Licenses"
        }
        StepKind::Verify => "admin center > Billing > Licenses",
        StepKind::LetExpire => "nothing to click",
        StepKind::CancelSource => {
            "whoever owns the subscription: admin center > Billing > Your products > Cancel subscription"
        }
        StepKind::RequestCredit => {
            "billing agent or the customer's billing administrator: admin center > Support > New service request"
        }
        StepKind::RemoveFormerPartner => {
            "the customer's global administrator: admin center > Settings > Partner relationships"
        }
    }
}
