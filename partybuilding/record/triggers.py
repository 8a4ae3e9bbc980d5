"""The locks on the record in the database itself: what was written is neither changed nor taken away.

What was purged (audit/actions.py) may go: the entries before the first one kept, and none younger than six months.
The head cannot be taken away, and goes forward only; an entry comes at the position it says, or not at all.
"""

from typing import Any

# 网络安全法 art. 21(3): logs are kept at least six months.
_SQLITE = (
    """
    CREATE TRIGGER partybuilding_auditentry_next BEFORE INSERT ON partybuilding_auditentry
    WHEN NEW.position <> COALESCE((SELECT size FROM partybuilding_audithead WHERE id = 1), -1)
    BEGIN SELECT RAISE(ABORT, 'not the next entry of the record'); END
    """,
    """
    CREATE TRIGGER partybuilding_auditentry_unchanged BEFORE UPDATE ON partybuilding_auditentry
    BEGIN SELECT RAISE(ABORT, 'the record is not changed'); END
    """,
    """
    CREATE TRIGGER partybuilding_auditentry_kept BEFORE DELETE ON partybuilding_auditentry
    WHEN OLD.position >= COALESCE((SELECT first FROM partybuilding_audithead WHERE id = 1), 0)
        OR OLD.moment > datetime('now', '-6 months')
    BEGIN SELECT RAISE(ABORT, 'the record is kept'); END
    """,
    """
    CREATE TRIGGER partybuilding_audithead_kept BEFORE DELETE ON partybuilding_audithead
    BEGIN SELECT RAISE(ABORT, 'the record is kept'); END
    """,
    """
    CREATE TRIGGER partybuilding_audithead_forward BEFORE UPDATE ON partybuilding_audithead
    WHEN NEW.id <> OLD.id OR NEW.size < OLD.size OR NEW.first < OLD.first OR NEW.first > NEW.size
    BEGIN SELECT RAISE(ABORT, 'the record goes forward only'); END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION partybuilding_record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            RAISE EXCEPTION 'the record is kept';
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.position = COALESCE((SELECT size FROM partybuilding_audithead WHERE id = 1), -1) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'not the next entry of the record';
        ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'partybuilding_auditentry' THEN
            IF OLD.position < COALESCE((SELECT first FROM partybuilding_audithead WHERE id = 1), 0)
                AND OLD.moment <= now() - interval '6 months' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'the record is kept';
        ELSIF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'the record is kept';
        ELSIF TG_TABLE_NAME = 'partybuilding_audithead' THEN
            IF NEW.id = OLD.id AND NEW.size >= OLD.size AND NEW.first >= OLD.first AND NEW.first <= NEW.size THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'the record goes forward only';
        END IF;
        RAISE EXCEPTION 'the record is not changed';
    END $$
    """,
    """
    CREATE TRIGGER partybuilding_auditentry_next BEFORE INSERT ON partybuilding_auditentry
    FOR EACH ROW EXECUTE FUNCTION partybuilding_record_refuse()
    """,
    *(
        f"""
        CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION partybuilding_record_refuse()
        """
        for table in ("partybuilding_auditentry", "partybuilding_audithead")
    ),
    *(
        f"""
        CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION partybuilding_record_refuse()
        """
        for table in ("partybuilding_auditentry", "partybuilding_audithead")
    ),
)

_DROP_SQLITE = tuple(
    f"DROP TRIGGER IF EXISTS partybuilding_{name}"
    for name in ("auditentry_next", "auditentry_unchanged", "auditentry_kept", "audithead_kept", "audithead_forward")
)
_DROP_POSTGRESQL = ("DROP FUNCTION IF EXISTS partybuilding_record_refuse() CASCADE",)


def install(connection: Any) -> None:
    """Put the locks on, instead of those that are there."""
    drop(connection)
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def drop(connection: Any) -> None:
    """Take the locks off: for a migration that makes the tables anew, and for tests."""
    _run(connection, _DROP_POSTGRESQL if connection.vendor == "postgresql" else _DROP_SQLITE)


def _run(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
