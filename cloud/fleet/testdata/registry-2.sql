CREATE TABLE site (
    id    TEXT   PRIMARY KEY,
    added BIGINT NOT NULL
);
CREATE TABLE certificate (
    fingerprint TEXT   PRIMARY KEY,
    site        TEXT   NOT NULL REFERENCES site (id),
    serial      TEXT   NOT NULL,
    not_after   BIGINT NOT NULL,
    revoked_at  BIGINT
);
CREATE INDEX certificate_site ON certificate (site);
CREATE TABLE plant (
    id    TEXT   PRIMARY KEY,
    added BIGINT NOT NULL
);
CREATE TABLE membership (
    plant      TEXT   NOT NULL REFERENCES plant (id),
    site       TEXT   NOT NULL REFERENCES site (id),
    valid_from BIGINT NOT NULL,
    valid_to   BIGINT,
    PRIMARY KEY (plant, site, valid_from)
);
CREATE TABLE target (
    plant      TEXT             PRIMARY KEY REFERENCES plant (id),
    power_w    DOUBLE PRECISION NOT NULL,
    issued     BIGINT           NOT NULL,
    expires    BIGINT           NOT NULL
);
CREATE TABLE change (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL
);

ALTER TABLE target ADD COLUMN capacity_w DOUBLE PRECISION;
CREATE TABLE goose_db_version (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL,
    is_applied INTEGER NOT NULL,
    tstamp     TIMESTAMP DEFAULT (datetime('now'))
);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1);
INSERT INTO site VALUES ('home-1', 1800000000000), ('home-2', 1800000000000);
INSERT INTO plant VALUES ('demo', 1800000000000);
INSERT INTO certificate VALUES ('ab00000000000000000000000000000000000000000000000000000000000000', 'home-1', '7', 1900000000000, NULL);
INSERT INTO membership VALUES ('demo', 'home-1', 1800000000000, 1800000060000), ('demo', 'home-2', 1800000000000, NULL);
INSERT INTO target (plant, power_w, capacity_w, issued, expires) VALUES ('demo', -1500, 2000, 1800000000000, 1800003600000);
INSERT INTO change VALUES
    (1, 1800000000000, 'site_added', 'home-1'), (2, 1800000000000, 'plant_added', 'demo'),
    (3, 1800000000000, 'plant_joined', 'demo/home-1'), (4, 1800000060000, 'plant_left', 'demo/home-1');
