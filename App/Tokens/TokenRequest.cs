using System.Text.RegularExpressions;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Tokens;

/// <summary>A token as it is asked for.</summary>
public sealed partial record TokenRequest
{
    internal const string Code = "token_request";
    private const int MaxLabels = 64;
    private const int MaxLength = 255;
    private const int MaxEnvironments = 1000;
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary><c>puller</c>, <c>api</c> or <c>decide</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Of a puller or decide token: where it holds.</summary>
    public string? Environment { get; init; }

    /// <summary>Of a puller: the language of its engine.</summary>
    public string? Target { get; init; }

    /// <summary>Of a puller or decide token: the one service that it is for; left out for all.</summary>
    public string? Service { get; init; }

    /// <summary>A puller that shows a certificate of this name instead of a token.</summary>
    public string? SpiffeId { get; init; }

    /// <summary>Words about the engine, by which stages choose.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Of an API token: the console role, at most the caller's own.</summary>
    public string? Role { get; init; }

    /// <summary>Of an API token: where it holds; left out for as far as the caller's role.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>The services an API token is held to, by their labels: several values of one key are alternatives, several keys must all hold.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? ServiceLabels { get; init; }

    /// <summary>When it ends, within 366 days; after 90 days where it is left out. An API token that another one asks for ends no later than that one.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The token without its text, or everything that is wrong with the request.</summary>
    /// <param name="makerEnds">When the API token that asks ends; null where a person or the bootstrap token asks.</param>
    internal (AccessToken? Token, IReadOnlyList<Diagnostic> Problems) Read(ConsoleUser user, DateTimeOffset now, DateTimeOffset? makerEnds = null)
    {
        var problems = new List<Diagnostic>();
        var kind = Kind switch
        {
            "puller" => TokenKind.Puller,
            "api" => TokenKind.Api,
            "decide" => TokenKind.Decide,
            _ => Problem<TokenKind>("/kind", $"`kind` is `{Kind}`: use puller, api or decide"),
        };
        // Else whoever has a token could have another ever after.
        var latest = kind == TokenKind.Api ? makerEnds ?? DateTimeOffset.MaxValue : DateTimeOffset.MaxValue;
        var expires = Expires ?? (now + DefaultLifetime > latest ? latest : now + DefaultLifetime);
        if (expires > latest)
            Problem<bool>("/expires", $"`expires` is after {latest:yyyy-MM-dd'T'HH:mm:ss'Z'}, when the token that asks for this one ends: leave it out, or have a person make it");
        if (expires <= now || expires > now + MaxLifetime)
            Problem<bool>("/expires", "`expires` is not within the next 366 days");
        var labels = Labels ?? new Dictionary<string, string>();
        if (labels.Count > MaxLabels || labels.Any(l => l.Key.Length is 0 or > MaxLength || l.Value is null or { Length: > MaxLength } || CommentText.LineProblem(l.Key + l.Value, "label") is not null))
            Problem<bool>("/labels", $"`labels` holds more than {MaxLabels} entries, or one that is empty, longer than {MaxLength} characters or has control or direction characters");
        if (Kind == "puller")
            CheckPuller();
        if (Kind == "api")
            CheckApi();
        if (Kind == "decide")
            CheckDecide();
        return problems.Count > 0 ? (null, problems) : (Made(kind, user, now, expires, labels), []);

        void CheckPuller()
        {
            CheckMachine("name the one environment that the puller reads");
            if (Target is null || Targets.Find(Target) is null)
                Problem<bool>("/target", $"`target` is `{Target}`: use nginx, opa, envoy, istio, linkerd or consul");
        }

        void CheckDecide()
        {
            CheckMachine("name the one environment that is decided about");
            if (Target is not null)
                Problem<bool>("/target", "`target` is a puller's: decisions are asked for, and no bundle is read");
        }

        void CheckMachine(string whichEnvironment)
        {
            if (!IsName(Environment))
                Problem<bool>("/environment", $"`environment` is `{Environment}`: {whichEnvironment}");
            if (Service is not null && !IsName(Service))
                Problem<bool>("/service", $"`service` is `{Service}`, which is no service's name: leave it out for all services");
            if (SpiffeId is not null && !Core.Model.SpiffeId.TryParse(SpiffeId, out _))
                Problem<bool>("/spiffeId", $"`spiffeId` is `{SpiffeId}`, which is no SPIFFE ID: leave it out for a token");
            if (Role is not null || Environments is not null || ServiceLabels is not null)
                Problem<bool>("/role", $"`role`, `environments` and `serviceLabels` are an API token's: a {Kind} token has `environment`");
        }

        void CheckApi()
        {
            if (RoleNames.Find(Role) is not { } role)
                Problem<bool>("/role", $"`role` is `{Role}`: use viewer, auditor, editor, approver or admin");
            else if (role == ConsoleRole.BreakGlass)
                Problem<bool>("/role", "`role` is `break-glass`, which is a person's alone: use viewer, auditor, editor, approver or admin");
            else if (!user.Has(role))
                Problem<bool>("/role", $"`role` is `{Role}`, which you do not have yourself");
            if (Environments is { Count: 0 or > MaxEnvironments } || Environments?.All(IsName) == false)
                Problem<bool>("/environments", $"`environments` is empty, longer than {MaxEnvironments}, or holds what is no name: leave it out for all environments");
            if (ServiceLabels is not null && ServiceLabelProblem() is { } problem)
                Problem<bool>("/serviceLabels", problem);
            if (Environment is not null || Target is not null || Service is not null || SpiffeId is not null)
                Problem<bool>("/environment", "`environment`, `target`, `service` and `spiffeId` are the machine side's: an API token has `role`, `environments` and `serviceLabels`");
        }

        T? Problem<T>(string pointer, string message)
        {
            problems.Add(new Diagnostic(Code, Severity.Error, message, pointer));
            return default;
        }
    }

