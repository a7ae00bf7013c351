//! Country and currency codes, held in the two or three letters they are made of.

/// An ISO 3166-1 alpha-2 code in capitals, as exported; whether a region lists it is another question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Two letters, any case; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        letters(text).map(Country)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// An ISO 4217 code in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Three letters, any case; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        letters(text).map(Currency)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn letters<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_alphabetic).then(|| bytes.map(|b| b.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_made_on_the_way_in() {
        assert_eq!(Country::parse("de").map(|c| c.as_str().to_owned()).as_deref(), Some("DE"));
        assert_eq!(Currency::parse("eUr").map(|c| c.as_str().to_owned()).as_deref(), Some("EUR"));
    }

    #[test]
    fn a_name_is_not_a_code() {
        assert_eq!(Country::parse("Germany"), None);
        assert_eq!(Country::parse("D1"), None);
    }
}
