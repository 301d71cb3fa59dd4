using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessConsole.Migrations
{
    /// <inheritdoc />
    public partial class AuditByTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_audit_events_action_sequence",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_actor_issuer_actor_subject_sequence",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_subject_sequence",
                table: "audit_events");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_action_at_sequence",
                table: "audit_events",
                columns: new[] { "action", "at", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_actor_issuer_actor_subject_at_sequence",
                table: "audit_events",
                columns: new[] { "actor_issuer", "actor_subject", "at", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_at_sequence",
                table: "audit_events",
                columns: new[] { "at", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_subject_at_sequence",
                table: "audit_events",
                columns: new[] { "subject", "at", "sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_audit_events_action_at_sequence",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_actor_issuer_actor_subject_at_sequence",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_at_sequence",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_subject_at_sequence",
                table: "audit_events");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_action_sequence",
                table: "audit_events",
                columns: new[] { "action", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_actor_issuer_actor_subject_sequence",
                table: "audit_events",
                columns: new[] { "actor_issuer", "actor_subject", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_subject_sequence",
                table: "audit_events",
                columns: new[] { "subject", "sequence" });
        }
    }
}
