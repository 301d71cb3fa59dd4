using Microsoft.Extensions.Options;

namespace AccessConsole.Configuration;

/// <summary>What is wrong with the configuration, of all sections at once.</summary>
public static class ConfigurationProblems
{
    /// <summary>Judges every section before anything is made of any; the first use of one would name its problems alone.</summary>
    /// <exception cref="OptionsValidationException">One section is bad.</exception>
    /// <exception cref="AggregateException">Several are.</exception>
    public static void Check(IServiceProvider services)
    {
        var unreadable = services.GetRequiredService<UnreadableSettings>().Problems;
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (unreadable.Count > 0 && In(e) is { Count: > 0 } others)
        {
            throw Of([.. unreadable, .. others]);
        }

        if (unreadable.Count > 0)
            throw Of(unreadable);
    }

    /// <summary>One sentence for each problem, naming its key; none where the failure is of another kind.</summary>
    public static IReadOnlyList<string> In(Exception failure) => failure switch
    {
        OptionsValidationException section => [.. section.Failures.Distinct()],
        AggregateException several when several.InnerExceptions.All(e => e is OptionsValidationException) => [.. several.InnerExceptions.SelectMany(In).Distinct()],
        _ => [],
    };

    private static OptionsValidationException Of(IEnumerable<string> problems) => new(Options.DefaultName, typeof(UnreadableSettings), problems);
}
