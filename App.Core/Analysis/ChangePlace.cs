using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Analysis;

/// <summary>A place that a change touches.</summary>
/// <param name="Subject">What of the change lies there; where several do, the first of them. A service where the change has only an effect there.</param>
public sealed record ChangePlace(Place Place, PolicyReference Subject);
