namespace AccessConsole.Core.Model;

/// <summary>The UUIDs by which a token names a pipeline: its organization's and its own.</summary>
public readonly record struct PipelineUuids(Guid Organization, Guid Pipeline)
{
    private const int TextLength = 36;

    /// <summary>
    /// The UUIDs that two claims spell; null where one of them spells none as tokens do. Engines compare the claims as text, so only that
    /// spelling counts: lower case with dashes, nothing around it.
    /// </summary>
    public static PipelineUuids? Read(string organization, string pipeline) =>
        TryRead(organization, out var first) && TryRead(pipeline, out var second) ? new PipelineUuids(first, second) : null;

    private static bool TryRead(string text, out Guid uuid)
    {
        Span<char> spelled = stackalloc char[TextLength];
        return Guid.TryParseExact(text, "D", out uuid) && uuid.TryFormat(spelled, out _) && spelled.SequenceEqual(text);
    }
}
