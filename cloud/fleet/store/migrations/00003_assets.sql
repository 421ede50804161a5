-- +goose Up
CREATE TABLE fleet_group (
    id    TEXT   PRIMARY KEY,
    kind  TEXT   NOT NULL,
    added BIGINT NOT NULL
);
INSERT INTO fleet_group (id, kind, added) SELECT id, 'plant', added FROM plant;
CREATE TABLE member (
    group_id   TEXT   NOT NULL REFERENCES fleet_group (id),
    site       TEXT   NOT NULL REFERENCES site (id),
    valid_from BIGINT NOT NULL,
    valid_to   BIGINT CHECK (valid_to > valid_from),
    PRIMARY KEY (group_id, site, valid_from)
);
CREATE INDEX member_site ON member (site);
INSERT INTO member (group_id, site, valid_from, valid_to) SELECT plant, site, valid_from, valid_to FROM membership;
CREATE TABLE plant_target (
    plant      TEXT             PRIMARY KEY REFERENCES fleet_group (id),
    power_w    DOUBLE PRECISION NOT NULL,
    capacity_w DOUBLE PRECISION,
    issued     BIGINT           NOT NULL,
    expires    BIGINT           NOT NULL
);
INSERT INTO plant_target (plant, power_w, capacity_w, issued, expires) SELECT plant, power_w, capacity_w, issued, expires FROM target;
DROP TABLE target;
DROP TABLE membership;
DROP TABLE plant;
UPDATE change SET kind = 'group_added' WHERE kind = 'plant_added';
UPDATE change SET kind = 'group_joined' WHERE kind = 'plant_joined';
UPDATE change SET kind = 'group_left' WHERE kind = 'plant_left';
CREATE TABLE part (
    parent     TEXT   NOT NULL REFERENCES fleet_group (id),
    child      TEXT   NOT NULL REFERENCES fleet_group (id),
    valid_from BIGINT NOT NULL,
    valid_to   BIGINT CHECK (valid_to > valid_from),
    PRIMARY KEY (parent, child, valid_from)
);
CREATE INDEX part_child ON part (child);
CREATE TABLE device (
    site       TEXT   NOT NULL REFERENCES site (id),
    id         TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to   BIGINT CHECK (valid_to > valid_from),
    PRIMARY KEY (site, id, valid_from)
);
CREATE TABLE fact (
    site       TEXT   NOT NULL,
    device     TEXT   NOT NULL,
    valid_from BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    stated     BIGINT NOT NULL,
    PRIMARY KEY (site, device, valid_from, name, source),
    FOREIGN KEY (site, device, valid_from) REFERENCES device (site, id, valid_from)
);
CREATE TABLE node_limit (
    node_kind  TEXT             NOT NULL,
    node       TEXT             NOT NULL,
    name       TEXT             NOT NULL,
    value      DOUBLE PRECISION NOT NULL,
    valid_from BIGINT           NOT NULL,
    valid_to   BIGINT CHECK (valid_to > valid_from),
    PRIMARY KEY (node_kind, node, name, valid_from)
);
CREATE TABLE person (
    site    TEXT PRIMARY KEY REFERENCES site (id),
    name    TEXT NOT NULL,
    email   TEXT NOT NULL,
    phone   TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE TABLE consumer (
    name TEXT   PRIMARY KEY,
    seq  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE consumer;
DROP TABLE person;
DROP TABLE node_limit;
DROP TABLE fact;
DROP TABLE device;
DROP TABLE part;
CREATE TABLE plant (
    id    TEXT   PRIMARY KEY,
    added BIGINT NOT NULL
);
INSERT INTO plant (id, added) SELECT id, added FROM fleet_group WHERE kind = 'plant';
CREATE TABLE membership (
    plant      TEXT   NOT NULL REFERENCES plant (id),
    site       TEXT   NOT NULL REFERENCES site (id),
    valid_from BIGINT NOT NULL,
    valid_to   BIGINT,
    PRIMARY KEY (plant, site, valid_from)
);
INSERT INTO membership (plant, site, valid_from, valid_to)
    SELECT group_id, site, valid_from, valid_to FROM member WHERE group_id IN (SELECT id FROM plant);
CREATE TABLE target (
    plant      TEXT             PRIMARY KEY REFERENCES plant (id),
    power_w    DOUBLE PRECISION NOT NULL,
    issued     BIGINT           NOT NULL,
    expires    BIGINT           NOT NULL,
    capacity_w DOUBLE PRECISION
);
INSERT INTO target (plant, power_w, issued, expires, capacity_w) SELECT plant, power_w, issued, expires, capacity_w FROM plant_target;
DROP TABLE plant_target;
DROP TABLE member;
DROP TABLE fleet_group;
UPDATE change SET kind = 'plant_added' WHERE kind = 'group_added';
UPDATE change SET kind = 'plant_joined' WHERE kind = 'group_joined';
UPDATE change SET kind = 'plant_left' WHERE kind = 'group_left';
