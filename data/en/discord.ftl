# What the bot says on Discord. Names of commands and options are fixed; their descriptions (at most 100 characters)
# stand here. A key ending in "-name" gives the name of a command or option in another language than English.

command-practice = Practise with a difficult client
command-practice-persona = Which client; without one, somebody is waiting for you
command-practice-difficulty = How patient the client is; the marking is the same
command-practice-where = A private thread of this channel, or direct messages
command-end = End the bout and see the scorecard
command-hint = One sentence from the coach; at most three in a bout
command-rewind = Go back to before a reply and answer differently
command-rewind-to = The number of the reply, from 1
command-why = The evidence behind the marks of your last reply
command-stop = End at once: no marks, no questions
command-personas = The clients you can practise with
command-leaderboard = How this server's trainees are doing
command-leaderboard-period = Since when; without it, the last seven days
command-leaderboard-page = Which page, from 1
command-help = What to do first
command-privacy = Your own data
command-privacy-delete = Delete everything about you, for good

choice-gentle = gentle
choice-normal = normal
choice-hard = hard
choice-thread = thread
choice-dm = dm
choice-week = week
choice-month = month
choice-all = all
choice-on = on
choice-off = off

# Words, separated by commas, that alone in a reply end everything.
discord-stop-words = stop
discord-webhook-name = Sparring client

discord-brief-you = **You:** { $words }
discord-brief-happened = **What has happened:** { $words }
discord-brief-may = **What you may grant:** { $words }
discord-brief-how = -# { $name } will write here; answer in your own words. `/hint` helps, `/why` shows the evidence behind your marks, `/end` closes, `/stop` (or the word STOP) ends at once without marks.
discord-brief-waiting = -# { $name } writes again when no answer comes. `/end` or `/stop` puts an end to that.
discord-no-intent = -# This bot may not read what is written in servers. Use the **Reply** button under each message, or answer with Discord's own reply function.

discord-begun-thread = { $name } is waiting for you in { $thread }.
discord-begun-dm = { $name } is waiting for you in our direct messages.
discord-begun-here = It goes on here.

discord-open-already = There is a bout going on here. Close it with `/end` first, or go on with it.
discord-open-already-here = You have a bout going on in { $place }. One at a time: go on with it, or end it first.
discord-kept-on = Good. The client is waiting for your next reply in { $place }.
discord-ended = The bout is closed. Your scorecard follows in a moment.
discord-stopped = All right, we stop here. Nothing of this counts, and nobody is told. Come back whenever you like with `/practice`.
discord-rewound = ↩ Back to before reply { $to }. The client's last words once more; what would you say now?
discord-rewound-answer = You are back before reply { $to }. Your first try keeps its marks; this one is for practice.
discord-rewind-nothing = There is no reply to go back to yet.
discord-rewind-range = There is no such reply to go back to: give a number from 1 to { $last }.
discord-hint =
    💡 { $hint }
    -# { $left ->
        [0] That was the last hint of this bout.
        [one] One more hint is left in this bout.
       *[other] { $left } more hints are left in this bout.
    }
discord-no-more-hints = You have had all { $most } hints of this bout. Trust what you have heard from the client.
discord-why-nothing = There is no reply of yours yet. Answer the client first; then `/why` shows what your reply was worth.

discord-no-bout = You have no bout here. Begin one with `/practice`.
discord-bout-over = This bout is over. Begin another with `/practice`, or use the buttons under the scorecard.
discord-bout-gone = That bout is no longer kept. Begin another with `/practice`.
discord-not-yours = That belongs to somebody else. Begin a bout of your own with `/practice`.
discord-button-unknown = That button is not one of mine any more. `/help` shows what you can do.
discord-no-such-client = I know no client called “{ $name }”. Choose one from the list while you type, or leave the name out.
discord-no-clients = There are no clients to practise with. Whoever runs this bot can add them.

