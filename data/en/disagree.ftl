# What trainees and coaches say of marks: the forms, what coaches see, and what the trainee is told.

command-review = What trainees see differently than the machine, for coaches
command-settings = How this server practises, and how often coaches agree with the machine
command-settings-timezone = The server's time zone, such as Europe/Berlin
command-settings-quiet = When no client writes again: from-to, such as 20:00-08:00, or off
command-settings-waiting = Whether clients write again when they are not answered
command-settings-coach = Whose members are coaches; @everyone: only those who may manage the server
command-privacy-export = One file with everything that is kept about you

disagree-button = I see it differently
disagree-ask = **Which reply do you see differently?** The machine's marks stay as they are; your word is kept beside them.
    -# Before you send: giving your reason **shows that one reply to the coaches of this server**, with your name, what the client said before it, its marks and your reason. Nothing else of the bout is shown. You can take it back here at any time.
disagree-ask-alone = **Which reply do you see differently?** The machine's marks stay as they are; your word is kept beside them.
    -# This bout was held in direct messages, so it belongs to no server and there is no coach to look at it. Your word stays with you and comes along in `/privacy export`.
disagree-menu = Choose a reply
disagree-option = Reply { $n } · empathy { $empathy } · listening { $listening } · triggers { $triggers } · overall { $overall }
disagree-option-said = ✎ Reply { $n } · empathy { $empathy } · listening { $listening } · triggers { $triggers } · overall { $overall }
disagree-menu-back = Take back what you said of a reply
disagree-option-back = Take back: reply { $n }
disagree-button-earlier = ◀ Earlier replies
disagree-button-later = Later replies ▶
disagree-form-title = Reply { $n }: how do you see it?
disagree-form-reason = Why? The coaches of this server will read it
disagree-form-reason-alone = Why?
disagree-form-reason-example = What did the machine miss, or take for something it is not?
disagree-form-mark = { $label }: the machine says { $mark }
disagree-form-mark-example = yours, 0 to 100; or + for higher, - for lower; or nothing
disagree-kept = Kept, beside the machine's marks. The coaches of this server find reply { $n } under `/review` now: what the client said before it, your reply, its marks and your reason. When one of them has looked, I write it in { $place }, and it stands on your scorecard. Changed your mind? The same button takes it back.
disagree-kept-alone = Kept, beside the machine's marks. Since this bout was held in direct messages, no coach will see it; it comes along in `/privacy export`. The same button takes it back.
disagree-taken-back = Taken back: coaches do not see reply { $n } any more.
disagree-none-to-take-back = There was nothing to take back.
disagree-not-yet = You can say so when the bout is over: the button stands under the scorecard. Until then, `/why` shows the evidence.
disagree-no-replies = There is no reply in this bout to see differently.
disagree-no-such-reply = There is no such reply in this bout.
disagree-no-reason = A reason is needed: without one, nobody can follow you. What you filled in is kept below; **Correct it** opens the form again.
disagree-stopped = You stopped that bout, so nothing of it counts and nobody looks at it.

form-bad-marks = { $what }: that is no mark. A mark is a whole number from 0 to 100, or nothing. What you filled in is kept below; **Correct it** opens the form again.
form-bad-views = { $what }: that is no mark. Give a whole number from 0 to 100, + for higher, - for lower, or nothing. What you filled in is kept below; **Correct it** opens the form again.
form-no-marks = You have set no mark. Set at least one, or press **Confirm** if the machine is right. What you filled in is kept below; **Correct it** opens the form again.
form-too-long = That is longer than { $most } characters. What fits is kept below; **Correct it** opens the form again.
form-button-mend = Correct it
form-draft-title = What you filled in
form-draft-words = Your words

review-not-here = Coaches look at replies in a server. Use `/review` in one.
review-not-coach = That is for the coaches of this server: { $role ->
        [none] whoever may manage it (Manage Server). They can name a role for coaches with `/settings`.
       *[other] members of { $role }, and whoever may manage it (Manage Server).
    }
