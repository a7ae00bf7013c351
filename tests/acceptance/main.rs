//! One binary of acceptance tests: the program as a user meets it.

mod golden;
mod help;
mod run;
mod scenarios;
mod tidy;
