-- What dashboards count: the size of each pool, and the spread of the index without reading its parts.

-- People in the pool of the day.
alter table plans add column pool integer not null default 0;

create index scores_programme_class on scores (programme, enough, class, person);
create index people_active_unit on people (unit) where active;
