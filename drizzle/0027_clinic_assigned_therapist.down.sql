drop trigger keep_assigned on clinic.sessions;
drop function clinic.keep_assigned();
