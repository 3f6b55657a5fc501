"""Every route of the portal, and who may use it. A new route is a line here, on purpose.

PUBLIC: anybody. LINK: whoever holds a mailed link. STAFF: signed-in staff, by role.
MACHINE: balancers, feed readers, search engines. DEVELOPMENT: a route production does not have.
"""

PUBLIC = {
    "/",
    "/<slug>",
    "/<slug>/",
    "/accessibility/forget",
    "/accessibility/settings",
    "/bulletins",
    "/bulletins/<slug>",
    "/bulletins/address-confirmed",
    "/bulletins/check-your-email",
    "/bulletins/confirmed",
    "/bulletins/left",
    "/bulletins/manage",
    "/bulletins/sign-up",
    "/bulletins/sign-up/check",
    "/complaints/case",
    "/complaints/case/letter",
    "/complaints/case/lost",
    "/complaints/case/lost/sent",
    "/complaints/case/message",
    "/complaints/case/talk",
    "/complaints/form",
    "/complaints/new",
    "/complaints/new/<step>",
    "/complaints/received",
    "/cookies",
    "/cookies/choice",
    "/cookies/yours",
    "/cookies/yours/delete",
    "/embeds/<service>/<id>",
    "/feedback",
    "/feedback/page",
    "/feedback/page/thank-you",
    "/feedback/received",
    "/search",
    "/sitemap",
    "/static/<path:filename>",
    "/you-said",
    "/your-data",
    "/your-data/ask",
    "/your-data/check-your-email",
    "/your-information",
    "/your-information/changes/<int:number>",
    "/your-information/promises",
    "/your-information/versions",
    "/your-information/versions/<int:number>",
}

LINK = {
    "/appeal/<token>",
    "/bulletins/confirm/<token>",
    "/bulletins/confirm/<token>/again",
    "/bulletins/not-me/<token>",
    "/bulletins/preferences/<token>",
    "/bulletins/preferences/<token>/<what>",
    "/bulletins/unsubscribe/<token>",
    "/complaints/case/<pair>",
    "/complaints/received/<sealed>",
    "/feedback/received/<sealed>",
    "/your-data/erased/<outcome>",
    "/your-data/see/<token>",
    "/your-data/see/<token>/correct",
    "/your-data/see/<token>/data.json",
    "/your-data/see/<token>/delete",
    "/your-data/see/<token>/done/<what>",
    "/your-data/see/<token>/sheet",
}

MACHINE = {
    "/.well-known/security.txt",
    "/bulletins/feed.atom",
    "/bulletins/topics/<topic>.atom",
    "/favicon.ico",
    "/health/live",
    "/health/ready",
    "/robots.txt",
    "/sitemap.xml",
    "/you-said/feed.atom",
}

# Who may use each: ENTRANCE is for those who are not signed in yet, EVERYBODY for all who are.
ENTRANCE: frozenset[str] = frozenset()
EVERYBODY = frozenset({"moderator", "investigator", "editor", "admin"})
ADMIN = frozenset({"admin"})
EDITOR = frozenset({"editor"})
MODERATOR = frozenset({"moderator"})
EDITOR = frozenset({"editor"})
SECOND = ADMIN | MODERATOR
INVESTIGATOR = frozenset({"investigator"})
EDITORS = frozenset({"editor", "admin"})
STAFF = {
    "/staff/": EVERYBODY,
    "/staff/account": EVERYBODY,
    "/staff/account/codes": EVERYBODY,
    "/staff/account/end": EVERYBODY,
    "/staff/account/password": EVERYBODY,
    "/staff/again": EVERYBODY,
    "/staff/audit": ADMIN,
    "/staff/audit/trail.csv": ADMIN,
    "/staff/appeals": SECOND,
    "/staff/appeals/<appeal>": SECOND,
    "/staff/blocks": SECOND,
    "/staff/blocks/<block>": SECOND,
    "/staff/blocks/<block>/lift": SECOND,
    "/staff/blocks/<block>/review": ADMIN,
    "/staff/complaints": INVESTIGATOR,
    "/staff/complaints/find": INVESTIGATOR,
    "/staff/feedback": EVERYBODY,
    "/staff/feedback/<reference>": EVERYBODY,
    "/staff/feedback/<reference>/<step>": EVERYBODY,
    "/staff/feedback/<reference>/block": MODERATOR,
    "/staff/feedback/together": MODERATOR,
    "/staff/feedback/together/undo": MODERATOR,
    "/staff/bulletins": EDITOR,
    "/staff/bulletins/<slug>": EDITOR,
    "/staff/bulletins/<slug>/send": EDITOR,
    "/staff/data-requests": ADMIN,
    "/staff/data-requests/<reference>": ADMIN,
    "/staff/data-requests/<reference>/answer": ADMIN,
    "/staff/data-requests/<reference>/extend": ADMIN,
    "/staff/mail": ADMIN,
    "/staff/pages": EDITOR,
    "/staff/pages/<slug>": EDITOR,
    "/staff/pages/<slug>/preview": EDITOR,
    "/staff/pages/<slug>/versions": EDITOR,
    "/staff/pages/<slug>/versions/<int:number>": EDITOR,
    "/staff/pages/<slug>/versions/<int:number>/<step>": EDITOR,
    "/staff/pages/<slug>/versions/<int:number>/page.md": EDITOR,
    "/staff/pages/new": EDITOR,
    "/staff/pages/new/preview": EDITOR,
    "/staff/pictures": EDITORS | MODERATOR,
    "/staff/people": ADMIN,
    "/staff/people/<person>": ADMIN,
    "/staff/people/<person>/access": ADMIN,
    "/staff/people/<person>/roles": ADMIN,
    "/staff/people/invite": ADMIN,
    "/staff/records": ADMIN,
    "/staff/records/disclosures": ADMIN,
    "/staff/records/disclosures.csv": ADMIN,
    "/staff/records/holds": ADMIN,
    "/staff/records/holds/release": ADMIN,
    "/staff/records/paper": ADMIN,
    "/staff/records/paper/done": ADMIN,
    "/staff/records/processing": ADMIN,
    "/staff/records/processing.csv": ADMIN,
    "/staff/sign-in": ENTRANCE,
    "/staff/sign-in/bye": ENTRANCE,
    "/staff/sign-in/code": ENTRANCE,
    "/staff/sign-out": EVERYBODY,
    "/staff/visits": EDITORS,
    "/staff/welcome/<token>": ENTRANCE,
    "/staff/welcome/<token>/code": ENTRANCE,
}

DEVELOPMENT = {
    "/dev/mail",
    "/dev/mail/<name>",
    "/dev/mail/<name>/html",
    "/dev/mail/<name>/source",
}

ALL = PUBLIC | LINK | MACHINE | set(STAFF) | DEVELOPMENT
# Where no session and no sign-in is: everything but the desk.
OPEN = ALL - set(STAFF)

# What the walk over every page puts in the place of a variable.
SAMPLES = {
    "slug": "about",
    "token": "no-such-token",
    "topic": "no-such-topic",
    "what": "saved",
    "outcome": "no-such-outcome",
    "sealed": "no-such-receipt",
    "service": "youtube",
    "id": "dQw4w9WgXcQ",
    "name": "no-such-mail",
    "number": "1",
    "filename": "no-such-file.css",
    "person": "no-such-person",
    "reference": "no-such-reference",
    "appeal": "no-such-appeal",
    "block": "no-such-block",
    "pair": "no-such-pair",
    "step": "answer",
}
