namespace AccessConsole.Core.Ports;

/// <summary>Decisions of one caller about one service that were alike, by the counts of the hours.</summary>
/// <param name="Principal">As logged: <c>pipeline/NAME</c> or <c>workload/NAME</c>.</param>
/// <param name="Grant">That decided; empty where none did.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
public sealed record ObservedUse(string Environment, string Service, string Principal, string Grant, string Reason, string Effect, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <param name="HasMore">Whether there are uses beyond the limit: then what is not among these may have been.</param>
public sealed record ObservedUses(IReadOnlyList<ObservedUse> Uses, bool HasMore);
