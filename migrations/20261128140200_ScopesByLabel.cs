using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class ScopesByLabel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "environments",
                table: "drafts",
                newName: "places");

            // What was submitted before waits for those who approve every service there.
            migrationBuilder.Sql(
                """
                UPDATE drafts SET places = (SELECT jsonb_agg(jsonb_build_object('environment', e)) FROM jsonb_array_elements(places) e)
                WHERE places <> '[]'::jsonb
                """);

            migrationBuilder.AddColumn<string>(
                name: "service_labels",
                table: "tokens",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "service_labels",
                table: "tokens");

            migrationBuilder.Sql(
                """
                UPDATE drafts SET places = COALESCE(
                    (SELECT jsonb_agg(DISTINCT p -> 'environment') FROM jsonb_array_elements(places) p WHERE p ? 'environment'), '[]'::jsonb)
                """);

            migrationBuilder.RenameColumn(
                name: "places",
                table: "drafts",
                newName: "environments");
        }
    }
}
