using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class DraftUndoes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "undoes",
                table: "revisions",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "undoes",
                table: "drafts",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "undoes",
                table: "revisions");

            migrationBuilder.DropColumn(
                name: "undoes",
                table: "drafts");
        }
    }
}