    private string? ServiceLabelProblem()
    {
        if (RoleNames.Find(Role) is { } role && !RoleAssignment.TakesLabels(role))
            return $"`serviceLabels` cannot scope a {Role}, who reads the whole policy: leave them out";
        if (ServiceLabels!.Count is 0 or > MaxLabels || ServiceLabels.Values.Any(values => values is null or { Count: 0 or > MaxEnvironments }))
            return $"`serviceLabels` is empty, names more than {MaxLabels} keys, or a key without values or with more than {MaxEnvironments}: leave it out for all services";
        try
        {
            ReadServiceLabels();
            return null;
        }
        catch (FormatException e)
        {
            return $"`serviceLabels`: {e.Message}";
        }
    }

    /// <exception cref="FormatException">A label cannot be written in a scope.</exception>
    private ValueList<LabelChoice> ReadServiceLabels() =>
        RoleScope.LabelsOf((ServiceLabels ?? new Dictionary<string, IReadOnlyList<string>>()).SelectMany(label => label.Value.Select(value => (label.Key, value ?? ""))));

    private static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();

    private AccessToken Made(TokenKind kind, ConsoleUser user, DateTimeOffset now, DateTimeOffset expires, IReadOnlyDictionary<string, string> labels) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = kind,
        Hash = ReadOnlyMemory<byte>.Empty,
        Prefix = "",
        Owner = user.Actor,
        CreatedAt = now,
        ExpiresAt = expires,
        Labels = new ValueMap(labels),
        Environment = Environment,
        Target = Target is null ? null : Targets.Find(Target),
        Service = Service,
        SpiffeId = Core.Model.SpiffeId.TryParse(SpiffeId, out var id) ? id : null,
        Role = RoleNames.Find(Role),
        Environments = (Environments ?? []).ToValueList(),
        ServiceLabels = ReadServiceLabels(),
    };
}
