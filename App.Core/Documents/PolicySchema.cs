namespace AccessConsole.Core.Documents;

/// <summary>The JSON Schema (draft 2020-12) of the policy document, for editors; the reader says more, and says it better.</summary>
public static class PolicySchema
{
    private const string Resource = "access-v1.schema.json";

    /// <summary>The schema's text.</summary>
    public static string Json { get; } = Load();

    private static string Load()
    {
        using var stream = typeof(PolicySchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {Resource}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
