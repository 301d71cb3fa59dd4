using System.Text;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AccessConsole.Tests.Components;

/// <summary>What the view models work on: a small policy in force at revision 1, and drafts in memory.</summary>
internal sealed class Console
{
    private const string Policy =
        """
        apiVersion: access/v1
        identityProviders:
          - name: buildkite
            oidc: { issuer: "https://agent.buildkite.com", audience: "https://access.acme.example", jwksUri: "https://agent.buildkite.com/.well-known/jwks" }
        environments:
          - { name: production, approvals: 1 }
          - { name: staging }
        pipelines:
          - name: payments-deploy
            provider: buildkite
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: payments-deploy
            id: 0187c6a2-0000-4000-8000-000000000002
            labels: { team: payments }
          - name: shop-deploy
            provider: buildkite
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: shop-deploy
            id: 0187c6a2-0000-4000-8000-000000000003
        services:
          - name: payments-api
            deployments:
              - { environment: production, hosts: [payments.acme.example], upstream: "https://10.0.4.12:8443", hops: [nginx] }
              - { environment: staging, hosts: [payments.staging.acme.example], upstream: "https://10.0.5.12:8443", hops: [nginx] }
        roles:
          - name: migrator
            permissions:
              - { services: { names: [payments-api] }, methods: [GET, POST], paths: ["/admin/**"] }
        grants:
          - name: payments-migrates
            id: 0187c6a2-0000-4000-8000-00000000000a
            effect: allow
            principals: { pipelines: { names: [payments-deploy] } }
            role: migrator
            environments: [production]
            when: { branches: [main, "release/*"], sources: [webhook] }
            expires: 2027-02-01T00:00:00Z
            rateLimit: { requests: 60, per: minute, burst: 10 }
            reason: "PAY-1: schema moves"
        """;

    public static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ConsoleUser Carol = Person("carol", ConsoleRole.Editor);
    public static readonly ConsoleUser Bob = Person("bob", ConsoleRole.Approver);
    public static readonly ConsoleUser Alice = Person("alice", ConsoleRole.Admin);
    public static readonly ConsoleUser Victor = Person("victor", ConsoleRole.Viewer);

    /// <summary>A call that the policy's only grant lets through, as nginx told it.</summary>
    public static LoggedDecision Granted(DateTimeOffset at) => LoggedDecisions.Granted("payments-migrates", at) with
    {
        Target = Target.Nginx,
        Environment = "production",
        Service = "payments-api",
        Principal = "pipeline/payments-deploy",
        Path = "/admin/x",
        Claims = new ValueMap([new("build_branch", "main"), new("build_source", "webhook")]),
    };

    public Console(PolicyDocument? policy = null)
    {
        InForce(1, PolicySet.Of(policy ?? PolicyReader.Read(Encoding.UTF8.GetBytes(Policy), DocumentFormat.Yaml).Document));
        // Nothing here publishes: that is the publisher's own affair and needs a database.
        Workflow = new DraftWorkflow(Drafts, Refusals, Live, new ChangeReviewer(new PolicyCompiler(TargetCompilers.All), isDevelopment: true), publisher: null!, Clock, new ApprovalEvidence(Options.Create(new SigningOptions())));
    }

    public RequestRefusals Refusals => new(new RefusalLog(Clock), new FakeAuditLog());

    public FakeTimeProvider Clock { get; } = new(Now);

    public LivePolicy Live { get; } = new(NullLogger<LivePolicy>.Instance);

    public DraftsInMemory Drafts { get; } = new();

    public HistoryInMemory History { get; } = new();

    public DraftWorkflow Workflow { get; }

    public void InForce(int revision, PolicySet policy) =>
        Live.Advance(LiveState.Empty with { Revision = revision, PolicyRevision = revision, Input = LiveState.Empty.Input with { Policy = policy } });

    private static ConsoleUser Person(string name, ConsoleRole role) =>
        new(new Actor(ActorKind.Person, "demo", name, name), [new RoleAssignment(role)], Now);
}
