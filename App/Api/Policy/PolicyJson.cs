namespace AccessConsole.Api.Policy;

/// <param name="Changed">False where the document says what the policy already said.</param>
/// <param name="Problems">Warnings.</param>
public sealed record PublishedJson(int Revision, bool Changed, IReadOnlyList<ProblemJson> Problems);

/// <param name="Draft">The draft's id.</param>
public sealed record DraftedJson(Guid Draft, IReadOnlyList<ProblemJson> Problems);
