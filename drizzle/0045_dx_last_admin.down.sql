drop trigger keep_an_admin_update on dx.users;
drop trigger keep_an_admin_delete on dx.users;
drop function dx.keep_an_admin();
