using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class DraftSchedules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "groups",
                table: "persons",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "schedule",
                table: "drafts",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "scheduled_for",
                table: "drafts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "publish_at",
                table: "draft_entries",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_drafts_scheduled_for",
                table: "drafts",
                column: "scheduled_for",
                filter: "scheduled_for IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_drafts_scheduled_for",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "groups",
                table: "persons");

            migrationBuilder.DropColumn(
                name: "schedule",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "scheduled_for",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "publish_at",
                table: "draft_entries");
        }
    }
}
