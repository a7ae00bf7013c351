//! Layouts from their header to the last cell of a row.

mod decisions;
mod detection;
mod rejects;
mod treatments;
