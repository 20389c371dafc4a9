"""The page that customers see. It says which version of each service had a part in it."""

import html
import json

from shop import VERSION, Failed, call, serve, service

CATALOG = service("CATALOG_URL", "http://catalog:9080")
REVIEWS = service("REVIEWS_URL", "http://reviews:9080")

STYLE = """
body { font-family: Georgia, serif; max-width: 42em; margin: 3em auto; padding: 0 1em; color: #222 }
h1 { margin-bottom: 0 } .author, footer { color: #666 } blockquote { border-left: 3px solid #ccc; padding-left: 1em }
.gold { color: #d4a017 } .grey { color: #888 } .error { color: #b00 } td, th { text-align: left; padding-right: 2em }
"""


def gather(number, headers):
    """The book, its reviews, and who answered; a service that fails leaves the rest of the page."""
    answered = {"page": VERSION}
    book, reviews = {}, {}
    try:
        book = call(CATALOG, f"/books/{number}", headers)
        answered["catalog"] = book["version"]
        answered["stock"] = book["stock"].get("version", "no answer")
    except Failed as error:
        book = {"error": str(error)}
        answered["catalog"] = "no answer"
    try:
        reviews = call(REVIEWS, f"/reviews/{number}", headers)
        answered["reviews"] = reviews["version"]
        if "error" in reviews:
            answered["ratings"] = "no answer"
        elif "ratings" in reviews:
            answered["ratings"] = reviews["ratings"]
    except Failed as error:
        reviews = {"error": str(error)}
        answered["reviews"] = "no answer"
    return book, reviews, answered


def stars(review):
    if "stars" not in review:
        return ""
    return f' <span class="{review["colour"]}">{"★" * review["stars"]}</span>'


def page(book, reviews, answered):
    lines = [f"<!doctype html><title>Bookshop</title><style>{STYLE}</style>"]
    if "error" in book:
        lines.append(f'<p class="error">{html.escape(book["error"])}</p>')
    else:
        about = book["book"]
        copies = book["stock"].get("copies", "?")
        lines.append(f'<h1>{about["title"]}</h1>')
        lines.append(f'<p class="author">{about["author"]}, {about["pages"]} pages, {copies} in stock</p>')
    if "error" in reviews:
        lines.append(f'<p class="error">{html.escape(reviews["error"])}</p>')
    for review in reviews.get("reviews", []):
        lines.append(f'<blockquote>{html.escape(review["text"])}{stars(review)}</blockquote>')
    lines.append("<footer><table><tr><th>service</th><th>version that answered</th></tr>")
    for name, version in answered.items():
        lines.append(f"<tr><td>{name}</td><td>{html.escape(version)}</td></tr>")
    lines.append("</table></footer>")
    return "\n".join(lines)


def respond(path, headers):
    if path in ("/", "/books"):
        path = "/books/1"
    if path.startswith("/books/"):
        return "text/html; charset=utf-8", page(*gather(path.removeprefix("/books/"), headers))
    if path.startswith("/api/books/"):
        book, reviews, answered = gather(path.removeprefix("/api/books/"), headers)
        text = json.dumps({"answered": answered, "catalog": book, "reviews": reviews}, indent=2)
        return "application/json", text
    return None


serve("page", respond)
