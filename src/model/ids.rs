//! Identifiers: sixteen bytes where they are GUIDs, text where an export has nothing better.

use std::cmp::Ordering;
use std::fmt;

use uuid::Uuid;

/// The customer's identity in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(pub Uuid);

impl TenantId {
    /// Braces, missing dashes and any case are accepted.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(TenantId)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A subscription id as shown in Partner Center; ordered as its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionId<'a> {
    Guid(Uuid),
    Text(&'a str),
}

impl<'a> SubscriptionId<'a> {
    /// A GUID where the text is one, the text itself otherwise; `None` for an empty cell.
    pub fn parse(text: &'a str) -> Option<Self> {
        match Uuid::try_parse(text) {
            Ok(guid) => Some(SubscriptionId::Guid(guid)),
            Err(_) if text.is_empty() => None,
            Err(_) => Some(SubscriptionId::Text(text)),
        }
    }
}

impl Ord for SubscriptionId<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut buffers = ([0; 36], [0; 36]);
        match (self, other) {
            (SubscriptionId::Guid(a), SubscriptionId::Guid(b)) => a.cmp(b),
            _ => text_of(self, &mut buffers.0).cmp(text_of(other, &mut buffers.1)),
        }
    }
}

impl PartialOrd for SubscriptionId<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SubscriptionId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text_of(self, &mut [0; 36]))
    }
}

fn text_of<'b>(id: &'b SubscriptionId<'_>, buffer: &'b mut [u8; 36]) -> &'b str {
    match id {
        SubscriptionId::Guid(guid) => guid.hyphenated().encode_lower(buffer),
        SubscriptionId::Text(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_the_order_of_the_texts() {
        let guid = SubscriptionId::parse("9AB2C1D0-5E6F-4A7B-8C9D-0E1F2A3B4C5D").expect("a guid");
        let text = SubscriptionId::parse("AS-1111").expect("a text");
        assert_eq!(guid.to_string(), "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d");
        assert_eq!(guid.cmp(&text), guid.to_string().cmp(&text.to_string()));
    }
}
