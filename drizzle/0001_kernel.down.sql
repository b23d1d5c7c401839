drop function kernel.touch();
drop function kernel.natural_key(text);
drop function kernel.normal_label(text);
