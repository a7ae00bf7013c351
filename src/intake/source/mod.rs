//! What is read: files, folders and standard input, and the customer a name may give.

mod archive;
mod charset;
mod inputs;
mod raw;
mod stream;
mod workbook;

pub use inputs::{Input, NamedCustomer, expand};
pub(crate) use stream::{Source, Stream, Summary};
