using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AccessConsole.Data.Configurations;

/// <summary>Instants are stored and read as UTC, whatever offset they came with: the driver takes no other.</summary>
internal sealed class UtcInstantConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToUniversalTime(), instant => instant);
