//! One customer as lent to a rule.

use crate::model::{Customer, Day, Product, Subscription};
use crate::routes::Course;

/// A customer, the course of each of its subscriptions, and the settings a rule may read.
///
/// Rules never read configuration, severities or each other.
#[derive(Clone, Copy)]
pub struct Case<'c, 'a> {
    pub customer: &'c Customer<'a>,
    /// One per subscription, in the same order.
    pub courses: &'c [Course],
    pub products: &'a [Product],
    pub as_of: Day,
    pub settings: &'a crate::rules::Settings,
}

impl<'c, 'a> Case<'c, 'a> {
    /// The subscriptions that move, with their position and their course.
    pub fn in_scope(&self) -> impl Iterator<Item = (usize, &'c Subscription<'a>, &'c Course)> + use<'c, 'a> {
        self.all().filter(|(_, _, course)| course.is_in_scope())
    }

    /// Every subscription, with its position and its course.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'c Subscription<'a>, &'c Course)> + use<'c, 'a> {
        let pairs = self.customer.subscriptions.iter().zip(self.courses);
        pairs.enumerate().map(|(position, (subscription, course))| (position, subscription, course))
    }
}
