using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>For what a property asks thousands of times: what would be said if it failed is put together only if it does.</summary>
internal static class Claim
{
    public static void Holds(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Complaint complaint)
    {
        if (!condition)
            Assert.Fail(complaint.Text);
    }

    [InterpolatedStringHandler]
    public readonly struct Complaint
    {
        private readonly List<string>? parts;

        public Complaint(int literalLength, int formattedCount, bool condition, out bool isWanted)
        {
            isWanted = !condition;
            parts = isWanted ? new List<string>(Math.Min(literalLength, formattedCount + 1) + formattedCount) : null;
        }

        public string Text => string.Concat(parts ?? []);

        public void AppendLiteral(string text) => parts!.Add(text);

        public void AppendFormatted<T>(T value, string? format = null) =>
            parts!.Add(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "");
    }
}
