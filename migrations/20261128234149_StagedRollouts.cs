using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class StagedRollouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rollout_plans",
                columns: table => new
                {
                    environment = table.Column<string>(type: "text", nullable: false),
                    stages = table.Column<string>(type: "jsonb", nullable: false),
                    health = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_plans", x => x.environment);
                });

            migrationBuilder.CreateTable(
                name: "staged_rollouts",
                columns: table => new
                {
                    revision = table.Column<int>(type: "integer", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    stages = table.Column<string>(type: "jsonb", nullable: false),
                    health = table.Column<string>(type: "jsonb", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_by = table.Column<string>(type: "jsonb", nullable: false),
                    reached = table.Column<int>(type: "integer", nullable: false),
                    stage_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<int>(type: "integer", nullable: true),
                    change = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staged_rollouts", x => new { x.revision, x.environment });
                });

            migrationBuilder.CreateIndex(
                name: "ix_staged_rollouts_change",
                table: "staged_rollouts",
                column: "change");

            migrationBuilder.CreateIndex(
                name: "ix_staged_rollouts_live",
                table: "staged_rollouts",
                column: "environment",
                unique: true,
                filter: "state IN ('Going', 'Halted')");

            migrationBuilder.Sql(SqlScripts.Read("staged_rollouts"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rollout_plans");

            migrationBuilder.DropTable(
                name: "staged_rollouts");

            migrationBuilder.Sql("DROP FUNCTION keep_staged_rollout(); DROP SEQUENCE staged_rollout_changes");
        }
    }
}
