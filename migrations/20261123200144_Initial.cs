using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_issuer = table.Column<string>(type: "text", nullable: false),
                    actor_subject = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    canonical = table.Column<byte[]>(type: "bytea", nullable: false),
                    leaf_hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "bundles",
                columns: table => new
                {
                    scope = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: true),
                    key_order = table.Column<int>(type: "integer", nullable: false),
                    published_in = table.Column<int>(type: "integer", nullable: false),
                    content_digest = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    archive = table.Column<byte[]>(type: "bytea", nullable: false),
                    is_tombstone = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bundles", x => new { x.scope, x.revision, x.key_id });
                });

            migrationBuilder.CreateTable(
                name: "drafts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    base_revision = table.Column<int>(type: "integer", nullable: false),
                    patch = table.Column<string>(type: "jsonb", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    owner = table.Column<string>(type: "jsonb", nullable: false),
                    authors = table.Column<string>(type: "jsonb", nullable: false),
                    rolls_back_to = table.Column<int>(type: "integer", nullable: true),
                    decline_reason = table.Column<string>(type: "text", nullable: true),
                    published_as = table.Column<int>(type: "integer", nullable: true),
                    content_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drafts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "enforcement_points",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: true),
                    highest_revision = table.Column<int>(type: "integer", nullable: false),
                    active_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    is_replay_protected = table.Column<bool>(type: "boolean", nullable: false),
                    labels = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enforcement_points", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "issuer_key_sets",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    keys = table.Column<string>(type: "jsonb", nullable: false),
                    retired = table.Column<string>(type: "jsonb", nullable: false),
                    is_held = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuer_key_sets", x => new { x.provider, x.version });
                });

            migrationBuilder.CreateTable(
                name: "persons",
                columns: table => new
                {
                    issuer = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    was_admin = table.Column<bool>(type: "boolean", nullable: false),
                    first_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_persons", x => new { x.issuer, x.subject });
                });

            migrationBuilder.CreateTable(
                name: "policy_objects",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: true),
                    body = table.Column<string>(type: "jsonb", nullable: false),
                    valid_to = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_objects", x => new { x.kind, x.name, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "revisions",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    effective_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    author = table.Column<string>(type: "jsonb", nullable: false),
                    summary = table.Column<string>(type: "text", nullable: false),
                    policy_digest = table.Column<string>(type: "text", nullable: false),
                    draft = table.Column<Guid>(type: "uuid", nullable: true),
                    rolled_back_to = table.Column<int>(type: "integer", nullable: true),
                    approvals = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revisions", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    prefix = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    labels = table.Column<string>(type: "jsonb", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: true),
                    target = table.Column<string>(type: "text", nullable: true),
                    service = table.Column<string>(type: "text", nullable: true),
                    role = table.Column<string>(type: "text", nullable: true),
                    environments = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "approvals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    draft_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content_version = table.Column<int>(type: "integer", nullable: false),
                    approval = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approvals", x => x.id);
                    table.ForeignKey(
                        name: "fk_approvals_drafts_draft_id",
                        column: x => x.draft_id,
                        principalTable: "drafts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_approvals_draft_id_content_version",
                table: "approvals",
                columns: new[] { "draft_id", "content_version" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_action_sequence",
                table: "audit_events",
                columns: new[] { "action", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_actor_issuer_actor_subject_sequence",
                table: "audit_events",
                columns: new[] { "actor_issuer", "actor_subject", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_subject_sequence",
                table: "audit_events",
                columns: new[] { "subject", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_bundles_published_in",
                table: "bundles",
                column: "published_in");

            migrationBuilder.CreateIndex(
                name: "ix_drafts_authors",
                table: "drafts",
                column: "authors")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_drafts_updated_at_id",
                table: "drafts",
                columns: new[] { "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_enforcement_points_highest_revision",
                table: "enforcement_points",
                column: "highest_revision");

            migrationBuilder.CreateIndex(
                name: "ix_enforcement_points_last_seen",
                table: "enforcement_points",
                column: "last_seen");

            migrationBuilder.CreateIndex(
                name: "ix_policy_objects_id",
                table: "policy_objects",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_policy_objects_kind_id",
                table: "policy_objects",
                columns: new[] { "kind", "id" },
                unique: true,
                filter: "valid_to IS NULL AND id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_policy_objects_kind_name",
                table: "policy_objects",
                columns: new[] { "kind", "name" },
                unique: true,
                filter: "valid_to IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_policy_objects_valid_from",
                table: "policy_objects",
                column: "valid_from");

            migrationBuilder.CreateIndex(
                name: "ix_policy_objects_valid_to",
                table: "policy_objects",
                column: "valid_to");

            migrationBuilder.CreateIndex(
                name: "ix_revisions_effective_at",
                table: "revisions",
                column: "effective_at");

            migrationBuilder.CreateIndex(
                name: "ix_tokens_hash",
                table: "tokens",
                column: "hash",
                unique: true);

            migrationBuilder.Sql(SqlScripts.Read("append_only"));
            migrationBuilder.Sql(SqlScripts.Read("revision_zero"));
            migrationBuilder.Sql(SqlScripts.Read("runtime_role"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "approvals");

            migrationBuilder.DropTable(
                name: "audit_events");

            migrationBuilder.DropTable(
                name: "bundles");

            migrationBuilder.DropTable(
                name: "enforcement_points");

            migrationBuilder.DropTable(
                name: "issuer_key_sets");

            migrationBuilder.DropTable(
                name: "persons");

            migrationBuilder.DropTable(
                name: "policy_objects");

            migrationBuilder.DropTable(
                name: "revisions");

            migrationBuilder.DropTable(
                name: "tokens");

            migrationBuilder.DropTable(
                name: "drafts");

            migrationBuilder.Sql("DROP FUNCTION refuse_change; DROP FUNCTION refuse_rewritten_history;");
        }
    }
}
