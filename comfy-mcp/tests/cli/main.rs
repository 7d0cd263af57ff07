//! Runs the program as people do; a module for each command.

mod colours;
mod completions;
mod config;
mod doctor;
mod help;
mod layout;
mod run;
mod support;
mod workflows;
