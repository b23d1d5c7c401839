drop trigger end_sessions on clinic.clinicians;
drop trigger end_sessions on clinic.clinician_passwords;
drop function clinic.end_sessions();
drop trigger keep_an_admin_update on clinic.clinicians;
drop trigger keep_an_admin_delete on clinic.clinicians;
drop function clinic.keep_an_admin();
