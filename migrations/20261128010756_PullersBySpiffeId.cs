using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class PullersBySpiffeId : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "spiffe_id",
                table: "tokens",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_tokens_spiffe_id",
                table: "tokens",
                column: "spiffe_id",
                unique: true,
                filter: "spiffe_id IS NOT NULL AND revoked_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tokens_spiffe_id",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "spiffe_id",
                table: "tokens");
        }
    }
}
