//! Compares what the compiler says about wrong graphs with what it said before.

use std::env;
use std::process::Command;

/// With `BLESS=1` the messages are rewritten instead; trybuild has a variable of its own for that.
#[test]
fn wrong_graphs_do_not_compile_and_say_why() {
    if env::var_os("BLESS").is_some() && env::var_os("TRYBUILD").is_none() {
        let this = env::current_exe().unwrap();
        let again = Command::new(this).env("TRYBUILD", "overwrite").status().unwrap();
        assert!(again.success());
        return;
    }

    // Cases that compile stand in `right`: with one of them here, each is built alone, in minutes.
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
