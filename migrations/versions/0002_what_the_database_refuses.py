"""What the database refuses to change: signed agreements, published forms, events, the raw post

The statements are written out, as they were when this migration was made; ``portal.models.triggers`` says what they are
today, and a test holds the migrated databases against it.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CREATE = {
    "sqlite": (
        "CREATE TRIGGER guard_agreement_version_update BEFORE UPDATE ON agreement_version FOR EACH ROW WHEN (OLD.status <> 'draft' AND (NEW.content <> OLD.content OR NEW.content_hash <> OLD.content_hash OR NEW.number <> OLD.number OR COALESCE(CAST(NEW.effective_at AS TEXT), '') <> COALESCE(CAST(OLD.effective_at AS TEXT), ''))) OR (NEW.status <> OLD.status AND NOT ( (OLD.status = 'draft' AND NEW.status = 'proposed') OR (OLD.status = 'proposed' AND NEW.status IN ('draft', 'signed')) OR (OLD.status = 'signed' AND NEW.status IN ('active', 'superseded')) OR (OLD.status = 'active' AND NEW.status = 'superseded'))) OR (NEW.status <> OLD.status AND NEW.status IN ('signed', 'active') AND (SELECT COUNT(DISTINCT side) FROM signature WHERE signature.version_id = NEW.id AND signature.content_hash = NEW.content_hash AND signature.side IN ('marketing', 'sales')) < 2) BEGIN SELECT RAISE(ABORT, 'an agreement version never changes once it is proposed, and is signed by both sides before it is in force'); END",
        "CREATE TRIGGER guard_agreement_version_delete BEFORE DELETE ON agreement_version FOR EACH ROW WHEN OLD.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'only a draft of an agreement can be deleted'); END",
        "CREATE TRIGGER guard_signature_insert BEFORE INSERT ON signature FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM agreement_version WHERE agreement_version.id = NEW.version_id AND agreement_version.status <> 'draft' AND agreement_version.content_hash = NEW.content_hash) BEGIN SELECT RAISE(ABORT, 'a signature stands under the very content that was proposed'); END",
        "CREATE TRIGGER guard_signature_update BEFORE UPDATE ON signature FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
        "CREATE TRIGGER guard_signature_delete BEFORE DELETE ON signature FOR EACH ROW WHEN EXISTS (SELECT 1 FROM agreement_version WHERE agreement_version.id = OLD.version_id AND agreement_version.status <> 'draft') BEGIN SELECT RAISE(ABORT, 'a signature stays while its agreement is proposed, signed or in force'); END",
        "CREATE TRIGGER guard_form_version_update BEFORE UPDATE ON form_version FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'a published form version never changes'); END",
        "CREATE TRIGGER guard_form_version_delete BEFORE DELETE ON form_version FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'a published form version is never deleted'); END",
        "CREATE TRIGGER guard_event_update BEFORE UPDATE ON event FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'an event never changes'); END",
        "CREATE TRIGGER guard_event_delete BEFORE DELETE ON event FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END",
        "CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW WHEN ((NEW.raw <> OLD.raw AND NEW.raw <> '{}') OR NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) BEGIN SELECT RAISE(ABORT, 'what was posted never changes'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION guard_agreement_version_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.status <> 'draft' AND (NEW.content <> OLD.content OR NEW.content_hash <> OLD.content_hash OR NEW.number <> OLD.number OR COALESCE(CAST(NEW.effective_at AS TEXT), '') <> COALESCE(CAST(OLD.effective_at AS TEXT), ''))) OR (NEW.status <> OLD.status AND NOT ( (OLD.status = 'draft' AND NEW.status = 'proposed') OR (OLD.status = 'proposed' AND NEW.status IN ('draft', 'signed')) OR (OLD.status = 'signed' AND NEW.status IN ('active', 'superseded')) OR (OLD.status = 'active' AND NEW.status = 'superseded'))) OR (NEW.status <> OLD.status AND NEW.status IN ('signed', 'active') AND (SELECT COUNT(DISTINCT side) FROM signature WHERE signature.version_id = NEW.id AND signature.content_hash = NEW.content_hash AND signature.side IN ('marketing', 'sales')) < 2) THEN RAISE EXCEPTION USING MESSAGE = 'an agreement version never changes once it is proposed, and is signed by both sides before it is in force', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_agreement_version_update BEFORE UPDATE ON agreement_version FOR EACH ROW EXECUTE FUNCTION guard_agreement_version_update()',
        "CREATE FUNCTION guard_agreement_version_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.status <> 'draft' THEN RAISE EXCEPTION USING MESSAGE = 'only a draft of an agreement can be deleted', ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
        'CREATE TRIGGER guard_agreement_version_delete BEFORE DELETE ON agreement_version FOR EACH ROW EXECUTE FUNCTION guard_agreement_version_delete()',
        "CREATE FUNCTION guard_signature_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM agreement_version WHERE agreement_version.id = NEW.version_id AND agreement_version.status <> 'draft' AND agreement_version.content_hash = NEW.content_hash) THEN RAISE EXCEPTION USING MESSAGE = 'a signature stands under the very content that was proposed', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_signature_insert BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION guard_signature_insert()',
        "CREATE FUNCTION guard_signature_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION USING MESSAGE = 'a signature never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_signature_update BEFORE UPDATE ON signature FOR EACH ROW EXECUTE FUNCTION guard_signature_update()',
        "CREATE FUNCTION guard_signature_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM agreement_version WHERE agreement_version.id = OLD.version_id AND agreement_version.status <> 'draft') THEN RAISE EXCEPTION USING MESSAGE = 'a signature stays while its agreement is proposed, signed or in force', ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
        'CREATE TRIGGER guard_signature_delete BEFORE DELETE ON signature FOR EACH ROW EXECUTE FUNCTION guard_signature_delete()',
        "CREATE FUNCTION guard_form_version_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION USING MESSAGE = 'a published form version never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_form_version_update BEFORE UPDATE ON form_version FOR EACH ROW EXECUTE FUNCTION guard_form_version_update()',
        "CREATE FUNCTION guard_form_version_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION USING MESSAGE = 'a published form version is never deleted', ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
        'CREATE TRIGGER guard_form_version_delete BEFORE DELETE ON form_version FOR EACH ROW EXECUTE FUNCTION guard_form_version_delete()',
        "CREATE FUNCTION guard_event_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION USING MESSAGE = 'an event never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_event_update BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION guard_event_update()',
        "CREATE FUNCTION guard_event_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION USING MESSAGE = 'an event is never deleted', ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
        'CREATE TRIGGER guard_event_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION guard_event_delete()',
        "CREATE FUNCTION guard_submission_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ((NEW.raw <> OLD.raw AND NEW.raw <> '{}') OR NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) THEN RAISE EXCEPTION USING MESSAGE = 'what was posted never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW EXECUTE FUNCTION guard_submission_update()',
    ),
}
DROP = {
    "sqlite": (
        'DROP TRIGGER IF EXISTS guard_agreement_version_update',
        'DROP TRIGGER IF EXISTS guard_agreement_version_delete',
        'DROP TRIGGER IF EXISTS guard_signature_insert',
        'DROP TRIGGER IF EXISTS guard_signature_update',
        'DROP TRIGGER IF EXISTS guard_signature_delete',
        'DROP TRIGGER IF EXISTS guard_form_version_update',
        'DROP TRIGGER IF EXISTS guard_form_version_delete',
        'DROP TRIGGER IF EXISTS guard_event_update',
        'DROP TRIGGER IF EXISTS guard_event_delete',
        'DROP TRIGGER IF EXISTS guard_submission_update',
    ),
    "postgresql": (
        'DROP FUNCTION IF EXISTS guard_agreement_version_update() CASCADE',
        'DROP FUNCTION IF EXISTS guard_agreement_version_delete() CASCADE',
        'DROP FUNCTION IF EXISTS guard_signature_insert() CASCADE',
        'DROP FUNCTION IF EXISTS guard_signature_update() CASCADE',
        'DROP FUNCTION IF EXISTS guard_signature_delete() CASCADE',
        'DROP FUNCTION IF EXISTS guard_form_version_update() CASCADE',
        'DROP FUNCTION IF EXISTS guard_form_version_delete() CASCADE',
        'DROP FUNCTION IF EXISTS guard_event_update() CASCADE',
        'DROP FUNCTION IF EXISTS guard_event_delete() CASCADE',
        'DROP FUNCTION IF EXISTS guard_submission_update() CASCADE',
    ),
}


def upgrade() -> None:
    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
