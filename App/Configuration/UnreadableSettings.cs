using System.ComponentModel;
using System.Reflection;
using AccessConsole.Auditing;
using AccessConsole.Distribution;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Requests;
using AccessConsole.Retention;
using AccessConsole.SignIn;
using AccessConsole.Signer;
using AccessConsole.Signing;
using AccessConsole.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccessConsole.Configuration;

/// <summary>
/// Settings that are no number, duration or yes and no although they must be. Whoever binds them would stop at the first, by its own words; here they are taken out,
/// so that they are named with whatever else is wrong.
/// </summary>
/// <param name="Problems">One sentence for each, naming its key and none of its value.</param>
internal sealed record UnreadableSettings(IReadOnlyList<string> Problems)
{
    /// <summary>Every section that is bound, with what it is bound to.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Sections = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        [AuditOptions.Section] = typeof(AuditOptions),
        [ConsoleOptions.Section] = typeof(ConsoleOptions),
        [DecisionOptions.Section] = typeof(DecisionOptions),
        [DistributionOptions.Section] = typeof(DistributionOptions),
        [MetricsOptions.Section] = typeof(MetricsOptions),
        [RequestOptions.Section] = typeof(RequestOptions),
        [RetentionOptions.Section] = typeof(RetentionOptions),
        [SignerOptions.Section] = typeof(SignerOptions),
        [SigningOptions.Section] = typeof(SigningOptions),
        [SignInOptions.Section] = typeof(SignInOptions),
    };

    private static readonly Dictionary<Type, string> Scalars = new()
    {
        [typeof(bool)] = "true or false",
        [typeof(int)] = "a whole number",
        [typeof(TimeSpan)] = "a duration such as `00:05:00` (5 minutes) or `14.00:00:00` (14 days)",
    };

    /// <summary>Done before any section is bound; what is found is kept for <see cref="ConfigurationProblems.Check"/>. Done again it finds nothing.</summary>
    public static void TakeOut(IHostApplicationBuilder builder)
    {
        var unreadable = Sections.SelectMany(section => Values(section.Value, builder.Configuration.GetSection(section.Key)))
            .Where(value => !IsReadable(value.Type, value.Setting.Value))
            .ToArray();
        // Without a value at all the binder would give it zero.
        foreach (var value in unreadable)
            builder.Configuration[value.Setting.Path] = value.Default;
        builder.Services.TryAddSingleton(new UnreadableSettings([.. unreadable.Select(value => Sentence(value.Type, value.Setting.Path))]));
    }

    private static IEnumerable<Scalar> Values(Type type, IConfigurationSection section)
    {
        if (type == typeof(string) || !section.Exists())
            return [];
        if (type.IsGenericType)
            return section.GetChildren().SelectMany(child => Values(type.GetGenericArguments()[^1], child));
        var defaults = Activator.CreateInstance(type);
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property => Scalars.ContainsKey(Bare(property.PropertyType))
            ? [new Scalar(property.PropertyType, section.GetSection(property.Name), TextOf(property.GetValue(defaults)))]
            : Values(property.PropertyType, section.GetSection(property.Name)));
    }

    private static string? TextOf(object? value) => value is null ? null : TypeDescriptor.GetConverter(value.GetType()).ConvertToInvariantString(value);

    private static bool IsReadable(Type type, string? value)
    {
        if (value is null || (value.Length == 0 && type != Bare(type)))
            return true;
        // As the binder reads it.
        return TypeDescriptor.GetConverter(Bare(type)) is var converter && converter.IsValid(value);
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string Sentence(Type type, string path) => $"{path.Replace(":", "__", StringComparison.Ordinal)} cannot be read: it takes {Scalars[Bare(type)]}";

    /// <param name="Default">What holds where nothing is set.</param>
    private sealed record Scalar(Type Type, IConfigurationSection Setting, string? Default);
}
