"""The books there are."""

from shop import VERSION, call, serve, service, Failed

STOCK = service("STOCK_URL", "http://stock:9080")

BOOKS = {
    "1": {"title": "The Loom and the Thread", "author": "A. Weaver", "pages": 312},
    "2": {"title": "Harbours at Night", "author": "I. Pilot", "pages": 208},
    "3": {"title": "A Short History of Knots", "author": "R. Splice", "pages": 144},
}


def respond(path, headers):
    if path == "/books":
        return {"version": VERSION, "books": BOOKS}
    number = path.removeprefix("/books/")
    if number not in BOOKS:
        return None
    try:
        stock = call(STOCK, f"/stock/{number}", headers)
    except Failed as error:
        stock = {"error": str(error)}
    return {"version": VERSION, "book": BOOKS[number], "stock": stock}


serve("catalog", respond)
