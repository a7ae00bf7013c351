//! The course of one subscription: scope, route, cut-over, overlap, credit and cost.

mod course;

pub use course::{Contact, Course, Credit, OutOfScope, Rejected, Route};