discord-only-words = Only words reach the client: pictures, files, stickers and polls do not. Write what you would say.
discord-cannot-read = I cannot read that message. Use the **Reply** button to answer the client.
discord-edited = -# The client answered what you sent first, so your reply stands as it was. Next time is yours again.
discord-not-kept = Your reply could not be kept just now, so the client has not seen it. Please send it once more in a moment.
discord-lost-access = I can no longer write in { $thread }. Your bout is kept. Somebody who manages the server can let me in again (View Channel, Send Messages in Threads, in the channel's permission settings); then just write on.

discord-place-thread = A bout needs a thread of its own, and there are no threads inside threads. Use `/practice` in the channel itself ({ $channel }), or choose `where: dm`.
discord-place-kind = This kind of channel cannot hold a private thread. Use `/practice` in a text channel, or choose `where: dm`.
discord-lacks =
    { $n ->
        [one] I lack the permission { $permissions } in { $channel }.
       *[other] I lack permissions in { $channel }: { $permissions }.
    } Somebody who manages this server can grant that to my role (Server Settings → Roles, or the channel's own permission settings). Until then, `where: dm` works.
discord-dm-closed = I may not write to you directly: your privacy settings keep direct messages of this server's members closed. Open them (right-click the server → Privacy Settings → Direct Messages), or practise in a thread.

permission-view-channel = View Channel
permission-create-private-threads = Create Private Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-embed-links = Embed Links
permission-read-message-history = Read Message History

discord-button-again = Again
discord-button-evidence = Show evidence
discord-button-reply = Reply
discord-button-end = End it
discord-button-keep-on = Go on with it
discord-button-practise = Practise with { $name }
discord-button-forget = Delete everything
discord-button-keep = Keep it
discord-button-earlier = ◀ Better places
discord-button-later = Further places ▶
discord-menu-from = Try from here: choose a reply to take back
discord-option-reply = Reply { $n } · { $overall } of 100
discord-form-title = Your reply to { $name }
discord-form-label = What do you say?

discord-evidence-title = Reply { $n }: what it did
discord-evidence-marks = Reply { $n } · empathy { $empathy } · listening { $listening } · triggers avoided { $triggers } · overall { $overall }
discord-evidence-rules = -# [Every rule of the marking, with examples]({ $url })
discord-no-moves = Nothing in it that a rule would count, for or against.

discord-cast-title = The clients
discord-cast-how = Each of them is a person with a reason. What type they are, you learn afterwards.

discord-board-week = Leaderboard: the last seven days
discord-board-month = Leaderboard: the last thirty days
discord-board-all = Leaderboard: all time
discord-board-line =
    { $bouts ->
        [one] **{ $place }.** { $who } — { $average } · one bout
       *[other] **{ $place }.** { $who } — { $average } · { $bouts } bouts
    }
discord-board-own = Your own place:
discord-board-empty = Nobody is on the board yet. A finished bout from `/practice` puts you there.
discord-board-page = Page { $page } of { $pages } · average of first tries, 0 to 100 · for practice, not for decisions about people
discord-board-not-here = A leaderboard belongs to a server. Use `/leaderboard` in one.

discord-forget-ask = This deletes everything I keep about you: your bouts, your replies, your marks, what you and the coaches said of them, your place on the board. Marks that you gave others as a coach stay with them, without your name and your words. It cannot be undone. Delete it all?
discord-forgotten = Everything about you is deleted. If you come back, you begin anew.
discord-forget-kept = Nothing was deleted.

discord-help-title = How to practise
discord-help =
    With **`/practice`** you meet a difficult client in a thread of your own. You read who you are, what has happened and what you may grant; then the client writes, and you answer in your own words.

    Every reply is marked for **empathy**, **listening** and **avoided triggers**, from 0 to 100, and every mark has its evidence: **`/why`** shows it for your last reply.

    • **`/hint`** one sentence from the coach, at most three in a bout
    • **`/rewind`** takes a reply back and lets you try another
    • **`/end`** closes the bout and shows your scorecard
    • **`/stop`**, or the word STOP, ends at once: no marks, no questions
    • **`/personas`** the clients there are
    • **`/leaderboard`** how this server's trainees are doing
    • **`/privacy export`** gives you everything about you in one file; **`/privacy delete`** deletes it

    Where a mark seems wrong to you, say so with **I see it differently** under the scorecard: your word is kept beside the mark, and a coach can look at that reply.

    Coaches: **`/review`** shows what trainees see differently, **`/settings`** who the coaches are, when clients may write again and how often coaches agree with the machine.

    Marks are for practice. They are no measure of a person and nothing to decide on employment by.

discord-our-fault = Something went wrong on our side (code { $code }). Try again in a moment; if it stays, tell whoever runs this bot the code.
