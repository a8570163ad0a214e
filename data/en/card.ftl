# The scorecard and what it is made of; shown in the terminal and on Discord alike.

mark-empathy = Empathy
mark-listening = Listening
mark-triggers = Triggers avoided
mark-overall = Overall

ending-resolved = Resolved: the matter is settled.
ending-parted = Parted with respect: a no was said, and taken.
ending-walked-out = Walked out: the client has left.
ending-escalated = Escalated: the client takes it to somebody above you.
ending-timed-out = Timed out: the talk went on without getting anywhere.
ending-abandoned = Abandoned: the talk was broken off.

card-title = Scorecard
card-lesson-won = That is what this client's lesson asks for.
card-heading-path = The four steps
card-step-taken = reply { $n }
card-step-skipped = not yet
card-heading-keep = Keep
card-heading-try = Try
card-heading-evidence = What weighed most
card-evidence-place = reply { $n }
card-hints =
    { $n ->
        [0] No hints taken.
        [one] One hint taken.
       *[other] { $n } hints taken.
    }
card-nickname = This client's type: { $nickname }.
card-heading-lesson = The lesson
card-heading-need = What was behind it
card-opened = Reply { $n } opened it: “{ $words }”
card-unopened = It never came out this time.
card-closed = Reply { $n } closed a door: “{ $words }”
card-heading-real-case = The real case

move-greeting = says hello
move-acknowledge-feeling = names the feeling
move-affirm = says that it makes sense
move-apology = apologises for something named
move-neutral-statement = puts the matter neutrally
move-reflection = gives back what was said
move-own-view = says how it looks from our side
move-open-question = asks an open question
move-closed-question = asks a closed question
move-explain = explains
move-options = offers a choice
move-solution = proposes something
move-promise = promises something definite
move-thanks = thanks
move-boundary = says a respectful no
move-name-loop = names the circle
move-repair = owns a slip
move-trigger-phrase = a phrase that inflames
move-policy-shield = hides behind a rule
move-jargon = house words
move-empty-apology = an empty apology
move-premature-solution = a solution too early
move-dismissive = brushes off
move-blame = blames the client
move-defensive = defends the house
move-pass-on = passes the client on
move-ignored-question = leaves a question unanswered
move-re-asked = asks what was told
move-over-promise = promises too much
move-sarcasm = mockery
move-label = labels the person
move-insult = insults
move-threat = threatens
move-shouting = shouts
move-gossip = gossips
move-parroting = repeats word for word
move-filler = would fit anywhere
move-foreign = another language
move-nonsense = no words that mean anything
move-to-the-machine = talks to the marking
move-on-topic = speaks of what the client spoke of
move-support = hopes, comforts or encourages
move-self-disclosure = tells of oneself
move-wording = other words that weigh
