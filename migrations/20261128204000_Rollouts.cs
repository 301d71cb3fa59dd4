using System;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class Rollouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(name: "polled_at", table: "enforcement_points", type: "timestamp with time zone", nullable: true);
            migrationBuilder.Sql(SqlScripts.Read("rollouts"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SqlScripts.Read("rollouts_end"));
            migrationBuilder.DropColumn(name: "polled_at", table: "enforcement_points");
        }
    }
}
