drop schema pearl cascade;
