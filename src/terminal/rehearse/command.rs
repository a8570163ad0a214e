//! What a trainee can type instead of a reply.

/// A line typed during a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// An answer to the client.
    Reply(&'a str),
    /// No words.
    Empty,
    /// `/help`.
    Help,
    /// `/hint`.
    Hint,
    /// `/why`.
    Why,
    /// `/rewind N`; without N, the last reply.
    Rewind(Option<u32>),
    /// `/rewind` and something that is no number.
    RewindWhat,
    /// `/brief`.
    Brief,
    /// `/wait`.
    Wait,
    /// `/end`.
    End,
    /// `/stop`, or the word STOP alone.
    Stop,
    /// `/again`.
    Again,
    /// `/quit`.
    Quit,
    /// A command's word alone, without its slash; the command.
    Slashless(&'static str),
    /// Another word after a slash, or slashes without a word.
    Unknown(&'a str),
}

impl<'a> Line<'a> {
    /// What a line means.
    pub(super) fn read(line: &'a str) -> Self {
        let text = line.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        if !text.contains('/') && bare.eq_ignore_ascii_case("stop") {
            return Self::Stop;
        }
        match text.to_lowercase().as_str() {
            "help" | "?" => return Self::Slashless("/help"),
            "hint" => return Self::Slashless("/hint"),
            "quit" | "exit" => return Self::Slashless("/quit"),
            _ => {}
        }
        // A word right after the slash makes a command, slashes alone are a slip; "/ per month" is a reply.
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        if first.starts_with("//") || text == "/" {
            return Self::Unknown(first);
        }
        if !first.strip_prefix('/').is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic())) {
            return Self::Reply(line);
        }
        match (first.to_lowercase().as_str(), rest.as_slice()) {
            ("/help" | "/h", _) => Self::Help,
            ("/hint", _) => Self::Hint,
            ("/why", _) => Self::Why,
            ("/brief" | "/setting" | "/case", _) => Self::Brief,
            ("/wait", _) => Self::Wait,
            ("/rewind", []) => Self::Rewind(None),
            ("/rewind", [n, ..]) => n.parse().map_or(Self::RewindWhat, |n| Self::Rewind(Some(n))),
            ("/end", _) => Self::End,
            ("/stop", _) => Self::Stop,
            ("/again", _) => Self::Again,
            ("/quit" | "/q" | "/exit", _) => Self::Quit,
            _ => Self::Unknown(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_replies() {
        let check = |line, wanted| assert_eq!(Line::read(line), wanted, "{line:?}");
        check("I see.", Line::Reply("I see."));
        check("  ", Line::Empty);
        check("/hint", Line::Hint);
        check(" /WHY ", Line::Why);
        check("/rewind 2", Line::Rewind(Some(2)));
        check("/rewind", Line::Rewind(None));
        check("/rewind two", Line::RewindWhat);
        check("/rewind -1", Line::RewindWhat);
        check("STOP", Line::Stop);
        check("stop!", Line::Stop);
        check("Stop shouting", Line::Reply("Stop shouting"));
        check("/foo bar", Line::Unknown("/foo"));
        check("/ per month, not per year", Line::Reply("/ per month, not per year"));
        check("/", Line::Unknown("/"));
        check(" / ", Line::Unknown("/"));
        check("//hello there", Line::Unknown("//hello"));
        check("/Brief", Line::Brief);
        check("/wait a minute", Line::Wait);
        check("Wait", Line::Reply("Wait"));
        check("Help", Line::Slashless("/help"));
        check("?", Line::Slashless("/help"));
        check("exit", Line::Slashless("/quit"));
        check("Help me understand", Line::Reply("Help me understand"));
        check("2/3 of it", Line::Reply("2/3 of it"));
    }
}
