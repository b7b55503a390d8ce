"""The staff's bot, through python-telegram-bot: topics of a forum in which colleagues answer citizens.

    update → read → edge (seen once, one transaction) → a sort of topic does it → slips: what the bot answers
    the desk's rows → poster (one a bot, by an advisory lock) → topics, headers, posts, slips

Everything that stands in a group is a row first. A *sort* of topic says what its topics have to show and what may be
done in them: tickets are one; others stand beside them in the same groups, behind the same poster and edge.
"""

NAME = "desk"
