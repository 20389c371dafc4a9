"""How many stars readers gave."""

from shop import VERSION, serve

STARS = {"1": [5, 4], "2": [4, 4], "3": [3, 5]}


def respond(path, headers):
    number = path.removeprefix("/ratings/")
    if number not in STARS:
        return None
    return {"version": VERSION, "stars": STARS[number]}


serve("ratings", respond)
