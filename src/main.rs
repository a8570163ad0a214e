//! The program: settings from `.env`, then the command line, then its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else runs, since setting variables is only safe while there is one thread.
    let from_file = dotenvy::dotenv();
    sparring::cli::run(from_file)
}
