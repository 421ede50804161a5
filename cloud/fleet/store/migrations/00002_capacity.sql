-- +goose Up
ALTER TABLE target ADD COLUMN capacity_w DOUBLE PRECISION;

-- +goose Down
ALTER TABLE target DROP COLUMN capacity_w;
