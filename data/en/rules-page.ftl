# The page of rules: docs/rules.md, which `sparring rules --markdown` prints. Values are plain text, signs of Markdown
# in them taken care of.

rules-page-note = Written by `sparring rules --markdown` from the table that marks; to change a rule, change `data/en/rules`.
rules-page-title = The rules of the marking
rules-page-about =
    Every reply gets four marks from 0 to 100: empathy, listening, triggers avoided (100: none set off) and overall. This page says how they come about and lists every rule behind them. It describes marking { $version }; stored marks name the marking that gave them.

    Marks are about this reply, to this client, at this moment. The same reply in the same place has the same marks for anyone, today and tomorrow. Spelling and grammar are not marked, and length earns nothing.
rules-page-how = How a mark comes about
rules-page-steps =
    1. **Words.** The reply is read sentence by sentence. Each word, each pair of neighbouring words and each rule that found something in a sentence has weights for what the sentence does (names a feeling, gives back, asks, blames, mocks and so on) and for how it bears on each mark. The weights were fitted on replies written and labelled for Sparring (`tests/labelled`) and stand word by word in `data/en/weights`.
    2. **The best sentence counts.** For each of these the reply is worth what its best sentence is worth, and for what costs points, what its worst is. One sentence that hits the point is enough; a second of the same kind earns nothing more, and a sentence that says nothing to this client (a stock phrase, a signature) counts only where there is no other.
    3. **Rules.** The rules below see what words alone cannot carry: who is meant, negation, quotation, what was told or asked before, what stands before a proposal. A finding can be weaker than whole: a second stock phrase counts for next to nothing, warm words beside contempt for a quarter.
    4. **Place.** The same move is worth something else where the client is upset, has let something personal show or has asked a question, where sympathy was said before, and in a later reply. What is listed here holds at a client's desk; in talks of another kind (somebody confides, people argue among equals) other weights count, which stand in `data/en/weights/fields.toml`.
    5. **Caps.** Some findings limit a mark, whatever else is in the reply. Low marks for triggers and for listening limit overall: a severe trigger cannot be averaged away, and kind words that answer nothing are not a good reply.
    6. **Evidence.** What `/why` shows is found by hiding: the words of a piece of evidence are put out, the reply is marked again, and what each mark loses is what these words carried. Words that carry points without making a move are shown, too.
rules-page-reading = How to read a rule
rules-page-entry =
    A rule stands under the kind of move it sees, with the name it has in every output. *Adds* is what a full finding adds at a client's desk, in points of the mark, beside what its words carry. *At most* is where it caps a mark. *Heat* (0 to 100) is how strongly it heats a client; from 90 on a finding is severe. The examples are tested: the first fire the rule, the near misses after “But not” do not. The patterns themselves stand in `data/en/rules`.
rules-page-helps = What helps
rules-page-heats = What makes a client more difficult
rules-page-else = What else is seen
rules-page-kind = { $kind }: { $label }
rules-page-looks-for = Looks for { $text }.
rules-page-adds = *Adds:* { $text }
rules-page-nothing = nothing of its own
rules-page-limit = *At most:* { $text }
rules-page-heat = *Heat:* { $heat }
rules-page-why = *Why:* { $text }
rules-page-stock = A stock phrase: it fits any client on any day.
rules-page-quoted = Counts inside quotation marks, too.
rules-page-negated = Counts after a “not”, too.
rules-page-needs-upset = Only where the client shows a feeling or a grievance.
rules-page-needs-calm = Only where the client shows no grievance.
rules-page-needs-topic = Only in a sentence about what the client spoke of.
rules-page-needs-question = Only in a sentence that asks.
rules-page-needs-statement = Only in a sentence that does not ask.
rules-page-needs-short = Only in a short reply.
rules-page-by-code = Seen in the talk so far and in the client's file, not by words alone.
rules-page-by-weight = Seen by the weight of its words; every labelled reply is an example.
rules-page-after = *After the client said:* “{ $text }”
rules-page-fires = *Such as:* { $text }
rules-page-spares = *But not:* { $text }
rules-page-example = “{ $text }”
rules-page-source = *From:* { $text }
