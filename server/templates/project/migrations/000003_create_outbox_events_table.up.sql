CREATE TABLE outbox_events (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    type VARCHAR(100) NOT NULL,
    payload JSONB NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    available_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    completed_at TIMESTAMP WITH TIME ZONE,
    failed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_outbox_events_due ON outbox_events (available_at)
    WHERE completed_at IS NULL AND failed_at IS NULL;

-- For counting those that wait for a person.
CREATE INDEX idx_outbox_events_failed_at ON outbox_events (failed_at) WHERE failed_at IS NOT NULL;

-- For deleting them once they are old.
CREATE INDEX idx_outbox_events_completed_at ON outbox_events (completed_at) WHERE completed_at IS NOT NULL;
