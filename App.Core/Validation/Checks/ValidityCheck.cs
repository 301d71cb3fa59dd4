using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>When a grant begins and ends.</summary>
internal static class ValidityCheck
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Grants)
        {
            var (from, end) = (item.Object.ValidFrom, item.Object.Expires);
            CheckRange(context, from, item, "/validFrom");
            CheckRange(context, end, item, "/expires");
            if (from >= end)
                context.Error(DiagnosticCodes.ValidityEmpty, item.At("/expires"), "the grant ends before it begins: `expires` must be later than `validFrom`");
            else if (end <= context.Options.Now)
                context.Warn(DiagnosticCodes.GrantExpired, item.At("/expires"), "the grant has ended already: extend it, or delete it");
        }
    }

    private static void CheckRange(ValidationContext context, DateTimeOffset? time, Located<Grant> item, string member)
    {
        if (time < Earliest || time >= Latest)
            context.Error(DiagnosticCodes.ValidityRange, item.At(member), "the instant is outside the years 2000 to 2199: check the year");
    }
}
