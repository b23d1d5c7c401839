drop schema "clinic" cascade;
