//! A rehearsal with somebody at the keys.

use super::input::{Input, Typed};
use super::{Rehearsal, rehearse};
use crate::bout::Repertoire;
use crate::card::Page;
use crate::client::Difficulty;
use crate::language::Files;
use crate::terminal::Screen;

/// In these rehearsals she writes again when she is left waiting.
const WAITING: &str = r#"
[[waiting]]
after = 5
says = ["Hello? Is anybody reading this?"]
[[waiting]]
after = 1
says = ["Still nobody."]
"#;

fn repertoire() -> Repertoire {
    let mut repertoire = Repertoire::languages_only().expect("the built-in languages read");
    let lena = include_str!("../../../tests/fixtures/lena.toml").to_owned() + WAITING;
    repertoire.add_personas("en", &Files::from([("lena.toml".to_owned(), lena)])).expect("the fixture is a persona");
    repertoire
}

/// What is seen when these keys are pressed, and whether another bout was asked for.
fn played(page: Page, keys: Vec<Typed>) -> (String, bool) {
    let what = Rehearsal { persona: "lena".into(), difficulty: Difficulty::Normal, lang: "en".into(), seed: 1 };
    let screen = Screen { page, interactive: true, resizes: false };
    let mut out = Vec::new();
    let again = rehearse(&repertoire(), &what, &screen, &mut Input::Keys(keys.into_iter()), &mut out)
        .expect("nothing can fail here");
    (String::from_utf8(out).expect("it is text"), again)
}

fn line(text: &str) -> Typed {
    Typed::Line(text.to_owned())
}

fn count(text: &str, words: &str) -> usize {
    text.matches(words).count()
}

#[test]
fn the_first_interrupt_says_how_to_end_and_the_second_ends() {
    let (out, _) = played(Page::plain(80), vec![Typed::Interrupt, line("Hello"), Typed::Interrupt, Typed::Interrupt]);
    assert_eq!(count(&out, "press the same again"), 2, "a reply in between starts afresh: {out}");
    assert!(out.contains("Abandoned"), "{out}");
}

#[test]
fn the_end_of_input_gives_the_card_and_leaves() {
    let (out, again) = played(Page::plain(80), vec![line("Hello"), Typed::End]);
    assert_eq!(count(&out, "Scorecard"), 1);
    assert!(out.contains("/again") && !again, "{out}");
}

#[test]
fn after_the_card_the_talk_can_go_on_from_an_earlier_reply() {
    let keys = vec![
        line("Hello"),
        line("Calm down."),
        line("/end"),
        line("/rewind 2"),
        line("When did it break?"),
        line("/end"),
    ];
    let (out, again) = played(Page::plain(80), keys);
    assert_eq!(count(&out, "Scorecard"), 2, "{out}");
    assert!(out.contains("Back before reply 2.") && !again, "{out}");
    let (_, after) = out.split_once("Back before reply 2.").expect("it is there");
    assert!(after.contains("Tuesday"), "the branch was played: {after}");
}

#[test]
fn after_the_card_only_its_own_commands_are_taken() {
    let keys = ["Calm down.", "/end", "Hello", "/hint", "", "/rewind 9", "/why", "/brief", "Again"].map(line).to_vec();
    let (out, again) = played(Page::plain(80), keys);
    assert!(again);
    assert_eq!(count(&out, "The talk is over."), 2, "{out}");
    assert_eq!(count(&out, "You have written one reply"), 1, "{out}");
    assert_eq!(count(&out, "Reply 1\n"), 1, "{out}");
    assert_eq!(count(&out, "So far: "), 2, "{out}");
}

#[test]
fn a_client_left_waiting_writes_again_and_then_no_more() {
    let (out, _) =
        played(Page::plain(80), ["/wait", "/wait", "/wait", "Hello", "/rewind 1", "/end"].map(line).to_vec());
    assert_eq!(count(&out, "5 minutes pass without an answer.\nLena: Hello? Is anybody reading this?"), 1, "{out}");
    assert_eq!(count(&out, "One minute passes without an answer.\nLena: Still nobody."), 1, "{out}");
    assert_eq!(count(&out, "Lena does not write again; the next word is yours."), 1, "{out}");
    let (_, branch) = out.split_once("Back before reply 1.").expect("it is there");
    assert!(branch.contains("Is anybody reading this?\n  Still nobody."), "she says it again: {branch}");
}

