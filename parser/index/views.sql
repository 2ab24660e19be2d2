-- The views that `diarium sql` promises: see docs/sql.md. New columns may come, none goes or changes its meaning within
-- a schema version of the index's views (`SELECT version FROM corpus`).
-- `document`, `act`, `matter`, `person` in capitals of meaning: keys to join on, valid within one state of the index;
-- `document_id`, `act_id`, `person_id` are those to keep.

CREATE VIEW corpus AS
SELECT '1' AS version,
  (SELECT count(*) FROM document) AS documents, (SELECT count(*) FROM act) AS acts,
  (SELECT count(*) FROM person) AS persons,
  (SELECT value FROM meta WHERE name = 'token') || '-' || (SELECT value FROM meta WHERE name = 'generation') AS state;

CREATE VIEW documents AS
SELECT d.key AS document, d.id AS document_id, d.type, d.number, d.title, d.municipality, d.municipality_code, d.body,
  d.department, d.date, CAST(substr(d.date, 1, 4) AS INTEGER) AS year, d.diary_numbers, d.path AS file, d.file_name,
  d.sha256, d.bytes, d.pages, d.text_layer, d.converter, d.profile, d.acts, d.matters, d.indexed,
  (SELECT count(*) FROM warning w WHERE w.document = d.key) AS warnings,
  '/documents/' || d.id AS permalink
FROM document d;

CREATE VIEW matters AS
SELECT m.key AS matter, m.document, d.id AS document_id, m.id AS matter_id, m.number, m.title, m.diary_numbers, m.page,
  d.municipality, d.body, d.date, CAST(substr(d.date, 1, 4) AS INTEGER) AS year
FROM matter m JOIN document d ON d.key = m.document;

CREATE VIEW diary_numbers AS
SELECT g.document, d.id AS document_id, g.matter, g.number, g.folded
FROM diary g JOIN document d ON d.key = g.document;

CREATE VIEW acts AS
SELECT a.key AS act, d.id || '/' || a.id AS act_id, a.document, d.id AS document_id, a.kind, a.body, a.matter,
  m.number AS matter_number, m.title AS matter_title, a.parent, a.parent IS NULL AS top_level,
  d.municipality, d.type AS document_type, d.date, CAST(substr(d.date, 1, 4) AS INTEGER) AS year,
  a.demand, a.page, a.x0 AS "left", a.y0 AS top, a.x1 AS "right", a.y1 AS bottom, a.text, a.points,
  a.confidence, a.rule, a.quote, '/documents/' || d.id || '/' || a.id AS permalink
FROM act a JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter;

CREATE VIEW actors AS
SELECT r.act, r.position, r.name, r.type, r.party_id AS party, r.party AS party_printed, r.role, r.and_others,
  n.person, p.id AS person_id, r.party_id
FROM actor r LEFT JOIN mention n ON n.key = r.mention LEFT JOIN person p ON p.key = n.person;

CREATE VIEW act_links AS
SELECT l.act, l.relation, l.position, l.target, t.kind AS target_kind, l.stance
FROM link l JOIN act t ON t.key = l.target;

CREATE VIEW demands AS
SELECT a.key AS act, j.value AS demand
FROM act a JOIN json_each('["' || replace(a.demand, ',', '","') || '"]') j WHERE a.demand <> '';

-- Who reserved against what: a row for each who reserved, top-level reservations only.
CREATE VIEW reservations AS
SELECT a.key AS act, d.id || '/' || a.id AS act_id, d.id AS document_id, d.municipality, d.date,
  CAST(substr(d.date, 1, 4) AS INTEGER) AS year, a.body, m.number AS matter_number, m.title AS matter_title,
  r.name, r.type, r.party_id AS party, r.party AS party_printed, r.role, p.id AS person_id, a.demand,
  t.kind AS against, t.text AS against_text, a.text, a.page, a.confidence,
  '/documents/' || d.id || '/' || a.id AS permalink, r.party_id, d.id || '/' || t.id AS against_id,
  t.kind AS against_kind, coalesce(m.title, d.title) AS about
