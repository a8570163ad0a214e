# What the coach says: hints during a bout, and the sentences of the scorecard.

step-neutral = the matter, put so that both of you agree
step-client-side = how it looks from the client's side
step-our-side = how it looks from yours
step-proposal = what could be done

card-skipped = Left out: { $step }. A line for it: “{ $line }”
card-keep = Reply { $n }: “{ $words }” { $why }
card-keep-none = You looked in. The first reply is the hardest one; it is waiting for you.
card-keep-calm = You kept your temper all the way through. Everything else can be built on that.
card-keep-stayed = You stayed in the talk. While there is talk, there is something to win.
card-try = In reply { $n } you wrote: “{ $words }” Try instead: “{ $line }” { $why }
card-try-first = Begin with something like this: “{ $line }” { $why }

hint-repair = Something in your last reply stung. Own it in one short sentence, without explaining, and come back to the matter.
hint-loop = You have both said this before. Say so, kindly: “we are going round in a circle; let me start again with what matters to you”.
hint-hear = Do not offer anything yet. Say in your own words what happened and what it means for this person.
hint-ask = There is something behind the complaint. Ask one open question about why it matters so much.
hint-offer = They know that you have heard them. Now say how it looks from your side, and offer two ways to choose from.
hint-close = You are nearly there. Say who does what by when, and ask whether that is all right.
