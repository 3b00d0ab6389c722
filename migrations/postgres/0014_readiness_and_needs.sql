-- The device that took the morning's check: a fault on it says nothing about the person's other devices.
alter table attendance add column device uuid;
