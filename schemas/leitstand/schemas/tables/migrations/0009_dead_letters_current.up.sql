-- What has become of each dead letter. A letter is settled when its event is a row after all, however
-- that came about: replayed by hand, sent again by its producer, assessed anew. A refused interaction
-- is settled by any row of its event; a refused assessment only by a newer one, because an older row
-- does not say what the refused one would have said. Read dead letters through this view: what is
-- settled is no loss, and a row beside it is no double.
CREATE VIEW dead_letters_current {{on_cluster}} AS
SELECT
    * EXCEPT (row_tenant, row_id, row_at, replay_tenant, replay_id),
    multiIf(
        row_at > refused_at OR (row_id != '' AND topic != 'leitstand.assessments.v1'), 'settled',
        replayed_at > refused_at, 'replayed',
        'open'
    ) AS state
FROM (SELECT * FROM dead_letters FINAL) AS letters
LEFT JOIN
(
    SELECT tenant AS row_tenant, toString(event_id) AS row_id, max(assessed_at) AS row_at
    FROM assessments
    WHERE event_id IN (SELECT toUUIDOrZero(id) FROM dead_letters)
    GROUP BY tenant, event_id
    UNION ALL
    SELECT tenant AS row_tenant, toString(access_id) AS row_id, max(at) AS row_at
    FROM accesses
    WHERE access_id IN (SELECT toUUIDOrZero(id) FROM dead_letters)
    GROUP BY tenant, access_id
) AS rows ON row_tenant = tenant AND row_id = id
LEFT JOIN
(
    -- The access event of a replay is its mark: who sends a letter again is seen before it is sent.
    SELECT
        tenant AS replay_tenant,
        substring(object, length('dead_letter/') + 1) AS replay_id,
        max(at) AS replayed_at,
        uniqExact(access_id) AS replays
    FROM accesses
    WHERE action = 'dead_letter_replayed' AND startsWith(object, 'dead_letter/')
    GROUP BY tenant, replay_id
) AS replays ON replay_tenant = tenant AND replay_id = id;
