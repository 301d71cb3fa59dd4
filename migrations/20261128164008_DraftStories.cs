using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class DraftStories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "draft_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    draft_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<string>(type: "jsonb", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true),
                    about = table.Column<string>(type: "jsonb", nullable: true),
                    fallen = table.Column<string>(type: "jsonb", nullable: false),
                    of_submitted = table.Column<bool>(type: "boolean", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_draft_entries", x => x.id);
                    table.ForeignKey(
                        name: "fk_draft_entries_drafts_draft_id",
                        column: x => x.draft_id,
                        principalTable: "drafts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_draft_entries_draft_id",
                table: "draft_entries",
                column: "draft_id",
                filter: "of_submitted");

            migrationBuilder.CreateIndex(
                name: "ix_draft_entries_draft_id_id",
                table: "draft_entries",
                columns: new[] { "draft_id", "id" });

            migrationBuilder.Sql(SqlScripts.Read("draft_entry_rules"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "draft_entries");
        }
    }
}
