-- What a person needs in every call, by a decision of the personnel agency. The reason is for that agency alone.
create table needs (
    person uuid not null primary key references people (id),
    voice_only boolean not null,
    by_text boolean not null,
    extra_seconds bigint not null,
    reason text not null,
    set_by uuid not null references people (id),
    set_at bigint not null
);
