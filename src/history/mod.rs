//! Two runs: what changed between them, and why.