#[test]
fn a_pasted_paragraph_is_one_reply() {
    let (out, _) = played(Page::plain(80), vec![line("Hello.\n\nWhen did it break?\n"), line("/why")]);
    assert!(out.contains("Reply 1") && !out.contains("Reply 2"), "{out}");
}

#[test]
fn the_evidence_ends_with_where_the_rules_are() {
    let (out, _) = played(Page::plain(120), ["Hello", "/why"].map(line).to_vec());
    assert!(out.contains("sparring rules, or https://") && out.contains("/docs/rules.md"), "{out}");
}

#[test]
fn three_hints_and_no_more() {
    let (out, _) = played(Page::plain(80), ["Hello", "/hint", "/hint", "/hint", "/hint"].map(line).to_vec());
    assert_eq!(count(&out, " of 3: "), 3, "{out}");
    assert_eq!(count(&out, "All 3 hints are used"), 1, "{out}");
    assert!(out.contains("3 hints taken."), "{out}");
}

#[test]
fn colour_marks_the_name_and_nothing_else_changes() {
    let keys = || vec![line("Hello"), line("/why"), line("/end")];
    let (plain, _) = played(Page::plain(80), keys());
    let (coloured, _) = played(Page { colour: true, ..Page::plain(80) }, keys());
    assert!(coloured.contains("\u{1b}[1;36mLena\u{1b}[0m: "), "{coloured}");
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    assert_eq!(bare, plain);
}

/// Nobody has asked for the client's secret by a slip of the finger.
#[test]
fn without_a_reply_there_is_no_card() {
    for keys in [vec![line("/end")], vec![Typed::End, Typed::End], vec![Typed::Interrupt, Typed::Interrupt]] {
        let (out, again) = played(Page::plain(80), keys);
        assert!(out.contains("Nothing was said; no marks.") && !again, "{out}");
        assert!(!out.contains("Scorecard") && !out.contains("The kettle"), "{out}");
    }
}

#[test]
fn the_end_of_input_asks_once_like_the_interrupt() {
    let (out, _) = played(Page::plain(80), vec![line("Hello"), Typed::End, line("Hello again"), line("/end")]);
    assert_eq!(count(&out, "press the same again"), 1, "{out}");
    assert!(out.contains("You closed the talk after 2 replies.") && !out.contains("Abandoned"), "{out}");
}

#[test]
fn a_command_without_its_slash_is_asked_about_before_it_is_said() {
    let (out, _) = played(Page::plain(80), ["help", "quit", "/why", "quit", "quit", "/end"].map(line).to_vec());
    assert_eq!(count(&out, "Did you mean /help?"), 1, "{out}");
    assert_eq!(count(&out, "Did you mean /quit?"), 2, "{out}");
    assert!(out.contains("You closed the talk after one reply."), "{out}");
}

#[test]
fn slashes_are_not_sent_to_the_client() {
    let (out, _) = played(Page::plain(80), ["/", "//hello", "/end"].map(line).to_vec());
    assert!(out.contains("There is no / here.") && out.contains("There is no //hello here."), "{out}");
    assert!(out.contains("Nothing was said"), "{out}");
}

#[test]
fn the_brief_can_be_read_again() {
    let (out, _) = played(Page::plain(80), ["/brief", "Hello", "/end"].map(line).to_vec());
    assert_eq!(count(&out, "Your part: "), 2, "{out}");
    assert_eq!(count(&out, "Your leeway: "), 2, "{out}");
}

#[test]
fn the_command_to_copy_is_one_line() {
    let (out, _) = played(Page::plain(24), vec![line("Hello"), line("/end")]);
    assert!(out.lines().any(|l| l == "sparring rehearse lena --seed 1"), "{out}");
}

#[test]
fn a_beginning_is_enough_where_it_names_one_client() {
    let repertoire = repertoire();
    let id = |name: &str| super::named(&repertoire, "en", name).map(|p| p.file.id.clone());
    for name in ["lena", "LENA", "le", "Len", "Ms Lena"] {
        assert_eq!(id(name).as_deref(), Some("lena"), "{name}");
    }
    for name in ["", " ", "l", "lenas", "nobody"] {
        assert_eq!(id(name), None, "{name}");
    }
}
