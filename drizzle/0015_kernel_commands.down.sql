drop table kernel.commands;
