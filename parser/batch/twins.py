"""Documents with the same bytes: one of them was converted, and the others, its twins, have copies of its record."""

from parser.batch.database import TEXT, Database, raw


def order(database: Database, run: int) -> None:
    """Of documents of this run with the same bytes the first listed is the one that was converted.

    Which of them was really read first is chance, and nothing depends on it: each has the record that converting
    it would have given.
    """
    with database.together():
        several = "SELECT sha256 FROM document WHERE run = :run AND twin IS NOT NULL"
        earlier = (
            "SELECT o.target FROM document o WHERE o.sha256 = d.sha256 AND o.run = d.run AND o.state = 'done' "
            "AND o.seq < d.seq ORDER BY o.seq LIMIT 1"
        )
        elsewhere = "SELECT o.target FROM document o WHERE o.target = d.twin AND o.run != d.run AND o.sha256 = d.sha256"
        database.write(
            f"UPDATE document AS d SET twin = coalesce(({earlier}), ({elsewhere})) "
            f"WHERE run = :run AND state = 'done' AND sha256 IN ({several})",
            {"run": run},
        )
        database.write(
            "UPDATE document SET how = CASE WHEN twin IS NULL THEN 'converted' ELSE 'duplicate' END "
            "WHERE run = :run AND how IN ('converted', 'duplicate') AND sha256 IN "
            "(SELECT sha256 FROM document WHERE run = :run GROUP BY sha256 HAVING count(*) > 1)",
            {"run": run},
        )


def part(database: Database, target: str, sha256: str | None) -> None:
    """Documents that had the bytes of `target`, which has others now: the first of them stands for the rest."""
    left = [
        row[0]
        for row in database.rows(
            f"SELECT target FROM document WHERE twin = {TEXT} AND sha256 IS NOT ? ORDER BY target",
            (raw(target), sha256),
        )
    ]
    if left:
        first, *rest = map(raw, left)
        with database.together():
            database.write(f"UPDATE document SET twin = NULL WHERE target = {TEXT}", (first,))
            database.write_each(
                f"UPDATE document SET twin = {TEXT} WHERE target = {TEXT}", ((first, one) for one in rest)
            )
