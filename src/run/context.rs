//! What a run is judged by: a policy in the settings of the stages, and how its inputs are read.

use std::path::Path;

use crate::assess::Assessor;
use crate::catalogue::Lookup;
use crate::config::Policy;
use crate::error::Error;
use crate::intake::{self, DetectContext, Portfolio, expand, profile};
use crate::model::{Day, Product};
use crate::plan::{Bands, Wishes};
use crate::routes;
use crate::rules::{self, Assumptions, Pins, Rulebook, Waivers};
use crate::run::observer::{Event, Observer, Stage};
use crate::run::stamps::InputStamps;
use crate::run::{Request, limits::MemoryLimit};

/// Everything a policy and the pins decide, in the settings of the stages.
pub struct RunContext<'p> {
    pub(super) rulebook: Rulebook<'p>,
    rules: rules::Settings,
    pub(super) routes: routes::Settings,
    assumptions: Assumptions,
    waivers: Waivers,
    pub(super) bands: Bands,
    pub(super) wishes: Wishes,
    pub(super) as_of: Day,
}

impl<'p> RunContext<'p> {
    /// Translates a policy; nobody's decision is pinned.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where the file of regions cannot be read.
    pub fn new(policy: &'p Policy, as_of: Day) -> Result<Self, Error> {
        Ok(RunContext {
            rulebook: policy.rulebook()?,
            rules: policy.rule_settings()?,
            routes: policy.route_settings(),
            assumptions: policy.assumptions(),
            waivers: policy.waivers(),
            bands: policy.score_bands(),
            wishes: Wishes {
                settings: policy.wave_settings(),
                groups: policy.customer_groups(),
                pins: Pins::default(),
            },
            as_of,
        })
    }

    /// Translates a policy, and keeps the pins of a request.
    pub(super) fn of(request: &Request, policy: &'p Policy) -> Result<Self, Error> {
        let mut context = RunContext::new(policy, request.day()?)?;
        if let Some(path) = &request.pins {
            let name = path.display().to_string();
            let bytes = std::fs::read(path).map_err(|source| Error::Open { path: name.clone(), source })?;
            context.wishes.pins = Pins::parse(&name, &bytes)?;
        }
        Ok(context)
    }

    /// Judges customers of a portfolio.
    pub fn assessor<'a>(&'a self, products: &'a [Product], offers: &'a Lookup<'a>) -> Assessor<'a> {
        Assessor {
            as_of: self.as_of,
            products,
            offers,
            routes: &self.routes,
            rulebook: &self.rulebook,
            rules: &self.rules,
            assumptions: &self.assumptions,
            waivers: &self.waivers,
        }
    }
}

impl Request {
    /// Reads every input; rows that take more than the limit go to `scratch`.
    pub(super) fn read(
        &self,
        policy: &Policy,
        limit: Option<(MemoryLimit, &Path)>,
        observer: &mut dyn Observer,
    ) -> Result<(Portfolio, InputStamps), Error> {
        let inputs = expand(&self.inputs)?;
        let stamps = InputStamps::note(&inputs);
        let memory = limit.map(|(limit, scratch)| limit.memory(scratch)).transpose()?;
        let settings = intake::Settings { memory, ..self.intake_settings(policy)? };
        let follower: &dyn Observer = observer;
        let tell = |progress: intake::Progress<'_>| {
            follower.notice(Event::Reading(progress));
            follower.check()
        };
        let portfolio = Portfolio::read(&inputs, &settings, &tell)?;
        follower.notice(Event::Ended(Stage::Read));
        observer.has_read(&portfolio)?;
        observer.check()?;
        Ok((portfolio, stamps))
    }

    /// How the inputs are read.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] for an encoding or a delimiter that is none, [`Error::Policy`] for a profile that cannot be
    /// read.
    pub fn intake_settings(&self, policy: &Policy) -> Result<intake::Settings, Error> {
        Ok(intake::Settings {
            encoding: self.encoding.as_deref().map(encoding).transpose()?,
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            skip_unreadable: self.skip_unreadable,
            look_only: false,
            memory: None,
            context: DetectContext {
                user_profiles: self.columns.as_deref().map(user_profiles).transpose()?.unwrap_or_default(),
                date_order: self.date_order,
                partner: policy.partner_ids(),
                outside: None,
            },
        })
    }
}

fn encoding(name: &str) -> Result<&'static encoding_rs::Encoding, Error> {
    encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        Error::Usage(format!("--encoding {name}: expected a name such as utf-8, windows-1252 or utf-16le"))
    })
}

fn delimiter(text: &str) -> Result<u8, Error> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        &[byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'"' => Ok(byte),
        _ => Err(Error::Usage(format!("--delimiter {text}: expected one character such as `;`, or `tab`"))),
    }
}

fn user_profiles(path: &Path) -> Result<Vec<profile::Profile>, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|wrong| Error::Policy(format!("{}: {wrong}", path.display())))?;
    profile::parse(&text).map_err(|wrong| Error::Policy(format!("{}: {wrong}", path.display())))
}
