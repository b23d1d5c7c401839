drop table "pearl"."read_marks";
drop table "pearl"."mentions";
