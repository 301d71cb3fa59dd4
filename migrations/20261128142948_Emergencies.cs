using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class Emergencies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "emergency",
                table: "revisions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "emergency_reviews",
                columns: table => new
                {
                    revision = table.Column<int>(type: "integer", nullable: false),
                    reviewer = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_emergency_reviews", x => x.revision);
                });

            migrationBuilder.CreateIndex(
                name: "ix_revisions_number",
                table: "revisions",
                column: "number",
                filter: "emergency IS NOT NULL");

            migrationBuilder.Sql(SqlScripts.Read("emergency_rules"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "emergency_reviews");

            migrationBuilder.DropIndex(
                name: "ix_revisions_number",
                table: "revisions");

            migrationBuilder.DropColumn(
                name: "emergency",
                table: "revisions");
        }
    }
}
