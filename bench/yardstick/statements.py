"""The statements, by hand: one for each page, a few for each change."""

from functools import cache

_FORM_COLUMNS = """
    f.id, f.kind, f.edition, f.status, f.version, AT(f.encoded_at) AS encoded_at,
    AT(f.signed_at) AS signed_at, AT(f.sent_at) AS sent_at"""

_AMOUNT_COLUMNS = "f.advance, f.justified, f.to_repay, f.to_receive, f.set_off, f.borne"

_CPAS_COLUMNS = """
    c.id AS cpas_id, c.nis_code, c.name_fr, c.name_nl, c.name_de, c.language, c.region"""

_SIGNERS = """
    AT(p.signed_at) AS p_signed_at,
    p.subject AS p_subject, p.form_version AS p_version, p.content_digest AS p_digest,
    p.report_version AS p_report_version, pp.display_name AS p_name, pp.roles AS p_roles,
    pp.assurance_level AS p_level,
    AT(d.signed_at) AS d_signed_at,
    d.subject AS d_subject, d.form_version AS d_version, d.content_digest AS d_digest,
    d.report_version AS d_report_version, dp.display_name AS d_name, dp.roles AS d_roles,
    dp.assurance_level AS d_level"""

_SIGNATURES = """
    LEFT JOIN signature p ON p.form_id = f.id AND p.form_version = f.version
        AND p.role = 'PRESIDENT'
    LEFT JOIN signature d ON d.form_id = f.id AND d.form_version = f.version
        AND d.role = 'DIRECTOR_GENERAL'"""

_PERSONS = """
    LEFT JOIN person pp ON pp.id = p.signed_by
    LEFT JOIN person dp ON dp.id = d.signed_by"""

_LINES = """
    (SELECT string_agg(l.line || ':' || coalesce(CAST(l.advance AS text), '') || ':'
            || coalesce(CAST(l.entered AS text), ''),
            ' ')
        FROM form_line l WHERE l.form_id = f.id AND l.form_version = f.version) AS lines"""

FORM = f"""
    SELECT {_FORM_COLUMNS}, {_AMOUNT_COLUMNS}, {_CPAS_COLUMNS}, {_SIGNERS}, {_LINES},
        (SELECT nis_code FROM cpas n WHERE n.id = c.successor_id) AS successor_nis_code,
        f.salt, f.revision, v.content_digest, v.saved_by,
        r.id AS report_id, r.year, r.version AS report_version,
        r.contact_at IS NOT NULL AND r.bank_account_at IS NOT NULL AS complete,
        r.bank_account_version, $2 < r.opens_at AS planned, $2 >= r.closes_at AS closed,
        s.reference, s.content_digest AS sent_digest, AT(a.acknowledged_at) AS acknowledged_at
    FROM form f
    JOIN report r ON r.id = f.report_id
    JOIN cpas c ON c.id = r.cpas_id
    JOIN form_version v ON v.form_id = f.id AND v.number = f.version
    {_SIGNATURES} {_PERSONS}
    LEFT JOIN submission s ON s.form_id = f.id AND s.form_version = f.version
    LEFT JOIN acknowledgement a ON a.form_id = f.id AND a.form_version = f.version
    WHERE f.id = $1"""

HOME = f"""
    SELECT {_FORM_COLUMNS}, {_CPAS_COLUMNS},
        r.id AS report_id, AT(r.closes_at) AS closes_at,
        $3 < r.opens_at AS planned, $3 >= r.closes_at AS closed,
        r.contact_name, r.contact_email, r.contact_phone, r.iban, r.bic, r.historical_number
    FROM cpas c
    JOIN report r ON r.cpas_id = c.id AND r.year = $2
    JOIN form f ON f.report_id = r.id
    WHERE c.nis_code = $1"""

_FOLLOWED = """
    FROM cpas c
    JOIN report r ON r.cpas_id = c.id AND r.year = $1
    JOIN form f ON f.report_id = r.id"""


