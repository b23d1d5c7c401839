-- Whoever gets to lead a session is assigned to its patient, and stays so until that is committed. A session that comes
-- back by an undo, or gets back the therapist whom a delete took from it, has had them already.
create function clinic.keep_assigned() returns trigger
  language plpgsql
  as $$
  declare
    who text := (select name from clinic.clinicians where id = new.therapist_id);
  begin
    if tg_op = 'UPDATE' and new.therapist_id = old.therapist_id and new.patient_id = old.patient_id then
      return new;
    end if;
    perform from clinic.patient_clinicians
      where patient_id = new.patient_id and clinician_id = new.therapist_id for key share;
    if found or who is null then -- the foreign key refuses nobody
      return new;
    end if;
    perform from (
        select * from clinic.audit_logs
        where entity_type = 'ClinicSession' and entity_id = new.id::text order by id desc limit 1
      ) l
      where l.changes->'before'->>'therapist_id' = new.therapist_id::text
        and l.changes->'before'->>'patient_id' = new.patient_id::text
        and (l.action = 'DELETE' or exists (
          select from clinic.audit_logs d where d.xact_id = l.xact_id and d.action = 'DELETE'
            and d.entity_type = 'ClinicClinician' and d.entity_id = new.therapist_id::text));
    if found then
      return new;
    end if;
    raise exception '% is not assigned to this patient: assign them first, or choose somebody who is.', who
      using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, column = 'therapist_id',
        constraint = tg_table_name || '_therapist_not_assigned';
  end
  $$;
create trigger keep_assigned before insert or update of patient_id, therapist_id on clinic.sessions for each row when (new.therapist_id is not null) execute function clinic.keep_assigned();
