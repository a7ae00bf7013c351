//! The rulebook over every customer, in parallel, in order.
