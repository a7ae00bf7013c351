//! The policy file a user writes, translated into the settings of the stages.
