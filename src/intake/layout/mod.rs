//! How the columns of one header are read: which profile it is, and what each cell means.

mod cell;
mod closest;
mod decide;
mod detect;
mod error;
mod evidence;
mod flaw;
mod generic;
mod mapping;
mod measure;
mod note;
mod plain;
mod row;
mod rows;
mod slot;
mod treat;

use serde::{Deserialize, Serialize};

use crate::intake::Grain;
use crate::intake::profile::{DateDefault, Ends, Profile};
use crate::intake::special::Special;
use crate::intake::target::Target;
use crate::intake::values::numbers::Mark;
use crate::model::TenantId;
use crate::table::Cells;

pub use crate::intake::profile::{ProfileError, Rank, parse as parse_profiles};
pub use crate::intake::values::dates::DateOrder;
pub use decide::{Answer, Basis, Decision};
pub use error::{LayoutError, Witness};
pub use evidence::Evidence;
pub use flaw::{Fault, Flaw, Flawed};
pub use mapping::{ColumnUse, Mapping};
pub use note::{Note, Notes};
pub(crate) use rows::Rows;

/// Columns a header may have.
pub const MOST_COLUMNS: usize = 4096;
/// Seats one row may state.
pub const MOST_SEATS: u32 = 99_999_999;

/// What is known before a header is looked at.
#[derive(Debug, Clone, Default)]
pub struct DetectContext {
    /// Profiles of the user's own, tried before the built-in ones.
    pub user_profiles: Vec<Profile>,
    /// The user's word on dates nothing else decides.
    pub date_order: Option<DateOrder>,
    pub partner: PartnerIds,
    /// The customer named by the file's name, its folder or the user.
    pub outside: Option<Outside>,
}

/// The planning partner's own ids: without them a CSP row's channel stays unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerIds {
    pub tenant: Option<TenantId>,
    pub mpn_ids: Vec<String>,
}

impl PartnerIds {
    /// Whether anything is known of the partner.
    pub fn are_known(&self) -> bool {
        self.tenant.is_some() || !self.mpn_ids.is_empty()
    }
}

/// A customer named from outside a file: by its tenant, else by its domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outside {
    pub tenant: Option<TenantId>,
    pub domain: String,
}

/// What a file's records are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Customers and subscriptions, or facts about them.
    Portfolio,
    /// Reference data, used as if given by its option.
    Reference,
    /// Known and of no use here: skipped with a warning, refused when alone.
    Useless,
}

/// Why a record is not part of the portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Consumption, usage, benefits: nothing a licence plan moves.
    NotLicenseBased,
}

/// Why a header is read as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It has the columns that make out the profile.
    Profile { columns: String, known: usize, all: usize },
    /// No profile fits.
    CommonNames { found: usize, all: usize },
}

/// What a record turned out to be.
#[derive(Debug)]
pub enum Parsed<'r> {
    Row,
    /// Not licence-based; the record holds what could be read all the same.
    Skip(SkipReason),
    Reject(Fault),
    /// One record that stands for several subscriptions.
    Several(Vec<crate::intake::Record<'r>>),
}

/// The columns of one header, ready to read records.
#[derive(Debug, Clone)]
pub struct Layout {
    profile: String,
    role: Role,
    grain: Grain,
    rank: Rank,
    why: Why,
    because: String,
    /// Header cells as written, without the empty ones at the end.
    header: Vec<String>,
    uses: Vec<ColumnUse>,
    /// In the order in which values win.
    readers: Vec<Reader>,
    decisions: Vec<Decision>,
    constants: Vec<(Target, String)>,
    date_default: DateDefault,
    number_default: Option<Mark>,
    date_order: Option<DateOrder>,
    strict: bool,
    /// The notation of every date and number is that of the contract unless a sample says otherwise.
    contract_notation: bool,
    /// Width of a record: the header's, or more where the profile knows a column beyond it.
    width: usize,
    has_seats: bool,
    partner: PartnerIds,
    outside: Option<Outside>,
}

/// One column that is read into one target.
#[derive(Debug, Clone)]
struct Reader {
    column: usize,
    target: Target,
    special: Option<Special>,
    /// What the day of an end names.
    ends: Ends,
    read: plain::Read,
    dates: DateRule,
    mark: Option<Mark>,
}

/// How the undecided notations of one date column are read; what is `None` is a fault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DateRule {
    slash: Option<DateOrder>,
    dotted: Dotted,
    serials: bool,
    seconds: bool,
}

/// How `02.03.2023` is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Dotted {
    #[default]
    DayFirst,
    /// May have been swapped by a spreadsheet: nobody knows.
    Suspect,
    /// Was swapped by a spreadsheet, and the user says so.
    Swapped,
}

impl Layout {
    /// The profile's name: `canonical`, `generic`, or that of an export.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Why this profile was chosen.
    pub fn why(&self) -> &Why {
        &self.why
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn grain(&self) -> Grain {
        self.grain
    }

    pub fn rank(&self) -> Rank {
        self.rank
    }

    /// Why a useless file is of no use, and what to give instead.
    pub fn because(&self) -> &str {
        &self.because
    }

    /// Columns with a meaning: of several readings of a header the one with most is taken.
    pub fn mapped(&self) -> usize {
        self.readers.len()
    }

    /// Its rows have no seats and only add facts to subscriptions of other files.
    pub fn adds_facts(&self) -> bool {
        self.grain == Grain::Subscription && !self.has_seats
    }

    /// The file says of every row whose it is only through its name or the user.
    pub fn customer_from_outside(&self) -> bool {
        !self.readers.iter().any(|reader| reader.target.names_customer())
    }

    /// Cells of a record: those of the header, or more where the profile knows a column beyond it.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// What was decided about dates and numbers, and why.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Whether `cells` is a total line: its first cell says so and no identifier is filled.
    pub fn is_total(&self, cells: &Cells<'_>) -> bool {
        let says_so = matches!(
            crate::intake::header::normalize(cells.cell(0)).as_str(),
            "total" | "summe" | "gesamt" | "grandtotal" | "gesamtsumme"
        );
        let is_filled = |reader: &Reader| {
            reader.column > 0
                && matches!(
                    crate::intake::values::clean::clean(cells.cell(reader.column)),
                    crate::intake::values::clean::Cell::Value(_)
                )
        };
        says_so && !self.readers.iter().any(|reader| reader.target.is_key() && is_filled(reader))
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
