using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScripts.Read("retention_rights"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // A right too many does no harm: the console of before deletes nothing.
        }
    }
}
