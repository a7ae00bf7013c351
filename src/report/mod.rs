//! A plan to bytes: one file per format, published whole or not at all.
