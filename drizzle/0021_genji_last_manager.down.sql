drop trigger keep_a_manager_before on app.users;
drop trigger keep_a_manager_after on app.users;
drop trigger keep_a_manager_before on app.user_roles;
drop trigger keep_a_manager_after on app.user_roles;
drop trigger keep_a_manager_before on app.role_permissions;
drop trigger keep_a_manager_after on app.role_permissions;
drop trigger keep_a_manager_before on app.permissions;
drop trigger keep_a_manager_after on app.permissions;
drop function app.keep_a_manager();
