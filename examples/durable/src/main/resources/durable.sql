-- One worker at a time: two that create the same table at once would get in each other's way.
select pg_advisory_xact_lock(4711);

-- The table of db-scheduler, as its documentation gives it for PostgreSQL.
create table if not exists scheduled_tasks (
    task_name            text                     not null,
    task_instance        text                     not null,
    task_data            bytea,
    execution_time       timestamp with time zone not null,
    picked               boolean                  not null,
    picked_by            text,
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures int,
    last_heartbeat       timestamp with time zone,
    version              bigint                   not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index if not exists scheduled_tasks_due on scheduled_tasks (execution_time);
create index if not exists scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);

-- What became of each operation, by its request key. Fleet and round are null if it belongs to no fleet.
create table if not exists backup_outcomes (
    request  text                     primary key,
    token    text                     not null,
    outcome  text                     not null,
    detail   text                     not null,
    polls    int                      not null,
    ended_at timestamp with time zone not null,
    fleet    text,
    round    text
);
alter table backup_outcomes add column if not exists fleet text, add column if not exists round text;