@cache
def page(*, region: bool, kind: bool, after: bool) -> str:
    """Return the statement for a page by name of the CPAS, and how many there are altogether.

    Its parameters: year, limit, and what is given of region, kind, name and id of the form after
    which the page begins. The index of names gives the order, and the scan ends with the page.
    """
    wanted, at = [], 3
    for asked, condition in ((region, "c.region = ${}"), (kind, "f.kind = ${}")):
        if asked:
            wanted.append(condition.format(at))
            at += 1
    counted = " AND ".join(wanted)
    if after:
        wanted.append(f"c.sort_name >= ${at} AND (c.sort_name > ${at} OR f.id > ${at + 1})")
    return f"""
        SELECT {_FORM_COLUMNS}, {_AMOUNT_COLUMNS}, {_CPAS_COLUMNS}, c.sort_name, {_SIGNERS},
            (SELECT count(*) {_FOLLOWED} {counted and f"WHERE {counted}"}) AS total
        {_FOLLOWED} {_SIGNATURES} {_PERSONS}
        {f"WHERE {' AND '.join(wanted)}" if wanted else ""}
        ORDER BY c.sort_name, f.id LIMIT $2"""


SUMMARY = f"""
    SELECT c.region, count(*) AS total,
        count(*) FILTER (WHERE f.status = 'NOT_STARTED') AS not_started,
        count(*) FILTER (WHERE f.status = 'PARTIALLY_ENCODED') AS partially_encoded,
        count(*) FILTER (WHERE f.status = 'ENCODED') AS encoded,
        count(*) FILTER (WHERE f.status = 'PARTIALLY_SIGNED') AS partially_signed,
        count(*) FILTER (WHERE f.status = 'SENT') AS sent,
        count(*) FILTER (WHERE f.justified = 0) AS declared_zero,
        count(*) FILTER (WHERE f.status IN ('ENCODED', 'PARTIALLY_SIGNED')
            AND NOT f.signed_by_president) AS waiting_for_president,
        count(*) FILTER (WHERE f.status IN ('ENCODED', 'PARTIALLY_SIGNED')
            AND NOT f.signed_by_director_general) AS waiting_for_director_general,
        CAST(coalesce(sum(f.advance), 0) AS bigint) AS advance,
        CAST(coalesce(sum(f.justified), 0) AS bigint) AS justified,
        CAST(coalesce(sum(f.to_repay), 0) AS bigint) AS to_repay,
        CAST(coalesce(sum(f.to_receive), 0) AS bigint) AS to_receive,
        CAST(coalesce(sum(f.set_off), 0) AS bigint) AS set_off,
        CAST(coalesce(sum(f.borne), 0) AS bigint) AS borne
    {_FOLLOWED}
    GROUP BY c.region
    ORDER BY c.region"""

LOCK_REPORT = """
    SELECT id FROM report WHERE id = (SELECT report_id FROM form WHERE id = $1) FOR UPDATE"""

ADD_PERSON = """
    INSERT INTO person (id, subject, display_name, roles, assurance_level)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"""

MOVE_FORM = """
    UPDATE form SET version = $3, status = $4, encoded_at = coalesce($5, encoded_at),
        revision = revision + 1, updated_at = $6, justified = $7, to_repay = $8, to_receive = $9,
        set_off = $10, borne = $11, signed_by_president = $12, signed_by_director_general = $13,
        signed_at = $14, sent_at = $15,
        signed_report_version = CASE WHEN $12 OR $13 THEN coalesce(signed_report_version, $16) END
    WHERE id = $1 AND revision = $2"""

ADD_VERSION = """
    INSERT INTO form_version (form_id, number, content_format, content_digest, saved_by, saved_at)
    VALUES ($1, $2, 2, $3, $4, $5)"""

ADD_LINE = """
    INSERT INTO form_line (form_id, form_version, line, advance, entered)
    VALUES ($1, $2, $3, $4, $5)"""

ADD_SIGNATURE = """
    INSERT INTO signature (form_id, form_version, role, subject, signed_by, signed_at,
        content_digest, report_version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""

ADD_SUBMISSION = """
    INSERT INTO submission (form_id, form_version, content_digest, reference, sent_at, president,
        director_general)
    VALUES ($1, $2, $3, $4, $5, 'PRESIDENT', 'DIRECTOR_GENERAL')"""

JOURNAL_HEAD = "SELECT number, hash FROM journal_head FOR UPDATE"

ADD_JOURNAL_LINE = """
    INSERT INTO journal (number, type, at, person_id, cpas_id, year, report_id, form_id, version,
        content_digest, previous_hash, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""

MOVE_JOURNAL_HEAD = "UPDATE journal_head SET number = $1, hash = $2"
