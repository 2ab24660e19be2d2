-- The index's tables. They are Diarium's own and may change with any version; what is promised is in views.sql.
-- Keys are positive integers, given in the order of loading and never twice: a document that is read anew gets new
-- ones. So the full-text tables and the columns are only ever added to, and what is gone is told by `column_data`.

CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Every JSON file of the corpus: what it was when last read, and what it holds.
CREATE TABLE file (
  path TEXT PRIMARY KEY,         -- relative to the corpus, with / as the separator
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,        -- nanoseconds
  sha256 TEXT NOT NULL,
  record TEXT,                   -- the record's id; null where it is no record
  status TEXT NOT NULL,          -- record | duplicate | other | fault
  message TEXT                   -- what is wrong with it
) WITHOUT ROWID;

CREATE TABLE document (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, changed TEXT NOT NULL,
  type TEXT NOT NULL, number TEXT, title TEXT, municipality TEXT, municipality_code TEXT, body TEXT, department TEXT,
  date TEXT, diary_numbers TEXT NOT NULL,
  file_name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, pages INTEGER NOT NULL,
  text_layer TEXT NOT NULL, converter TEXT NOT NULL, profile TEXT NOT NULL,
  first_act INTEGER NOT NULL, acts INTEGER NOT NULL,
  first_matter INTEGER NOT NULL, matters INTEGER NOT NULL,
  first_mention INTEGER NOT NULL, mentions INTEGER NOT NULL,
  indexed TEXT                   -- when this state of it came into the index, ISO time
);

-- Documents that were here once, for those who follow what changes.
CREATE TABLE gone (id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE matter (
  key INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL, number TEXT, title TEXT,
  diary_numbers TEXT NOT NULL, page INTEGER
);

CREATE TABLE diary (
  document INTEGER NOT NULL, matter INTEGER, number TEXT NOT NULL, folded TEXT NOT NULL
);

CREATE TABLE act (
  key INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, matter INTEGER,
  body TEXT, parent INTEGER, page INTEGER NOT NULL, x0 REAL, y0 REAL, x1 REAL, y1 REAL,
  text TEXT NOT NULL, points INTEGER NOT NULL, demand TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT, quote TEXT,
  said INTEGER NOT NULL          -- where in the text its words begin, after the headings that it opens with
);

CREATE TABLE actor (
  act INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, party TEXT, party_id TEXT,
  role TEXT, mention INTEGER, and_others INTEGER NOT NULL,
  PRIMARY KEY (act, position)
) WITHOUT ROWID;

CREATE TABLE link (
  act INTEGER NOT NULL, relation TEXT NOT NULL, position INTEGER NOT NULL, target INTEGER NOT NULL,
  stance TEXT,                   -- about | against | for; null where it merely refers
  PRIMARY KEY (act, relation, position)
) WITHOUT ROWID;

CREATE TABLE vote (
  act INTEGER PRIMARY KEY, yes INTEGER, no INTEGER, abstain INTEGER, absent INTEGER,
  meaning_yes TEXT, meaning_no TEXT, outcome TEXT
);

CREATE TABLE ballot (
  act INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, party TEXT, party_id TEXT,
  answer TEXT NOT NULL, source TEXT NOT NULL, mention INTEGER,
  PRIMARY KEY (act, position)
) WITHOUT ROWID;

CREATE TABLE note (
  document INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, matter INTEGER, text TEXT NOT NULL,
  page INTEGER, names TEXT NOT NULL, parties TEXT NOT NULL, mentions TEXT NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE attendance (
  document INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, party TEXT, party_id TEXT,
  capacity TEXT, role TEXT, paragraphs TEXT, mention INTEGER,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE warning (
  document INTEGER NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, page INTEGER,
  act INTEGER,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

-- A person of one record, and the person of the corpus that they were taken for.
CREATE TABLE mention (
  key INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, forms TEXT NOT NULL,
  parties TEXT NOT NULL, bodies TEXT NOT NULL, roles TEXT NOT NULL, reservations INTEGER NOT NULL, municipality TEXT
  NOT NULL, person INTEGER NOT NULL,
  locals TEXT NOT NULL           -- their parties that the register has not; see unregistered.py
);

CREATE TABLE person (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, region TEXT NOT NULL, forms TEXT NOT NULL,
  folded TEXT NOT NULL, municipalities TEXT NOT NULL, bodies TEXT NOT NULL, roles TEXT NOT NULL, first TEXT, last TEXT,
  reservations INTEGER NOT NULL, documents INTEGER NOT NULL, certainty TEXT
);

-- The forms of each person's name, folded: a word of one is found by its beginning.
CREATE VIRTUAL TABLE person_names USING fts5(names, tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE membership (
  person INTEGER NOT NULL, party TEXT NOT NULL, first TEXT, last TEXT, PRIMARY KEY (person, party)
) WITHOUT ROWID;

CREATE TABLE person_link (
  person INTEGER NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL, rule TEXT NOT NULL, certainty TEXT NOT NULL,
  why TEXT NOT NULL
);

-- The parties that each document names, and of each the name that the newest document gives it.
CREATE TABLE document_party (
  document INTEGER NOT NULL, id TEXT NOT NULL, dated TEXT NOT NULL, name TEXT NOT NULL, wikidata TEXT
);
CREATE TABLE party (id TEXT PRIMARY KEY, name TEXT NOT NULL, wikidata TEXT) WITHOUT ROWID;

-- The values of each act in arrays, by its key: what is counted and filtered by. See columns.py.
CREATE TABLE column_data (
  name TEXT NOT NULL, chunk INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, chunk)
);
CREATE TABLE column_value (name TEXT NOT NULL, code INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, code))
WITHOUT ROWID;

-- Full text: the words as printed, with their places; the words that there are, with their Swedish stems; and those of
-- letters by trigrams, which find a word inside another. å, ä and ö are letters of their own. See vocabulary.py.
CREATE VIRTUAL TABLE act_words USING fts5(
  words, title, content = '', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TABLE word (key INTEGER PRIMARY KEY, word TEXT NOT NULL, stem TEXT NOT NULL);
CREATE VIRTUAL TABLE word_parts USING fts5(word, content = '', detail = full, columnsize = 0, tokenize = 'trigram');
