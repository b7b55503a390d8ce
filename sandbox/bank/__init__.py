"""A bank that speaks Zarinpal's protocol and SEP's, with pages to pay on and a book that is the truth."""
