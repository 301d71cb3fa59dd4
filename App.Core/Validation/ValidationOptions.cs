using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation;

/// <summary>What a policy is judged against besides itself.</summary>
/// <param name="Targets">The targets that have a compiler.</param>
/// <param name="IsDevelopment">Whether loopback addresses and plain http issuers on them are allowed.</param>
/// <param name="Now">The instant at which a grant counts as expired.</param>
public sealed record ValidationOptions(ImmutableArray<Target> Targets, bool IsDevelopment, DateTimeOffset Now);
