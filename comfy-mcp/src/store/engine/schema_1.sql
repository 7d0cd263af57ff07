CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE batches (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    workflow_id TEXT,
    session TEXT,
    cancelled INTEGER NOT NULL,
    note TEXT,
    details TEXT NOT NULL
);

-- job_id names no row of jobs: an item is taken before its job is stored.
CREATE TABLE batch_items (
    batch_id TEXT NOT NULL REFERENCES batches (id),
    position INTEGER NOT NULL,
    request TEXT NOT NULL,
    state TEXT NOT NULL,
    job_id TEXT,
    error TEXT,
    paths TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX batch_items_unfinished ON batch_items (batch_id)
    WHERE state IN ('pending', 'submitted');

-- notes are what was noted before the end, end_notes what was noted with it, so that the end
-- overwrites nothing.
CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    server TEXT NOT NULL,
    tool TEXT NOT NULL,
    workflow_id TEXT,
    session TEXT,
    batch_id TEXT REFERENCES batches (id),
    batch_position INTEGER,
    state TEXT NOT NULL,
    arguments TEXT NOT NULL,
    output_path TEXT,
    submitted_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    error TEXT,
    notes TEXT NOT NULL,
    end_notes TEXT NOT NULL,
    texts TEXT NOT NULL,
    details TEXT NOT NULL,
    search_text TEXT NOT NULL
);
CREATE INDEX jobs_unfinished ON jobs (server)
    WHERE state IN ('submitting', 'queued', 'running');

-- Apart from jobs: a prompt can be 1 MB, and a row is rewritten with each change of its state.
CREATE TABLE prompts (
    job_seq INTEGER PRIMARY KEY REFERENCES jobs (seq),
    prompt TEXT NOT NULL
);

-- node is '' where no node is known: two NULLs would not be the same key.
CREATE TABLE assets (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    job_id TEXT REFERENCES jobs (id),
    server TEXT NOT NULL,
    filename TEXT NOT NULL,
    subfolder TEXT NOT NULL,
    kind TEXT NOT NULL,
    node TEXT NOT NULL,
    position INTEGER NOT NULL,
    mime_type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    bytes_size INTEGER,
    sha256 TEXT,
    saved_path TEXT,
    created_at INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    replaced_by TEXT,
    tool TEXT NOT NULL,
    workflow_id TEXT,
    session TEXT
);
CREATE UNIQUE INDEX assets_of_job ON assets (job_id, node, filename, subfolder, kind);
-- Some workflows write over one file for ever; only who wrote last is looked for.
CREATE INDEX assets_of_file ON assets (filename, subfolder) WHERE replaced_by IS NULL;
-- Every listing walks this from its end. An index for each filter would cost each job more than it
-- spares a listing: the walk reads nothing else of what a workflow or session leaves out.
CREATE INDEX assets_by_age ON assets (created_at, seq, workflow_id, session);
