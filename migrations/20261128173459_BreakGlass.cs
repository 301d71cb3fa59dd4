using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class BreakGlass : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameIndex(
                name: "ix_revisions_number",
                table: "revisions",
                newName: "ix_revisions_number1");

            migrationBuilder.AddColumn<string>(
                name: "break_glass",
                table: "revisions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "break_glass_reviews",
                columns: table => new
                {
                    revision = table.Column<int>(type: "integer", nullable: false),
                    reviewer = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    verdict = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_break_glass_reviews", x => x.revision);
                });

            migrationBuilder.CreateIndex(
                name: "ix_revisions_number",
                table: "revisions",
                column: "number",
                filter: "break_glass IS NOT NULL");

            migrationBuilder.Sql(SqlScripts.Read("break_glass_rules"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "break_glass_reviews");

            migrationBuilder.DropIndex(
                name: "ix_revisions_number",
                table: "revisions");

            migrationBuilder.DropColumn(
                name: "break_glass",
                table: "revisions");

            migrationBuilder.RenameIndex(
                name: "ix_revisions_number1",
                table: "revisions",
                newName: "ix_revisions_number");
        }
    }
}
