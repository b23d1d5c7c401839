alter table kernel.answers drop column shows;
