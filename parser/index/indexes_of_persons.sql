-- Made when persons are linked.
CREATE INDEX mention_person ON mention (person);
CREATE UNIQUE INDEX person_id ON person (id);
CREATE INDEX person_region ON person (region);
CREATE INDEX person_link_person ON person_link (person);