FROM act a JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter
LEFT JOIN actor r ON r.act = a.key LEFT JOIN mention n ON n.key = r.mention LEFT JOIN person p ON p.key = n.person
LEFT JOIN link l ON l.act = a.key AND l.relation = 'about' AND l.position = 0 LEFT JOIN act t ON t.key = l.target
WHERE a.kind = 'reservation' AND a.parent IS NULL;

-- Decisions at the top level, and how many were against or had it put to the vote; unanimous where nobody was.
CREATE VIEW decisions AS
SELECT a.key AS act, d.id || '/' || a.id AS act_id, d.id AS document_id, d.municipality, d.date,
  CAST(substr(d.date, 1, 4) AS INTEGER) AS year, a.body, m.number AS matter_number, m.title AS matter_title,
  (SELECT count(*) FROM link l JOIN act t ON t.key = l.act WHERE l.target = a.key AND l.relation = 'about'
    AND t.kind = 'reservation' AND t.parent IS NULL) AS reservations,
  (SELECT count(*) FROM link l JOIN act t ON t.key = l.act WHERE l.target = a.key AND l.relation = 'about'
    AND t.kind = 'vote' AND t.parent IS NULL) AS votes,
  NOT EXISTS (SELECT 1 FROM link l JOIN act t ON t.key = l.act WHERE l.target = a.key AND l.relation = 'about'
    AND t.kind IN ('reservation', 'vote') AND t.parent IS NULL) AS unanimous,
  a.text, a.page, '/documents/' || d.id || '/' || a.id AS permalink
FROM act a JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter
WHERE a.kind = 'decision' AND a.parent IS NULL;

CREATE VIEW votes AS
SELECT v.act, d.id || '/' || a.id AS act_id, d.id AS document_id, d.municipality, d.date, a.body,
  m.title AS matter_title, v.yes, v.no, v.abstain, v.absent, v.meaning_yes, v.meaning_no, v.outcome, a.page,
  '/documents/' || d.id || '/' || a.id AS permalink
FROM vote v JOIN act a ON a.key = v.act JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter;

CREATE VIEW ballots AS
SELECT b.act, b.position, b.name, b.party_id AS party, b.party AS party_printed, b.answer, b.source, n.person,
  p.id AS person_id, b.party_id
FROM ballot b LEFT JOIN mention n ON n.key = b.mention LEFT JOIN person p ON p.key = n.person;

CREATE VIEW persons AS
SELECT p.key AS person, p.id AS person_id, p.name, p.forms, p.municipalities, p.bodies, p.roles, p.first, p.last,
  p.reservations, p.documents, p.certainty, '/persons/' || p.id AS permalink
FROM person p;

CREATE VIEW person_parties AS
SELECT s.person, p.id AS person_id, s.party, s.first, s.last FROM membership s JOIN person p ON p.key = s.person;

CREATE VIEW person_mentions AS
SELECT n.key AS mention, n.person, p.id AS person_id, n.document, d.id AS document_id, n.id AS record_person, n.name,
  n.parties, d.date
FROM mention n JOIN document d ON d.key = n.document LEFT JOIN person p ON p.key = n.person;

CREATE VIEW person_links AS
SELECT k.person, p.id AS person_id, k.one, k.other, k.rule, k.certainty, k.why
FROM person_link k JOIN person p ON p.key = k.person;

CREATE VIEW parties AS SELECT id AS party, name, wikidata FROM party;

CREATE VIEW attendances AS
SELECT t.document, d.id AS document_id, d.date, d.body, d.municipality, t.position, t.name, t.party_id AS party,
  t.party AS party_printed, t.capacity, t.role, t.paragraphs, n.person, p.id AS person_id, t.party_id
FROM attendance t JOIN document d ON d.key = t.document LEFT JOIN mention n ON n.key = t.mention
LEFT JOIN person p ON p.key = n.person;

CREATE VIEW notes AS
SELECT o.document, d.id AS document_id, d.date, o.position, o.kind, o.matter, o.text, o.page, o.names, o.parties
FROM note o JOIN document d ON d.key = o.document;

CREATE VIEW warnings AS
SELECT w.document, d.id AS document_id, w.position, w.code, w.message, w.page, w.act
FROM warning w JOIN document d ON d.key = w.document;

CREATE VIEW files AS SELECT path, size, sha256, record AS document_id, status, message FROM file;
