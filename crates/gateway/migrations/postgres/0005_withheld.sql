-- Which messages the platform's moderation keeps from the buyer.
ALTER TABLE messages ADD COLUMN withheld BIGINT NOT NULL DEFAULT 0;
