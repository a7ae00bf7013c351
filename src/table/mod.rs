//! Tables of text: cut into cells and read by column name, and written line by line.

mod blocks;
mod cells;
pub(crate) mod cut;
pub(crate) mod cutter;
pub mod guard;
mod reader;
mod records;
mod row;
pub(crate) mod single;
mod writer;

pub(crate) use blocks::Block;
pub use cells::Cells;
pub use reader::Table;
pub use records::{Found, Records};
pub use row::Row;
pub use writer::CellWriter;
pub(crate) use writer::{append_count, append_guid, append_header, append_money, encode};