review-title-waiting = Seen differently, waiting for a coach
review-title-seen = Seen differently, looked at by a coach
review-count =
    { $n ->
        [0] Nothing here. Trainees share a reply with **I see it differently** under their scorecard.
        [one] One reply. Trainees have shared it, and it alone, with the coaches of this server.
       *[other] { $n } replies. Trainees have shared these, and these alone, with the coaches of this server.
    }
review-page = Page { $page } of { $pages }
review-menu = Choose a reply to look at
review-option = { $name } · reply { $n } · overall { $overall }
review-button-earlier = ◀ Previous page
review-button-later = Next page ▶
review-button-waiting = What is waiting
review-button-seen = What was looked at
review-button-confirm = Confirm the marks
review-button-set = Set marks
review-reply-title = Reply { $n } to { $name }
review-reply-of = From { $who }, { $when }
review-client = **{ $name }:**
review-trainee = **The reply:**
review-reason = What the trainee says
review-reason-all = Sees it differently as a whole.
review-reason-marks = Sees it so: { $marks }.
review-view-mark = { $label } { $own } (the machine: { $machine })
review-view-higher = { $label } higher than { $machine }
review-view-lower = { $label } lower than { $machine }
review-coach = What a coach says
review-own = This reply is your own. Another coach has to look at it.
review-not-shared = This reply is not shared any more: its trainee has taken it back, or deleted it.
review-confirmed = Kept: you confirm the machine's marks of reply { $n }. The trainee is told.
review-set = Kept: your marks of reply { $n } stand beside the machine's. The trainee is told.
review-already = That is what you have said of reply { $n } already; it stands.
review-form-title = Your marks of reply { $n }
review-form-mark-example = 0 to 100; leave empty what you do not want to change
review-form-note = A note for the trainee (optional)

coach-who = A coach ({ $who })
coach-nobody = A coach
coach-confirms = { $coach } agrees with these marks.
coach-sets = { $coach } would give: { $marks }.
coach-note = “{ $note }”
coach-on-reply = Reply { $n }: { $words }
coach-heading = A coach's word
coach-told = Your reply { $n }, which you see differently: { $words }

settings-title = Settings
settings-not-here = Settings belong to a server. Use `/settings` in one.
settings-coaches = Coaches
settings-coaches-manage = Whoever may manage this server (Manage Server). `/settings coach` names a role beside them.
settings-coaches-role = Members of { $role }, and whoever may manage this server (Manage Server).
settings-only-manage = Only somebody who may manage this server (Manage Server) can say who its coaches are.
settings-no-such-zone = I know no time zone “{ $said }”. Choose one from the list while you type, such as Europe/Berlin. Nothing was changed.
settings-no-such-hours = I cannot read “{ $said }” as hours. Write from and to as in 20:00-08:00, or off. Nothing was changed.
settings-unanswered = Clients that are not answered
settings-unanswered-quiet = Some write again after a while, but not between { $from } and { $to } ({ $zone }). Change it with `timezone`, `quiet` and `waiting`.
settings-unanswered-always = Some write again after a while, at any hour (time zone: { $zone }). Change it with `timezone`, `quiet` and `waiting`.
settings-unanswered-off = They do not write again here (time zone: { $zone }). `waiting: on` lets them.
settings-agreement = Do coaches agree with the machine?
settings-agreement-figures = Coaches looked at { $n ->
        [one] one reply
       *[other] { $n } replies
    } and agreed with the machine on { $agreed } ({ $percent } %).
settings-agreement-rule = Agreed means: the coach confirmed the marks, or every mark the coach set lies within { $level } points (one level) of the machine's as it stood then. Of several words on one reply, the newest counts.
settings-agreement-none = No coach has looked at a reply yet. Trainees ask for it with **I see it differently** under their scorecard; `/review` shows coaches what is waiting.
settings-waiting =
    { $n ->
        [0] Nothing is waiting for a coach.
        [one] One reply is waiting for a coach: `/review`.
       *[other] { $n } replies are waiting for a coach: `/review`.
    }

export-done = Here is everything I keep about you, in one file.
export-file-note = Everything that is kept about you. Marks are for practice and are not for decisions on employment.
export-too-large = What I keep about you is too large for a message. Whoever runs this bot can give it to you.
