# What the terminal says to a person. The card is in card.ftl.

choose-title = Who would you like to practise with?
choose-one = { $n }. { $name }
choose-ask = Type a number or a name, then Enter.
choose-unknown = There is no client "{ $answer }" in the list. Type a number from 1 to { $last }, or a name; /quit leaves.
choose-more = A client can be easier or harder: sparring rehearse NAME --difficulty gentle|normal|hard

welcome = A practice talk with { $name }. Write what you would really answer, then press Enter; { $name } reacts to what you say. Nothing here is sent anywhere. It is over when { $name } is satisfied or gone, or when you type /end. /help shows what else you can type.
prebrief-you = Your part: { $text }
prebrief-happened = So far: { $text }
prebrief-may = Your leeway: { $text }

trainee = You
prompt = {"> "}
empty = Only words count: write an answer, or /end to stop.
interrupt = To close the talk and see your card, type /end (or press the same again).
slashless = Did you mean { $command }? Type it with the slash, or write the same once more to send it to { $name }.
nothing-said = Nothing was said; no marks.
ending-closed =
    { $n ->
        [one] You closed the talk after one reply.
       *[other] You closed the talk after { $n } replies.
    }
unknown-command = There is no { $command } here.
a-reply-begins-with-no-slash = What begins with / is for the program, and { $name } has not seen it.
help =
    /hint: a hint, at most three a talk
    /why: why your last reply got its marks
    /rewind N: go back and answer again from reply N (without N: the last one)
    /wait: leave the client waiting; some write again
    /brief: your part, what happened so far and your leeway
    /end: close the talk and see your card
    /stop: stop at once, without a card
    /help: this list
    The arrow keys bring back what you wrote. A text pasted in is one reply.

hint = Hint { $n } of { $most }: { $text }
hint-none = All { $most } hints are used: from here on it is you and { $name }.
waited =
    { $n ->
        [one] One minute passes without an answer.
       *[other] { $n } minutes pass without an answer.
    }
waited-for-nothing = { $name } does not write again; the next word is yours.
why-nothing = There is no reply yet to explain.
why-no-moves = There was nothing in that reply that the marking could hold on to.
why-rules = Every rule, with examples: sparring rules, or { $url }
why-title = Reply { $n }
rewind-usage = Type /rewind and the number of the reply, as in /rewind 2.
rewind-nothing = There is no reply yet to go back to.
rewind-missing =
    { $last ->
        [one] There is no reply { $n }. You have written one reply; type /rewind 1.
       *[other] There is no reply { $n }. You have written { $last } replies; type /rewind 1 to /rewind { $last }.
    }
rewound = Back before reply { $n }. { $name } said:
stopped = Stopped. No marks, nothing kept. Look after yourself; the client will be here another day.
after = Again with another talk (/again), back into this one (/rewind N), the evidence of your last reply (/why), or done (/quit).
after-unknown = The talk is over. Type /again, /rewind N, /why, /brief or /quit.
replay = The same talk once more:
replay-command = sparring rehearse { $persona } --seed { $seed }
replay-command-at = sparring rehearse { $persona } --difficulty { $difficulty } --seed { $seed }

list-row = { $id }: { $name }
show-mood = At the opening: heat { $heat }, trust { $trust }, patience { $patience } of 100.
show-opening = May begin with
show-practise = Practise: sparring rehearse { $id }

rule-looks-for = Looks for: { $text }
rule-worth = Worth: { $text }
rule-limit = At most: { $text }
rule-why = Why: { $text }
rule-fires = Such as: { $text }
rule-spares = But not: { $text }
rule-source = From: { $text }
