using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class GrantRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "grant_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    requester = table.Column<string>(type: "jsonb", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body = table.Column<string>(type: "jsonb", nullable: false),
                    principal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    role_id = table.Column<Guid>(type: "uuid", nullable: true),
                    duration = table.Column<TimeSpan>(type: "interval", nullable: false),
                    lapses_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    places = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    extension = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grant_requests", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "grant_request_steps",
                columns: table => new
                {
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grant_request_steps", x => new { x.request_id, x.number });
                    table.ForeignKey(
                        name: "fk_grant_request_steps_grant_requests_request_id",
                        column: x => x.request_id,
                        principalTable: "grant_requests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_grant_requests_asked_at_id",
                table: "grant_requests",
                columns: new[] { "asked_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_grant_requests_principal_id_role_id",
                table: "grant_requests",
                columns: new[] { "principal_id", "role_id" });

            migrationBuilder.CreateIndex(
                name: "ix_grant_requests_requester",
                table: "grant_requests",
                column: "requester")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.Sql(SqlScripts.Read("request_rules"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "grant_request_steps");

            migrationBuilder.DropTable(
                name: "grant_requests");

            migrationBuilder.Sql("DROP FUNCTION refuse_rewritten_request()");
        }
    }
}
