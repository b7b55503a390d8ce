"""The queries behind the page of a payment."""

from sqlalchemy import text

BY_PAGE = text("SELECT id FROM hamyar.payments WHERE code = :code AND further_of IS NULL")

HOW_IT_STANDS = text(
    """
    SELECT p.due_at,
           EXISTS (SELECT FROM hamyar.payment_callbacks c WHERE c.payment = p.id AND c.claims_paid) AS claimed,
           EXISTS (SELECT FROM hamyar.payment_news n WHERE n.about = p.id AND n.what = 'returned') AS returned,
           array(SELECT t.to_account FROM hamyar.transfers t WHERE t.payment = p.id AND t.cause = 'item') AS paid,
           (SELECT coalesce(sum(f.charged), 0) FROM hamyar.payments f
            WHERE f.further_of = p.id AND f.state = 'recorded') AS further,
           person.first_name, person.last_name,
           EXISTS (SELECT FROM hamyar.links l
                   WHERE l.national_id = p.national_id AND l.channel = 'telegram') AS on_telegram
    FROM hamyar.payments p LEFT JOIN registry.people person USING (national_id)
    WHERE p.id = :id
    """
)

# Whoever asks for the same months again is given the payment that is open for them, while a bank still takes it.
OPEN_FOR = text(
    """
    SELECT p.id FROM hamyar.payments p
    WHERE p.national_id = :national_id AND p.gateway = :gateway AND p.id <> :id AND p.further_of IS NULL
      AND (p.state = 'intent' AND p.due_at > :now OR p.state = 'redirected' AND p.redirected_at > :fresh)
      AND array(SELECT i.account || ' ' || i.amount FROM hamyar.payment_items i WHERE i.payment = p.id ORDER BY i.place)
          = cast(:items AS text[])
    ORDER BY p.created_at DESC LIMIT 1
    """
)
