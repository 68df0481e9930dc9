CREATE TABLE index_state (
    build integer NOT NULL,
    version text NOT NULL,
    lessons text NOT NULL,
    learned bytea NOT NULL,
    solutions integer NOT NULL,
    passages integer NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE index_state ALTER COLUMN learned SET STORAGE EXTERNAL;

CREATE TABLE indexed_solution (
    number integer PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    digest text NOT NULL,
    side vector({dimensions}) NOT NULL,
    described bytea NOT NULL,
    votes bytea NOT NULL,
    characters bytea NOT NULL,
    words bytea NOT NULL
);
-- Read with every question: packed, they would have to be unpacked each time.
ALTER TABLE indexed_solution ALTER COLUMN described SET STORAGE EXTERNAL, ALTER COLUMN characters SET STORAGE EXTERNAL,
    ALTER COLUMN words SET STORAGE EXTERNAL;

CREATE TABLE indexed_passage (
    solution integer NOT NULL REFERENCES indexed_solution ON DELETE CASCADE,
    number integer PRIMARY KEY,
    key text NOT NULL,
    kind text NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    source text,
    vector vector({dimensions}) NOT NULL
);
CREATE INDEX ON indexed_passage (solution);
-- A vector stays in its row: fetching it from beside costs more than comparing it.
ALTER TABLE indexed_passage ALTER COLUMN vector SET STORAGE PLAIN;

CREATE TABLE indexed_term (
    kind text NOT NULL,
    term text NOT NULL,
    number integer NOT NULL,
    rarity real NOT NULL,
    PRIMARY KEY (kind, term)
);
