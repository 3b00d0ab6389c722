-- What a person needs in every call, by a decision of the personnel agency. The reason is for that agency alone.
create table needs (
    person blob not null primary key references people (id),
    voice_only integer not null check (voice_only in (0, 1)),
    by_text integer not null check (by_text in (0, 1)),
    extra_seconds integer not null,
    reason text not null,
    set_by blob not null references people (id),
    set_at integer not null
) strict;
