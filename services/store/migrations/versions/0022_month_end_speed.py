"""The key of wages carries days and wages along, so that a person's months are counted from the index alone.

Lists come month by month, so the sixty months of a person lie on sixty pages of the table, and on one or two of the
index. A page is read from the index alone once it has been vacuumed, so that is done after each hundredth of new rows,
not each fifth.
"""

from alembic import op

revision = "0022_month_end_speed"
down_revision = "0021_preferences"

KEY = """
ALTER TABLE registry.wage_months
    DROP CONSTRAINT wage_months_pkey,
    ADD PRIMARY KEY (national_id, month, workshop_id, scheme) INCLUDE (days, wage);
ALTER TABLE registry.wage_months SET (autovacuum_vacuum_insert_scale_factor = 0.01);
"""


def upgrade() -> None:
    op.execute(KEY)
