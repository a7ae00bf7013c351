//! What cells mean: cleaning, the value tables, dates, numbers, countries and identifiers.

pub mod clean;
pub mod countries;
pub mod dates;
pub mod ids;
pub mod numbers;
pub mod packed;
pub mod words;
