"""What readers say. Version 1 shows no stars, version 2 grey ones, version 3 golden ones."""

from shop import VERSION, Failed, call, serve, service

RATINGS = service("RATINGS_URL", "http://ratings:9080")
COLOURS = {"v2": "grey", "v3": "gold"}

REVIEWS = {
    "1": ["I could not put it down.", "Every thread ends where it should."],
    "2": ["Best read by lamplight.", "The lighthouse chapter alone is worth it."],
    "3": ["Tied me up for days.", "Shorter than the title, and better."],
}


def respond(path, headers):
    number = path.removeprefix("/reviews/")
    if number not in REVIEWS:
        return {"version": VERSION, "reviews": len(REVIEWS)} if path == "/" else None
    answer = {"version": VERSION, "reviews": [{"text": text} for text in REVIEWS[number]]}
    if VERSION in COLOURS:
        try:
            ratings = call(RATINGS, f"/ratings/{number}", headers)
            answer["ratings"] = ratings["version"]
            for review, stars in zip(answer["reviews"], ratings["stars"]):
                review["stars"], review["colour"] = stars, COLOURS[VERSION]
        except Failed as error:
            answer["error"] = str(error)
    return answer


serve("reviews", respond)
