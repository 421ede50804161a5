-- +goose Up
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

-- +goose Down
DROP TABLE change;
DROP TABLE target;
DROP TABLE membership;
DROP TABLE plant;
DROP TABLE certificate;
DROP TABLE site;
