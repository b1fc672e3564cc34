"""The first schema: receipts, jobs, cases, outbox, directory, quarantine.

Revision 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
import store.schema
from alembic import op
from sqlalchemy import Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('adoption',
    sa.Column('door_name', sa.String(length=255), nullable=False),
    sa.Column('boundary', sa.Text(), server_default='', nullable=False),
    sa.Column('adopted_at', store.schema.Instant(length=32), nullable=True),
    sa.PrimaryKeyConstraint('door_name', name=op.f('pk_adoption'))
    )
    op.create_table('alarm',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Text(), server_default='', nullable=False),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('since', store.schema.Instant(length=32), nullable=False),
    sa.Column('closed_at', store.schema.Instant(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm'))
    )
    op.create_index('ix_alarm_open', 'alarm', ['closed_at', 'kind'], unique=False)
    op.create_table('blob_task',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=16), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_blob_task'))
    )
    op.create_table('digest_mark',
    sa.Column('desk', sa.String(length=255), nullable=False),
    sa.Column('key', sa.Text(), server_default='', nullable=False),
    sa.Column('at', store.schema.Instant(length=32), nullable=False),
    sa.PrimaryKeyConstraint('desk', name=op.f('pk_digest_mark'))
    )
    op.create_table('directory_version',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', store.schema.Instant(length=32), nullable=False),
    sa.Column('by', sa.Text(), server_default='', nullable=False),
    sa.Column('people', sa.Integer(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_version')),
    sqlite_autoincrement=True
    )
    op.create_table('history_move',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('ref', sa.String(length=64), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_move')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_history_move_file', 'history_move', ['portal', 'sha256', 'id'], unique=False)
    op.create_table('lane',
    sa.Column('lane', sa.String(length=32), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('lane', name=op.f('pk_lane'))
    )
    op.create_table('ledger_mark',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_ledger_mark'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('case_ref', sa.String(length=64), server_default='', nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('name', sa.String(length=32), server_default='', nullable=False),
    sa.Column('to', sa.Text(), server_default='', nullable=False),
    sa.Column('envelope_from', sa.Text(), server_default='', nullable=False),
    sa.Column('message_id', sa.Text(), server_default='', nullable=False),
    sa.Column('token', sa.String(length=64), server_default='', nullable=False),
    sa.Column('wire', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=16), server_default='', nullable=False),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('worker', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('next_try', store.schema.Instant(length=32), nullable=False),
    sa.Column('sent_at', store.schema.Instant(length=32), nullable=True),
    sa.Column('last_error', sa.Text(), server_default='', nullable=False),
    sa.Column('same_key', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('message_id', 'to', name=op.f('uq_outbox_message_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_outbox_case', 'outbox', ['case_ref'], unique=False)
    op.create_index('ix_outbox_next', 'outbox', ['state', 'next_try'], unique=False)
    op.create_index('ix_outbox_to', 'outbox', ['to', 'sent_at'], unique=False)
    op.create_index('ix_outbox_token', 'outbox', ['token'], unique=False)
    op.create_table('receipt',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('transport_key', sa.Text(), server_default='', nullable=False),
    sa.Column('door', sa.String(length=16), server_default='', nullable=False),
    sa.Column('door_name', sa.Text(), server_default='', nullable=False),
    sa.Column('received_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('envelope_from', sa.Text(), server_default='', nullable=False),
    sa.Column('envelope_to', sa.Text(), server_default='', nullable=False),
    sa.Column('before', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('identity', sa.String(length=64), server_default='', nullable=False),
    sa.Column('size', sa.Integer(), server_default='0', nullable=False),
    sa.Column('recorded_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=32), server_default='', nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('decided_at', store.schema.Instant(length=32), nullable=True),
    sa.Column('case_ref', sa.String(length=64), server_default='', nullable=False),
    sa.Column('revision', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['first_id'], ['receipt.id'], name=op.f('fk_receipt_first_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('portal', 'transport_key', name=op.f('uq_receipt_portal')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_receipt_case', 'receipt', ['case_ref'], unique=False)
    op.create_index('ix_receipt_first_id', 'receipt', ['first_id'], unique=False)
    op.create_index('ix_receipt_recorded_at', 'receipt', ['portal', 'recorded_at'], unique=False)
    op.create_index('ix_receipt_sha256', 'receipt', ['sha256'], unique=False)
    op.create_index('ix_receipt_transport_key', 'receipt', ['transport_key'], unique=False)
    op.create_index('uq_receipt_first', 'receipt', ['portal', 'identity'], unique=True, sqlite_where=sa.text('first_id IS NULL'), postgresql_where=sa.text('first_id IS NULL'))
    op.create_table('cases',
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('revision', sa.Integer(), server_default='0', nullable=False),
    sa.Column('state', sa.String(length=16), server_default='', nullable=False),
    sa.Column('disposition', sa.String(length=16), server_default='', nullable=False),
    sa.Column('mail_class', sa.String(length=16), server_default='', nullable=False),
    sa.Column('secret', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('received_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('item', sa.String(length=16), server_default='', nullable=False),
    sa.Column('sender', sa.Text(), server_default='', nullable=False),
    sa.Column('unit', sa.Text(), server_default='', nullable=False),
    sa.Column('column_id', sa.String(length=64), server_default='', nullable=False),
    sa.Column('column_name', sa.Text(), server_default='', nullable=False),
    sa.Column('desk', sa.String(length=64), server_default='', nullable=False),
    sa.Column('due', store.schema.Instant(length=32), nullable=True),
    sa.Column('derivation', sa.Text(), server_default='', nullable=False),
    sa.Column('urgent', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('reminders', sa.JSON(), nullable=False),
    sa.Column('main_sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('claimed_by', sa.Text(), server_default='', nullable=False),
    sa.Column('awaiting_who', sa.String(length=16), server_default='', nullable=False),
    sa.Column('awaiting_owner', sa.Text(), server_default='', nullable=False),
    sa.Column('awaiting_what', sa.Text(), server_default='', nullable=False),
    sa.Column('awaiting_outcome', sa.Text(), server_default='', nullable=False),
    sa.Column('awaiting_leaders', sa.JSON(), nullable=False),
    sa.Column('waiting_since', store.schema.Instant(length=32), nullable=True),
    sa.Column('remind_at', store.schema.Instant(length=32), nullable=True),
    sa.Column('last_day', store.schema.Instant(length=32), nullable=True),
    sa.Column('reassigned', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('published_url', sa.Text(), server_default='', nullable=False),
    sa.Column('published_by', sa.Text(), server_default='', nullable=False),
    sa.Column('published_at', store.schema.Instant(length=32), nullable=True),
    sa.Column('published_sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('changed_at', store.schema.Instant(length=32), nullable=False),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_cases_receipt_id')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_cases'))
    )
    op.create_index('ix_cases_main', 'cases', ['portal', 'main_sha256'], unique=False)
    op.create_index('ix_cases_published', 'cases', ['portal', 'published_sha256'], unique=False)
    op.create_index('ix_cases_queue', 'cases', ['state', 'portal', 'desk'], unique=False)
    op.create_index('ix_cases_remind_at', 'cases', ['remind_at'], unique=False)
    op.create_table('job',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), server_default='', nullable=False),
    sa.Column('case_ref', sa.String(length=64), server_default='', nullable=False),
    sa.Column('known', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.Column('lane', sa.String(length=32), server_default='', nullable=False),
    sa.Column('turn', sa.Integer(), server_default='0', nullable=False),
    sa.Column('state', sa.String(length=16), server_default='', nullable=False),
    sa.Column('ready_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('worker', sa.Text(), server_default='', nullable=False),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_job_receipt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_job_case', 'job', ['case_ref'], unique=False)
    op.create_index('ix_job_next', 'job', ['state', 'known', 'turn', 'id'], unique=False)
    op.create_index('ix_job_receipt', 'job', ['receipt_id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('address', sa.Text(), server_default='', nullable=False),
    sa.Column('name', sa.Text(), server_default='', nullable=False),
    sa.Column('unit', sa.Text(), server_default='', nullable=False),
    sa.Column('role', sa.String(length=16), server_default='', nullable=False),
    sa.Column('portals', sa.JSON(), nullable=False),
    sa.Column('telephone', sa.Text(), server_default='', nullable=False),
    sa.Column('since', store.schema.Instant(length=32), nullable=True),
    sa.Column('until', store.schema.Instant(length=32), nullable=True),
    sa.ForeignKeyConstraint(['version'], ['directory_version.id'], name=op.f('fk_person_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_index('ix_person_address', 'person', ['version', 'address'], unique=False)
    op.create_table('quarantine',
    sa.Column('receipt_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ref', sa.String(length=64), server_default='', nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('identity', sa.String(length=64), server_default='', nullable=False),
    sa.Column('at', store.schema.Instant(length=32), nullable=False),
    sa.Column('destroyed_at', store.schema.Instant(length=32), nullable=True),
    sa.Column('destroyed_by', sa.Text(), server_default='', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_quarantine_receipt_id')),
    sa.PrimaryKeyConstraint('receipt_id', name=op.f('pk_quarantine'))
    )
    op.create_index('ix_quarantine_identity', 'quarantine', ['identity'], unique=False)
    op.create_index('ix_quarantine_ref', 'quarantine', ['ref'], unique=False)
    op.create_index('ix_quarantine_sha256', 'quarantine', ['sha256'], unique=False)
    op.create_table('document',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), server_default='', nullable=False),
    sa.Column('kind', sa.String(length=32), server_default='', nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('size', sa.Integer(), server_default='0', nullable=False),
    sa.Column('main', sa.Boolean(), server_default=sa.text('0'), nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_document_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    op.create_index('ix_document_case', 'document', ['ref', 'revision'], unique=False)
    op.create_index('ix_document_sha256', 'document', ['sha256'], unique=False)
    op.create_table('event',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('at', store.schema.Instant(length=32), nullable=False),
    sa.Column('by', sa.Text(), server_default='', nullable=False),
    sa.Column('what', sa.String(length=32), server_default='', nullable=False),
    sa.Column('detail', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_event_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    op.create_index('ix_event_case', 'event', ['ref'], unique=False)
    op.create_table('finding',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), server_default='', nullable=False),
    sa.Column('verdict', sa.String(length=16), server_default='', nullable=False),
    sa.Column('severity', sa.String(length=16), server_default='', nullable=False),
    sa.Column('place', sa.Text(), server_default='', nullable=False),
    sa.Column('message', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_finding_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    op.create_index('ix_finding_case', 'finding', ['ref', 'revision'], unique=False)
    op.create_index('ix_finding_code', 'finding', ['code'], unique=False)
    op.create_table('late_fact',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), server_default='', nullable=False),
    sa.Column('at', store.schema.Instant(length=32), nullable=False),
    sa.Column('by', sa.Text(), server_default='', nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_late_fact_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_fact'))
    )
    op.create_index('ix_late_fact_case', 'late_fact', ['ref'], unique=False)
    op.create_table('rejection',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('portal', sa.String(length=64), server_default='', nullable=False),
    sa.Column('decided_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('sender', sa.Text(), server_default='', nullable=False),
    sa.Column('unit', sa.Text(), server_default='', nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('disposition', sa.String(length=16), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_rejection_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rejection'))
    )
    op.create_index('ix_rejection_case', 'rejection', ['ref', 'revision'], unique=False)
    op.create_index('ix_rejection_decided_at', 'rejection', ['decided_at'], unique=False)
    op.create_table('revision',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), server_default='', nullable=False),
    sa.Column('disposition', sa.String(length=16), server_default='', nullable=False),
    sa.Column('decided_at', store.schema.Instant(length=32), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_revision_receipt_id')),
    sa.ForeignKeyConstraint(['ref'], ['cases.ref'], name=op.f('fk_revision_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revision')),
    sa.UniqueConstraint('ref', 'revision', name=op.f('uq_revision_ref'))
    )
    op.create_index('ix_revision_receipt', 'revision', ['receipt_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_revision_receipt', table_name='revision')
    op.drop_table('revision')
    op.drop_index('ix_rejection_decided_at', table_name='rejection')
    op.drop_index('ix_rejection_case', table_name='rejection')
    op.drop_table('rejection')
    op.drop_index('ix_late_fact_case', table_name='late_fact')
    op.drop_table('late_fact')
    op.drop_index('ix_finding_code', table_name='finding')
    op.drop_index('ix_finding_case', table_name='finding')
    op.drop_table('finding')
    op.drop_index('ix_event_case', table_name='event')
    op.drop_table('event')
    op.drop_index('ix_document_sha256', table_name='document')
    op.drop_index('ix_document_case', table_name='document')
    op.drop_table('document')
    op.drop_index('ix_quarantine_sha256', table_name='quarantine')
    op.drop_index('ix_quarantine_ref', table_name='quarantine')
    op.drop_index('ix_quarantine_identity', table_name='quarantine')
    op.drop_table('quarantine')
    op.drop_index('ix_person_address', table_name='person')
    op.drop_table('person')
    op.drop_index('ix_job_receipt', table_name='job')
    op.drop_index('ix_job_next', table_name='job')
    op.drop_index('ix_job_case', table_name='job')
    op.drop_table('job')
    op.drop_index('ix_cases_remind_at', table_name='cases')
    op.drop_index('ix_cases_queue', table_name='cases')
    op.drop_index('ix_cases_published', table_name='cases')
    op.drop_index('ix_cases_main', table_name='cases')
    op.drop_table('cases')
    op.drop_index('uq_receipt_first', table_name='receipt', sqlite_where=sa.text('first_id IS NULL'), postgresql_where=sa.text('first_id IS NULL'))
    op.drop_index('ix_receipt_transport_key', table_name='receipt')
    op.drop_index('ix_receipt_sha256', table_name='receipt')
    op.drop_index('ix_receipt_recorded_at', table_name='receipt')
    op.drop_index('ix_receipt_first_id', table_name='receipt')
    op.drop_index('ix_receipt_case', table_name='receipt')
    op.drop_table('receipt')
    op.drop_index('ix_outbox_token', table_name='outbox')
    op.drop_index('ix_outbox_to', table_name='outbox')
    op.drop_index('ix_outbox_next', table_name='outbox')
    op.drop_index('ix_outbox_case', table_name='outbox')
    op.drop_table('outbox')
    op.drop_table('ledger_mark')
    op.drop_table('lane')
    op.drop_index('ix_history_move_file', table_name='history_move')
    op.drop_table('history_move')
    op.drop_table('directory_version')
    op.drop_table('digest_mark')
    op.drop_table('blob_task')
    op.drop_index('ix_alarm_open', table_name='alarm')
    op.drop_table('alarm')
    op.drop_table('adoption')
